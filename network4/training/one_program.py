"""Several runs of one network as one program, on an accelerator with room for all."""

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack

from network4.datasets import Dataset
from network4.engines import Sessions
from network4.errors import ArgumentError, shown
from network4.network import Network
from network4.training.keeper import alone_with
from network4.training.loop import Epoch, EpochOutput
from network4.training.prepared_run import prepare_run
from network4.training.run import Run, Stopped
from network4.training.settings import Settings
from network4.utils.interrupts import interrupts_noted

_OWN = {"seed", "checkpoint", "observe", "num_threads", "progress"}
_Epochs = Generator[Epoch, EpochOutput, Stopped]


def train_as_one_program(
    network: Network, data: Dataset, settings: Sequence[Settings]
) -> list[Run]:
    """Train the same network several times at once.

    Args:
        network: what to train.
        data: what to train on.
        settings: of each run, one or more, which differ in nothing but `seed`,
            `checkpoint`, `observe`, `progress` and `num_threads`.

    Returns:
        The runs in the order of their settings. Each is what `fit` gives, but for
        rounding; its seconds are its share of the whole.

    Raises:
        ArgumentError: there are no settings, or they differ in something else.
        EngineError: their engine trains one run at a time.
        TrainingDivergedError: the cost of a run became NaN or infinite.
        TrainingInterruptedError: Ctrl-C before the first epoch had ended.
    """
    if not settings:
        raise ArgumentError(
            "train_as_one_program: settings must hold those of a run, received none."
        )
    _check_alike(settings)
    if data.batches is not None:
        raise ArgumentError(
            "train_as_one_program: data must be stored, received some with batches; "
            "call fit for each seed."
        )
    with ExitStack() as stack:
        for each in settings:
            stack.enter_context(alone_with(each.checkpoint))
        check_interrupts = stack.enter_context(interrupts_noted())
        return _train(network, data, settings, check_interrupts)


def _train(
    network: Network,
    data: Dataset,
    settings: Sequence[Settings],
    check_interrupts: Callable[[], None],
) -> list[Run]:
    prepared_runs = [
        prepare_run(network, data, each, num_runs=len(settings)) for each in settings
    ]
    engine = prepared_runs[0].engine
    sessions = engine.start_as_one_program([each.setup() for each in prepared_runs])
    share = 1 / len(prepared_runs)
    loops = [each.loop.epochs(_say_nothing, share) for each in prepared_runs]
    stopped = _drive(loops, sessions, check_interrupts)
    return [
        each.end(why, num_threads=None)
        for each, why in zip(prepared_runs, stopped, strict=True)
    ]


def _check_alike(settings: Sequence[Settings]) -> None:
    """Refuse settings that differ in what is the same for a whole program."""
    first = settings[0]
    for each in settings:
        for name, value in vars(each).items():
            if name not in _OWN and value != getattr(first, name):
                raise ArgumentError(
                    f"train_as_one_program: settings must have the same {name}, "
                    f"received {shown(getattr(first, name))} and {shown(value)}."
                )


def _say_nothing(epoch: int, score: float, best_score: float) -> None:
    del epoch, score, best_score


def _drive(
    loops: Sequence[_Epochs], sessions: Sessions, check_interrupts: Callable[[], None]
) -> list[Stopped]:
    """Give loops what they ask for, all at once, until the last is over.

    A run that is over is trained on with the others, since the program is one, and what
    comes of that is forgotten.
    """
    lanes = [_Lane(loop) for loop in loops]
    while any(lane.stopped is None for lane in lanes):
        interrupted = False
        try:
            check_interrupts()
            outputs = _perform(sessions, [_wanted_by(lane, lanes) for lane in lanes])
            for lane, output in zip(lanes, outputs, strict=True):
                lane.send(output)
        except KeyboardInterrupt:
            interrupted = True
        # Ctrl-C may also have come while one of them took its output.
        if interrupted or any(lane.stopped == "interrupted" for lane in lanes):
            for lane in lanes:
                lane.interrupt()
    return [lane.stopped or "finished" for lane in lanes]


class _Lane:
    """One run among those in step: what it asks for now, or why it is over."""

    def __init__(self, loop: _Epochs) -> None:
        self._loop = loop
        self.wanted: Epoch | None = None
        self.stopped: Stopped | None = None
        self._advance(lambda: next(loop))

    def send(self, output: EpochOutput) -> None:
        if self.stopped is None:
            self._advance(lambda: self._loop.send(output))

    def interrupt(self) -> None:
        if self.stopped is None:
            self._advance(lambda: self._loop.throw(KeyboardInterrupt()))

    def _advance(self, move: Callable[[], Epoch]) -> None:
        try:
            self.wanted = move()
        except StopIteration as over:
            self.stopped = over.value


def _wanted_by(lane: _Lane, lanes: Sequence[_Lane]) -> Epoch:
    """Return what a run asks for; of one that is over, what another does."""
    return next(each.wanted for each in (lane, *lanes) if each.wanted is not None)


def _perform(sessions: Sessions, epochs: Sequence[Epoch]) -> list[EpochOutput]:
    orders, rates, warps, _ = map(list, zip(*epochs, strict=True))
    costs = sessions.run_epoch(orders, rates, warps)
    results = zip(costs, sessions.validation_outputs(), sessions.states(), strict=True)
    return [EpochOutput(*result) for result in results]
