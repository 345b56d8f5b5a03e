"""Connected pieces of ink, and the lines that they form."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from network4.reader.constants import PIECES
from network4.reader.ink import Written
from network4.reader.strokes import Ink
from network4.utils.scipy_ndimage import NDIMAGE


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of ink.

    Attributes:
        ink: (height, width), 0 where another piece, or none, is.
        top, left: where it is.
    """

    ink: Ink
    top: int
    left: int

    @property
    def height(self) -> int:
        """In pixels."""
        return self.ink.shape[0]

    @property
    def width(self) -> int:
        """In pixels."""
        return self.ink.shape[1]

    @property
    def bottom(self) -> int:
        """The row after the last."""
        return self.top + self.height

    @property
    def right(self) -> int:
        """The column after the last."""
        return self.left + self.width

    @property
    def middle(self) -> float:
        """The column of the centre of mass."""
        along: list[float] = self.ink.sum(axis=0).tolist()
        total = max(sum(along), 1e-9)
        return self.left + sum(x * m for x, m in enumerate(along)) / total


def join(pieces: Sequence[Piece]) -> Piece:
    """Return one or more pieces as one."""
    if len(pieces) == 1:
        return pieces[0]
    top, left = min(p.top for p in pieces), min(p.left for p in pieces)
    bottom, right = max(p.bottom for p in pieces), max(p.right for p in pieces)
    ink = np.zeros((bottom - top, right - left), np.float32)
    for p in pieces:
        rows = slice(p.top - top, p.bottom - top)
        part = ink[rows, p.left - left : p.right - left]
        np.maximum(part, p.ink, out=part)
    return Piece(ink, top, left)


def crop(ink: Ink, top: int, left: int) -> Piece | None:
    """Return ink as a piece without empty rows and columns; None if it is all empty."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None
    first, last, start, stop = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    return Piece(ink[first:last, start:stop], top + int(first), left + int(start))


def find_pieces(written: Written) -> list[Piece]:
    """Return the connected pieces without specks, in no order."""
    return list(_pieces(written))


def _pieces(written: Written) -> Iterator[Piece]:
    mask = written.ink > PIECES.STROKE_INK
    reach = max(1, round(PIECES.GAP_PENS / 2 * written.pen))
    labels, _ = NDIMAGE.label(NDIMAGE.binary_dilation(mask, np.ones((3, 3)), reach))
    labels[~mask] = 0
    for number, (rows, columns) in enumerate(NDIMAGE.find_objects(labels), start=1):
        own = labels[rows, columns] == number
        if max(own.shape) > PIECES.SPECK_PENS * written.pen:
            ink = np.where(own, written.ink[rows, columns], 0).astype(np.float32)
            yield Piece(ink, rows.start, columns.start)


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


def find_lines(pieces: Sequence[Piece]) -> list[Line]:
    """Return pieces in lines, from top to bottom.

    Tall pieces that overlap in height form a line. Low pieces, such as dots and parts
    of broken strokes, join the line that they are in or next to, or are left out.
    """
    if not pieces:
        return []
    usual = _usual_height(pieces)
    tall = [p for p in pieces if p.height > PIECES.TALL_SHARE * usual]
    lines = [_line(group) for group in _in_line(tall)]
    parts: dict[int, list[Piece]] = {}
    for low in (p for p in pieces if p.height <= PIECES.TALL_SHARE * usual):
        nearest = _nearest(low, lines)
        if nearest is not None:
            parts.setdefault(nearest, []).append(low)
    whole = [_with_parts(line, parts.get(n, [])) for n, line in enumerate(lines)]
    return sorted(whole, key=lambda line: line.top)


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
    return shared > PIECES.SAME_LINE * min(one.height, other.height)


def _line(pieces: Sequence[Piece]) -> Line:
    height = _usual_height(pieces)
    top, bottom = min(p.top for p in pieces), max(p.bottom for p in pieces)
    return Line(tuple(pieces), height, top, bottom)


def _with_parts(line: Line, parts: Sequence[Piece]) -> Line:
    pieces = sorted((*line.pieces, *parts), key=lambda p: p.middle)
    return Line(tuple(pieces), line.height, line.top, line.bottom)


def _nearest(part: Piece, lines: Sequence[Line]) -> int | None:
    """Return the number of the line that a low piece is in or next to; None if none."""
    middle = (part.top + part.bottom) / 2

    def away(line: Line) -> float:
        outside = max(line.top - middle, middle - line.bottom, 0)
        beside = min(max(p.left - part.right, part.left - p.right) for p in line.pieces)
        return max(outside, beside / 2) / line.height

    distances = [away(line) for line in lines]
    nearest = min(distances, default=PIECES.LINE_MARGIN)
    return distances.index(nearest) if nearest < PIECES.LINE_MARGIN else None
