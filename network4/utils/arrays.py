"""Arrays out of whatever a user gives."""

from typing import Any

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, shown


def as_array(owner: str, name: str, value: object) -> npt.NDArray[Any]:
    """Return `value` as an array; ArgumentError for what is none, ragged lists say.

    >>> as_array("gradient", "labels", [3, 1])
    array([3, 1])
    """
    try:
        return np.asarray(value)
    except Exception:  # of the value's own methods, which may raise anything
        raise ArgumentError(
            f"{owner}: {name} must be an array, received {shown(value)}; give lists "
            "of one length."
        ) from None


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
