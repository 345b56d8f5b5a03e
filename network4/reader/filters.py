"""The few filters of planes that the reader needs, in NumPy.

SciPy's have the same results, but importing them takes longer than reading a digit.
"""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]
_Numbers = TypeVar("_Numbers", Mask, Plane)
_TRUNCATE = 4.0  # standard deviations: what is farther away has no weight
# Bytes that are computed together: several such arrays stay in a core's cache.
_STRIP = 2**18


def blurred(plane: Plane, deviation: float) -> Plane:
    """Return a plane blurred by a Gaussian; its edges are mirrors.

    Args:
        plane: (height, width).
        deviation: standard deviation in pixels; 0 changes nothing.
    """
    reach = int(_TRUNCATE * deviation + 0.5)
    if not reach:
        return plane
    height, width = plane.shape
    weights = np.exp(-0.5 / deviation**2 * np.arange(-reach, reach + 1) ** 2)
    weights = (weights / weights.sum())[reach:]
    framed = np.pad(plane, reach, mode="symmetric")
    result = np.empty_like(plane)
    step = _step(8 * width)
    for top in range(0, height, step):
        rows = framed[top : min(top + step, height) + 2 * reach]
        down = _weighted(rows, weights).astype(np.float32)
        result[top : top + step] = _weighted(down.T, weights).T
    return result


def _step(line_bytes: int) -> int:
    """Return how many lines of so many bytes are computed together."""
    return max(1, _STRIP // line_bytes)


def _weighted(
    plane: Plane, weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return sums of rows, with weights that are the same on both sides."""
    reach = len(weights) - 1
    length = len(plane) - 2 * reach
    rows = plane.astype(np.float64)
    sums = rows[reach : reach + length] * weights[0]
    pairs = np.empty_like(sums)
    # From the outside in, as SciPy adds, so that sums are the same to the bit.
    for far in range(reach, 0, -1):
        before, after = (slice(n, n + length) for n in (reach - far, reach + far))
        np.add(rows[before], rows[after], out=pairs)
        pairs *= weights[far]
        sums += pairs
    return sums


def medians(plane: Plane, side: int) -> Plane:
    """Return medians over square windows; edges go on outside of the plane.

    It keeps all pixels of all windows, so the plane must be small.

    Args:
        plane: (height, width).
        side: of the windows, in pixels.
    """
    before = side // 2
    framed = np.pad(plane, (before, side - 1 - before), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(framed, (side, side))
    middle = side**2 // 2
    return np.partition(windows.reshape(*plane.shape, -1), middle)[..., middle]


def closed(plane: Plane, side: int) -> Plane:
    """Return the least over square windows of the greatest over such windows.

    Args:
        plane: (height, width).
        side: of the windows, in pixels.
    """
    # Of an even window the middle lies to one side; the way back takes the other.
    before = side // 2
    for combine, first in ((np.maximum, side - 1 - before), (np.minimum, before)):
        for axis in (0, 1):
            plane = _windowed(combine, plane, side, first, axis)
    return plane


def grown(mask: Mask, reach: int) -> Mask:
    """Return a mask grown by so many pixels to all sides, corners included."""
    return grown_along(grown_along(mask, reach, 0), reach, 1)


def grown_along(mask: Mask, reach: int, axis: int) -> Mask:
    """Return a mask grown by so many pixels to both sides along an axis."""
    return _windowed(np.maximum, mask, 2 * reach + 1, reach, axis)


def any_in_squares(mask: Mask, side: int) -> Mask:
    """Return a mask made smaller: whether there is anything in each square.

    The middle of the first square is the first pixel.

    Args:
        mask: (height, width).
        side: of the squares, in pixels.
    """
    before = side // 2
    height, width = (-(-length // side) for length in mask.shape)
    framed = np.zeros((height * side + before, width * side + before), bool)
    framed[before : before + mask.shape[0], before : before + mask.shape[1]] = mask
    framed = framed[: height * side, : width * side]
    squares = framed.reshape(height, side, width, side)
    return np.asarray(squares.any(axis=(1, 3)), np.bool_)


def opened_along(mask: Mask, length: int, axis: int) -> Mask:
    """Return where a mask goes on for at least so many pixels along an axis."""
    ends = tuple((length, length) if way == axis else (0, 0) for way in (0, 1))
    # Nothing goes on beyond the edge.
    framed = np.pad(mask, ends)
    worn = _windowed(np.minimum, framed, length, 0, axis)
    opened = _windowed(np.maximum, worn, length, length - 1, axis)
    inside = slice(length, length + mask.shape[axis])
    return opened[:, inside] if axis else opened[inside, :]


def _windowed(
    combine: np.ufunc, plane: _Numbers, length: int, before: int, axis: int
) -> _Numbers:
    """Combine all numbers in a window about each pixel, as far as there are some.

    A window is as long along an axis. It begins so many pixels before its own.
    """
    result = np.empty_like(plane)
    # From here on windows go down; strips are whole columns of the one or the other.
    along, found = (plane.T, result.T) if axis else (plane, result)
    height, width = along.shape
    step = _step(plane.itemsize * (height + length))
    for left in range(0, width, step):
        strip = slice(left, left + step)
        found[:, strip] = _down(combine, along[:, strip], length, before)
    return result


def _down(
    combine: np.ufunc, plane: npt.NDArray[Any], length: int, before: int
) -> npt.NDArray[Any]:
    """Combine windows of rows; they double in length until they are long enough."""
    # The number at the edge is in each window that reaches beyond it.
    rows = np.pad(plane, ((before, length - 1 - before), (0, 0)), mode="edge")
    more = np.empty_like(rows)
    covered, count = 1, len(rows)
    while covered < length:
        shift = min(covered, length - covered)
        count -= shift
        combine(rows[:count], rows[shift : shift + count], out=more[:count])
        rows, more = more, rows
        covered += shift
    return rows[: len(plane)]
