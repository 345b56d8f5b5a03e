"""Our own recipes: found by target, run alone, together by seed."""

from dataclasses import replace

import numpy as np
import pytest

from network4.datasets import Split
from network4.errors import ArgumentError
from network4.experiments import BEYOND, EXPERIMENTS, find_experiments, find_recipe
from network4.experiments.beyond import BY_TARGET
from network4.experiments.experiment import Trained, Vote
from network4.experiments.reproduction import default_num_processes, list_tasks


def test_targets_pick_the_recipes_of_quick():
    assert [find_recipe("quick", target).name for target in BY_TARGET] == [
        *("quick", "quick_99.5", "quick_99.6", "quick_99.67")
    ]
    assert find_recipe("quick") == find_recipe("quick", "99.0")


@pytest.mark.parametrize(
    ("name", "target", "words"),
    [
        ("quick", "99.55", "--target must be"),
        ("best", "99.5", "only 'quick' has targets"),
    ],
)
def test_other_targets_are_refused(name, target, words):
    with pytest.raises(ArgumentError, match=words):
        find_recipe(name, target)


def test_they_are_asked_for_by_a_name_of_their_own():
    assert find_experiments(["beyond"]) == list(BEYOND)
    assert not set(BEYOND) & set(find_experiments(["all"]))
    names = [e.name for e in (*EXPERIMENTS, *BEYOND)]
    assert len(set(names)) == len(names)


def test_a_run_whose_time_counts_has_the_machine_to_itself():
    tasks = list_tasks(find_experiments(["quick_99.5"]), None, "auto")
    assert [task.seed for task in tasks] == [0, 1, 2, 3, 4]
    assert default_num_processes(tasks) == 1


def test_what_is_timed_takes_longer_for_higher_targets():
    timed = [e for e in BEYOND if isinstance(e, Trained) and e.name[:5] == "quick"]
    steps = [
        e.core_minutes for e in sorted(timed, key=lambda e: e.published_percent or 0.0)
    ]
    assert steps == sorted(steps)


def test_best_learns_from_most_of_the_validation_images_too(digits):
    images, labels = digits.validation.images, digits.validation.labels
    many = Split(np.tile(images, (4, 1, 1)), np.tile(labels, 4))  # 1,200 of them
    prepared = find_recipe("best").prepared(replace(digits, validation=many), seed=0)
    assert len(prepared.train) == len(digits.train) + 200
    assert len(prepared.validation) == 1000
    assert len(find_recipe("best").prepared(digits, seed=0).train) == len(digits.train)


def test_ensembles_are_made_of_seeds_in_a_row():
    votes = [e for e in BEYOND if isinstance(e, Vote)]
    five, others, ten = (e.seeds for e in votes)
    assert [*five, *others] == [*ten] == [*range(10)]
    tasks = list_tasks([votes[1]], None, "auto")
    assert {task.seed for task in tasks} == set(range(10))
    assert {task.experiment.name for task in tasks} == {"best"}
