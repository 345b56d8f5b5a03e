"""What an estimator trains, on which data and with which settings."""

import math
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.augment import Distortions
from network4.datasets import Dataset, Split
from network4.datasets.weights import ClassWeight
from network4.errors import ArgumentError, shown
from network4.estimator.samples import TakesArrays, Weights, joint_weights
from network4.estimator.scaling import ColumnRanks, ImageScaler, Numbers, Samples
from network4.layers import ConvPool, FullyConnected, Layer, Softmax
from network4.model import Model
from network4.network import Network
from network4.training.schedules import Linear, Schedule
from network4.utils.checks import check_integer, check_number
from network4.utils.randomness import random_generator

_CONVOLUTIONAL: tuple[Layer, ...] = (
    ConvPool(12, 5, activation="relu"),
    ConvPool(32, 5, activation="relu"),
    FullyConnected(200, activation="relu"),
)
_FULLY_CONNECTED: tuple[Layer, ...] = (FullyConnected(100, activation="relu"),)
_MIN_EPOCHS, _MIN_STEPS = 2, 2000
_RATE_OF_ONE_PASS = 0.05


class TrainsNetworks(TakesArrays):
    """What an estimator does with samples that it has looked at.

    Attributes:
        classes_: (classes,), the labels.

    The others are the arguments of `DigitClassifier`.
    """

    classes_: npt.NDArray[Any]
    layers: list[Layer] | None
    epochs: int | None
    learning_rate: float | Schedule | None
    batch_size: int
    distortions: Distortions | None
    validation_fraction: float
    class_weight: ClassWeight | None
    _scale: ImageScaler | ColumnRanks

    def _network(self, shape: tuple[int, ...]) -> Network:
        standard = _FULLY_CONNECTED if shape[1] == 1 else _CONVOLUTIONAL
        hidden = standard if self.layers is None else self.layers
        return Network([*hidden, Softmax(len(self.classes_))], shape)

    def _check_settings(self, images: Numbers) -> None:
        """Refuse what `fit` would not be asked to check."""
        check_integer("DigitClassifier", "batch_size", self.batch_size, 1)
        if not isinstance(cast(object, self.layers), (list, tuple, type(None))):
            raise ArgumentError(
                "DigitClassifier: layers must be a list of layers, received "
                f"{shown(self.layers)}."
            )
        if self.distortions is not None and images.shape[2] == 1:
            raise ArgumentError(
                "DigitClassifier: distortions must be None for tables, whose columns "
                f"have no places, received {shown(self.distortions)}."
            )

    def _as_split(
        self,
        samples: Samples,
        labels: npt.NDArray[np.intp],
        sample_weight: Weights | None,
    ) -> Split:
        images = self._scale(samples)
        self._check_settings(images)
        joint = joint_weights(labels, self.classes_, self.class_weight, sample_weight)
        return Split(images, labels, weights=joint)

    def _untrained(self, split: Split) -> Model:
        network = self._network(split.image_shape)
        return Model(network, network.initial_parameters(self._seed()))

    def _num_validation(self, num_samples: int) -> int:
        fraction = check_number(
            "DigitClassifier", "validation_fraction", self.validation_fraction, 0.0, 1.0
        )
        return int(num_samples * fraction)

    def _divide(self, split: Split, seed: int) -> Dataset:
        order = random_generator(seed, "split").permutation(len(split))
        validation, train = split.part(order).divided(self._num_validation(len(split)))
        return self._data(train, validation if len(validation) else train)

    def _data(self, train: Split, validation: Split) -> Dataset:
        names = tuple(map(str, self.classes_))
        return Dataset(
            train, validation, name="samples", source="an array", class_names=names
        )

    def _settings(self, num_samples: int) -> dict[str, Any]:
        count = self._num_validation(num_samples)
        batches = -((count - num_samples) // self.batch_size)
        enough = max(_MIN_EPOCHS, math.ceil(_MIN_STEPS / batches))
        own = "l2", "batch_size", "distortions", "engine", "num_threads"
        return {
            **{name: getattr(self, name) for name in own},
            "epochs": enough if self.epochs is None else self.epochs,
            "learning_rate": Linear(0.2, warmup_epochs=0.2)
            if self.learning_rate is None
            else self.learning_rate,
            "remainder": "keep",
            "keep": "best" if count else "last",
        }

    def _settings_of_one_pass(self, num_samples: int) -> dict[str, Any]:
        rate = _RATE_OF_ONE_PASS if self.learning_rate is None else self.learning_rate
        own = {"epochs": 1, "keep": "last", "learning_rate": rate}
        return {**self._settings(num_samples), **own}
