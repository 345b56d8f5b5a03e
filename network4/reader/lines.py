"""The lines that pieces of ink form."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from network4.reader.constants import LINES
from network4.reader.pieces import Piece, crop
from network4.reader.ranks import median


@dataclass(frozen=True)
class Line:
    """Pieces that stand in one line.

    Attributes:
        pieces: from left to right.
        height: the usual height of pieces that are whole digits.
        top, bottom: the edges of these pieces.
    """

    pieces: tuple[Piece, ...]
    height: float
    top: int
    bottom: int


def find_lines(pieces: Sequence[Piece], pen: float) -> tuple[list[Line], list[Piece]]:
    """Return pieces in lines, and those that are in none.

    Tall pieces that overlap in height form a line. Low pieces, such as small digits,
    signs and parts of broken strokes, join the line that they are in or next to. Those
    far from all lines form lines of their own, if there are several side by side.

    Args:
        pieces: in any order, without specks.
        pen: width of the strokes, in pixels.

    Returns:
        The lines from top to bottom, and the pieces in no line.
    """
    lines: list[Line] = []
    giants = _giants(pieces, pen)
    waiting = _cut_between_lines(_without(pieces, [giants]))
    while waiting:
        least = LINES.TALL_SHARE * _usual_height(waiting)
        tall = [p for p in waiting if p.height > least]
        groups = [g for g in _in_line(tall) if not lines or len(g) >= LINES.LEAST_LOW]
        if not groups:
            break
        new, waiting = with_parts(map(_line, groups), _without(waiting, groups))
        lines += new
    return sorted(lines, key=lambda line: line.top), [*waiting, *giants]


def _giants(pieces: Sequence[Piece], pen: float) -> list[Piece]:
    """Return pieces that are much higher than all digits, such as a page's edge."""
    by_height = sorted(pieces, key=lambda piece: piece.height)
    for count in range(LINES.LEAST_DIGITS, len(by_height)):
        usual = _usual_height(by_height[:count])
        is_digit = usual >= LINES.LEAST_DIGIT_PENS * pen
        if is_digit and by_height[count].height > LINES.GIANT * usual:
            return by_height[count:]
    return []


def _cut_between_lines(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces, those cut that have parts in two lines, as a 7 on an 8 below."""
    most = LINES.HIGHEST * _usual_height(pieces) if pieces else 0.0
    high = [piece for piece in pieces if piece.height > most]
    lines = [
        line
        for line in _in_line(_without(pieces, [high]))
        if high and len(line) >= LINES.LEAST_LOW
    ]
    parts = [part for piece in high for part in _cut(piece, lines)]
    return [*_without(pieces, [high]), *parts]


def _cut(piece: Piece, lines: Iterable[Sequence[Piece]]) -> Iterable[Piece]:
    """Return the parts of a piece in each line, cut where there is least ink."""
    met = [line for line in lines if any(_overlap(piece, other) for other in line)]
    edges = sorted(
        (median([p.top for p in line]), median([p.bottom for p in line]))
        for line in met
    )
    rows = [0]
    for (_, bottom), (top, _) in pairwise(edges):
        first = max(rows[-1], math.floor(bottom) - piece.top)
        last = min(piece.height, math.ceil(top) - piece.top + 1)
        if last > first:
            rows.append(first + int(piece.ink[first:last].sum(axis=1).argmin()))
    rows.append(piece.height)
    parts = (
        crop(piece.ink[start:stop], piece.top + start, piece.left)
        for start, stop in pairwise(rows)
    )
    return [part for part in parts if part]


def _without(pieces: Sequence[Piece], groups: Sequence[Sequence[Piece]]) -> list[Piece]:
    taken = {id(piece) for group in groups for piece in group}
    return [piece for piece in pieces if id(piece) not in taken]


def _usual_height(pieces: Sequence[Piece]) -> float:
    """Return the height that most ink has: long pieces count for more."""
    heights = np.array([p.height for p in pieces], np.float64)
    order = np.argsort(heights)
    weights = np.cumsum(heights[order] ** 2)
    return float(heights[order][np.searchsorted(weights, weights[-1] / 2)])


def _in_line(pieces: Sequence[Piece]) -> Iterable[list[Piece]]:
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.left):
        near = [g for g in groups if any(_overlap(piece, other) for other in g[-3:])]
        groups = [g for g in groups if g not in near]
        joined = [p for g in near for p in g] + [piece]
        groups.append(sorted(joined, key=lambda p: p.left))
    return groups


def _overlap(one: Piece, other: Piece) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > LINES.SAME_LINE * min(one.height, other.height)


def _line(pieces: Sequence[Piece]) -> Line:
    height = _usual_height(pieces)
    top, bottom = min(p.top for p in pieces), max(p.bottom for p in pieces)
    return Line(tuple(pieces), height, top, bottom)


def with_parts(
    lines: Iterable[Line], parts: Sequence[Piece]
) -> tuple[list[Line], list[Piece]]:
    """Return lines with the low pieces that belong to them, and the other pieces.

    A piece that has joined a line makes it longer, so that the next one is near it.
    """
    grown, waiting = list(lines), list(parts)
    while True:
        near = [(piece, _nearest(piece, grown)) for piece in waiting]
        if all(number is None for _, number in near):
            return grown, waiting
        for number, line in enumerate(grown):
            new = [piece for piece, nearest in near if nearest == number]
            grown[number] = _joined(line, new)
        waiting = [piece for piece, nearest in near if nearest is None]


def _joined(line: Line, parts: Sequence[Piece]) -> Line:
    pieces = sorted((*line.pieces, *parts), key=lambda p: p.middle)
    return Line(tuple(pieces), line.height, line.top, line.bottom)


def _nearest(part: Piece, lines: Sequence[Line]) -> int | None:
    """Return the number of the line that a low piece is in or next to; None if none."""
    middle = (part.top + part.bottom) / 2

    def away(line: Line) -> float:
        outside = max(line.top - middle, middle - line.bottom, 0)
        left = min(p.left for p in line.pieces)
        right = max(p.right for p in line.pieces)
        beside = max(left - part.right, part.left - right)
        return max(outside, beside * LINES.LINE_MARGIN / LINES.FARTHEST) / line.height

    distances = [away(line) for line in lines]
    nearest = min(distances, default=LINES.LINE_MARGIN)
    return distances.index(nearest) if nearest < LINES.LINE_MARGIN else None
