"""Scikit-learn's interface: a classifier of images, or of tables of numbers."""

import importlib
import math
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.augment import Distortions
from network4.datasets import Dataset, Split
from network4.datasets.weights import ClassWeight
from network4.errors import ArgumentError, shown
from network4.estimator.arguments import all_classes, checked_range, classes_of
from network4.estimator.bases import ScikitClassifier
from network4.estimator.samples import (
    TakesArrays,
    as_labels,
    joint_weights,
    places_among,
)
from network4.estimator.scaling import Numbers, scaler_for
from network4.layers import ConvPool, FullyConnected, Layer, Softmax
from network4.model import Model
from network4.network import Network
from network4.training.fit import fit
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
# Scikit-learn has no types.
_VALIDATION: Any = importlib.import_module("sklearn.utils.validation")


class DigitClassifier(TakesArrays, ScikitClassifier):
    """A network as scikit-learn's classifier, for a Pipeline or a GridSearchCV.

    Images, as arrays (n, 784), (n, 64), (n, height, width), (n, channels, height,
    width) or (n, height, width, channels) of any range of numbers, go through a
    convolutional network, in which those smaller than 28 x 28 are enlarged; tables of
    any other width go through a fully-connected one, each column turned into its rank
    among the training data, 0 to 1.

    Args:
        layers: hidden layers, instead of ConvPool12-ConvPool32-FullyConnected200 for
            images and FullyConnected100 for tables; default None.
        epochs: passes over the training data; default None, two, and for small data as
            many as make 2,000 steps.
        learning_rate: above 0, or a schedule; default None, from 0.2
            down to 0 in a straight line.
        batch_size: samples in a mini-batch; default 20.
        l2: coefficient of half the sum of squared weights in the cost; default 0.
        distortions: random changes of training images; default None.
        validation_fraction: 0 <= f < 1, the share of the samples that is not trained on
            but chooses the best epoch; default 0.1. With 0, or too few samples, the
            last epoch is kept.
        random_state: whole number, None or RandomState, as scikit-learn has it; default
            0.
        engine: "auto" or the name of an engine; default "auto".
        num_threads: on how many threads the native engine computes; default None, all.
        class_weight: "balanced", so that all classes count alike, or a dict of numbers
            by label; default None, all samples count alike.
        value_range: (least, greatest), of images the numbers of black and of white;
            default None, those of the training images, but for a few far out. Images of
            about a tenth or ten times that range are warned of.

    Attributes:
        classes_: (classes,), the labels.
        n_features_in_: columns seen in training; of images (n, height, width) the
            height.
        run_: the run of training, with its curves and its `model`; where no sample
            is left for validation its validation accuracy is that of training samples.

    Raises:
        ValueError: data or arguments that cannot be used, in a sentence.

    Example:
        >>> from sklearn.datasets import load_digits
        >>> images, labels = load_digits(return_X_y=True)
        >>> classifier = DigitClassifier().fit(images[:1000], labels[:1000])
        >>> classifier.score(images[1000:], labels[1000:]) > 0.9
        True
    """

    def __init__(  # noqa: PLR0913  scikit-learn's way: every setting by name
        self,
        *,
        layers: list[Layer] | None = None,
        epochs: int | None = None,
        learning_rate: float | Schedule | None = None,
        batch_size: int = 20,
        l2: float = 0.0,
        distortions: Distortions | None = None,
        validation_fraction: float = 0.1,
        random_state: Any = 0,
        engine: str = "auto",
        num_threads: int | None = None,
        value_range: tuple[float, float] | None = None,
        class_weight: ClassWeight | None = None,
    ) -> None:
        """Keep the settings; they are checked in `fit`."""
        self.layers = layers
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.l2 = l2
        self.distortions = distortions
        self.validation_fraction = validation_fraction
        self.random_state = random_state
        self.engine = engine
        self.num_threads = num_threads
        self.value_range = value_range
        self.class_weight = class_weight

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "DigitClassifier":
        """Train.

        Args:
            X: (n, columns), (n, height, width), (n, channels, height, width) or (n,
                height, width, channels) numbers.
            y: (n,) labels of two or more classes, whole numbers or strings; or one-hot
                rows.
            sample_weight: (n,) numbers of 0 or more, how much each sample counts beside
                the others; default None, all alike.

        Returns:
            The classifier itself.

        Raises:
            ValueError: data or arguments that cannot be used.
        """
        samples, y, weights = self._checked(X, y, sample_weight)
        if weights is not None:  # what does not count is not there
            samples, y, weights = (a[weights > 0] for a in (samples, y, weights))
        self.classes_, labels = classes_of(y)
        joint = joint_weights(labels, self.classes_, self.class_weight, weights)
        self._scale = scaler_for(samples, checked_range(self.value_range))
        images = self._scale(samples)
        self._check_settings(images)
        seed = self._seed()
        self.run_ = fit(
            self._network(images.shape[1:]),
            self._divide(Split(images, labels, weights=joint), seed),
            **self._settings(len(images)),
            seed=seed,
            progress=False,
        )
        self._num_calls = 0
        return self

    def partial_fit(
        self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None
    ) -> "DigitClassifier":
        """Go on training, one pass over some more samples.

        The range of images, or the ranks of a table's columns, are those of the first
        call. The learning rate is 0.05 where none is given.

        Args:
            X: as for `fit`.
            y: as for `fit`; of one class or more.
            classes: all labels that will ever come; must be given in the first call,
                may be left out afterwards.
            sample_weight: as for `fit`.

        Returns:
            The classifier itself.

        Raises:
            ValueError: data or arguments that cannot be used.

        Example:
            >>> from sklearn.datasets import load_digits
            >>> images, labels = load_digits(return_X_y=True)
            >>> classifier = DigitClassifier()
            >>> for some in np.split(np.arange(1500), 15):
            ...     classifier = classifier.partial_fit(
            ...         images[some], labels[some], classes=np.arange(10)
            ...     )
            >>> classifier.score(images[1500:], labels[1500:]) > 0.8
            True
        """
        is_first = not hasattr(self, "run_")
        samples, y, weights = self._checked(X, y, sample_weight, reset=is_first)
        if is_first:
            self.classes_ = all_classes(classes)
            self._scale = scaler_for(samples, checked_range(self.value_range))
        elif classes is not None and not np.array_equal(
            all_classes(classes), self.classes_
        ):
            raise ArgumentError(
                "DigitClassifier: classes must be those of the first call, received "
                f"{shown(classes)}."
            )
        labels = places_among(self.classes_, y)
        joint = joint_weights(labels, self.classes_, self.class_weight, weights)
        images = self._scale(samples)
        self._check_settings(images)
        if is_first:
            self._num_calls, network = 0, self._network(images.shape[1:])
            initial = Model(network, network.initial_parameters(self._seed()))
        else:
            initial = self.run_.model
        split = Split(images, labels, weights=joint)
        rate = 0.05 if self.learning_rate is None else self.learning_rate
        self.run_ = fit(
            initial.network,
            self._data(split, split),
            **{
                **self._settings(len(images)),
                **{"epochs": 1, "keep": "last", "learning_rate": rate},
            },
            initial=initial,
            seed=self._seed() + self._num_calls,
            progress=False,
        )
        self._num_calls += 1
        return self

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Return the share of samples, 0 to 1, whose class is predicted.

        Args:
            X: samples of the form that was trained on.
            y: their labels, as for `fit`.
            sample_weight: (n,) how much each counts; default None, all alike.

        Raises:
            NotFittedError: `fit` has not been called.
            ValueError: samples of another form.
        """
        base: Any = super()
        return base.score(X, as_labels(y), sample_weight)

    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:
        """Return the probability of each class, (n, classes).

        Args:
            X: samples of the form that was trained on.

        Raises:
            NotFittedError: `fit` has not been called.
            ValueError: samples of another form.
        """
        _VALIDATION.check_is_fitted(self)
        samples = self._validated(self._in_layout(X), reset=False)
        outputs = self.run_.model.predict_proba(self._scale(samples)).astype(np.float64)
        return outputs / outputs.sum(axis=1, keepdims=True)

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Return the most probable class of each sample, (n,).

        Args:
            X: samples of the form that was trained on.

        Raises:
            NotFittedError: `fit` has not been called.
            ValueError: samples of another form.
        """
        probabilities = self.predict_proba(X)
        return self.classes_[probabilities.argmax(axis=1)]

    def __sklearn_tags__(self) -> Any:
        """Say that images may come as such."""
        base: Any = super()
        tags = base.__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags

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
