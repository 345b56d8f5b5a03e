"""Where a piece of ink may be cut between digits that touch."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from network4.reader.normalizing import Ink
from network4.reader.pieces import Piece, crop

_LEAST_PART = 0.2  # of the line's height: no digit is narrower, but for a 1's stroke
_WIDE = 0.55  # of the line's height: what is narrower is one digit at most
_MOST_STROKES = 3.0  # widths of the pen that a cut may go through
_MOST_CUTS = 10
_BENT = 0.15  # what a step to the side costs, in pixels of ink
_NO_WAY = np.float32(np.inf)


class Part(NamedTuple):
    """What lies between two cuts.

    Attributes:
        piece: the ink.
        cut_pens: how much ink was cut through on its left, in widths of the pen; 0
            where a piece of its own begins.
    """

    piece: Piece
    cut_pens: float


def cut(piece: Piece, line_height: float, pen: float) -> list[Part]:
    """Return a piece cut wherever it might be, from left to right.

    Each cut is a path from top to bottom through as little ink as possible, which may
    bend by 45 degrees: the least sum of ink over neighbouring columns row by row.

    Args:
        piece: what to cut.
        line_height: the usual height of digits in its line, in pixels.
        pen: width of the strokes, in pixels.
    """
    if piece.width < _WIDE * line_height:
        return [Part(piece, 0.0)]
    paths, inks = _paths(piece.ink)
    chosen = _choose(paths, inks, line_height, pen)
    parts: list[Part] = []
    rest, crossed = piece.ink, 0.0
    for number in chosen:
        left_of = np.arange(piece.width) < paths[number][:, None]
        part = crop(np.where(left_of, rest, 0), piece.top, piece.left)
        if part is not None:
            parts.append(Part(part, crossed))
            crossed = float(inks[number]) / pen
        rest = np.where(left_of, 0, rest)
    last = crop(rest, piece.top, piece.left)
    return parts if last is None else [*parts, Part(last, crossed)]


def _paths(ink: Ink) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Return the best path down to each column, and the ink on it.

    Returns:
        (columns, rows) whole numbers, the column of a path in each row; and (columns,).
    """
    height, width = ink.shape
    cost = ink[0].copy()
    came_from = np.zeros((height, width), np.int64)
    columns = np.arange(width)
    for row in range(1, height):
        framed = np.pad(cost, 1, constant_values=_NO_WAY)
        ways = np.stack([framed[1:-1], framed[:-2] + _BENT, framed[2:] + _BENT])
        best = ways.argmin(axis=0)
        came_from[row] = columns + np.array([0, -1, 1])[best]
        cost = ways[best, columns] + ink[row]
    paths = np.empty((width, height), np.int64)
    here = columns
    for row in range(height - 1, -1, -1):
        paths[:, row] = here
        here = came_from[row][here]
    return paths, ink[np.arange(height), paths].sum(axis=1)


def _choose(
    paths: npt.NDArray[np.int64],
    inks: npt.NDArray[np.float32],
    line_height: float,
    pen: float,
) -> Sequence[int]:
    """Return the paths to cut along, from left to right: little ink, far apart."""
    middles = paths.mean(axis=1)
    least = max(_LEAST_PART * line_height, pen)
    width = len(paths)
    chosen: list[int] = []
    for number in np.argsort(inks, kind="stable").tolist():
        apart = all(abs(middles[number] - middles[other]) >= least for other in chosen)
        inside = least <= middles[number] <= width - least
        if inks[number] <= _MOST_STROKES * pen and apart and inside:
            chosen.append(number)
        if len(chosen) == _MOST_CUTS:
            break
    return sorted(chosen, key=lambda number: float(middles[number]))
