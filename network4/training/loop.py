"""The loop over epochs: train, evaluate, remember the best epoch, and stop."""

import math
import time
from collections.abc import Callable, Generator, Sequence
from typing import NamedTuple

import numpy as np

from network4.augment import Warps, draw_warps
from network4.datasets import Dataset
from network4.engines import Examples, Order, Outputs, SessionState, score
from network4.errors import TrainingDivergedError, TrainingInterruptedError
from network4.layers import named
from network4.model import Model
from network4.network import Network, Parameters
from network4.training.checkpoints import Checkpoint
from network4.training.keeper import Keeper
from network4.training.progress import EpochEnded
from network4.training.run import EpochResult, Stopped
from network4.training.schedules import Rates
from network4.training.settings import Settings, observed
from network4.utils.randomness import random_generator


class Epoch(NamedTuple):
    """An epoch to train; see `Session.run_epoch`.

    Args:
        first_step: number of its first mini-batch, counted over the whole run.
    """

    order: Order
    learning_rates: Rates
    warps: Warps | None
    first_step: int


class EpochOutput(NamedTuple):
    """What an engine returns after an epoch.

    Args:
        cost: see `Session.run_epoch`.
        outputs: the outputs for the validation images.
        state: the state after the epoch.
    """

    cost: float
    outputs: Outputs
    state: SessionState


def drive(
    epochs: Generator[Epoch, EpochOutput, Stopped],
    perform: Callable[[Epoch], EpochOutput],
) -> Stopped:
    """Train the epochs that a loop asks for; return why it stopped.

    Args:
        epochs: what `Loop.epochs` returns.
        perform: trains an epoch; the loop hears of Ctrl-C in it.
    """
    try:
        wanted = next(epochs)
        while True:
            try:
                output = perform(wanted)
            except KeyboardInterrupt as interrupt:
                wanted = epochs.throw(interrupt)
            else:
                wanted = epochs.send(output)
    except StopIteration as over:
        return over.value


class _Clock:
    """Time and processor time of a run, with the time before a checkpoint."""

    def __init__(self, history: Sequence[EpochResult], share: float) -> None:
        self._before = 0.0, 0.0
        if history:
            self._before = history[-1].elapsed_seconds, history[-1].cpu_seconds
        self._share = share
        self._began = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        """Return the seconds that have passed, and the seconds of the processor."""
        now = time.perf_counter(), time.process_time()
        elapsed, cpu = (
            before + self._share * (at - began)
            for before, at, began in zip(self._before, now, self._began, strict=True)
        )
        return elapsed, cpu


