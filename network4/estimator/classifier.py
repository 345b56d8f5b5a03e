"""Scikit-learn's interface: a classifier of images, or of tables of numbers."""

import importlib
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.augment import Distortions
from network4.datasets.weights import ClassWeight
from network4.errors import named_as
from network4.estimator.arguments import (
    all_classes,
    check_same_classes,
    checked_range,
    classes_of,
)
from network4.estimator.bases import ScikitClassifier
from network4.estimator.samples import (
    OWNER,
    as_labels,
    checked_labels,
    checked_weights,
    places_among,
)
from network4.estimator.scaling import scaler_for
from network4.estimator.trained import TrainsNetworks
from network4.layers import Layer
from network4.training.fit import fit
from network4.training.schedules import Schedule

# Scikit-learn has no types.
_VALIDATION: Any = importlib.import_module("sklearn.utils.validation")


class DigitClassifier(TrainsNetworks, ScikitClassifier):
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

        Example:
            >>> classifier = DigitClassifier(epochs=10)
            >>> classifier.fit([[0.0], [1.0]] * 50, ["no", "yes"] * 50).classes_
            array(['no', 'yes'], dtype='<U3')
        """
        samples, y, weights = self._checked(X, y, sample_weight)
        if weights is not None:  # what does not count is not there
            samples, y, weights = (a[weights > 0] for a in (samples, y, weights))
        self.classes_, labels = classes_of(y)
        self._scale = scaler_for(samples, checked_range(self.value_range))
        split, seed = self._as_split(samples, labels, weights), self._seed()
        with named_as(OWNER, "fit"):
            self.run_ = fit(
                self._network(split.image_shape),
                self._divide(split, seed),
                **self._settings(len(split)),
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
            classes: all labels that will ever come; they must be given in the first
                call. Default None, those of the first call.
            sample_weight: as for `fit`; default None.

        Returns:
            The classifier itself.

        Raises:
            ValueError: data or arguments that cannot be used.

        Example:
            >>> from sklearn.datasets import load_digits
            >>> images, labels = load_digits(return_X_y=True)
            >>> classifier = DigitClassifier()
            >>> for some in 5 * np.split(np.arange(1500), 15):
            ...     classifier = classifier.partial_fit(
            ...         images[some], labels[some], classes=np.arange(10)
            ...     )
            >>> classifier.score(images[1500:], labels[1500:]) > 0.8
            True
        """
        is_first = not hasattr(self, "run_")
        samples, y, weights = self._checked(X, y, sample_weight, reset=is_first)
        if is_first:
            self.classes_, self._num_calls = all_classes(classes), 0
            self._scale = scaler_for(samples, checked_range(self.value_range))
        else:
            check_same_classes(classes, self.classes_)
        labels = places_among(self.classes_, y)
        split = self._as_split(samples, labels, weights)
        initial = self._untrained(split) if is_first else self.run_.model
        with named_as(OWNER, "fit"):
            self.run_ = fit(
                initial.network,
                self._data(split, split),
                **self._settings_of_one_pass(len(split)),
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
            sample_weight: (n,) numbers of 0 or more, how much each counts; default
                None, all alike.

        Raises:
            NotFittedError: `fit` has not been called.
            ValueError: samples of another form, or labels or weights that do not fit
                them.

        Example:
            >>> X, y = [[0.0], [1.0]] * 50, ["no", "yes"] * 50
            >>> DigitClassifier(epochs=10).fit(X, y).score(X, y)
            1.0
        """
        answers = self.predict(X)
        labels = checked_labels(as_labels(y), answers)
        weights = checked_weights(sample_weight, answers)
        return float(np.average(labels == answers, weights=weights))

    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:
        """Return the probability of each class, (n, classes).

        Args:
            X: samples of the form that was trained on.

        Raises:
            NotFittedError: `fit` has not been called.
            ValueError: samples of another form.

        Example:
            >>> X, y = [[0.0], [1.0]] * 50, ["no", "yes"] * 50
            >>> DigitClassifier(epochs=10).fit(X, y).predict_proba([[0.9]]).shape
            (1, 2)
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

        Example:
            >>> X, y = [[0.0], [1.0]] * 50, ["no", "yes"] * 50
            >>> DigitClassifier(epochs=10).fit(X, y).predict([[1.0], [0.0]])
            array(['yes', 'no'], dtype='<U3')
        """
        probabilities = self.predict_proba(X)
        return self.classes_[probabilities.argmax(axis=1)]

    def __sklearn_tags__(self) -> Any:
        """Say that images may come as such."""
        base: Any = super()
        tags = base.__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags
