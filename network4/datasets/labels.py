"""Labels of classes, in each form in which people have them."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.datasets.class_names import MOST_CLASSES, natural_order
from network4.datasets.split import NO_CLASS
from network4.errors import ArgumentError, shown
from network4.utils.arrays import converted

ClassNumbers = npt.NDArray[np.int64]
# Half floats round each probability by up to one part in 2048, and so their sum.
_ROUNDING = 1 / 1024


def class_numbers(
    owner: str, labels: npt.NDArray[Any], num_axes: int = 1
) -> ClassNumbers:
    """Return the class of each example, or of each step, as a whole number.

    Args:
        owner: the function that was given them, for messages.
        labels: whole numbers, floats with whole values, or booleans, of `num_axes`
            axes. Or an array with one more axis, which has one value, or a 1 at the
            class and 0 elsewhere (one-hot rows).
        num_axes: 1 for (n,), 2 for (n, time); default 1.

    Returns:
        int64 of `num_axes` axes.

    Raises:
        ArgumentError: a number is not whole, or a row is not one-hot.

    Example:
        >>> class_numbers("fit", np.array([3.0, 1.0]))
        array([3, 1])
        >>> class_numbers("fit", np.array([[0, 0, 1], [1, 0, 0]]))
        array([2, 0])
    """
    if labels.ndim == num_axes + 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    if labels.ndim == num_axes + 1:
        return _of_one_hot(owner, labels)
    if labels.ndim == num_axes and labels.dtype.kind in "biuf":
        return _whole(owner, labels)
    raise ArgumentError(
        f"{owner}: labels must be a whole number or a one-hot row for each example, "
        f"received {shown(labels)}."
    )


def _whole(owner: str, labels: npt.NDArray[Any]) -> ClassNumbers:
    if labels.dtype.kind == "f":
        labels = labels.astype(np.float64)  # a half float has no 2**31 to compare with
        is_whole = (np.trunc(labels) == labels) & (np.abs(labels) < 2**31)
        if not is_whole.all():
            raise ArgumentError(
                f"{owner}: labels must be whole numbers to name classes, received "
                f"{labels[~is_whole][0]:g}; to predict numbers, choose another cost, "
                "such as 'squared_error'."
            )
    elif labels.size and not (-(2**31) <= labels.min() and labels.max() < 2**31):
        raise ArgumentError(
            f"{owner}: labels must be whole numbers of 32 bits, received "
            f"{labels.min()} to {labels.max()}."
        )
    return labels.astype(np.int64)


def _of_one_hot(owner: str, rows: npt.NDArray[Any]) -> ClassNumbers:
    right = is_one_hot(rows)
    if not right.all():
        raise ArgumentError(
            f"{owner}: labels of shape {rows.shape} must be one-hot rows, a 1 at the "
            f"class and 0 elsewhere, received {shown(rows[~right][0].tolist())}; "
            "give the number of each class."
        )
    return rows.argmax(axis=-1)


def is_one_hot(rows: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return which rows have a 1 at one place and 0 elsewhere.

    >>> is_one_hot(np.array([[0, 1], [1, 1], [0.5, 0.5]]))
    array([ True, False, False])
    """
    is_number = rows.dtype.kind in "biuf"
    ones = rows == 1 if is_number else np.zeros(rows.shape, np.bool_)
    return (ones.sum(axis=-1) == 1) & (ones | (rows == 0)).all(axis=-1)


def probability_rows(
    owner: str, rows: npt.NDArray[Any]
) -> npt.NDArray[np.floating[Any]]:
    """Return rows of probabilities, one for each class; one-hot rows are such.

    Args:
        owner: the function that was given them, for messages.
        rows: (n, classes) or (n, time, classes) numbers.

    Returns:
        The rows as float64.

    Raises:
        ArgumentError: a number is below 0 or NaN, or the sum of a row is not 1.

    Example:
        >>> probability_rows("fit", np.array([[0, 1], [0.25, 0.75]])).sum(axis=1)
        array([1., 1.])
    """
    found = rows.astype(np.float64)
    right = (found >= 0).all(axis=-1) & (abs(found.sum(axis=-1) - 1) <= _ROUNDING)
    if not right.all():
        raise ArgumentError(
            f"{owner}: labels of shape {rows.shape} must be one-hot rows, or rows of "
            "probabilities whose sum is 1, received "
            f"{shown(found[~right][0].tolist())}; give the number of each class."
        )
    return found


