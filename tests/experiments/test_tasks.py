"""Which runs experiments ask for, and in what order."""

from network4.experiments import EXPERIMENTS, find_experiments
from network4.experiments.reproduction import list_tasks


def names(tasks):
    return [(task.experiment.name, task.seed) for task in tasks]


def test_the_cheapest_come_first():
    minutes = [t.experiment.core_minutes for t in list_tasks(EXPERIMENTS, None, "auto")]
    assert minutes == sorted(minutes)


def test_as_many_runs_as_the_protocol_has_or_as_asked():
    shallow = find_experiments(["shallow"])
    assert names(list_tasks(shallow, None, "auto")) == [
        ("shallow", seed) for seed in range(3)
    ]
    assert names(list_tasks(shallow, 1, "auto")) == [("shallow", 0)]
    assert names(list_tasks(find_experiments(["wan_2013"]), None, "auto")) == []


def test_votes_and_figures_ask_for_their_members():
    ensemble = find_experiments(["ensemble_5"])
    assert names(list_tasks(ensemble, 1, "auto")) == [
        ("dropout", seed) for seed in range(5)
    ]
    figure = list_tasks(find_experiments(["fig_tanh"]), 1, "auto")
    assert {name for name, _ in names(figure)} == {"dbl_conv", "dbl_conv_tanh"}
    both = find_experiments(["dropout", "ensemble_5"])
    assert len(list_tasks(both, None, "auto")) == 5


def test_the_engine_is_named_at_once():
    [task] = list_tasks(find_experiments(["shallow"]), 1, "jax")
    assert task.engine == "jax"
    [task] = list_tasks(find_experiments(["darkness"]), 1, "jax")
    assert task.engine == "none"
