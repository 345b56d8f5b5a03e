"""Tasks: which, in what order, recorded when done, and gone on with when cut."""

import time
from dataclasses import replace

import pytest
from shortened import shortened

from network4.errors import DataError
from network4.experiments import EXPERIMENTS, find_experiments, reproduction
from network4.experiments.reproduction import (
    Plan,
    Task,
    find,
    list_tasks,
    reproduce,
    vote,
)
from network4.experiments.results import Results
from network4.experiments.running import Machinery, run_training


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


@pytest.fixture
def tasks():
    engine = list_tasks(find_experiments(["shallow"]), 1, "auto")[0].engine
    shallow = [Task(shortened("shallow"), seed, engine) for seed in (0, 1)]
    return [Task(find("darkness"), 0, "none"), *shallow]


def test_each_run_is_recorded_when_it_is_done(on_digits, tmp_path, tasks):
    results = Results(tmp_path)
    seen = []
    for task, record in reproduce(tasks, Plan(tmp_path)):
        assert results.read(task.experiment.name)[-1] == record
        seen.append(task)
    assert seen == tasks


def test_nothing_is_begun_after_the_deadline(on_digits, tmp_path, tasks):
    ended = list(reproduce(tasks, Plan(tmp_path, deadline=time.time() - 1)))
    assert [record for _, record in ended] == [None] * 3
    assert not list(tmp_path.iterdir())


def test_what_was_cut_off_goes_on_to_the_same_result(
    on_digits, tmp_path, tasks, monkeypatch
):
    task = tasks[1]
    whole = run_training(task.experiment, on_digits, task.seed, Machinery())
    monkeypatch.setattr(Plan, "seconds_left", lambda self: 1e-9)
    [(_, cut)] = reproduce([task], Plan(tmp_path))
    assert cut is None
    checkpoint = Results(tmp_path).checkpoint("shallow", 0, task.engine)
    assert checkpoint.exists()
    monkeypatch.undo()
    monkeypatch.setattr(reproduction, "_load", lambda where: on_digits)
    [(_, record)] = reproduce([task], Plan(tmp_path))
    assert record["wrong_test_indices"] == whole["wrong_test_indices"]
    assert len(record["epochs"]) == 3
    assert not checkpoint.exists()


def test_a_vote_waits_for_all_its_members(on_digits, tmp_path):
    recipe = replace(find("shallow").recipe, epochs=1)
    member = replace(find("dropout"), recipe=recipe)
    plan, results = Plan(tmp_path), Results(tmp_path)
    for seed in range(5):
        assert list(vote(find("ensemble_5"), plan)) == []
        results.write(run_training(member, on_digits, seed, Machinery()))
    [record] = vote(find("ensemble_5"), plan)
    assert results.read("ensemble_5") == [record]


def test_other_data_than_mnist_are_refused(tmp_path):
    with pytest.raises(DataError, match="data must be MNIST"):
        list(reproduce([Task(find("darkness"), 0, "none")], Plan(tmp_path, "digits")))
