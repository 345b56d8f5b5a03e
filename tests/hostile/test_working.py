"""A process that crashes or hangs is found, and the next one goes on."""

import os
import signal
import time

import pytest

working = pytest.importorskip("benchmarks.hostile.working", reason="needs a checkout")
from benchmarks.hostile.judging import Outcome  # noqa: E402


def crashing(task, current, pipe):
    """Stand in for what works: input 1 ends the process."""
    for index in range(task.first, task.end):
        current.value = index
        if index == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        pipe.send((index, Outcome(True, "", 0.0, 0)))


def hanging(task, current, pipe):
    """Stand in for what works: input 2 never ends."""
    for index in range(task.first, task.end):
        current.value = index
        if index == 2:
            time.sleep(600)
        pipe.send((index, Outcome(True, "", 0.0, 0)))


def starting_slowly(task, current, pipe):
    time.sleep(1)
    for index in range(task.first, task.end):
        current.value = index
        time.sleep(0.3)
        pipe.send((index, Outcome(True, "", 0.0, 0)))


@pytest.fixture
def forked(monkeypatch):
    """Start processes that know the functions of this file."""
    multiprocessing = pytest.importorskip("multiprocessing")
    if "forkserver" not in multiprocessing.get_all_start_methods():
        pytest.skip("needs processes that are forked")
    monkeypatch.setattr(working, "_SPAWN", multiprocessing.get_context("forkserver"))


def test_an_input_that_ends_its_process_is_a_fault_and_others_follow(
    forked, monkeypatch
):
    monkeypatch.setattr(working, "_work", crashing)
    found = list(working.tried(working.Task("models", 0, 0, 4)))
    assert [each.index for each in found] == [0, 1, 2, 3]
    assert [bool(each.outcome.fault) for each in found] == [False, True, False, False]
    assert str(-signal.SIGKILL) in found[1].outcome.fault


def test_an_input_that_never_ends_is_a_fault_and_others_follow(forked, monkeypatch):
    monkeypatch.setattr(working, "_work", hanging)
    monkeypatch.setattr(working, "HANGS_AFTER_SECONDS", 0.5)
    found = list(working.tried(working.Task("models", 0, 0, 4)))
    assert [each.index for each in found] == [0, 1, 2, 3]
    assert "hung" in found[2].outcome.fault


def test_the_start_of_a_process_is_not_counted_against_its_first_input(
    forked, monkeypatch
):
    monkeypatch.setattr(working, "_work", starting_slowly)
    monkeypatch.setattr(working, "HANGS_AFTER_SECONDS", 1.0)
    found = list(working.tried(working.Task("models", 0, 0, 3)))
    assert not any(each.outcome.fault for each in found)


def test_inputs_are_tried_in_a_process_of_their_own():
    found = list(working.tried(working.Task("models", 0, 5, 8)))
    assert [each.index for each in found] == [5, 6, 7]
    assert not any("ended the process" in each.outcome.fault for each in found)
