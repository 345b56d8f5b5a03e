"""Which parts make a digit together: the best reading of a whole line wins."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from network4.reader.cutting import Part, cut
from network4.reader.pieces import Line, Piece, join

_MOST_PARTS = 7  # of one digit
_WIDEST = 1.35  # of the line's height, or of its own if that is more
_FARTHEST = 0.3  # of the line's height: parts of one digit lie no farther apart
_LOW = 0.35  # of the line's height: a lower part may be left out
_LEFT_OUT_COST = 1.2  # for each, as much as an answer that is 30% sure
_CUT_COST = 0.12  # for each width of the pen that is cut through
_GAP_COST = 3.0  # for each line height between parts that are joined
_LOW_COST = 1.0  # for a digit that is so much lower than the line
_LEAST_PROBABILITY = 1e-5


class Span(NamedTuple):
    """Neighbouring parts that may be a digit.

    Attributes:
        first, last: of the parts, `last` excluded.
        piece: the parts as one.
        cost: of its form: cuts, gaps, size; to which the reading's is added.
    """

    first: int
    last: int
    piece: Piece
    cost: float


@dataclass(frozen=True)
class Split:
    """A line cut into parts, and what they may be.

    Attributes:
        parts: from left to right.
        spans: those that may be digits.
        line_height: of its digits.
    """

    parts: tuple[Part, ...]
    spans: tuple[Span, ...]
    line_height: float


class Choice(NamedTuple):
    """A reading of a line.

    Attributes:
        cost: its sum.
        spans: numbers of the spans that are its digits, from left to right.
    """

    cost: float
    spans: tuple[int, ...]


def split_line(line: Line, pen: float) -> Split:
    """Return a line's parts, and all that they may be together."""
    parts = [part for piece in line.pieces for part in cut(piece, line.height, pen)]
    parts.sort(key=lambda part: part.piece.middle)
    return Split(tuple(parts), tuple(_spans(parts, line.height)), line.height)


def _spans(parts: Sequence[Part], line_height: float) -> Iterator[Span]:
    for first in range(len(parts)):
        gaps = 0.0
        for last in range(first + 1, min(first + _MOST_PARTS, len(parts)) + 1):
            if last > first + 1:
                gap = _gap(parts[first : last - 1], parts[last - 1]) / line_height
                if gap > _FARTHEST:
                    break
                gaps += max(gap, 0.0)
            piece = join([part.piece for part in parts[first:last]])
            if piece.width > _WIDEST * max(line_height, piece.height):
                break
            low = max(0.0, 1 - piece.height / line_height)
            sides = parts[first].cut_pens + _cut_after(parts, last)
            cost = _GAP_COST * gaps + _LOW_COST * low**2 + _CUT_COST * sides / 2
            yield Span(first, last, piece, cost)


def _gap(parts: Sequence[Part], after: Part) -> float:
    return after.piece.left - max(part.piece.right for part in parts)


def _cut_after(parts: Sequence[Part], last: int) -> float:
    return parts[last].cut_pens if last < len(parts) else 0.0


def choose(
    split: Split, probabilities: Sequence[float], most_digits: int | None = None
) -> dict[int, Choice]:
    """Return the best reading of a line for each number of digits.

    The cost of a reading is the sum over its digits of -ln p and of their forms' costs,
    and over parts left out of what that costs: the shortest path from the first part to
    behind the last (Viterbi).

    Args:
        split: the line.
        probabilities: of each span's likeliest digit.
        most_digits: how many at most; default None, no matter how many.

    Returns:
        By number of digits; numbers that cannot be are missing.
    """
    ending: dict[int, list[tuple[int, Span]]] = {}
    for number, span in enumerate(split.spans):
        ending.setdefault(span.last, []).append((number, span))
    best: list[dict[int, Choice]] = [{0: Choice(0.0, ())}]
    for last in range(1, len(split.parts) + 1):
        here: dict[int, Choice] = {}
        if split.parts[last - 1].piece.height < _LOW * split.line_height:
            for count, before in best[last - 1].items():
                here[count] = Choice(before.cost + _LEFT_OUT_COST, before.spans)
        for number, span in ending.get(last, []):
            cost = span.cost - math.log(max(probabilities[number], _LEAST_PROBABILITY))
            for count, before in best[span.first].items():
                found = Choice(before.cost + cost, (*before.spans, number))
                if found.cost < here.get(count + 1, found._replace(cost=math.inf)).cost:
                    here[count + 1] = found
        best.append(
            {n: c for n, c in here.items() if most_digits is None or n <= most_digits}
        )
    return best[-1]


def choose_together(
    lines: Sequence[dict[int, Choice]], num_digits: int | None
) -> list[Choice] | None:
    """Return a reading for each line, with so many digits in all.

    Args:
        lines: the readings of each by number of digits.
        num_digits: how many in all; None for the best, however many.

    Returns:
        None where there is no reading with so many.
    """
    totals: dict[int, tuple[float, list[Choice]]] = {0: (0.0, [])}
    for readings in lines:
        new: dict[int, tuple[float, list[Choice]]] = {}
        # A line that cannot be digits is left out.
        for total, (cost, chosen) in totals.items():
            for count, choice in (readings or {0: Choice(0.0, ())}).items():
                sum_of_costs = cost + choice.cost
                if sum_of_costs < new.get(total + count, (math.inf, []))[0]:
                    new[total + count] = sum_of_costs, [*chosen, choice]
        totals = new
    if num_digits is not None:
        return totals[num_digits][1] if num_digits in totals else None
    return min(totals.values(), key=lambda pair: pair[0])[1] if totals else None
