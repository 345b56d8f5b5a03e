"""Training as the book's `network3` does it, on the engines of network4."""

from typing import Any

import numpy as np
import numpy.typing as npt

from network4.book._arguments import number
from network4.book._images import (
    as_pixels,
    check_judges,
    check_trains,
    checked_images,
)
from network4.book._shared_data import SHIFTS, ExpandedImages, Pair
from network4.engines import (
    Examples,
    Order,
    Session,
    SessionSetup,
    StepSettings,
    as_batch,
    choose_engine,
)
from network4.errors import TrainingDivergedError
from network4.network import Network, Parameters

_REPORT_STEPS = 1000


def predict_digits(
    owner: str, network: Network, parameters: Parameters, images: Any
) -> npt.NDArray[np.int64]:
    """Return the digit read in each image; see `as_pixels`.

    Raises:
        DataError: a pixel is NaN or infinite.
        ShapeError: images of another size or range.
    """
    batch = as_pixels(owner, images, network)
    engine = choose_engine("auto", network)
    return engine.outputs(network, parameters, batch).argmax(axis=1)


class SGDCall:
    """One call of SGD: what is trained on, and how.

    Args:
        network: what is trained.
        mini_batch_size: images in a mini-batch.
        eta: the learning rate, 0 or more.
        lmbda: the book's regularization parameter, 0 or more.
        training_data: a pair (x, y); x may be ExpandedImages.

    Raises:
        ArgumentError: an argument is out of range, or does not fit the others.
        ShapeError: the data do not fit the network.
    """

    def __init__(
        self,
        network: Network,
        mini_batch_size: int,
        eta: float,
        lmbda: float,
        training_data: Pair,
    ) -> None:
        """Check the arguments; divide the data into mini-batches."""
        number("SGD", "eta", eta, 0.0)
        number("SGD", "lmbda", lmbda, 0.0)
        self._network, self._size, self._eta = network, mini_batch_size, eta
        self._x, self._y = checked_images("training_data", training_data, network)
        check_trains("training_data", len(self._x), mini_batch_size)
        self._num_steps = len(self._x) // mini_batch_size
        self._l2 = lmbda / self._num_steps

    def _judging(self, name: str, data: Any) -> Pair:
        x, y = checked_images(name, data, self._network)
        check_judges(name, len(x), self._size)
        return x, y

    def run(
        self,
        parameters: Parameters,
        epochs: int,
        seed: int,
        validation_data: Pair,
        test_data: Pair | None,
    ) -> Parameters:
        """Train, print what the book's program prints, and return the last weights.

        Raises:
            ArgumentError, ShapeError: data do not fit the network, or are too few.
            TrainingDivergedError: the cost became NaN or infinite.
        """
        validation_data = self._judging("validation_data", validation_data)
        if test_data is not None:
            test_data = self._judging("test_data", test_data)
        session, order = self._start(parameters, seed)
        best, best_iteration, test_share = 0.0, 0, 0.0
        for epoch in range(epochs):
            self._train(session, order, epoch)
            now = session.parameters()
            share = self._share_right(now, validation_data)
            print(f"Epoch {epoch}: validation accuracy {share:.2%}")
            if share < best:
                continue
            print("This is the best validation accuracy to date.")
            best, best_iteration = share, (epoch + 1) * self._num_steps - 1
            if test_data is not None:
                test_share = self._share_right(now, test_data)
                print(f"The corresponding test accuracy is {test_share:.2%}")
        print("Finished training network.")
        print(
            f"Best validation accuracy of {best:.2%} obtained at iteration "
            f"{best_iteration}"
        )
        if test_data is not None:
            print(f"Corresponding test accuracy of {test_share:.2%}")
        return session.parameters()

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

    def _train(self, session: Session, order: Order, epoch: int) -> None:
        """Take an epoch's steps, in parts so that each thousandth can be printed."""
        step = 0
        while step < self._num_steps:
            iteration = epoch * self._num_steps + step
            if iteration % _REPORT_STEPS == 0:
                print(f"Training mini-batch number {iteration}")
            ahead = _REPORT_STEPS - iteration % _REPORT_STEPS
            last = min(step + ahead, self._num_steps)
            rates = np.full(last - step, self._eta, np.float32)
            cost = session.run_epoch(
                order[step * self._size : last * self._size], rates
            )
            if not np.isfinite(cost):
                raise TrainingDivergedError(
                    f"SGD: the cost became {cost} in epoch {epoch}; try a smaller eta "
                    f"than {self._eta:g}."
                )
            step = last

    def _share_right(self, parameters: Parameters, data: Pair) -> float:
        """Return the share of right answers; whole mini-batches only, if any."""
        x, y = data
        count = len(x) // self._size * self._size or len(x)
        images: npt.NDArray[Any] = x[:count]
        digits = predict_digits("SGD", self._network, parameters, images)
        right: npt.NDArray[np.bool_] = digits == y[:count]
        return float(np.mean(right))
