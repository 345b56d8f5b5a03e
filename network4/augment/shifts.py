"""Images moved by whole pixels."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, shown
from network4.utils.checks import check_integer

MOST_PIXELS = 1000  # of a shift
Shifts = Sequence[tuple[int, int]]
Kind = TypeVar("Kind", bound=np.generic)

ONE_PIXEL_SHIFTS: Shifts = (
    (0, 0),
    (1, 0),
    (-1, 0),
    (0, 1),
    (0, -1),
)
"""Five (down, right) shifts: none, and one pixel down, up, right and left.

`fit(..., shifts=ONE_PIXEL_SHIFTS)` trains on the book's expanded set, each image five
times. Source: the book, Chapter 6; Simard et al. 2003.
"""


def as_shifts(
    owner: str, shifts: Iterable[tuple[int, int]] | None, name: str = "shifts"
) -> Shifts | None:
    """Return shifts as a tuple of pairs of whole numbers; None stays None.

    Raises:
        ArgumentError: the list is empty, or an item is no pair of whole numbers.
    """
    if shifts is None:
        return None
    try:
        pairs = [tuple(shift) for shift in shifts]
    except Exception:  # of the value's own methods, which may raise anything
        raise ArgumentError(
            f"{owner}: {name} must be pairs of pixels, [(down, right), ...], received "
            f"{shown(shifts)}."
        ) from None
    for pair in pairs:
        if len(pair) != 2:
            raise ArgumentError(
                f"{owner}: {name} must be pairs of pixels, (down, right), received "
                f"{shown(pair)}."
            )
        for pixels in pair:
            check_integer(owner, name, pixels, -MOST_PIXELS, MOST_PIXELS)
    if not pairs:
        raise ArgumentError(
            f"{owner}: {name} must hold a pair such as (0, 0), received none; give "
            "None for images as they are."
        )
    return tuple((int(down), int(right)) for down, right in pairs)


def check_is_image(what: str, shape: tuple[int, ...]) -> None:
    """Raise ShapeError unless a network of this input shape reads images."""
    if len(shape) != 3:
        raise ShapeError(
            f"{what} must go with images, received a network that reads vectors of "
            f"{shape[0]}; say input_shape=(1, h, w)."
        )


def move(images: npt.NDArray[Kind], down: int, right: int) -> npt.NDArray[Kind]:
    """Return images moved by whole pixels; zeros fill the space that becomes free.

    Args:
        images: (..., height, width).
        down: pixels down; negative numbers move up.
        right: pixels to the right; negative numbers move to the left.

    Example:
        >>> move(np.array([[1, 2], [3, 4]]), 1, 0)
        array([[0, 0],
               [1, 2]])
    """
    moved = np.zeros_like(images)
    height, width = images.shape[-2:]
    to_rows, from_rows = _overlap(down, height)
    to_columns, from_columns = _overlap(right, width)
    moved[..., to_rows, to_columns] = images[..., from_rows, from_columns]
    return moved


def _overlap(shift: int, size: int) -> tuple[slice, slice]:
    """Return where pixels go, and where they come from, along one side."""
    shift = max(-size, min(size, shift))
    to = slice(max(shift, 0), size + min(shift, 0))
    return to, slice(to.start - shift, to.stop - shift)
