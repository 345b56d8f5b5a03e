"""Runs trained together are those that `fit` trains alone, but for rounding."""

import signal

import numpy as np
import pytest
from trainings import NETWORK, all_weights

from network4 import ONE_PIXEL_SHIFTS, Distortions
from network4.engines import find_engine
from network4.errors import ArgumentError, EngineError, TrainingDivergedError
from network4.training.fit import fit
from network4.training.fit_many import fit_many
from network4.training.one_program import train_as_one_program
from network4.training.settings import Settings

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
    "rates and clipped gradients": {
        **{"optimizer": "nesterov", "momentum": 0.9, "learning_rate": 0.02},
        **{"clip_norm": 0.1, "rates": {"layer1.*": 0.5, "*.biases": 0.0}},
    },
    "distorted": {"distortions": Distortions(rotation=20, elastic_alpha=8)},
}


def train_from(seeds, data, checkpoints=None, **settings):
    """Train from several seeds as one program."""
    paths = checkpoints or [None] * len(seeds)
    of_each = [
        Settings(seed=seed, checkpoint=path, engine="jax", **settings)
        for seed, path in zip(seeds, paths, strict=True)
    ]
    return train_as_one_program(NETWORK, data, of_each)


def assert_alike(together, alone, roundings=200):
    """Weights of size 1 differ by some roundings of float32, some a step at most."""
    ours, theirs = all_weights(together.model), all_weights(alone.model)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=roundings * 2.0**-24)


@pytest.mark.parametrize("name", SETTINGS)
def test_each_run_is_that_of_its_seed(stripes, name):
    settings = {**PLAIN, **SETTINGS[name]}
    runs = train_from([3, 9], stripes, **settings)
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
    runs = train_from([0, 1, 2, 3], stripes, **settings)
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
    runs = train_from([3, 9], stripes, paths, **PLAIN)
    for run, seed in zip(runs, (3, 9), strict=True):
        assert [result.epoch for result in run.history] == [0, 1, 2]
        assert_alike(run, fit(NETWORK, stripes, seed=seed, engine="jax", **PLAIN))


def test_seconds_are_shares_of_the_whole(stripes):
    import time

    began = time.perf_counter()
    runs = train_from([0, 1, 2], stripes, **PLAIN)
    whole = time.perf_counter() - began
    assert sum(run.seconds for run in runs) <= whole


def test_ctrl_c_keeps_what_each_has(stripes, monkeypatch):
    epochs = []

    def observe(epoch, model):
        epochs.append(epoch)
        if len(epochs) == 3:  # the first run's second epoch
            signal.raise_signal(signal.SIGINT)
        return {}

    runs = train_from([0, 1], stripes, observe=observe, **PLAIN)
    assert {run.stopped for run in runs} == {"interrupted"}
    # The other had its second epoch in hand when the first was called off.
    assert [len(run.history) for run in runs] == [1, 2]


def test_a_run_that_diverges_is_told(stripes):
    with pytest.raises(TrainingDivergedError):
        train_from([0, 1], stripes, **{**PLAIN, "learning_rate": 1e30})


def test_no_run_is_refused(stripes):
    with pytest.raises(ArgumentError, match="received none"):
        train_from([], stripes, **PLAIN)


def test_an_engine_without_such_a_program_says_so(stripes):
    one = Settings(**PLAIN, engine="native")
    with pytest.raises(EngineError, match="native: "):
        train_as_one_program(NETWORK, stripes, [one, one])


@pytest.mark.parametrize(
    "change", [{"l2": 0.1}, {"batch_size": 7}, {"epochs": 2}, {"engine": "jax"}]
)
def test_runs_that_differ_in_more_than_their_seeds_are_refused(stripes, change):
    settings = [Settings(**PLAIN), Settings(**{**PLAIN, **change}, seed=1)]
    [name] = change
    with pytest.raises(ArgumentError, match=f"must have the same {name}"):
        train_as_one_program(NETWORK, stripes, settings)


def test_fit_many_is_one_program_where_there_is_an_accelerator(stripes, monkeypatch):
    """Pretended: the CPU runs that program as well. Its runs go on side by side."""
    from network4.engines.jax import ENGINE

    monkeypatch.setattr(type(ENGINE), "devices", lambda self: "cuda:0")
    seen = []
    settings = {**PLAIN, "observe": lambda epoch, model: seen.append(epoch) or {}}
    runs = fit_many(NETWORK, stripes, count=2, seed=4, engine="jax", **settings)
    assert seen == [0, 0, 1, 1, 2, 2]
    assert [run.settings["seed"] for run in runs] == [4, 5]
    for run in runs:
        seed = run.settings["seed"]
        assert_alike(run, fit(NETWORK, stripes, seed=seed, engine="jax", **PLAIN))


def test_fit_many_is_one_program_where_the_engine_prefers_that(stripes, third_engine):
    started = []

    def start(self, setups):
        started.append([setup.seed for setup in setups])
        return find_engine("jax").start_as_one_program(setups)

    third_engine(
        keeps_to_threads=True,
        prefers_one_program=lambda self: True,
        start_as_one_program=start,
    )
    runs = fit_many(NETWORK, stripes, count=2, seed=4, engine="third", **PLAIN)
    assert started == [[4, 5]]
    assert [run.settings["engine"] for run in runs] == ["third", "third"]


def test_a_cpu_is_no_accelerator(monkeypatch):
    from network4.engines.jax import ENGINE

    monkeypatch.setattr(type(ENGINE), "devices", lambda self: "TFRT_CPU_0")
    assert not ENGINE.prefers_one_program()
    monkeypatch.setattr(type(ENGINE), "devices", lambda self: "cuda:0")
    assert ENGINE.prefers_one_program()
