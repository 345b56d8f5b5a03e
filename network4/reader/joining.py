"""Find which parts of a line may form a digit together."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from network4.reader.constants import CUTTING, JOINING, READING, SIGNS
from network4.reader.cutting import Columns, Cut, find_cuts
from network4.reader.lines import Line
from network4.reader.pieces import Piece, crop, join
from network4.reader.signs import find_sign
from network4.reader.strokes import Ink
from network4.reader.surroundings import with_surroundings

Ways = tuple[int, int]  # which of a cut's, at the left end and at the right


class Border(NamedTuple):
    """A place where one digit may end and the next begin.

    Attributes:
        piece: the number of the piece; at the end of the line, the number of pieces.
        cut: the cut through that piece; None for a border before it.
    """

    piece: int
    cut: Cut | None

    @property
    def begins(self) -> tuple[Columns | None, ...]:
        """Where in its piece a digit to the right may begin; None for all of it."""
        return self.cut.begins if self.cut else (None,)

    @property
    def ends(self) -> tuple[Columns | None, ...]:
        """Where in its piece a digit to the left may end; None for all of it."""
        return self.cut.ends if self.cut else (None,)

    @property
    def pens(self) -> float:
        """How much ink is cut through, in widths of the pen."""
        return self.cut.pens if self.cut else 0.0


class Span(NamedTuple):
    """The ink between two borders, which may be a digit.

    Attributes:
        first, last: the numbers of the borders.
        piece: the ink.
        cost: the cost of its form, from cuts, gaps and size, without the network's.
    """

    first: int
    last: int
    piece: Piece
    cost: float


class Other(NamedTuple):
    """The ink between two borders, as something else than a digit.

    Attributes:
        first, last: the numbers of the borders.
        piece: the ink.
        cost: what it costs to take it for that.
        text: a sign; "?" for what is printed as unread; "" for what is left out.
        cost_if_strange: what it costs if the network sees no digit in the whole of it.
        whole: the number of the span that is all of it; None if there is none.
    """

    first: int
    last: int
    piece: Piece
    cost: float
    text: str
    cost_if_strange: float = math.inf
    whole: int | None = None

    @property
    def is_sign(self) -> bool:
        """Whether it is read as a sign."""
        return self.text not in ("", READING.REFUSED)


@dataclass(frozen=True)
class Split:
    """A line with all possible borders between its digits.

    Attributes:
        num_borders: the number of borders, the ends of the line included.
        spans: the parts that may be digits.
        others: whole pieces that may be signs, or may be left out.
        line: all ink of the line.
        line_height: the usual height of its digits, in pixels.
        pen: width of the strokes, in pixels.
    """

    num_borders: int
    spans: tuple[Span, ...]
    others: tuple[Other, ...]
    line: Piece
    line_height: float
    pen: float

    def surroundings(self, piece: Piece) -> npt.NDArray[np.uint8]:
        """Return a part with the ink around it; see `with_surroundings`."""
        return with_surroundings(piece, self.line, self.line_height, self.pen)


def split_line(line: Line, pen: float) -> Split:
    """Return all ways in which a line may be split into digits."""
    borders = [
        Border(number, cut)
        for number, piece in enumerate(line.pieces)
        for cut in (None, *find_cuts(piece, line.height, pen))
    ]
    borders.append(Border(len(line.pieces), None))
    others = list(_others(line, borders, pen))
    signs = {borders[other.first].piece for other in others if other.is_sign}
    spans = tuple(_spans(line, borders, signs, pen))
    completed = tuple(_completed(other, line, spans) for other in others)
    every = join(line.pieces)
    return Split(len(borders), spans, completed, every, line.height, pen)


def _completed(other: Other, line: Line, spans: Sequence[Span]) -> Other:
    """Return a part with its whole as a span, and what it costs if that is no digit."""
    alike = (number for number, span in enumerate(spans) if span[:2] == other[:2])
    whole = next(alike, None)
    if other.is_sign:
        return other._replace(whole=whole)
    is_printed = other.text == READING.REFUSED
    cost = _strange_cost(other.piece, line) if is_printed else JOINING.LOW_LEFT_OUT_COST
    return other._replace(cost_if_strange=cost, whole=whole)


def _strange_cost(piece: Piece, line: Line) -> float:
    """Return what it costs to take a piece for something else than digits."""
    num_digits = max(1.0, piece.width / (JOINING.USUAL_WIDTH * line.height))
    return JOINING.STRANGE_COST * num_digits


def _others(line: Line, borders: Sequence[Border], pen: float) -> Iterator[Other]:
    """Yield what pieces may be besides digits, two at once for a colon."""
    whole = [number for number, border in enumerate(borders) if border.cut is None]
    for number, piece in enumerate(line.pieces):
        height = piece.height / line.height
        text = "" if height < JOINING.LOW else READING.REFUSED
        ends = whole[number], whole[number + 1]
        yield Other(*ends, piece, _left_out_cost(height), text)
    for count in (1, 2):
        for number in range(len(line.pieces) - count + 1):
            pieces = line.pieces[number : number + count]
            text = find_sign(pieces, line, pen)
            if text is not None:
                ends = whole[number], whole[number + count]
                yield Other(*ends, join(pieces), SIGNS.COST, text)


def _left_out_cost(height: float) -> float:
    """Return what it costs to leave out a piece of a height in heights of the line."""
    share = (height - JOINING.LOWEST) / (JOINING.LOW - JOINING.LOWEST)
    more = JOINING.LEFT_OUT_COST - JOINING.LOW_LEFT_OUT_COST
    return JOINING.LOW_LEFT_OUT_COST + min(max(share, 0.0), 1.0) * more


def _spans(
    line: Line, borders: Sequence[Border], signs: set[int], pen: float
) -> Iterator[Span]:
    for first, begin in enumerate(borders[:-1]):
        for last in range(first + 1, len(borders)):
            end = borders[last]
            if end.piece - begin.piece > JOINING.MOST_JOINED:
                break
            parts = _parts(line, begin, end)
            if not parts:
                continue
            piece = join(parts)
            if piece.width > JOINING.WIDEST * max(line.height, piece.height):
                break
            gaps = _gaps(parts, line.height)
            if gaps is None:
                break
            # A whole piece may be as narrow as a 1; what is cut off may not.
            is_whole = begin.cut is None and end.cut is None
            if is_whole or piece.width >= CUTTING.LEAST_PART * line.height:
                low = max(0.0, 1 - piece.height / line.height)
                pens = (begin.pens + end.pens) / 2
                cost = (
                    JOINING.GAP_COST * gaps
                    + JOINING.PART_COST * _height_of_parts(parts, line.height)
                    + (JOINING.LOW_COST if is_whole else JOINING.LOW_CUT_COST) * low**2
                    + JOINING.THIN_COST * low * _thinness(piece, pen)
                    + JOINING.CUT_COST * pens
                    + JOINING.SIGN_COST * _num_signs(begin, end, signs)
                )
                for ways in product(range(len(begin.begins)), range(len(end.ends))):
                    own = join(_parts(line, begin, end, ways)) if any(ways) else piece
                    yield Span(first, last, own, cost + JOINING.SHARED_COST * sum(ways))


def _height_of_parts(parts: Sequence[Piece], line_height: float) -> float:
    """Return the sum of the heights of all parts but the highest, in line heights.

    A part counts as no higher than small digits: high ones are strokes of a digit that
    was written with two, such as a 4.
    """
    heights = sorted(part.height / line_height for part in parts)
    return sum(min(height, JOINING.MOST_PART) for height in heights[:-1])


def _thinness(piece: Piece, pen: float) -> float:
    """Return by which share a piece has less ink than a stroke of its height."""
    usual = JOINING.THIN_PENS * pen * piece.height
    return max(0.0, 1 - float(piece.ink.sum()) / usual)


def _num_signs(begin: Border, end: Border, signs: set[int]) -> int:
    """Return how many pieces that may be signs are taken for parts of a digit."""
    last = end.piece if end.cut else end.piece - 1
    inside = range(begin.piece, last + 1)
    return sum(number in signs for number in inside)


def _parts(line: Line, begin: Border, end: Border, ways: Ways = (0, 0)) -> list[Piece]:
    """Return the pieces between two borders, those at the ends cut; [] for none."""
    last = end.piece if end.cut else end.piece - 1
    parts: list[Piece] = []
    for number in range(begin.piece, last + 1):
        piece = line.pieces[number]
        left = begin.begins[ways[0]] if number == begin.piece else None
        right = end.ends[ways[1]] if number == end.piece else None
        part = piece if left is None and right is None else _between(piece, left, right)
        if part is None:
            return []
        parts.append(part)
    return parts


def _between(piece: Piece, left: Columns | None, right: Columns | None) -> Piece | None:
    """Return the ink between two cuts; None where they meet, or there is none."""
    start = 0 if left is None else int(left.min())
    stop = piece.width if right is None else int(right.max())
    columns = np.arange(start, stop)
    ink: Ink = piece.ink[:, start:stop]
    if left is not None:
        ink = np.where(columns >= left[:, None], ink, 0)
    if right is not None:
        ink = np.where(columns < right[:, None], ink, 0)
    return crop(ink, piece.top, piece.left + start)


def _gaps(parts: Sequence[Piece], line_height: float) -> float | None:
    """Return how far parts lie apart in line heights; None if some are too far."""
    total, right = 0.0, parts[0].right
    for part in parts[1:]:
        gap = (part.left - right) / line_height
        if gap > JOINING.FARTHEST:
            return None
        total += max(gap, 0.0)
        right = max(right, part.right)
    return total
