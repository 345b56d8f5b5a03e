"""A recipe: a network with the settings that train it, as plain data."""

import math
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any, Literal

from network4.augment import Distortions, Shifts
from network4.datasets import Dataset
from network4.engines import Optimizer
from network4.layers import Dense, Layer
from network4.network import Network
from network4.schedules import Schedule

_PASSED_ON = (
    "shifts",
    "distortions",
    "test_shifts",
    "momentum",
    "optimizer",
    "label_smoothing",
    "average_decay",
    "keep",
)


@dataclass(frozen=True)
class Recipe:
    """A network of the book, or after it, and how it is trained.

    Layers, cost, learning rate, mini-batch, lambda and epochs are the book's; first
    weights and the order of images are the library's defaults (weights fit for the
    activation, images shuffled), which do better than the book's.

    Attributes:
        name: what to call it on the command line.
        summary: one line for people.
        layers: the layers; the last one's units are replaced by the number of classes.
        epochs: passes over the training data.
        learning_rate: a number or a schedule.
        min_steps: a small data set is passed over more often, until there are at least
            so many steps; default 0.
        batch_size: images in a mini-batch; all of them where there are fewer.
        book_lambda: the book's regularisation parameter.
        lambda_per: what the book divides it by: the number of "images" (Chapter 3) or
            of "batches" (Chapter 6) of training.
        cost: the network's cost; "auto" follows its last layer.
        shifts, distortions: by which training images are changed; see `fit`.
        test_shifts: over which its answers are averaged; see `fit`.
        momentum, optimizer, label_smoothing, average_decay, keep: see `fit`.
        num_validation_images: what is kept from training once the settings are frozen;
            default None, all validation images.
        prepare: gives from the data and a seed what is trained on; None for the data as
            they are.
    """

    name: str
    summary: str
    layers: tuple[Layer, ...]
    _: KW_ONLY
    epochs: int
    learning_rate: float | Schedule
    min_steps: int = 0
    batch_size: int = 10
    book_lambda: float = 0.0
    lambda_per: Literal["images", "batches"] = "batches"
    cost: str = "auto"
    shifts: Shifts | None = None
    distortions: Distortions | None = None
    test_shifts: Shifts | None = None
    momentum: float = 0.0
    optimizer: Optimizer = "sgd"
    label_smoothing: float = 0.0
    average_decay: float = 0.0
    keep: Literal["best", "last"] = "best"
    num_validation_images: int | None = None
    prepare: Callable[[Dataset, int], Dataset] | None = None

    def prepared(self, data: Dataset, seed: int) -> Dataset:
        """Return what is trained on; test images stay as they are."""
        if self.num_validation_images is not None:
            data = data.with_validation_of(self.num_validation_images)
        return data if self.prepare is None else self.prepare(data, seed)

    def network(self, input_shape: tuple[int, ...], num_classes: int) -> Network:
        """Return the network for images of one shape and so many classes.

        Raises:
            ShapeError: the images are too small for its layers.
        """
        *hidden, last = self.layers
        if isinstance(last, Dense):
            last = replace(last, units=num_classes)
        return Network([*hidden, last], input_shape, self.cost)

    def fit_arguments(
        self, num_images: int, epochs: int | None = None, batch_size: int | None = None
    ) -> dict[str, Any]:
        """Return the arguments of `fit` for so many training images.

        Args:
            num_images: training images, 1 or more, not counting moved ones.
            epochs: instead of the recipe's own; default None.
            batch_size: instead of the recipe's own; default None.

        Returns:
            epochs, batch_size, learning_rate, l2 and the recipe's other settings.
        """
        num_images *= len(self.shifts or [()])
        batch_size = batch_size or min(self.batch_size, num_images)
        num_batches = max(1, num_images // batch_size)
        parts = num_images if self.lambda_per == "images" else num_batches
        enough = max(self.epochs, math.ceil(self.min_steps / num_batches))
        return {
            "epochs": enough if epochs is None else epochs,
            "batch_size": batch_size,
            "learning_rate": self.learning_rate,
            "l2": self.book_lambda / parts,
            **{name: getattr(self, name) for name in _PASSED_ON},
        }
