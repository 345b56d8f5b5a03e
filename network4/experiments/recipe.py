"""A recipe: a network and the settings that train it, as plain data."""

import math
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any, Literal

from network4.datasets import Dataset
from network4.errors import ArgumentError, ShapeError, shown
from network4.layers import Dense, Layer
from network4.network import Network
from network4.training.settings import Settings


@dataclass(frozen=True)
class Recipe:
    """A network of the book or of our own, with the settings that train it.

    For the book's networks, layers, cost, learning rate, mini-batch, lambda and epochs
    are the book's. First weights and the order of images are the library's defaults,
    which do better: weights suit the activation, and images are shuffled.

    Attributes:
        name: the name on the command line.
        summary: one line for people.
        layers: the layers; the last one gets as many units as there are classes.
        settings: the settings for a large data set. l2 must be 0, because `book_lambda`
            sets it; an experiment's protocol sets order and remainder.
        min_steps: smallest number of steps; a small data set gets more epochs until it
            is reached; default 0.
        book_lambda: the book's regularisation parameter; default 0.
        lambda_per: what the book divides it by, the number of training "images"
            (Chapter 3) or of "batches" (Chapter 6); default "batches".
        cost: the network's cost; default "auto", which depends on the last layer.
        num_validation_images: validation images that are not used for training once the
            settings are final; default None, all of them.
        prepare: a function of data and seed that returns the data to train on; default
            None, the data as they are.
    """

    name: str
    summary: str
    layers: tuple[Layer, ...]
    settings: Settings
    _: KW_ONLY
    min_steps: int = 0
    book_lambda: float = 0.0
    lambda_per: Literal["images", "batches"] = "batches"
    cost: str = "auto"
    num_validation_images: int | None = None
    prepare: Callable[[Dataset, int], Dataset] | None = None

    def __post_init__(self) -> None:
        """Refuse an l2 that `settings_for` would replace."""
        if self.settings.l2:
            raise ArgumentError(
                "Recipe: settings must have l2=0, since book_lambda sets it, received "
                f"{shown(self.settings.l2)}."
            )

    def prepared(self, data: Dataset, seed: int) -> Dataset:
        """Return the data to train on; test images stay as they are."""
        if self.num_validation_images is not None:
            data = data.with_validation_of(self.num_validation_images)
        return data if self.prepare is None else self.prepare(data, seed)

    def network(self, input_shape: tuple[int, ...], num_classes: int) -> Network:
        """Return the network for an image shape and a number of classes.

        Raises:
            ShapeError: the images are too small for its layers.
            ArgumentError: there are fewer than two classes, or too many parameters.
        """
        *hidden, last = self.layers
        if isinstance(last, Dense):
            last = replace(last, units=num_classes)
        try:
            return Network([*hidden, last], input_shape, self.cost)
        except ShapeError:
            sides = " x ".join(map(str, input_shape[-2:]))
            raise ShapeError(
                "train: images must be large enough for the convolutions of "
                f"{self.name}, received {sides}; train shallow, which reads any size, "
                "or bring the pictures of a folder to a larger --size."
            ) from None

    def settings_for(
        self, num_images: int, epochs: int | None = None, batch_size: int | None = None
    ) -> Settings:
        """Return the settings for a number of training images.

        Args:
            num_images: training images, 1 or more, without moved copies.
            epochs: replaces the recipe's own; default None.
            batch_size: replaces the recipe's own; default None, the recipe's own or the
                number of images if that is smaller.
        """
        num_examples = self.settings.num_examples(num_images)
        batch_size = batch_size or min(self.settings.batch_size, num_examples)
        num_batches = max(1, num_examples // batch_size)
        parts = num_examples if self.lambda_per == "images" else num_batches
        enough = max(self.settings.epochs, math.ceil(self.min_steps / num_batches))
        return replace(
            self.settings,
            epochs=enough if epochs is None else epochs,
            batch_size=batch_size,
            l2=self.book_lambda / parts,
        )

    def with_settings(self, **changes: Any) -> "Recipe":
        """Return the recipe with other settings."""
        return replace(self, settings=replace(self.settings, **changes))
