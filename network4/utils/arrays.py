"""Arrays out of whatever a user gives."""

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, shown


def as_array(owner: str, name: str, value: object) -> npt.NDArray[Any]:
    """Return `value` as an array; ArgumentError for what is none, ragged lists say.

    >>> as_array("gradient", "labels", [3, 1])
    array([3, 1])
    """
    _check_nothing_is_masked(owner, name, value)
    try:
        array = np.asarray(value)
    except Exception:  # of the value's own methods, which may raise anything
        raise _no_array(owner, name, value) from None
    if not array.ndim and array.dtype.kind in "OUSV":
        raise _no_array(owner, name, value)
    return array


def _no_array(owner: str, name: str, value: object) -> ArgumentError:
    return ArgumentError(
        f"{owner}: {name} must be an array, or lists of one length, received "
        f"{shown(value)}."
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


def _check_nothing_is_masked(owner: str, name: str, value: object) -> None:
    """Refuse what NumPy would take off its mask without a word."""
    is_masked = isinstance(value, np.ma.MaskedArray)
    mask: object = cast(Any, value).mask if is_masked else False
    num_masked = int(np.sum(np.asarray(mask)))
    if num_masked:
        raise ArgumentError(
            f"{owner}: {name} must have no masked values, received {num_masked:,}; "
            "fill them, with .filled(0) say."
        )
