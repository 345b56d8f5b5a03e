"""Hostile inputs tried in processes that may crash or hang."""

import ctypes
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.hostile.judging import Outcome

HANGS_AFTER_SECONDS = 30.0
_READY_SECONDS = 120.0
_POLL_SECONDS = 0.1
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Task:
    """Inputs of one kind, one after another."""

    kind: str
    seed: int
    first: int
    end: int


@dataclass(frozen=True)
class Tried:
    """The outcome of one input."""

    index: int
    outcome: Outcome


def tried(task: Task) -> Iterator[Tried]:
    """Yield what comes of each input of a task, in their order.

    They are tried in a process of their own; where one ends it, or hangs, that is its
    outcome, and another process goes on with the next.
    """
    index = task.first
    while index < task.end:
        for each in _tried_in_process(Task(task.kind, task.seed, index, task.end)):
            yield each
            index = each.index + 1


def _tried_in_process(task: Task) -> Iterator[Tried]:
    """Yield outcomes until the task is done, or its process is."""
    current = _SPAWN.RawValue(ctypes.c_int64, -1)
    ours, theirs = _SPAWN.Pipe(duplex=False)
    process = _SPAWN.Process(target=_work, args=(task, current, theirs), daemon=True)
    process.start()
    theirs.close()
    begun, met = time.monotonic(), current.value
    last = task.first - 1
    try:
        while last < task.end - 1:
            if ours.poll(_POLL_SECONDS):
                try:
                    last, outcome = ours.recv()
                except (EOFError, OSError):
                    process.join()
                    yield _ended(last + 1, f"it ended the process ({process.exitcode})")
                    return
                yield Tried(last, outcome)
            elif current.value != met:
                begun, met = time.monotonic(), current.value
            elif time.monotonic() - begun > _patience(current.value):
                yield _ended(last + 1, f"it hung for {HANGS_AFTER_SECONDS:g} s")
                return
    finally:
        process.kill()
        process.join()
        ours.close()


def _patience(current: int) -> float:
    """Return how long to wait: at first for imports, then for one input."""
    return _READY_SECONDS if current < 0 else HANGS_AFTER_SECONDS


def _ended(index: int, fault: str) -> Tried:
    return Tried(index, Outcome(True, fault, HANGS_AFTER_SECONDS, 0))


def _work(task: Task, current: Any, pipe: Connection) -> None:
    """Try inputs one by one, and send what comes of each."""
    from benchmarks.hostile.kinds import find_kind, prepared

    kind = find_kind(task.kind)
    with prepared():
        for index in range(task.first, task.end):
            current.value = index
            pipe.send((index, kind.outcome(task.seed, index)))
