"""Connected parts of a mask, and the boxes around them, by runs along the rows."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from network4.reader.filters import Mask

Labels = npt.NDArray[np.int32]
Box = tuple[slice, slice]
_Numbers = npt.NDArray[np.int64]


class _Runs(NamedTuple):
    """Where the rows of a mask go on without a gap, from the first row to the last.

    Attributes:
        starts, stops: (runs,) the first place of each, and the place after its last, if
            there is one more place in each row than in the mask.
        row_length: the places in a row.
    """

    starts: _Numbers
    stops: _Numbers
    row_length: int


def _find_runs(mask: Mask) -> _Runs:
    height, width = mask.shape
    # An empty place after each row parts it from the next.
    framed = np.zeros(height * (width + 1) + 1, bool)
    framed[1:].reshape(height, width + 1)[:, :width] = mask
    changes = np.flatnonzero(framed[1:] != framed[:-1])
    return _Runs(changes[::2], changes[1::2], width + 1)


def run_lengths(mask: Mask) -> Labels:
    """Return for each pixel how long the run along its row is, 0 where there is none.

    >>> run_lengths(np.array([[True, True, False, True]]))
    array([[2, 2, 0, 1]], dtype=int32)
    """
    runs = _find_runs(mask)
    return _spread(runs.stops - runs.starts, runs, mask)


def label(mask: Mask, *, with_corners: bool = True) -> tuple[Labels, int]:
    """Return the connected parts of a mask, numbered from 1 by their first pixels.

    Args:
        mask: (height, width).
        with_corners: whether pixels that touch at corners are connected; default True.

    Returns:
        (height, width), 0 where the mask is empty; and how many parts there are.
    """
    runs = _find_runs(mask)
    firsts = _first_of_each_part(runs, int(with_corners))
    is_first = firsts == np.arange(len(firsts))
    numbers = np.cumsum(is_first, dtype=np.int32)[firsts]
    return _spread(numbers, runs, mask), int(is_first.sum())


def _spread(numbers: npt.NDArray[np.integer[Any]], runs: _Runs, mask: Mask) -> Labels:
    """Return for each pixel of a mask the number of its run, 0 elsewhere."""
    spread = np.zeros(mask.shape, np.int32)
    spread[mask] = np.repeat(numbers, runs.stops - runs.starts)
    return spread


def _first_of_each_part(runs: _Runs, corner: int) -> _Numbers:
    """Return for each run the first run of the part that it is in."""
    every = np.arange(len(runs.starts))
    starts, stops = runs.starts + runs.row_length, runs.stops + runs.row_length
    first = np.searchsorted(stops, runs.starts + 1 - corner)
    count = np.searchsorted(starts, runs.stops + corner) - first
    parents = _at_the_roots(np.where(count > 0, first, every))
    # A run hangs on the first of those above it; these are the others that it touches.
    more = np.maximum(count - 1, 0)
    one = np.repeat(every, more)
    other = np.arange(len(one)) + np.repeat(first + 1 - np.cumsum(more) + more, more)
    while len(one):
        one, other = parents[one], parents[other]
        is_apart = one != other
        one, other = one[is_apart], other[is_apart]
        np.minimum.at(parents, np.maximum(one, other), np.minimum(one, other))
        parents = _at_the_roots(parents)
    return parents


def _at_the_roots(parents: _Numbers) -> _Numbers:
    """Return for each run the one that its parents lead to."""
    while True:
        above = parents[parents]
        if np.array_equal(above, parents):
            return parents
        parents = above


def find_boxes(labels: Labels, count: int) -> list[Box]:
    """Return the rows and columns of each part, by number less 1.

    Args:
        labels: (height, width), as `label` returns them, or fewer of their pixels. Of
            each part one is left at least.
        count: how many parts there are.
    """
    runs = _find_runs(labels != 0)
    rows, lefts = np.divmod(runs.starts, runs.row_length)
    own = labels[rows, lefts] - 1
    least, most = np.full((2, count), max(labels.shape)), np.zeros((2, count), np.int64)
    rights = lefts + runs.stops - runs.starts
    for way, (first, last) in enumerate(((rows, rows + 1), (lefts, rights))):
        np.minimum.at(least[way], own, first)
        np.maximum.at(most[way], own, last)
    (tops, starts), (bottoms, ends) = least.tolist(), most.tolist()
    return [
        (slice(top, bottom), slice(left, right))
        for top, bottom, left, right in zip(tops, bottoms, starts, ends, strict=True)
    ]
