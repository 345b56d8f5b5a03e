"""Make arrays of what a user gives."""

import sys
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, on_one_line, shown

_LONGEST_REASON = 100


def as_array(owner: str, name: str, value: object) -> npt.NDArray[Any]:
    """Return `value` as an array; ArgumentError if it is none, such as a ragged list.

    >>> as_array("gradient", "labels", [3, 1])
    array([3, 1])
    """
    _check_nothing_is_masked(owner, name, value)
    try:
        array = np.asarray(value)
    except Exception as error:  # of the value's own methods, which may raise anything
        reason = on_one_line(str(error), _LONGEST_REASON).rstrip(".")
        raise _no_array(owner, name, value, f" ({reason})") from None
    if not array.ndim and array.dtype.kind in "OUSV":
        raise _no_array(owner, name, value)
    return array


def _no_array(owner: str, name: str, value: object, reason: str = "") -> ArgumentError:
    return ArgumentError(
        f"{owner}: {name} must be an array, received {shown(value)}{reason}; give "
        "lists of one length, or an array."
    )


def as_numbers(owner: str, name: str, value: object) -> npt.NDArray[Any]:
    """Return `value` as an array of numbers or booleans; else raise ArgumentError.

    >>> as_numbers("normalize", "ink", [[0, 1]]).shape
    (1, 2)
    """
    array = as_array(owner, name, value)
    if array.dtype.kind in "biuf":
        return array
    raise ArgumentError(
        f"{owner}: {name} must be an array of numbers, received {shown(value)}."
    )


def converted(array: npt.NDArray[Any], kind: type[np.generic]) -> Any:
    """Return an array of objects with another type; None if an object has no such form.

    >>> converted(np.array([1, 2.5], object), np.float64)
    array([1. , 2.5])
    >>> converted(np.array([1, 10**400], object), np.float64) is None
    True
    """
    try:
        return array.astype(kind)
    except Exception:  # of the objects' own methods, which may raise anything
        return None


def _check_nothing_is_masked(owner: str, name: str, value: object) -> None:
    """Refuse masked values, because NumPy would drop the mask silently."""
    if "numpy.ma" not in sys.modules:  # NumPy imports it, slowly, for the first use
        return
    is_masked = isinstance(value, np.ma.MaskedArray)
    mask: object = cast(Any, value).mask if is_masked else False
    num_masked = int(np.sum(np.asarray(mask)))
    if num_masked:
        raise ArgumentError(
            f"{owner}: {name} must have no masked values, received {num_masked:,}; "
            "fill them, for example with .filled(0)."
        )
