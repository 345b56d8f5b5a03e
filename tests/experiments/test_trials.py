from dataclasses import replace

import pytest

from network4.errors import DataError
from network4.experiments import TRIALS, find_experiments
from network4.experiments.reproduction import list_tasks
from network4.experiments.running import (
    check_settings,
    judged_accuracy,
    run_training,
)
from network4.experiments.trials import BASE


def described(recipe):
    """All that a recipe says, its settings one by one."""
    own = dict(vars(recipe))
    return {**vars(own.pop("settings")), **own}


def test_each_trial_changes_something_and_no_more_than_it_says():
    base, *others = TRIALS
    assert base.recipe == BASE
    for trial in others:
        same = {**described(trial.recipe), "name": BASE.name, "summary": BASE.summary}
        usual = described(BASE)
        changed = {name for name, value in same.items() if value != usual[name]}
        assert 1 <= len(changed) <= 4
        assert trial.protocol == base.protocol


def test_trials_are_asked_for_by_their_name_and_not_by_all():
    assert find_experiments(["trials"]) == list(TRIALS)
    assert not set(TRIALS) & set(find_experiments(["all"]))
    assert find_experiments(["trial_adam"])[0].recipe.settings.optimizer == "adam"


def test_what_only_jax_has_runs_on_jax():
    engines = {
        task.experiment.name: task.engine for task in list_tasks(TRIALS, 1, "auto")
    }
    assert engines["trial_dropconnect"] == "jax"
    assert len(set(engines.values())) == 2 or set(engines.values()) == {"jax"}


@pytest.mark.parametrize("name", ["trial_average", "trial_batch_norm"])
def test_a_trial_looks_at_no_test_image(digits, name):
    trial = next(t for t in TRIALS if t.name == name)
    short = replace(trial, recipe=trial.recipe.with_settings(epochs=2))
    record = run_training(short, digits, 0, num_threads=1)
    assert record["test_accuracy"] is None
    assert record["distortions"]["rotation"] == 6
    last = record["epochs"][-1]["validation_accuracy"]
    assert judged_accuracy(short, record) == last
    check_settings(short, record)


def test_a_record_with_another_number_of_validation_images_is_found_out(digits):
    recipe = replace(BASE.with_settings(epochs=1), num_validation_images=250)
    short = replace(TRIALS[0], recipe=recipe)
    record = run_training(short, digits, 0, num_threads=1)
    check_settings(short, record)
    record["data"]["num_images"]["validation"] = 300
    with pytest.raises(DataError, match="its num_validation_images is another"):
        check_settings(short, record)


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("trial_average", "average_decay"),
        ("trial_half", "distortions"),
        ("trial_half", "batch_size"),
        ("trial_half", "schedule"),
        ("trial_half", "network"),
    ],
)
def test_a_record_of_other_settings_is_found_out(digits, name, setting):
    trial = next(t for t in TRIALS if t.name == name)
    short = replace(trial, recipe=trial.recipe.with_settings(epochs=1))
    record = run_training(short, digits, 0, num_threads=1)
    check_settings(short, record)
    del record[setting]
    with pytest.raises(DataError, match=f"its {setting} is another"):
        check_settings(short, record)
