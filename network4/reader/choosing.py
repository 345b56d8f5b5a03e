"""The best way to read a line wins, whatever its first cut looks like."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from network4.reader.constants import CHOOSING
from network4.reader.joining import Span, Split

Way = tuple[int, int, float]  # from a border to another, and what it costs


class Choice(NamedTuple):
    """A reading of a line.

    Attributes:
        cost: its sum.
        spans: numbers of the spans that are its digits, from left to right.
    """

    cost: float
    spans: tuple[int, ...]


def promising(split: Split, sureness: Mapping[int, float]) -> list[int]:
    """Return which spans that were not looked at the best reading may hold.

    A reading costs no less than its forms, however sure its digits turn out to be. What
    is on no way that could cost less than one which is known need not be looked at.

    Args:
        split: the line.
        sureness: of each span that was looked at, that it is the likeliest digit.

    Returns:
        Numbers of spans, those on the cheapest ways first.
    """
    left_out = [(before, after, c) for after, (before, c) in split.left_out.items()]
    known = [*left_out]
    unknown: dict[int, Way] = {}
    for number, span in enumerate(split.spans):
        if number in sureness:
            known.append((*span[:2], _cost(span, sureness[number])))
        else:
            unknown[number] = (*span[:2], span.cost)
    every = [*known, *unknown.values()]
    last = split.num_borders - 1
    before = _cheapest(every, last)
    after = _cheapest([(last - end, last - start, c) for start, end, c in every], last)
    least = {
        number: before[start] + cost + after[last - end]
        for number, (start, end, cost) in unknown.items()
    }
    to_beat = _cheapest(known, last)[last]
    return sorted((n for n in least if least[n] < to_beat), key=lambda n: (least[n], n))


def _cheapest(ways: Iterable[Way], last: int) -> list[float]:
    """Return what it costs to come from the first border to each."""
    costs = [0.0, *[math.inf] * last]
    for start, end, cost in sorted(ways):
        costs[end] = min(costs[end], costs[start] + cost)
    return costs


def choose(split: Split, sureness: Mapping[int, float]) -> dict[int, Choice]:
    """Return the best reading of a line for each number of digits.

    The cost of a reading is the sum over its digits of -ln s, where s is how sure the
    network is, and of their forms' costs, and over pieces left out of what that costs:
    the shortest way from the first border to the last (Viterbi).

    Args:
        split: the line.
        sureness: of each span that may be chosen, that it is the likeliest digit.

    Returns:
        By number of digits; numbers that cannot be are missing.
    """
    ending: dict[int, list[int]] = {}
    for number in sureness:
        ending.setdefault(split.spans[number].last, []).append(number)
    best: list[dict[int, Choice]] = [{0: Choice(0.0, ())}]
    for last in range(1, split.num_borders):
        here: dict[int, Choice] = {}
        if last in split.left_out:
            earlier, cost = split.left_out[last]
            for count, before in best[earlier].items():
                here[count] = Choice(before.cost + cost, before.spans)
        for number in sorted(ending.get(last, [])):
            span = split.spans[number]
            cost = _cost(span, sureness[number])
            for count, before in best[span.first].items():
                found = Choice(before.cost + cost, (*before.spans, number))
                if found.cost < here.get(count + 1, found._replace(cost=math.inf)).cost:
                    here[count + 1] = found
        best.append(here)
    return best[-1]


def _cost(span: Span, sureness: float) -> float:
    return span.cost - math.log(max(sureness, CHOOSING.LEAST_SURENESS))


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
        for total, (cost, chosen) in totals.items():
            for count, choice in readings.items():
                sum_of_costs = cost + choice.cost
                if sum_of_costs < new.get(total + count, (math.inf, []))[0]:
                    new[total + count] = sum_of_costs, [*chosen, choice]
        totals = new
    if num_digits is not None:
        return totals[num_digits][1] if num_digits in totals else None
    return min(totals.values(), key=lambda pair: pair[0])[1] if totals else None
