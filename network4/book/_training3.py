"""Training as the book's `network3` does it, on the engines of network4."""

from typing import Any, NamedTuple

import numpy as np

from network4.augment import Distortions, Warps, check_is_image, draw_warps
from network4.book._arguments import number
from network4.book._diagnosis import Diagnosis
from network4.book._images import check_judges, check_trains, checked_images
from network4.book._judging3 import Comparison, Judge
from network4.book._shared_data import SHIFTS, ExpandedImages, Pair
from network4.book._stopping import Stopping
from network4.engines import (
    Examples,
    Order,
    Session,
    SessionSetup,
    StepSettings,
    as_batch,
    choose_engine,
)
from network4.errors import ArgumentError, TrainingDivergedError
from network4.network import Network, Parameters
from network4.utils.checks import check_flag, check_kind

_REPORT_STEPS = 1000


class How(NamedTuple):
    """How SGD trains.

    Args:
        mini_batch_size: images in a mini-batch.
        lmbda: the book's regularization parameter, 0 or more.
        stopping: the learning rates, and when training ends early.
        distortions: how images are changed in each epoch; None where not at all.
        diagnose: whether training is compared with validation after each epoch.
    """

    mini_batch_size: int
    lmbda: float
    stopping: Stopping
    distortions: Distortions | None
    diagnose: bool


class SGDCall:
    """One call of SGD: what is trained on, and how.

    Args:
        network: what is trained.
        how: how it is.
        training_data: a pair (x, y); x may be ExpandedImages.

    Raises:
        ArgumentError: an argument is out of range, or does not fit the others.
        ShapeError: the data do not fit the network.
    """

    def __init__(self, network: Network, how: How, training_data: Pair) -> None:
        """Check the arguments; divide the data into mini-batches."""
        number("SGD", "lmbda", how.lmbda, 0.0)
        check_flag("SGD", "diagnose", how.diagnose)
        self._network, self._how, self._size = network, how, how.mini_batch_size
        training = checked_images("SGD", "training_data", training_data, network)
        self._x, self._y = training
        check_trains("training_data", len(self._x), self._size)
        check_distortions(how.distortions, network, self._x)
        self._num_steps = len(self._x) // self._size
        self._l2 = how.lmbda / self._num_steps

    def _judging(self, name: str, data: Any) -> Pair:
        x, y = checked_images("SGD", name, data, self._network)
        check_judges(name, len(x), self._size)
        return x, y

    def run(
        self,
        parameters: Parameters,
        epochs: int,
        seed: int,
        validation_data: Pair,
        test_data: Pair | None,
    ) -> tuple[Parameters, Diagnosis | None]:
        """Train, print what the book's program prints, and return the last weights.

        Raises:
            ArgumentError, ShapeError: data do not fit the network, or are too few.
            TrainingDivergedError: the cost became NaN or infinite.
        """
        validation = self._judging("validation_data", validation_data)
        test = None if test_data is None else self._judging("test_data", test_data)
        session, order = self._start(parameters, seed)
        judge = Judge(self._network, self._size, validation, test)
        compared = Comparison(self._network, (self._x, self._y), validation)
        for epoch in range(epochs):
            self._train(session, order, epoch, self._warps(seed, epoch))
            now = session.parameters()
            last = (epoch + 1) * self._num_steps - 1
            share = judge.epoch_ended(epoch, last, now)
            if self._how.diagnose:
                compared.epoch_ended(epoch, share, now)
            self._how.stopping.epoch_ended(share)
            if self._how.stopping.finished:
                break
        judge.training_ended()
        diagnosis = compared.diagnosis() if self._how.diagnose else None
        if diagnosis is not None:
            print(diagnosis.verdict())
        return session.parameters(), diagnosis

    def _start(self, parameters: Parameters, seed: int) -> tuple[Session, Order]:
        """Return a session, and the order in which it takes its examples."""
        order = np.arange(self._num_steps * self._size, dtype=np.int32)
        images, labels, shifts = self._x, self._y, None
        if isinstance(images, ExpandedImages):
            # The images are stored once: an example is an image and its shift.
            examples = images.examples[: len(order)]
            by_image = np.zeros(len(images.images), np.int32)
            by_image[images.examples % len(images.images)] = labels
            images, labels, order, shifts = images.images, by_image, examples, SHIFTS
        batch = as_batch(self._network, images)
        setup = SessionSetup(
            network=self._network,
            parameters=parameters,
            examples=Examples(batch, labels),
            validation=Examples(batch[:1]),
            settings=StepSettings(self._size, l2=self._l2),
            seed=seed,
            shifts=shifts,
        )
        return choose_engine("auto", self._network).start(setup), order

    def _warps(self, seed: int, epoch: int) -> Warps | None:
        """Return how each image is distorted in an epoch: drawn, and never stored."""
        if self._how.distortions is None:
            return None
        count, shape = len(self._x), self._network.input_shape
        return draw_warps(self._how.distortions, seed, epoch, count, shape)

    def _train(
        self, session: Session, order: Order, epoch: int, warps: Warps | None
    ) -> None:
        """Take an epoch's steps, in parts so that each thousandth can be printed."""
        rate = self._how.stopping.next_rate()
        step = 0
        while step < self._num_steps:
            iteration = epoch * self._num_steps + step
            if iteration % _REPORT_STEPS == 0:
                print(f"Training mini-batch number {iteration}")
            ahead = _REPORT_STEPS - iteration % _REPORT_STEPS
            last = min(step + ahead, self._num_steps)
            part = slice(step * self._size, last * self._size)
            rates = np.full(last - step, rate, np.float32)
            cost = session.run_epoch(order[part], rates, warps=warps)
            if not np.isfinite(cost):
                raise TrainingDivergedError(
                    f"SGD: the cost became {cost} in epoch {epoch}; try a smaller eta "
                    f"than {rate:g}."
                )
            step = last


def check_distortions(distortions: object, network: Network, x: Any) -> None:
    """Refuse what is no Distortions, and images that cannot be distorted.

    Raises:
        ArgumentError: they are no Distortions, or images are expanded already.
        ShapeError: the network reads no images.
    """
    if distortions is None:
        return
    check_kind("SGD", "distortions", distortions, Distortions)
    check_is_image("SGD: distortions", network.input_shape)
    if isinstance(x, ExpandedImages):
        raise ArgumentError(
            "SGD: distortions must be None where training_data are expanded already, "
            "received both; give the images themselves, and Distortions(shift=1)."
        )
