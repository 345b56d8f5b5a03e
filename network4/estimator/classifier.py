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
from network4.estimator.samples import (
    as_labels,
    checked_weights,
    in_one_layout,
    joint_weights,
    places_among,
)
from network4.estimator.scaling import Numbers, Range, scaler_for
from network4.layers import ConvPool, FullyConnected, Layer, Softmax
from network4.model import Model
from network4.network import Network
from network4.training.fit import fit
from network4.training.schedules import Linear, Schedule
from network4.utils.arrays import as_array
from network4.utils.checks import as_items, as_real, check_integer, check_number
from network4.utils.randomness import random_generator

_CONVOLUTIONAL: tuple[Layer, ...] = (
    ConvPool(12, 5, activation="relu"),
    ConvPool(32, 5, activation="relu"),
    FullyConnected(200, activation="relu"),
)
_FULLY_CONNECTED: tuple[Layer, ...] = (FullyConnected(100, activation="relu"),)
_MIN_EPOCHS, _MIN_STEPS = 2, 2000
_LARGEST_SEED, _LARGEST_STATE = 2**31 - 1, 2**32 - 1
_LARGEST_NUMBER = 1e300  # the difference of two such ones is a number too
_ACCEPTED = {"allow_nd": True, "dtype": np.float64}
# Scikit-learn has no types.
_BASE: Any = importlib.import_module("sklearn.base")
_UTILS: Any = importlib.import_module("sklearn.utils")
_VALIDATION: Any = importlib.import_module("sklearn.utils.validation")
_MULTICLASS: Any = importlib.import_module("sklearn.utils.multiclass")


class DigitClassifier(_BASE.ClassifierMixin, _BASE.BaseEstimator):
    """A network as scikit-learn's classifier, for a Pipeline or a GridSearchCV.

    Images, as arrays (n, 784), (n, 64), (n, height, width), (n, channels, height,
    width) or (n, height, width, channels) of any range of numbers, go through a convolutional network, in which those smaller than 28 x 28 are
    enlarged; tables of any other width go through a fully-connected one, each column
    turned into its rank among the training data, 0 to 1.

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
        self.classes_, labels = _classes(y)
        joint = joint_weights(labels, self.classes_, self.class_weight, weights)
        self._scale = scaler_for(samples, _checked_range(self.value_range))
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
            self.classes_ = _all_classes(classes)
            self._scale = scaler_for(samples, _checked_range(self.value_range))
        elif classes is not None and not np.array_equal(
            _all_classes(classes), self.classes_
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
            **{**self._settings(len(images)), "epochs": 1, "keep": "last"},
            **{"learning_rate": rate, "initial": initial},
            seed=(self._seed() + self._num_calls) % _LARGEST_SEED,
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
        return super().score(X, as_labels(y), sample_weight)

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

    def _in_layout(self, X: Any) -> Any:
        shape = getattr(getattr(self, "_scale", None), "image_shape", None)
        return in_one_layout(X, shape)

    def _checked(
        self, X: Any, y: Any, sample_weight: Any, *, reset: bool = True
    ) -> tuple[Any, Any, Any]:
        """Return samples, labels and weights to train on."""
        X = in_one_layout(X) if reset else self._in_layout(X)
        samples, y = self._validated(X, as_labels(y), reset=reset)
        _MULTICLASS.check_classification_targets(y)
        return samples, y, checked_weights(sample_weight, samples)

    def _seed(self) -> int:
        return int(_random_state(self.random_state).randint(_LARGEST_SEED))

    def _validated(self, *given: Any, **how: Any) -> Any:
        """Return what scikit-learn makes of samples and labels."""
        try:
            return _VALIDATION.validate_data(self, *given, **_ACCEPTED, **how)
        except ValueError as error:
            # The numbers themselves, and advice to take another estimator, are long.
            long = "array=", "DigitClassifier does"
            said = [s for s in str(error).splitlines() if not s.startswith(long)]
            raise ArgumentError(f"DigitClassifier: {' '.join(said)}") from None
        except Exception as error:  # of the values' own methods, which may raise any
            if isinstance(error, TypeError) and _is_told_by_scikit_learn(given[0]):
                raise
            raise ArgumentError(
                "DigitClassifier: X and y must be arrays of numbers and of labels, "
                f"received {' and '.join(map(shown, given))}."
            ) from None

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


def _random_state(given: object) -> Any:
    """Return scikit-learn's source of random numbers; ArgumentError for no seed."""
    is_one = given is None or given is np.random
    if not is_one and not isinstance(given, np.random.RandomState):
        check_integer("DigitClassifier", "random_state", given, 0, _LARGEST_STATE)
    return _UTILS.check_random_state(given)


def _is_told_by_scikit_learn(samples: Any) -> bool:
    """Return whether its tests want its own words: of objects and sparse arrays."""
    is_array = isinstance(samples, np.ndarray)
    dtype = cast(Any, samples).dtype if is_array else None
    return dtype == np.dtype(object) or hasattr(cast(object, samples), "toarray")


def _checked_range(value_range: object) -> Range | None:
    """Return a range as two floats; raise ArgumentError for what is none."""
    if value_range is None:
        return None
    is_pair = isinstance(value_range, (tuple, list, np.ndarray))
    items = as_items(cast(object, value_range), 3) if is_pair else None
    numbers = [as_real(item) for item in items or ()]
    if len(numbers) == 2 and None not in numbers:
        least, greatest = cast(list[float], numbers)
        if -_LARGEST_NUMBER < least < greatest < _LARGEST_NUMBER:
            return least, greatest
    raise ArgumentError(
        "DigitClassifier: value_range must be None or (least, greatest), finite numbers"
        " of which the second is greater, received "
        f"{shown(value_range)}."
    )


def _classes(y: Any) -> tuple[npt.NDArray[Any], npt.NDArray[np.intp]]:
    """Return the labels there are, and for each sample which it has."""
    classes, labels = np.unique(y, return_inverse=True)
    if len(classes) < 2:
        raise ValueError(
            "DigitClassifier: y must have 2 or more classes, received 1 class."
        )
    return classes, labels


def _all_classes(classes: Any) -> npt.NDArray[Any]:
    """Return all labels that will come, sorted."""
    if classes is None:
        raise ArgumentError(
            "DigitClassifier: classes must be given in the first call of partial_fit, "
            "received none; give all labels that will come."
        )
    found = np.unique(as_array("DigitClassifier", "classes", classes))
    if len(found) < 2:
        raise ArgumentError(
            "DigitClassifier: classes must be 2 or more, received 1 class."
        )
    return found
