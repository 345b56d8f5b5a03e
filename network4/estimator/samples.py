"""Converts the samples, labels and weights of scikit-learn's interface."""

import importlib
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.datasets.labels import class_numbers
from network4.datasets.weights import weights_by_class
from network4.errors import ArgumentError, shown
from network4.estimator.arguments import (
    LARGEST_SEED,
    is_told_by_scikit_learn,
    random_state,
)
from network4.utils.channels import channels_first

OWNER = "DigitClassifier"
_ACCEPTED = {"allow_nd": True, "dtype": np.float64}
_LARGEST_WEIGHT = 1e30  # the sum of many is a number too, as is their float32
Weights = npt.NDArray[np.float64]
# It has no types.
_MULTICLASS: Any = importlib.import_module("sklearn.utils.multiclass")
_VALIDATION: Any = importlib.import_module("sklearn.utils.validation")


def in_one_layout(samples: Any, expected: tuple[int, ...] | None = None) -> Any:
    """Return images with the channels first; a single channel gets no axis.

    Other samples are returned unchanged; scikit-learn checks them.

    Args:
        samples: of any kind.
        expected: (channels, height, width) of the training samples; None for any.

    Raises:
        ArgumentError: the axis of the channels is missing or ambiguous.
    """
    try:
        array = np.asarray(samples)
    except Exception:  # of the samples' own methods; scikit-learn says what is wrong
        return samples
    if array.ndim != 4 or 0 in array.shape:
        return samples
    images = channels_first(OWNER, array, expected=expected)
    return images[:, 0] if images.shape[1] == 1 else images


def as_labels(y: Any) -> Any:
    """Return one-hot rows as class numbers; other labels stay unchanged.

    Raises:
        ArgumentError: a row of two columns or more is not one-hot.
    """
    try:
        array = np.asarray(y)
    except Exception:  # of the labels' own methods; scikit-learn says what is wrong
        return y
    is_rows = array.ndim == 2 and array.shape[1] > 1 and array.dtype.kind in "biuf"
    return class_numbers(OWNER, array) if is_rows else y


def checked_labels(y: Any, answers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return labels to compare with a classifier's answers, one for each.

    Raises:
        ArgumentError: they are something else, or text beside numbers.
    """
    try:
        labels = _VALIDATION.column_or_1d(y)
        _MULTICLASS.check_classification_targets(labels)
    except Exception:  # of the labels' own methods, and of scikit-learn's checks
        labels = None
    if labels is None or labels.shape != answers.shape:
        raise ArgumentError(
            f"{OWNER}: y must have a label for each of {len(answers):,} samples, "
            f"received {shown(y)}."
        )
    if isinstance(labels[0], str) != isinstance(answers[0], str):
        raise ArgumentError(
            f"{OWNER}: y must have labels such as {shown(answers.tolist()[0])}, as in "
            f"fit, received {shown(labels.tolist()[0])}."
        )
    return labels


def checked_weights(sample_weight: Any, samples: Any) -> Weights | None:
    """Return a weight of 0 or more for each sample; None if no weights were given.

    A number counts for all samples.

    Raises:
        ValueError: the weights are something else, or all are 0.
    """
    if sample_weight is None:
        return None
    try:
        if np.iscomplexobj(np.asarray(sample_weight)):
            raise TypeError("complex numbers are no weights.")
        weights = _VALIDATION._check_sample_weight(
            sample_weight, samples, dtype=np.float64, ensure_non_negative=True
        )
    except Exception as error:  # of the weights' own methods, too
        raise ArgumentError(f"{OWNER}: sample_weight: {error}") from None
    # A number for all is not looked at by scikit-learn.
    if not 0 < weights.max() <= _LARGEST_WEIGHT:
        raise ArgumentError(
            f"{OWNER}: sample_weight must be finite numbers of 0 or more, of which one "
            f"is above 0 and none above {_LARGEST_WEIGHT:g}, received "
            f"{shown(sample_weight)}."
        )
    return weights


def joint_weights(
    labels: npt.NDArray[Any],
    classes: npt.NDArray[Any],
    class_weight: object,
    sample_weight: Weights | None,
) -> npt.NDArray[np.float32] | None:
    """Return the weights of the samples, with mean 1; None if all count alike.

    Args:
        labels: (n,), the index of each label among the classes.
        classes: the labels as the user has them.
        class_weight: None, "balanced" or a dict by label.
        sample_weight: as `checked_weights` returns it.

    Raises:
        ArgumentError: `class_weight` is something else, or all weights are 0.
    """
    if class_weight is None and sample_weight is None:
        return None
    weights = np.ones(len(labels)) if sample_weight is None else sample_weight
    if class_weight is not None:
        names = cast(list[Any], classes.tolist())
        weights = weights * weights_by_class(OWNER, labels, class_weight, names)
    mean = float(weights.mean())
    if not 0 < mean < np.inf:
        raise ArgumentError(
            f"{OWNER}: class_weight must leave one sample with a weight above 0, "
            f"received {shown(class_weight)}."
        )
    return (weights / mean).astype(np.float32)


def places_among(classes: npt.NDArray[Any], y: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the index of each label among the sorted classes.

    Raises:
        ArgumentError: a label is not among them.
    """
    unknown = np.setdiff1d(y, classes)
    if len(unknown):
        raise ArgumentError(
            f"{OWNER}: y must have only labels that are in classes, received "
            f"{shown(unknown.tolist()[0])}."
        )
    return np.searchsorted(classes, y)


class TakesArrays:
    """Converts samples and labels before they are checked.

    Attributes:
        random_state: as scikit-learn has it.
    """

    random_state: Any

    def _in_layout(self, X: Any) -> Any:
        shape = getattr(getattr(self, "_scale", None), "image_shape", None)
        return in_one_layout(X, shape)

    def _checked(
        self, X: Any, y: Any, sample_weight: Any, *, reset: bool = True
    ) -> tuple[Any, Any, Any]:
        """Return samples, labels and weights to train on."""
        images = in_one_layout(X) if reset else self._in_layout(X)
        samples, y = self._validated(images, as_labels(y), reset=reset)
        _MULTICLASS.check_classification_targets(y)
        return samples, y, checked_weights(sample_weight, samples)

    def _seed(self) -> int:
        return int(random_state(self.random_state).randint(LARGEST_SEED))

    def _validated(self, *given: Any, **how: Any) -> Any:
        """Return samples and labels, as scikit-learn's checks return them."""
        try:
            return _VALIDATION.validate_data(self, *given, **_ACCEPTED, **how)
        except ValueError as error:
            # The numbers themselves, and advice to take another estimator, are long.
            long = "array=", "DigitClassifier does"
            said = [s for s in str(error).splitlines() if not s.startswith(long)]
            raise ArgumentError(f"DigitClassifier: {' '.join(said)}") from None
        except Exception as error:  # of the values' own methods, which may raise any
            if isinstance(error, TypeError) and is_told_by_scikit_learn(given[0]):
                raise
            raise ArgumentError(
                "DigitClassifier: X and y must be arrays of numbers and of labels, "
                f"received {' and '.join(map(shown, given))}."
            ) from None
