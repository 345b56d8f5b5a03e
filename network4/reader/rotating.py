"""A plane turned about its middle."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from network4.reader.filters import Mask, Plane

_STRIP = 2**14  # pixels that are turned together, and stay in a core's cache
Places = npt.NDArray[np.float64]


class _Turn(NamedTuple):
    """Where the pixels of a turned plane come from.

    Attributes:
        cos, sin: of the angle.
        size: (height, width) of the turned plane, which holds all of the other.
        first: the row and the column that its first pixel comes from.
    """

    cos: float
    sin: float
    size: tuple[int, int]
    first: tuple[float, float]


def rotate(plane: Plane, degrees: float) -> Plane:
    """Return a plane turned anticlockwise, made larger to hold all of it.

    A pixel is the sum of the four about the place that it comes from, in proportion.

    Args:
        plane: (height, width).
        degrees: at most 45 to either side.

    Returns:
        (height, width), 0 where there was nothing.
    """
    turn = _turn(plane.shape, degrees)
    # Beside the last row and the last column there are numbers that count for nothing.
    framed = np.pad(plane, (0, 1))
    result = np.empty(turn.size, np.float32)
    for strip, y, x, inside in _origins(turn, plane.shape):
        result[strip] = np.where(inside, _between(framed, y, x), 0)
    return result


def rotate_mask(mask: Mask, degrees: float) -> Mask:
    """Return a mask turned in the same way, of the pixels nearest to each place."""
    turn = _turn(mask.shape, degrees)
    result = np.empty(turn.size, bool)
    for strip, y, x, inside in _origins(turn, mask.shape):
        nearest = (y + 0.5).astype(np.intp), (x + 0.5).astype(np.intp)
        result[strip] = inside & mask[nearest]
    return result


def _turn(shape: tuple[int, ...], degrees: float) -> _Turn:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    height, width = shape
    rows = 0.0, sin * width, cos * height, cos * height + sin * width
    columns = 0.0, cos * width, -sin * height, cos * width - sin * height
    size = tuple(int(max(ends) - min(ends) + 0.5) for ends in (rows, columns))
    down, right = ((length - 1) / 2 for length in size)
    first_row = (height - 1) / 2 - (cos * down + sin * right)
    first_column = (width - 1) / 2 - (-sin * down + cos * right)
    return _Turn(cos, sin, (size[0], size[1]), (first_row, first_column))


def _origins(
    turn: _Turn, shape: tuple[int, ...]
) -> Iterator[tuple[slice, Places, Places, Mask]]:
    """Yield rows of the turned plane, and where their pixels come from.

    Of pixels that come from outside of the other plane it is the first pixel.
    """
    height, width = turn.size
    step = max(1, _STRIP // width)
    columns = np.arange(width)
    for top in range(0, height, step):
        rows = np.arange(top, min(top + step, height))[:, None]
        y = rows * turn.cos + columns * turn.sin + turn.first[0]
        x = rows * -turn.sin + columns * turn.cos + turn.first[1]
        inside = (y >= 0) & (x >= 0) & (y <= shape[0] - 1) & (x <= shape[1] - 1)
        strip = slice(top, top + step)
        yield strip, np.where(inside, y, 0), np.where(inside, x, 0), inside


def _between(framed: Plane, y: Places, x: Places) -> Places:
    """Return sums of four pixels, weighted by how near they are."""
    row, column = y.astype(np.intp), x.astype(np.intp)
    flat, width = framed.ravel(), framed.shape[1]
    place = row * width + column
    upper, left = 1 - (y - row), 1 - (x - column)
    lower, right = 1 - upper, 1 - left
    total = flat[place] * upper * left
    total += flat[place + 1] * upper * right
    total += flat[place + width] * lower * left
    total += flat[place + width + 1] * lower * right
    return total
