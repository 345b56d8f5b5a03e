"""What a worker answers, without a process around it."""

import json

import pytest

from network4.bench.worker import calibrate, serve

BY_HAND = ["network4.bench.competitors.by_hand", "", "1"]


@pytest.fixture
def small_works(monkeypatch):
    """Works of 200 images, which are made quickly."""
    from network4.bench import work

    def make_small(*given):
        return make_work(*given, num_images=200)

    make_work = work.make_work
    monkeypatch.setattr(work, "make_work", make_small)


def answers(arguments, *requests):
    return list(serve(arguments, map(json.dumps, requests)))


def test_a_competitor_is_prepared_runs_and_predicts(small_works):
    prepare = {"request": "prepare", "network": "shallow", "batch_size": 10}
    ready, prepared, ran, predicted = answers(
        BY_HAND,
        {**prepare, "seconds": 0.01},
        {"request": "run", "num_steps": 3},
        {"request": "predict"},
    )
    assert ready == {}
    assert prepared["num_steps"] >= 1
    assert ran["seconds"] > 0
    assert predicted["seconds"] > 0
    assert predicted["num_images"] == 200


def test_what_goes_wrong_is_answered_in_words():
    [missing] = answers(["no_such_module", "", "1"])
    assert missing == {"error": "no_such_module is not installed"}
    prepare = {"request": "prepare", "network": "nought", "batch_size": 1, "seconds": 1}
    ready, early, unknown = answers(BY_HAND, {"request": "predict"}, prepare)
    assert ready == {}
    assert early == {"error": "was not prepared"}
    assert "bench: network must be one of" in unknown["error"]


def test_an_engine_that_is_not_there_is_an_error(small_works):
    engine = ["network4.bench.competitors.engine", "steam", "1"]
    prepare = {"request": "prepare", "network": "shallow", "batch_size": 9}
    _, answer = answers(engine, {**prepare, "seconds": 1})
    assert "engine must be one of" in answer["error"]


def test_an_engine_that_cannot_run_the_network_says_why(small_works, monkeypatch):
    from network4.engines import jax

    reason = "was not built on this machine"
    monkeypatch.setattr(type(jax.ENGINE), "unsupported", lambda *given: reason)
    engine = ["network4.bench.competitors.engine", "jax", "1"]
    prepare = {"request": "prepare", "network": "shallow", "batch_size": 9}
    _, answer = answers(engine, {**prepare, "seconds": 1})
    assert answer == {"error": f"{reason}."}


@pytest.mark.parametrize("step_seconds", [1e-6, 0.003, 0.2, 7.0])
def test_calibration_finds_the_number_of_steps(step_seconds):
    taken = []

    def run(num_steps):
        taken.append(num_steps)
        return num_steps * step_seconds

    wanted = calibrate(run, seconds=0.5)
    assert wanted == max(1, round(0.5 / step_seconds))
    assert taken[-1] == wanted
    assert taken.count(1) == 2
    assert sum(taken) * step_seconds < max(3 * step_seconds, 3 * 0.5)


def test_calibration_does_not_count_compiling():
    """The first run of each number of steps takes a second more."""
    seen = set()

    def run(num_steps):
        compiling = 0.0 if num_steps in seen else 1.0
        seen.add(num_steps)
        return compiling + num_steps * 0.01

    assert calibrate(run, seconds=0.5) == 50
