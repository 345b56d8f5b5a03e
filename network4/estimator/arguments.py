"""Checks of the arguments of scikit-learn's interface."""

import importlib
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, shown
from network4.estimator.scaling import Range
from network4.utils.arrays import as_array
from network4.utils.checks import as_items, as_real, check_integer

LARGEST_SEED = 2**31 - 1
_LARGEST_STATE = 2**32 - 1
_LARGEST_NUMBER = 1e300  # the difference of two such ones is a number too
# It has no types.
_UTILS: Any = importlib.import_module("sklearn.utils")


def random_state(given: object) -> Any:
    """Return scikit-learn's random generator; ArgumentError if it is not a seed."""
    is_one = given is None or given is np.random
    if not is_one and not isinstance(given, np.random.RandomState):
        check_integer("DigitClassifier", "random_state", given, 0, _LARGEST_STATE)
    return _UTILS.check_random_state(given)


def is_told_by_scikit_learn(samples: Any) -> bool:
    """Return whether scikit-learn's checks should refuse it: objects, sparse arrays."""
    is_array = isinstance(samples, np.ndarray)
    dtype = cast(Any, samples).dtype if is_array else None
    return dtype == np.dtype(object) or hasattr(cast(object, samples), "toarray")


def checked_range(value_range: object) -> Range | None:
    """Return a range as two floats; raise ArgumentError for anything else."""
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


def classes_of(y: Any) -> tuple[npt.NDArray[Any], npt.NDArray[np.intp]]:
    """Return the distinct labels, and the index of each sample's label among them."""
    classes, labels = np.unique(y, return_inverse=True)
    if len(classes) < 2:
        raise ArgumentError(
            "DigitClassifier: y must have 2 or more classes, received 1 class with a "
            "weight above 0."
        )
    return classes, labels


def all_classes(classes: Any) -> npt.NDArray[Any]:
    """Return all labels that will ever occur, sorted."""
    if classes is None:
        raise ArgumentError(
            "DigitClassifier: classes must be given in the first call of partial_fit, "
            "received none; give all labels that will come."
        )
    array = as_array("DigitClassifier", "classes", classes)
    try:
        found = np.unique(array)
    except Exception:  # of the labels' own methods, which may raise anything
        raise ArgumentError(
            "DigitClassifier: classes must be whole numbers or text alone, received "
            f"{shown(classes)}."
        ) from None
    if len(found) < 2:
        raise ArgumentError(
            "DigitClassifier: classes must be 2 or more, received 1 class."
        )
    return found


def check_same_classes(classes: Any, known: npt.NDArray[Any]) -> None:
    """Refuse other classes than those of the first call; None says nothing."""
    if classes is None or np.array_equal(all_classes(classes), known):
        return
    raise ArgumentError(
        "DigitClassifier: classes must be those of the first call, received "
        f"{shown(classes)}; leave it out, or make a new classifier."
    )
