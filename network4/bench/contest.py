"""The contest: each competitor in its own process, one at a time, round by round."""

import statistics
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from network4.bench.competitors import MATRIX_PRODUCT, OURS, PEERS, Competitor
from network4.bench.competitors.matrix_product import OPERATIONS
from network4.bench.environment import worker_environment
from network4.bench.floor import floor_microseconds
from network4.bench.process import Worker, WorkerError
from network4.bench.results import Outcome, Slices, inference_results, step_results
from network4.bench.work import DEFAULT_NETWORKS, NUM_IMAGES, find_network

# Idle threads of some libraries spin for some ten milliseconds before they sleep.
_PAUSE_SECONDS = 0.05
_MATRIX_SECONDS = 0.2

Report = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What a contest measures.

    Args:
        threads: numbers of threads, each 1 or more.
        competitors: the competitors; default network4's engines and all peers.
        networks: names of `network4.bench.work.NETWORKS`; default four of them.
        batch_sizes: images in a mini-batch; default 10 and 100.
        rounds: number of turns for each competitor; default 5.
        seconds: approximate length of a turn in seconds; default 0.5.
        inference: whether to time predictions too; default False.
        answer_seconds: seconds without an answer after which a competitor is stopped;
            default 300.
    """

    threads: tuple[int, ...]
    competitors: tuple[Competitor, ...] = (*OURS, *PEERS)
    networks: tuple[str, ...] = DEFAULT_NETWORKS
    batch_sizes: tuple[int, ...] = (10, 100)
    rounds: int = 5
    seconds: float = 0.5
    inference: bool = False
    answer_seconds: float = 300.0


def run_contest(plan: Plan, report: Report = lambda text: None) -> Outcome:
    """Run a contest; a competitor that fails is left out of the task that it fails at.

    Args:
        plan: what to measure.
        report: a function that is called with a line of text after each measurement;
            the default does nothing.

    Returns:
        The results. All worker processes have ended, even after an interruption.
    """
    outcome = Outcome()
    for num_threads in plan.threads:
        with _workers(plan, num_threads) as entrants:
            _measure_all(plan, num_threads, entrants, outcome, report)
    return outcome


class _Entrant:
    """A competitor in the contest, with its worker while it has one."""

    def __init__(self, competitor: Competitor, start: Callable[[], Worker]) -> None:
        self.competitor = competitor
        self._start = start
        self._worker: Worker | None = None
        self._cannot_start: str | None = None
        self.num_steps = 1
        self.error: str | None = None

    def prepare(self, **arguments: object) -> None:
        """Get ready for a task, in a new worker if the last one has ended."""
        self.error = self._cannot_start
        self._ensure_worker()
        answer = self._ask("prepare", **arguments)
        self.num_steps = answer.get("num_steps", 1)

    def step_seconds(self) -> float | None:
        """Return the seconds that a step took in one turn; None after an error."""
        answer = self._ask("run", num_steps=self.num_steps)
        return answer["seconds"] / self.num_steps if answer else None

    def prediction_seconds(self) -> float | None:
        """Return the seconds of one call that predicts; None after an error."""
        return self._ask("predict").get("seconds")

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
        self._worker = None

    def _ensure_worker(self) -> None:
        if self._worker is not None and not self._worker.is_alive:
            self.close()
        if self._worker is not None or self.error is not None:
            return
        try:
            self._worker = self._start()
            self._worker.wait_until_ready()
        except WorkerError as error:
            self.error = self._cannot_start = str(error)
            self.close()

    def _ask(self, request: str, **arguments: object) -> dict[str, Any]:
        """Return the answer, or {} after an error, which is kept."""
        if self.error is not None or self._worker is None:
            return {}
        try:
            return self._worker.ask(request, **arguments)
        except WorkerError as error:
            self.error = str(error)
            return {}


@dataclass
class _Entrants:
    contestants: list[_Entrant]
    matrix_product: _Entrant
    matrix_seconds: list[float] = field(default_factory=list[float])

    def gigaflops(self) -> float | None:
        """Return the median rate of matrix products so far."""
        if not self.matrix_seconds:
            return None
        return OPERATIONS / statistics.median(self.matrix_seconds) / 1e9


@contextmanager
def _workers(plan: Plan, num_threads: int) -> Generator[_Entrants]:
    """Give every competitor an entrant; end all their workers afterwards."""
    environment = worker_environment(num_threads)
    with ExitStack() as stack:
        entrants: list[_Entrant] = []
        for competitor in (*plan.competitors, MATRIX_PRODUCT):
            start = partial(
                Worker, competitor, num_threads, environment, plan.answer_seconds
            )
            entrants.append(_Entrant(competitor, start))
            stack.callback(entrants[-1].close)
        yield _Entrants(entrants[:-1], entrants[-1])


def _measure_all(
    plan: Plan, num_threads: int, entrants: _Entrants, outcome: Outcome, report: Report
) -> None:
    """Do all tasks on one number of threads; floors come last, from all products."""
    entrants.matrix_product.prepare(
        network=plan.networks[0],
        batch_size=1,
        seconds=min(_MATRIX_SECONDS, plan.seconds),
    )
    measured: list[tuple[str, int, list[Slices]]] = []
    for network in plan.networks:
        for batch_size in plan.batch_sizes:
            where = f"{network}, mini-batch {batch_size}, {_threads(num_threads)}"
            slices = _time_steps(plan, network, batch_size, entrants)
            measured.append((network, batch_size, slices))
            report(f"{where}: {_in_words(slices)}")
        if plan.inference:
            slices = _time_predictions(plan.rounds, entrants.contestants)
            task = network, num_threads
            outcome.inference += inference_results(task, slices, NUM_IMAGES)
            report(f"{network}, predictions, {_threads(num_threads)}: done")
    rate = entrants.gigaflops()
    outcome.matrix_product_gflops[num_threads] = rate
    for network, batch_size, slices in measured:
        floor = floor_microseconds(find_network(network), batch_size, rate)
        outcome.steps += step_results((network, batch_size, num_threads), slices, floor)


def _time_steps(
    plan: Plan, network: str, batch_size: int, entrants: _Entrants
) -> list[Slices]:
    for entrant in entrants.contestants:
        entrant.prepare(network=network, batch_size=batch_size, seconds=plan.seconds)
    everyone = [*entrants.contestants, entrants.matrix_product]
    *slices, product = _take_turns(plan.rounds, everyone, _Entrant.step_seconds)
    entrants.matrix_seconds += product.seconds
    return slices


def _time_predictions(rounds: int, contestants: Sequence[_Entrant]) -> list[Slices]:
    for entrant in contestants:
        entrant.prediction_seconds()  # the first call may compile
    return _take_turns(rounds, contestants, _Entrant.prediction_seconds)


def _take_turns(
    rounds: int,
    entrants: Sequence[_Entrant],
    take: Callable[[_Entrant], float | None],
) -> list[Slices]:
    """Give each entrant one turn a round; who comes first changes with the round."""
    seconds: list[list[float]] = [[] for _ in entrants]
    for turn in range(rounds * len(entrants)):
        number, position = divmod(turn, len(entrants))
        chosen = (number + position) % len(entrants)
        time.sleep(_PAUSE_SECONDS)
        elapsed = take(entrants[chosen])
        if elapsed is not None:
            seconds[chosen].append(elapsed)
    return [
        Slices(entrant.competitor, tuple(taken), entrant.error)
        for entrant, taken in zip(entrants, seconds, strict=True)
    ]


def _threads(number: int) -> str:
    return f"{number} thread" if number == 1 else f"{number} threads"


def _in_words(slices: Sequence[Slices]) -> str:
    parts = [
        f"{one.competitor.label} {one.median * 1e6:,.0f} µs"
        for one in slices
        if one.median is not None
    ]
    return ", ".join(parts) or "nothing could be measured"
