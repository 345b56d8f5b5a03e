"""Runs side by side are those that `fit` makes alone."""

import importlib

import numpy as np
import pytest
from trainings import NETWORK, all_weights

from network4.datasets import Dataset, Split
from network4.errors import ArgumentError, Network4Error
from network4.training.fit import fit
from network4.training.fit_many import fit_many


def observe_nothing(epoch, model):
    """Forget to return anything."""


@pytest.mark.parametrize("num_jobs", [1, 2])
def test_runs_side_by_side_are_those_of_fit(stripes, num_jobs):
    settings = {"epochs": 2, "learning_rate": 0.1, "batch_size": 5, "num_threads": 1}
    runs = fit_many(NETWORK, stripes, count=3, seed=5, num_jobs=num_jobs, **settings)
    assert [run.settings["seed"] for run in runs] == [5, 6, 7]
    for run in runs:
        alone = fit(NETWORK, stripes, seed=run.settings["seed"], **settings)
        np.testing.assert_array_equal(all_weights(run.model), all_weights(alone.model))


@pytest.mark.parametrize(("keeps_to_threads", "expected"), [(True, 2), (False, 1)])
def test_an_engine_says_whether_runs_go_side_by_side(
    stripes, monkeypatch, third_engine, keeps_to_threads, expected
):
    third_engine(
        keeps_to_threads=keeps_to_threads, prefers_one_program=lambda self: False
    )
    module, seen = importlib.import_module("network4.training.fit_many"), []

    def one_by_one(function, items, num_jobs):
        seen.append(num_jobs)
        return map(function, items)

    monkeypatch.setattr(module, "map_in_processes", one_by_one)
    monkeypatch.setattr(module, "num_cores", lambda: 8)
    settings = {"epochs": 1, "learning_rate": 0.1, "engine": "third"}
    runs = fit_many(NETWORK, stripes, count=2, **settings)
    assert seen == [expected]
    assert [run.settings["engine"] for run in runs] == ["third", "third"]


@pytest.mark.parametrize(
    "arguments",
    [
        {"count": 0},
        {"count": 2, "seed": -1},
        {"count": 1, "num_jobs": 0},
        {"count": 2, "checkpoint": "file"},
    ],
)
def test_numbers_out_of_range_are_refused(stripes, arguments):
    with pytest.raises(ArgumentError, match="fit_many: "):
        fit_many(NETWORK, stripes, epochs=1, learning_rate=0.1, **arguments)


def test_an_argument_that_fit_does_not_have_is_named(stripes):
    with pytest.raises(TypeError, match=r"^fit_many\(\) .* 'lerning_rate'"):
        fit_many(NETWORK, stripes, count=1, epochs=1, lerning_rate=0.1)
    with pytest.raises(TypeError, match=r"^fit_many\(\) missing .* 'learning_rate'"):
        fit_many(NETWORK, stripes, count=1, epochs=1)


def test_arguments_of_another_kind_are_refused(stripes):
    with pytest.raises(ArgumentError, match="network must be a Network, received int"):
        fit_many(3, stripes, count=1, epochs=1, learning_rate=0.1)


@pytest.mark.parametrize(
    "change",
    [{"engine": "x"}, {"batch_size": 0}, {"learning_rate": -1}, {"patience": 0}],
    ids=str,
)
def test_settings_are_refused_in_its_own_name(stripes, change):
    settings = {"epochs": 1, "learning_rate": 0.1, **change}
    [name] = change
    with pytest.raises(ArgumentError, match=f"^fit_many: {name} must be"):
        fit_many(NETWORK, stripes, count=2, **settings)


@pytest.mark.parametrize("num_jobs", [1, 2])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"batch_size": 10**6}, "batch_size must be at most"),
        ({"rates": {"layer9.*": 1}}, "rates"),
        ({"learning_rate": 1e30}, "the cost became"),
        ({"observe": observe_nothing}, "observe must return a dict"),
    ],
)
def test_what_does_not_fit_the_data_is_refused_in_its_own_name(
    stripes, num_jobs, change, words
):
    settings = {"epochs": 1, "learning_rate": 0.1, "engine": "native", **change}
    with pytest.raises(Network4Error, match=f"^fit_many: {words}"):
        fit_many(NETWORK, stripes, count=2, num_jobs=num_jobs, **settings)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (np.arange(40) % 5, "the network must have an output for each of"),
        (np.zeros(40, np.int64), "data must have examples of two classes"),
    ],
)
def test_labels_are_refused_in_its_own_name(labels, words):
    few = Split(np.zeros((40, 8, 8), np.uint8), labels)
    for num_jobs in (1, None):
        settings = {"epochs": 1, "learning_rate": 0.1, "num_jobs": num_jobs}
        with pytest.raises(ArgumentError, match=f"^fit_many: {words}"):
            fit_many(NETWORK, Dataset(few, few), count=2, **settings)


def test_one_program_refuses_in_the_name_of_what_was_called(stripes, third_engine):
    third_engine(prefers_one_program=lambda self: True)
    settings = {"epochs": 1, "learning_rate": 0.1, "engine": "third"}
    with pytest.raises(ArgumentError, match=r"^fit_many: batch_size must be at most"):
        fit_many(NETWORK, stripes, count=2, batch_size=10**6, **settings)
