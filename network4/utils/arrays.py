"""Arrays out of whatever a user gives."""

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError
from network4.utils.text import printable

_LONGEST_REASON = 100


def as_array(owner: str, name: str, value: object) -> npt.NDArray[Any]:
    """Return `value` as an array; ArgumentError for what is none.

    >>> as_array("gradient", "labels", [3, 1])
    array([3, 1])
    """
    _check_nothing_is_masked(owner, name, value)
    try:
        array = np.asarray(value)
    except Exception as error:  # of the value's own methods, which may raise anything
        reason = printable(str(error))[:_LONGEST_REASON] or type(error).__name__
        raise ArgumentError(
            f"{owner}: {name} must be an array, received {type(value).__name__} that "
            f"is none: {reason}"
        ) from None
    if not array.ndim and array.dtype.kind in "OUSV":
        raise ArgumentError(
            f"{owner}: {name} must be an array, received {type(value).__name__}."
        )
    return array


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
