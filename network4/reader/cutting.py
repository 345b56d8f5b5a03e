"""Find where a piece of ink may be cut between digits that touch."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from network4.reader.constants import CUTTING, PIECES
from network4.reader.pieces import Piece
from network4.reader.strokes import Ink

Columns = npt.NDArray[np.int64]
_MOST_BENT_TOGETHER = 2**19  # pixels of bands: several at once cost hardly more


class Cut(NamedTuple):
    """A cut from the top of a piece to its bottom.

    Attributes:
        columns: (rows,), in each row the first column to the right of the cut.
        middle: the mean of `columns`.
        pens: the ink that it cuts through, in widths of the pen.
        begins: where the digit on the right may begin: at `columns`, or before them if
            a stroke along the cut belongs to both digits.
        ends: where the digit on the left may end.
    """

    columns: Columns
    middle: float
    pens: float
    begins: tuple[Columns, ...]
    ends: tuple[Columns, ...]


def find_cuts(piece: Piece, line_height: float, pen: float) -> list[Cut]:
    """Return where a piece may be cut, from left to right.

    Straight lines of several slopes that meet little ink are bent until they meet the
    least ink. From row to row a cut moves to a neighbouring column at most.

    Args:
        piece: the piece to cut.
        line_height: the usual height of digits in its line, in pixels.
        pen: width of the strokes, in pixels.
    """
    if piece.width < CUTTING.WIDE * line_height:
        return []
    edge = max(CUTTING.LEAST_PART * line_height, pen)
    band = max(2, round(CUTTING.BAND * line_height))
    most = min(
        CUTTING.MOST_IN_ALL, math.ceil(CUTTING.MOST_CUTS * piece.width / line_height)
    )
    lines = sorted(
        _lines(piece.ink, CUTTING.MOST_STROKES * pen), key=lambda line: line[0]
    )
    waiting = [columns for _, columns in lines]
    together = max(1, _MOST_BENT_TOGETHER // (len(piece.ink) * (2 * band + 1)))
    chosen: list[Cut] = []
    while waiting and len(chosen) < most:
        now, waiting = waiting[:together], waiting[together:]
        now = [
            line for line in now if _is_new(line, chosen, CUTTING.APART * line_height)
        ]
        for line, columns, ink in zip(now, *_bent(piece.ink, now, band), strict=True):
            middle = float(columns.mean())
            is_inside = edge <= middle <= piece.width - edge
            is_new = all(
                _is_new(way, chosen, CUTTING.APART * line_height)
                for way in (line, columns)
            )
            if is_inside and is_new and len(chosen) < most:
                beside = _beside(
                    piece.ink, columns, max(1, round(CUTTING.SHARED_PENS * pen))
                )
                chosen.append(Cut(columns, middle, float(ink) / pen, *beside))
    return sorted(chosen, key=lambda cut: cut.middle)


def _is_new(columns: Columns, chosen: Sequence[Cut], apart: float) -> bool:
    near = (c for c in chosen if abs(c.middle - float(columns.mean())) < apart)
    return all(np.abs(columns - other.columns).mean() >= apart for other in near)


def _beside(
    ink: Ink, columns: Columns, reach: int
) -> tuple[tuple[Columns, ...], tuple[Columns, ...]]:
    """Return where the digits beside a cut may begin and end; see `Cut`."""
    left = _run(ink, columns - 1, -1, reach)
    right = _run(ink, columns, 1, reach)
    begins = (columns, columns - left) if left.any() else (columns,)
    return begins, (columns, columns + right) if right.any() else (columns,)


def _run(ink: Ink, start: Columns, step: int, most: int) -> Columns:
    """Return over how many pixels in a row there is ink from a column on."""
    width = ink.shape[1]
    columns = start[:, None] + step * np.arange(most)
    dark = (
        np.take_along_axis(ink, columns.clip(0, width - 1), axis=1) > PIECES.STROKE_INK
    )
    dark &= (columns >= 0) & (columns < width)
    return np.logical_and.accumulate(dark, axis=1).sum(axis=1)


def _lines(ink: Ink, most_ink: float) -> Iterator[tuple[float, Columns]]:
    """Yield straight lines with the ink on them, where neighbours have no less."""
    height, width = ink.shape
    rows = np.arange(height, dtype=np.int64)
    for slope in CUTTING.SLOPES:
        aside = np.rint(slope * (rows - height / 2)).astype(np.int64)
        columns = np.arange(width, dtype=np.int64)[:, None] + aside
        inside = (columns >= 0) & (columns < width)
        met = np.where(inside, ink[rows, columns.clip(0, width - 1)], 0).sum(axis=1)
        framed = np.pad(met, 1, constant_values=np.inf)
        least = (met <= framed[:-2]) & (met <= framed[2:]) & (met <= most_ink)
        for place in np.flatnonzero(least):
            yield float(met[place]) + abs(slope), columns[place].clip(0, width)


def _bent(ink: Ink, lines: Sequence[Columns], band: int) -> tuple[Columns, Ink]:
    """Return the ways with the least ink within a band about lines, and their ink.

    Returns:
        Columns (lines, rows) and ink (lines,).
    """
    height, width = ink.shape
    line = np.array(lines, np.int64).reshape(-1, height)
    sides = np.arange(-band, band + 1)
    places = line[:, :, None] + sides
    inside = (places >= 0) & (places < width)
    rows = np.arange(height, dtype=np.int64)
    near = np.where(inside, ink[rows[:, None], places.clip(0, width - 1)], 0)
    cost = near[:, 0] + CUTTING.BENT * np.abs(sides) / band
    came_from = np.zeros(near.shape, np.int64)
    framed = np.full((len(line), len(sides) + 2), np.inf)
    for row in range(1, height):
        framed[:, 1:-1] = cost
        ways = np.stack(
            [cost, framed[:, :-2] + CUTTING.BENT, framed[:, 2:] + CUTTING.BENT]
        )
        best = ways.argmin(axis=0)
        came_from[:, row] = np.arange(len(sides)) + np.array([0, -1, 1])[best]
        cost = np.take_along_axis(ways, best[None], axis=0)[0] + near[:, row]
    way = np.empty(line.shape, np.int64)
    every = np.arange(len(line))
    here = cost.argmin(axis=1)
    for row in range(height - 1, -1, -1):
        way[:, row] = here
        here = came_from[every, row, here]
    met = near[every[:, None], rows, way].sum(axis=1)
    return (line + sides[way]).clip(0, width), met