def check_classes_differ(
    owner: str, labels: npt.NDArray[Any], names: Sequence[str]
) -> None:
    """Refuse labels of one class: a network that knows no other is always right.

    Args:
        owner: the function that was given them, for messages.
        labels: whole numbers, the class of each example. Beside examples of `NO_CLASS`,
            those of one class can be learned; a single example is let pass.
        names: what the classes are called, in the order of their numbers; a class
            beyond them is called by its number.

    Raises:
        ArgumentError: all are of one class.

    Example:
        >>> check_classes_differ("fit", np.array([1, 1]), ("no", "yes"))
        Traceback (most recent call last):
        network4.errors.ArgumentError: fit: data must have examples of two classes or
        more, received only class 'yes'; give a folder for each class, or labels that
        differ.
    """
    found: list[int] = np.unique(labels).tolist()
    if len(labels) > 1 and len(found) == 1 and found != [NO_CLASS]:
        [label] = found
        name = names[label] if label < len(names) else label
        raise ArgumentError(
            f"{owner}: data must have examples of two classes or more, received only "
            f"class {shown(name)}; give a folder for each class, or labels "
            "that differ."
        )


def named_classes(
    owner: str, labels: npt.NDArray[Any]
) -> tuple[ClassNumbers, tuple[str, ...]]:
    """Return the class of each example as a number, and the names of the classes.

    Args:
        owner: the function that was given them, for messages.
        labels: (n,) text or numbers, or one-hot rows (n, classes). Whole numbers of 0
            or more stay as they are. Other labels become the names of classes, in their
            order.

    Returns:
        int64 (n,), and the names of the classes in the order of their numbers; () if
        the labels were class numbers.

    Raises:
        ArgumentError: a label is missing, or cannot name a class.

    Example:
        >>> named_classes("from_arrays", np.array(["no", "yes", "no"]))
        (array([0, 1, 0]), ('no', 'yes'))
        >>> named_classes("from_arrays", np.array([3, 1]))
        (array([3, 1]), ())
    """
    if labels.dtype.kind in "OSU":
        return _of_words(owner, labels)
    numbers = class_numbers(owner, labels)
    if labels.ndim == 1 and numbers.min(initial=0) < 0:
        values, places = np.unique(numbers, return_inverse=True)
        return places, tuple(map(str, values))
    return numbers, ()


def _of_words(
    owner: str, labels: npt.NDArray[Any]
) -> tuple[ClassNumbers, tuple[str, ...]]:
    flat = labels[:, 0] if labels.ndim == 2 and labels.shape[1] == 1 else labels
    words: list[Any] = flat.tolist()
    if flat.ndim == 1 and words and not any(isinstance(each, str) for each in words):
        return _of_objects(owner, flat)
    wrong = [each for each in words if not isinstance(each, str)]
    if flat.ndim != 1 or wrong:
        raise ArgumentError(
            f"{owner}: labels must be text or a number for each example, received "
            f"{shown(wrong[0] if wrong else labels)}; leave out examples without a "
            "label."
        )
    names = sorted(set(words), key=natural_order)
    places = {name: place for place, name in enumerate(names)}
    return np.array([places[word] for word in words], np.int64), tuple(names)


def _of_objects(
    owner: str, labels: npt.NDArray[Any]
) -> tuple[ClassNumbers, tuple[str, ...]]:
    """Return labels with bytes as text, and objects as the numbers they hold."""
    found = converted(labels, np.str_ if isinstance(labels[0], bytes) else np.float64)
    if found is not None:
        return named_classes(owner, found)
    raise ArgumentError(
        f"{owner}: labels must be text or numbers, received {shown(labels[0])}."
    )


def are_whole(labels: object) -> bool:
    """Return whether the labels of a `Split` can be those of classes."""
    return getattr(labels, "dtype", None) == np.int32


def numbered_classes(parts: Iterable[object]) -> tuple[str, ...]:
    """Return a number for each class where labels may be classes, else ().

    Args:
        parts: the labels of each split.
    """
    labels: list[Any] = [part for part in parts if are_whole(part)]
    lowest = min((int(array.min(initial=0)) for array in labels), default=0)
    highest = max((int(array.max(initial=0)) for array in labels), default=-1)
    if lowest < NO_CLASS or highest >= MOST_CLASSES:
        return ()
    return tuple(map(str, range(highest + 1)))
