"""Runs trained together are those that `fit` trains alone, but for rounding."""

import signal

import numpy as np
import pytest
from trainings import NETWORK, all_weights

from network4 import ONE_PIXEL_SHIFTS, Distortions, ensembles
from network4.engines import has_accelerator
from network4.ensembles import fit_many
from network4.errors import ArgumentError, TrainingDivergedError
from network4.together import fit_together
from network4.training import fit

PLAIN = {"epochs": 3, "learning_rate": 0.1, "batch_size": 5}
SETTINGS = {
    "plain": {},
    "momentum and a remainder": {
        **{"momentum": 0.9, "learning_rate": 0.02},
        **{"remainder": "keep", "batch_size": 7},
    },
    "fixed order of shifted images": {"order": "fixed", "shifts": ONE_PIXEL_SHIFTS},
    "averages": {"average_decay": 0.9, "label_smoothing": 0.1},
    "adam": {"optimizer": "adam", "learning_rate": 0.01},
    "distorted": {"distortions": Distortions(rotation=20, elastic_alpha=8)},
}


def assert_alike(together, alone, roundings=200):
    """Weights of size 1 differ by some roundings of float32, some a step at most."""
    ours, theirs = all_weights(together.model), all_weights(alone.model)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=roundings * 2.0**-24)


@pytest.mark.parametrize("name", SETTINGS)
def test_each_run_is_that_of_its_seed(stripes, name):
    settings = {**PLAIN, **SETTINGS[name]}
    runs = fit_together(NETWORK, stripes, [3, 9], **settings)
    assert [run.settings["seed"] for run in runs] == [3, 9]
    for run in runs:
        alone = fit(
            NETWORK, stripes, seed=run.settings["seed"], engine="jax", **settings
        )
        assert_alike(run, alone)
        assert len(run.history) == 3
        assert run.stopped == "finished"
    assert not np.array_equal(*(all_weights(run.model) for run in runs))


def test_one_that_loses_patience_ends_and_the_other_goes_on(stripes):
    settings = {**PLAIN, "epochs": 12, "patience": 2}
    runs = fit_together(NETWORK, stripes, [0, 1, 2, 3], **settings)
    lengths = set()
    for seed, run in enumerate(runs):
        alone = fit(NETWORK, stripes, seed=seed, engine="jax", **settings)
        assert (run.stopped, len(run.history)) == (alone.stopped, len(alone.history))
        lengths.add(len(run.history))
    assert len(lengths) > 1


def test_runs_cut_off_at_different_epochs_go_on_together(stripes, tmp_path):
    paths = [tmp_path / "a", tmp_path / "b"]
    for path, seed, cuts in zip(paths, (3, 9), (1, 2), strict=True):
        for _ in range(cuts):
            fit(
                NETWORK,
                stripes,
                seed=seed,
                engine="jax",
                checkpoint=path,
                max_seconds=0,
                **PLAIN,
            )
    runs = fit_together(NETWORK, stripes, [3, 9], paths, **PLAIN)
    for run, seed in zip(runs, (3, 9), strict=True):
        assert [result.epoch for result in run.history] == [0, 1, 2]
        assert_alike(run, fit(NETWORK, stripes, seed=seed, engine="jax", **PLAIN))


def test_seconds_are_shares_of_the_whole(stripes):
    import time

    began = time.perf_counter()
    runs = fit_together(NETWORK, stripes, [0, 1, 2], **PLAIN)
    whole = time.perf_counter() - began
    assert sum(run.seconds for run in runs) <= whole


def test_ctrl_c_keeps_what_each_has(stripes, monkeypatch):
    epochs = []

    def observe(epoch, model):
        epochs.append(epoch)
        if len(epochs) == 3:  # the first run's second epoch
            signal.raise_signal(signal.SIGINT)
        return {}

    runs = fit_together(NETWORK, stripes, [0, 1], observe=observe, **PLAIN)
    assert {run.stopped for run in runs} == {"interrupted"}
    # The other had its second epoch in hand when the first was called off.
    assert [len(run.history) for run in runs] == [1, 2]


def test_a_run_that_diverges_is_told(stripes):
    with pytest.raises(TrainingDivergedError):
        fit_together(NETWORK, stripes, [0, 1], **{**PLAIN, "learning_rate": 1e30})


def test_no_seed_is_refused(stripes):
    with pytest.raises(ArgumentError, match="received none"):
        fit_together(NETWORK, stripes, [], **PLAIN)


def test_fit_many_trains_together_where_there_is_an_accelerator(stripes, monkeypatch):
    monkeypatch.setattr(ensembles, "has_accelerator", lambda: True)
    used = []
    monkeypatch.setattr(
        ensembles, "fit_together", lambda *given, **settings: used.append(given[2])
    )
    fit_many(NETWORK, stripes, count=2, seed=4, engine="jax", **PLAIN)
    assert used == [range(4, 6)]


def test_a_cpu_is_no_accelerator(monkeypatch):
    from network4.engines.jax import ENGINE

    monkeypatch.setattr(type(ENGINE), "devices", lambda self: "TFRT_CPU_0")
    assert not has_accelerator()
    monkeypatch.setattr(type(ENGINE), "devices", lambda self: "cuda:0")
    assert has_accelerator()
