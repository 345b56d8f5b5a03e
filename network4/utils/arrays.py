"""Arrays out of whatever a user gives."""

from typing import Any

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError


def as_array(owner: str, name: str, value: object) -> npt.NDArray[Any]:
    """Return `value` as an array; ArgumentError for lists of different lengths.

    >>> as_array("gradient", "labels", [3, 1])
    array([3, 1])
    """
    try:
        return np.asarray(value)
    except (TypeError, ValueError) as error:
        raise ArgumentError(
            f"{owner}: {name} must be an array, received {type(value).__name__} that "
            f"is none: {error}"
        ) from None