class Loop:
    """Runs epochs and remembers their results.

    Args:
        network: the network to train.
        data: the data to train on and to evaluate on.
        validation: the validation data in the engine's form.
        settings: how to train.
        parameters: the parameters before the first epoch.

    Attributes:
        history: the results of the finished epochs.
        best_epoch: the epoch with the best validation score; if several are best, the
            last.
        state: the state after the last epoch.
        best_parameters: the parameters with which the best epoch was evaluated.
    """

    def __init__(
        self,
        network: Network,
        data: Dataset,
        validation: Examples,
        settings: Settings,
        parameters: Parameters,
    ) -> None:
        """Start before the first epoch."""
        self._network = network
        self._data = data
        self._validation = validation
        self._settings = settings
        self._num_examples = settings.num_examples_of(data)
        self._steps = settings.num_steps(self._num_examples)
        self._keeper: Keeper | None = None
        self.history: list[EpochResult] = []
        self.best_epoch = 0
        self._improved_epoch = 0
        self.state = SessionState(parameters)
        self.best_parameters: Parameters = {}

    @property
    def num_steps(self) -> int:
        """The number of steps taken so far."""
        return len(self.history) * self._steps

    def go_on(self, keeper: Keeper) -> None:
        """Continue from a keeper's state; it saves the state after each epoch."""
        self._keeper = keeper
        checkpoint = keeper.read(self._network)
        if checkpoint is None:
            return
        for result in checkpoint.history:
            self._count(result)
        self.state = checkpoint.state
        self.best_parameters = checkpoint.best_parameters

    def epochs(
        self, epoch_ended: EpochEnded, share: float = 1.0
    ) -> Generator[Epoch, EpochOutput, Stopped]:
        """Ask for epochs one after another, until epochs, patience or time are used up.

        Args:
            epoch_ended: is called after each epoch.
            share: the share of the passing time that counts for this run; default 1.

        Yields:
            The next epoch to train. Send its output back, or throw KeyboardInterrupt.

        Returns:
            Why training stopped.

        Raises:
            TrainingDivergedError: the cost became NaN or infinite.
            TrainingInterruptedError: Ctrl-C before the first epoch had ended.
        """
        began = time.perf_counter()
        clock = _Clock(self.history, share)
        try:
            for epoch in range(len(self.history), self._settings.epochs):
                if self._is_out_of_patience():
                    break
                wanted = self._next_epoch(epoch)
                output = yield wanted
                self._take(epoch, output, float(wanted.learning_rates[-1]), clock)
                best = self.history[self.best_epoch].validation_score
                epoch_ended(epoch, self.history[epoch].validation_score, best)
                if self._is_out_of_time(epoch, time.perf_counter() - began):
                    return "time"
        except KeyboardInterrupt:
            if not self.history:
                raise TrainingInterruptedError(
                    "fit: stopped before the first epoch had ended; nothing was kept."
                ) from None
            return "interrupted"
        return "patience" if self._is_out_of_patience() else "finished"

    def _take(
        self, epoch: int, output: EpochOutput, rate: float, clock: "_Clock"
    ) -> None:
        if not math.isfinite(output.cost):
            raise self._diverged(output.cost, epoch)
        if not np.isfinite(output.outputs).all():
            raise self._diverged(math.nan, epoch)
        # Behind a ReLU that is 0 an infinite weight is seen by no output.
        if not all(np.isfinite(each).all() for _, each in named(output.state.shown)):
            raise self._diverged(math.nan, epoch)
        found = score(self._network, self._validation, output.outputs)
        observed = self._observe(epoch, output.state.shown)
        result = EpochResult(epoch, output.cost, found, rate, *clock.read(), observed)
        self._remember(result, output.state)

    def _observe(self, epoch: int, shown: Parameters) -> dict[str, float]:
        if self._settings.observe is None:
            return {}
        model = Model(self._network, shown, {"classes": self._data.class_names})
        return observed(self._settings.observe, epoch, model)

    def _remember(self, result: EpochResult, state: SessionState) -> None:
        self.state = state
        if not self._is_worse(result):
            self.best_parameters = state.shown
        # After them, so that Ctrl-C in here leaves no epoch that has no parameters.
        self._count(result)
        if self._keeper:
            history = tuple(self.history)
            self._keeper.write(Checkpoint(history, state, self.best_parameters))

    def _is_better(self, result: EpochResult) -> bool:
        """Return whether an epoch is better than all before it."""
        return not self.history or self._beats(result, self.history[self.best_epoch])

    def _is_worse(self, result: EpochResult) -> bool:
        """Return whether an epoch before it was better."""
        best = self.history[self.best_epoch : self.best_epoch + 1]
        return any(self._beats(before, result) for before in best)

    def _beats(self, one: EpochResult, other: EpochResult) -> bool:
        is_better = self._network.objective.is_better
        return is_better(one.validation_score, other.validation_score)

    def _count(self, result: EpochResult) -> None:
        if self._is_better(result):
            self._improved_epoch = result.epoch
        if not self._is_worse(result):
            self.best_epoch = result.epoch
        self.history.append(result)

    def _next_epoch(self, epoch: int) -> Epoch:
        order, rates = self._order(epoch), self._rates(epoch)
        return Epoch(order, rates, self._warps(epoch), epoch * self._steps)

    def _warps(self, epoch: int) -> Warps | None:
        distortions, seed = self._settings.distortions, self._settings.seed
        if distortions is None:
            return None
        shape = self._network.input_shape
        return draw_warps(distortions, seed, epoch, self._num_examples, shape)

    def _rates(self, epoch: int) -> Rates:
        settings = self._settings
        return settings.schedule.rates(settings.epochs, self._steps, epoch)

    def _order(self, epoch: int) -> Order:
        settings = self._settings
        order = np.arange(self._num_examples, dtype=np.int32)
        if settings.order == "shuffled":
            random_generator(settings.seed, "order", epoch).shuffle(order)
        elif settings.shifts is not None:
            # The data's own order would show all images moved one way, then another.
            random_generator(settings.seed, "order").shuffle(order)
        return order

    def _is_out_of_patience(self) -> bool:
        patience, last = self._settings.patience, len(self.history) - 1
        return patience is not None and last - self._improved_epoch >= patience

    def _is_out_of_time(self, epoch: int, elapsed_seconds: float) -> bool:
        most = self._settings.max_seconds
        is_last = epoch == self._settings.epochs - 1
        return most is not None and elapsed_seconds >= most and not is_last

    def _diverged(self, cost: float, epoch: int) -> TrainingDivergedError:
        rate = float(max(self._rates(e).max() for e in range(epoch + 1)))
        l2 = self._settings.l2
        cause = f"the learning rate, up to {rate:g}, is too large: try {rate / 10:g}"
        # A step multiplies weights by 1 - rate * l2: beyond 2 that alone diverges.
        if rate * l2 > 2:
            cause = f"l2, {l2:g}, is too large for the learning rate {rate:g}: try less"
        return TrainingDivergedError(
            f"fit: the cost became {cost} in epoch {epoch + 1}; probably {cause}, a "
            "warm-up, or less momentum."
        )
