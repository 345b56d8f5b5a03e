"""Several runs of one network as one program, where an accelerator has room for all."""

import inspect
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from network4.course import Course, plan_course
from network4.datasets import Dataset
from network4.engines import Sessions, start_together
from network4.errors import ArgumentError
from network4.loop import Outcome, Request
from network4.network import Network
from network4.runs import Run, Stopped
from network4.training import fit

_Epochs = Generator[Request, Outcome, Stopped]


def fit_together(
    network: Network,
    data: Dataset,
    seeds: Sequence[int],
    checkpoints: Sequence[str | os.PathLike[str] | None] | None = None,
    **settings: Any,
) -> list[Run]:
    """Train the same network from several seeds at once, on the JAX engine.

    Args:
        network: what to train.
        data: what to train on.
        seeds: one or more.
        checkpoints: for each run its checkpoint, or None; default None for all.
        settings: all other arguments of `fit`, but for `engine`, which is "jax".

    Returns:
        The runs in the order of their seeds. Each is what `fit` gives for its seed, but
        for rounding; its seconds are its share of the whole.

    Raises:
        ArgumentError: an argument is out of range.
        TrainingDivergedError: the cost of a run became NaN or infinite.
        TrainingInterruptedError: Ctrl-C before the first epoch had ended.
    """
    if not seeds:
        raise ArgumentError("fit_together: seeds must hold a seed, received none.")
    given = inspect.signature(fit).bind(network, data, **{**settings, "engine": "jax"})
    given.apply_defaults()
    paths = checkpoints or [None] * len(seeds)
    courses = [
        _plan(given.arguments, seed=seed, checkpoint=path)
        for seed, path in zip(seeds, paths, strict=True)
    ]
    sessions = start_together([course.job() for course in courses])
    share = 1 / len(courses)
    loops = [course.loop.epochs(_say_nothing, share) for course in courses]
    stopped = _drive(loops, sessions)
    return [
        course.end(why, num_threads=None)
        for course, why in zip(courses, stopped, strict=True)
    ]


def _plan(arguments: Mapping[str, Any], **own: Any) -> Course:
    """Return the run that `fit` would begin with these arguments."""
    shared = {name: value for name, value in arguments.items() if name != "progress"}
    return plan_course(**{**shared, **own})


def _say_nothing(epoch: int, accuracy: float, best_accuracy: float) -> None:
    del epoch, accuracy, best_accuracy


def _drive(loops: Sequence[_Epochs], sessions: Sessions) -> list[Stopped]:
    """Give loops what they ask for, all at once, until the last is over.

    A run that is over is trained on with the others, since the program is one, and what
    comes of that is forgotten.
    """
    lanes = [_Lane(loop) for loop in loops]
    while any(lane.stopped is None for lane in lanes):
        interrupted = False
        try:
            outcomes = _perform(sessions, [_request_of(lane, lanes) for lane in lanes])
            for lane, outcome in zip(lanes, outcomes, strict=True):
                lane.send(outcome)
        except KeyboardInterrupt:
            interrupted = True
        # Ctrl-C may also have come while one of them took its outcome.
        if interrupted or any(lane.stopped == "interrupted" for lane in lanes):
            for lane in lanes:
                lane.interrupt()
    return [lane.stopped or "finished" for lane in lanes]


class _Lane:
    """One run among those in step: what it asks for now, or why it is over."""

    def __init__(self, loop: _Epochs) -> None:
        self._loop = loop
        self.request: Request | None = None
        self.stopped: Stopped | None = None
        self._advance(lambda: next(loop))

    def send(self, outcome: Outcome) -> None:
        if self.stopped is None:
            self._advance(lambda: self._loop.send(outcome))

    def interrupt(self) -> None:
        if self.stopped is None:
            self._advance(lambda: self._loop.throw(KeyboardInterrupt()))

    def _advance(self, move: Callable[[], Request]) -> None:
        try:
            self.request = move()
        except StopIteration as over:
            self.stopped = over.value


def _request_of(lane: _Lane, lanes: Sequence[_Lane]) -> Request:
    """Return what a run asks for; of one that is over, what another does."""
    asked = (other.request for other in (lane, *lanes) if other.request is not None)
    return next(asked)


def _perform(sessions: Sessions, requests: Sequence[Request]) -> list[Outcome]:
    costs = sessions.run_epoch(
        [request.order for request in requests],
        [request.learning_rates for request in requests],
        [request.warps for request in requests],
    )
    results = zip(
        costs,
        sessions.validation_outputs(),
        sessions.states(),
        strict=True,
    )
    return [Outcome(*result) for result in results]
