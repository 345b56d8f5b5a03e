"""How well a network of `network3` answers, and what is printed of it."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.book._diagnosis import Diagnosis
from network4.book._images import as_pixels
from network4.book._likelihood import mean_cost
from network4.book._shared_data import ExpandedImages, Pair
from network4.engines import choose_engine
from network4.network import Network, Parameters

_AT_ONCE = 10_000  # images made on demand that lie in memory together


def outputs_for(
    owner: str, network: Network, parameters: Parameters, images: Any
) -> npt.NDArray[np.float32]:
    """Return the outputs for images, (n, classes); see `as_pixels`.

    Raises:
        DataError: a pixel is NaN or infinite.
        ShapeError: images of another size or range.
    """
    engine = choose_engine("auto", network)
    parts = [
        engine.outputs(network, parameters, as_pixels(owner, part, network))
        for part in _parts(images)
    ]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _parts(images: Any) -> Iterator[Any]:
    if not isinstance(images, ExpandedImages):
        yield images
        return
    for start in range(0, len(images), _AT_ONCE):
        yield images[start : start + _AT_ONCE]


def predict_digits(
    owner: str, network: Network, parameters: Parameters, images: Any
) -> npt.NDArray[np.int64]:
    """Return the digit read in each image; errors as of `outputs_for`."""
    return outputs_for(owner, network, parameters, images).argmax(axis=1)


def share_right(
    owner: str, network: Network, parameters: Parameters, data: Pair
) -> float:
    """Return the share of right answers; errors as of `outputs_for`."""
    x, y = data
    right: npt.NDArray[np.bool_] = predict_digits(owner, network, parameters, x) == y
    return float(np.mean(right))


def cost_of(owner: str, network: Network, parameters: Parameters, data: Pair) -> float:
    """Return the mean negative log-likelihood; errors as of `outputs_for`."""
    outputs = outputs_for(owner, network, parameters, data[0])
    return mean_cost(network.objective, outputs, data[1])


class Judge:
    """Judges a network after each epoch as the book's program does, and prints it.

    Args:
        network: what is trained.
        mini_batch_size: only whole mini-batches count, if there is one.
        validation: a pair (x, y), what the best epoch is chosen by.
        test: what is reported at the best epoch; None for nothing.
    """

    def __init__(
        self,
        network: Network,
        mini_batch_size: int,
        validation: Pair,
        test: Pair | None,
    ) -> None:
        """Begin before the first epoch."""
        self._network = network
        self._validation = _whole(validation, mini_batch_size)
        self._test = None if test is None else _whole(test, mini_batch_size)
        self._best, self._best_iteration, self._test_share = 0.0, 0, 0.0

    def epoch_ended(self, epoch: int, iteration: int, now: Parameters) -> float:
        """Print how an epoch went; return the validation accuracy."""
        share = self._share(now, self._validation)
        print(f"Epoch {epoch}: validation accuracy {share:.2%}")
        if share >= self._best:
            print("This is the best validation accuracy to date.")
            self._best, self._best_iteration = share, iteration
            if self._test is not None:
                self._test_share = self._share(now, self._test)
                print(f"The corresponding test accuracy is {self._test_share:.2%}")
        return share

    def training_ended(self) -> None:
        """Print the best validation accuracy and what belongs to it."""
        print("Finished training network.")
        print(
            f"Best validation accuracy of {self._best:.2%} obtained at iteration "
            f"{self._best_iteration}"
        )
        if self._test is not None:
            print(f"Corresponding test accuracy of {self._test_share:.2%}")

    def _share(self, now: Parameters, data: Pair) -> float:
        return share_right("SGD", self._network, now, data)


def _whole(data: Pair, mini_batch_size: int) -> Pair:
    """Return data without the images that fill no mini-batch; all, if none does."""
    x, y = data
    count = len(x) // mini_batch_size * mini_batch_size or len(x)
    return x[:count], y[:count]


class Comparison:
    """Compares training with validation images after each epoch, and prints it.

    Args:
        network: what is trained.
        training: a pair (x, y); its first images, as many as there are others.
        validation: a pair (x, y).
    """

    def __init__(self, network: Network, training: Pair, validation: Pair) -> None:
        """Begin before the first epoch."""
        self._network, self._validation = network, validation
        self._count = min(len(training[0]), len(validation[0]))
        self._training = training[0][: self._count], training[1][: self._count]
        self._rows: list[tuple[float, ...]] = []

    def epoch_ended(self, epoch: int, share: float, now: Parameters) -> None:
        """Compute and print what is compared; `share` is the validation accuracy."""
        right = share_right("SGD", self._network, now, self._training)
        costs = [
            cost_of("SGD", self._network, now, data)
            for data in (self._training, self._validation)
        ]
        self._rows.append((right, share, *costs))
        print(
            f"Epoch {epoch}: training accuracy {right:.2%}, training cost "
            f"{costs[0]:.4f}, validation cost {costs[1]:.4f}"
        )

    def diagnosis(self) -> Diagnosis:
        """Return all figures, and what they say."""
        digits = self._validation[1]
        most = np.bincount(digits[digits >= 0], minlength=1).max()
        guessing = float(most / len(digits))
        lists = map(list, zip(*self._rows, strict=True))
        return Diagnosis(*lists, num_images=self._count, guessing=guessing)
