"""Choose the best way to read a line among all ways to divide it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from network4.reader.constants import CHOOSING, READING, SIGNS
from network4.reader.joining import Other, Span, Split

Way = tuple[int, int, float]  # from a border to another, and what it costs
Text = tuple[int | str, ...]  # numbers of digits' classes, and signs


class Choice(NamedTuple):
    """A reading of a line.

    Attributes:
        cost: the sum of the costs of its parts.
        spans: the numbers of the spans that are its digits, from left to right.
        others: the numbers of the parts that are no digits, from left to right.
    """

    cost: float
    spans: tuple[int, ...]
    others: tuple[int, ...] = ()


class Step(NamedTuple):
    """A part of a line, read in one way.

    Attributes:
        first, last: the numbers of its borders.
        cost: what it costs.
        text: what it is read as; () for what is left out.
    """

    first: int
    last: int
    cost: float
    text: Text


def promising(
    split: Split, sureness: Mapping[int, float], none: Mapping[int, float]
) -> list[int]:
    """Return the spans not shown to the network yet that the best reading may contain.

    A reading costs at least as much as the forms of its spans, however sure the network
    turns out to be. If no reading with a span can cost less than a known reading, the
    span need not be shown. What may be a sign is shown first.

    Args:
        split: the line.
        sureness: for each span that was shown, the probability of its likeliest digit.
        none: for some of them, the probability that it is no digit.

    Returns:
        Numbers of spans, those of signs and of the cheapest readings first.
    """
    signs = {each.whole for each in split.others if each.is_sign} - {None, *sureness}
    if signs:
        return sorted(number for number in signs if number is not None)
    known: list[Way] = [
        (other.first, other.last, other_cost(other, sureness, none))
        for other in split.others
    ]
    strange = {other.whole: other.cost_if_strange for other in split.others}
    unknown: dict[int, Way] = {}
    for number, span in enumerate(split.spans):
        if number in sureness:
            known.append((*span[:2], cost_of(span, sureness[number])))
        else:
            # Once it was shown it may also turn out to be no digit.
            least = min(span.cost, strange.get(number, math.inf))
            unknown[number] = (*span[:2], least)
    every = [*known, *unknown.values()]
    last = split.num_borders - 1
    before = _cheapest(every, last)
    after = _cheapest([(last - end, last - start, c) for start, end, c in every], last)
    totals = {
        number: before[start] + cost + after[last - end]
        for number, (start, end, cost) in unknown.items()
    }
    to_beat = _cheapest(known, last)[last]
    found = (number for number in totals if totals[number] < to_beat)
    return sorted(found, key=lambda number: (totals[number], number))


def _cheapest(ways: Iterable[Way], last: int) -> list[float]:
    """Return the least cost of coming from the first border to each border."""
    costs = [0.0, *[math.inf] * last]
    for start, end, cost in sorted(ways):
        costs[end] = min(costs[end], costs[start] + cost)
    return costs


def choose(
    split: Split, sureness: Mapping[int, float], none: Mapping[int, float]
) -> dict[int, Choice]:
    """Return the best reading of a line for each number of digits.

    The cost of a reading is a sum. Each digit adds -ln s, where s is the probability of
    its likeliest class, and the cost of its form. Each part that is read as a sign or
    left out adds its own cost. The best reading is the shortest way from the first
    border to the last (Viterbi).

    Args:
        split: the line.
        sureness: for each span that may be chosen, the probability of its likeliest
            digit.
        none: for some of them, the probability that it is no digit.

    Returns:
        The best reading by number of digits, those included that are printed as
        unread; impossible numbers are missing.
    """
    ending: dict[int, list[tuple[int, int, Choice]]] = {}
    for number, other in enumerate(split.others):
        cost = other_cost(other, sureness, none)
        is_printed = int(other.text == READING.REFUSED)
        step = other.first, is_printed, Choice(cost, (), (number,))
        ending.setdefault(other.last, []).append(step)
    for number in sorted(sureness):
        span = split.spans[number]
        step = span.first, 1, Choice(cost_of(span, sureness[number]), (number,))
        ending.setdefault(span.last, []).append(step)
    best: list[dict[int, Choice]] = [{0: Choice(0.0, ())}]
    for last in range(1, split.num_borders):
        here: dict[int, Choice] = {}
        for first, digits, step in ending.get(last, []):
            for count, before in best[first].items():
                known = here.get(count + digits)
                if known is None or before.cost + step.cost < known.cost:
                    here[count + digits] = _after(before, step)
        best.append(here)
    return best[-1]


def _after(before: Choice, step: Choice) -> Choice:
    cost = before.cost + step.cost
    return Choice(cost, before.spans + step.spans, before.others + step.others)


def other_cost(
    other: Other, sureness: Mapping[int, float], none: Mapping[int, float]
) -> float:
    """Return what a part costs that is no digit.

    It is less for what is unread or left out if no digit is seen in it, and more for a
    sign, or for what is left out, if a digit is seen.
    """
    whole = other.whole
    is_unseen = other.text in (READING.REFUSED, *SIGNS.UNSEEN)
    sure = 1.0 if whole is None or is_unseen else none.get(whole, 1.0)
    doubt = -math.log(max(sure, CHOOSING.LEAST_SURENESS))
    seen = 0.0 if whole is None else sureness.get(whole, 1.0)
    is_strange = seen < CHOOSING.STRANGE
    cost = min(other.cost, other.cost_if_strange) if is_strange else other.cost
    return cost + doubt


def cost_of(span: Span, sureness: float) -> float:
    """Return what a span costs as a digit of which the network is so sure."""
    return span.cost - math.log(max(sureness, CHOOSING.LEAST_SURENESS))


def two_best_texts(steps: Iterable[Step], last: int) -> dict[Text, float]:
    """Return the two cheapest texts of a line, each with its cost.

    Fewer are returned if there are fewer. At each border two texts are enough: what
    follows makes no third one cheaper than both.

    Args:
        steps: the parts of the line and what they may be read as.
        last: the number of the last border.
    """
    ending: dict[int, list[Step]] = {}
    for step in steps:
        ending.setdefault(step.last, []).append(step)
    best: list[dict[Text, float]] = [{(): 0.0}]
    for border in range(1, last + 1):
        here: dict[Text, float] = {}
        for step in ending.get(border, []):
            for text, cost in best[step.first].items():
                longer = text + step.text
                here[longer] = min(cost + step.cost, here.get(longer, math.inf))
        best.append(dict(sorted(here.items(), key=lambda pair: pair[1])[:2]))
    return best[-1]


def choose_together(
    lines: Sequence[dict[int, Choice]], num_digits: int | None
) -> list[Choice] | None:
    """Return a reading for each line, with a given number of digits in all.

    Args:
        lines: the readings of each line by number of digits.
        num_digits: number of digits in all; None for the best, of any number.

    Returns:
        The readings, or None if there are none with that number of digits.
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
