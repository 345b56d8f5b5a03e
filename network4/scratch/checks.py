"""Checks of arguments, kept apart so that the other modules stay short."""

import inspect
import math
from collections.abc import Sequence
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, shown
from network4.utils.checks import as_real, as_whole

Kind = TypeVar("Kind")
Array = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]


def check_number(
    owner: str, name: str, value: object, *, zero_allowed: bool = False
) -> None:
    """Raise ArgumentError unless the value is a finite number above 0.

    >>> check_number("descend", "rate", 0.1)
    >>> check_number("train", "shrink", 0, zero_allowed=True)
    """
    number = as_real(value)
    if number is not None and 0 <= number < math.inf and (number > 0 or zero_allowed):
        return
    span = "of at least 0" if zero_allowed else "above 0"
    raise ArgumentError(
        f"{owner}: {name} must be a finite number {span}, received {shown(value)}."
    )


def check_count(owner: str, name: str, value: object, minimum: int = 0) -> None:
    """Raise ArgumentError unless the value is a whole number, the minimum or more.

    >>> check_count("descend", "steps", 10)
    """
    number = as_whole(value)
    if number is not None and number >= minimum:
        return
    raise ArgumentError(
        f"{owner}: {name} must be a whole number of at least {minimum}, received "
        f"{shown(value)}."
    )


def as_numbers(owner: str, name: str, value: object) -> Array:
    """Return a new float64 array; ArgumentError where the value holds no numbers.

    >>> as_numbers("step", "z", [1, -1])
    array([ 1., -1.])
    """
    return np.array(as_numbers_of(owner, name, value), np.float64)


def as_numbers_of(owner: str, name: str, value: object) -> npt.NDArray[Any]:
    """Return an array of whatever numbers the value holds; else ArgumentError."""
    try:
        array: npt.NDArray[Any] = np.asarray(value)
    except Exception:  # of the value's own methods, which may raise anything
        array = np.array("none")
    if array.dtype.kind in "biuf":
        return array
    raise ArgumentError(f"{owner}: {name} must be numbers, received {shown(value)}.")


def check_kind(owner: str, name: str, value: object, kind: type[Kind]) -> Kind:
    """Return the value if it is of a class; else raise ArgumentError."""
    if isinstance(value, kind):
        return value
    raise ArgumentError(
        f"{owner}: {name} must be a {kind.__name__}, received {shown(value)}."
    )


def check_callable(owner: str, name: str, value: object, num_arguments: int) -> None:
    """Raise ArgumentError unless the value can be called with so many arguments."""
    if not takes(value, num_arguments):
        raise ArgumentError(
            f"{owner}: {name} must be a function, to be called with {num_arguments} "
            f"argument{'s' * (num_arguments > 1)}, received {shown(value)}."
        )


def takes(value: object, num_arguments: int) -> bool:
    """Tell whether something is a function of so many arguments, or may be one.

    >>> takes(abs, 1), takes(lambda: 3, 1), takes("abs", 1)
    (True, False, False)
    """
    if not callable(value):
        return False
    try:
        inspect.signature(value).bind(*[None] * num_arguments)
    except TypeError:
        return False
    except ValueError:  # what is written in C need not tell
        return True
    return True


def as_sequence(owner: str, name: str, value: object) -> Sequence[Any]:
    """Return the value if it is a list, a tuple or an array; else ArgumentError."""
    is_array = isinstance(value, np.ndarray) and np.ndim(cast(Array, value)) > 0
    if is_array or isinstance(value, (list, tuple)):
        return cast(Sequence[Any], value)
    given = shown(cast(object, value))
    raise ArgumentError(f"{owner}: {name} must be a list, received {given}.")


def as_row(owner: str, name: str, value: object) -> Array:
    """Return finite numbers (n,), one or more; else raise ShapeError or ArgumentError.

    >>> as_row("heights", "across", [1, 2])
    array([1., 2.])
    """
    return _finite_of(owner, name, value, 1, "a row of numbers, (n,)")


def as_table(owner: str, name: str, value: object) -> Array:
    """Return finite numbers (n, m), one or more; else ShapeError or ArgumentError."""
    return _finite_of(owner, name, value, 2, "rows of numbers, (n, m)")


def _finite_of(owner: str, name: str, value: object, num_axes: int, form: str) -> Array:
    numbers = as_numbers(owner, name, value)
    if numbers.ndim != num_axes or not numbers.size:
        raise ShapeError(
            f"{owner}: {name} must be {form}, one number or more, received shape "
            f"{numbers.shape}."
        )
    if not np.isfinite(numbers).all():
        raise ArgumentError(
            f"{owner}: {name} must be finite numbers, received {shown(value)}."
        )
    return numbers


def as_bits(owner: str, name: str, value: object) -> Array:
    """Return a row of 0 and 1; else raise ShapeError or ArgumentError."""
    bits = as_row(owner, name, value)
    if np.isin(bits, (0, 1)).all():
        return bits
    raise ArgumentError(f"{owner}: {name} must be 0 or 1, received {shown(value)}.")


def as_images(owner: str, images: object) -> Pixels:
    """Return images (n, height, width), uint8 in 0..255, one or more.

    >>> as_images("darkness", np.zeros((2, 28, 28), np.uint8)).shape
    (2, 28, 28)

    Raises:
        ShapeError: another number of axes, or nothing in one.
        ArgumentError: not uint8.
    """
    given = as_numbers_of(owner, "images", images)
    if given.ndim != 3 or not given.size:
        raise ShapeError(
            f"{owner}: images must be (n, height, width), one or more, received shape "
            f"{given.shape}."
        )
    if given.dtype == np.uint8:
        return given
    raise ArgumentError(
        f"{owner}: images must be uint8 in 0..255, received {given.dtype}."
    )


def as_labels(owner: str, labels: object, count: int) -> Labels:
    """Return digits 0..9, one an image; else raise ShapeError or ArgumentError.

    >>> as_labels("darkness", [3, 1], 2)
    array([3, 1])
    """
    given = as_numbers_of(owner, "labels", labels)
    if given.shape != (count,):
        raise ShapeError(
            f"{owner}: labels must be {count}, one an image, received shape "
            f"{given.shape}."
        )
    if given.dtype.kind in "iu" and 0 <= given.min() <= given.max() <= 9:
        return given.astype(np.int64)
    raise ArgumentError(
        f"{owner}: labels must be whole numbers in 0..9, received {shown(given)}."
    )


def check_seed(owner: str, seed: object) -> int:
    """Return the seed if it is one of NumPy's; else raise ArgumentError."""
    number = as_whole(seed)
    if number is not None and 0 <= number < 2**32:
        return number
    raise ArgumentError(
        f"{owner}: seed must be a whole number in 0..2^32 - 1, received {shown(seed)}."
    )
