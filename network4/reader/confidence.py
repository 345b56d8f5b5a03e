"""How sure it is that a line is read without a mistake."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from network4.reader.choosing import (
    Choice,
    Step,
    Text,
    cost_of,
    other_cost,
    two_best_texts,
)
from network4.reader.constants import CONFIDENCE
from network4.reader.recognizing import Seen

WEIGHTS = (
    CONFIDENCE.DOUBT,
    CONFIDENCE.MARGIN,
    CONFIDENCE.DIGITS,
    CONFIDENCE.FORM,
    CONFIDENCE.SIGNS,
)


class Signals(NamedTuple):
    """What tells of a line's reading whether it may be wrong.

    Attributes:
        doubt: ln of the sum of its digits' doubts; a digit's doubt is 1 - sureness.
        margin: ln of how much more the best reading of another text costs.
        digits: how many there are.
        form: the cost of cuts, gaps and the like, and of what is left out in the line.
        signs: how many there are.
    """

    doubt: float
    margin: float
    digits: float
    form: float
    signs: float


def confidence_of(line: Seen, choice: Choice) -> float:
    """Return how likely a line's reading is without a mistake, 0 to 1.

    The signals are weighted, and the logistic function of their sum is the probability,
    as on lines of validation digits (tools/make_confidence.py).
    """
    signals = signals_of(line, choice)
    weighted = CONFIDENCE.BIAS + sum(
        weight * signal for weight, signal in zip(WEIGHTS, signals, strict=True)
    )
    return 1 / (1 + math.exp(-weighted))


def signals_of(line: Seen, choice: Choice) -> Signals:
    """Return the signals of a line's reading."""
    doubts = [1 - line.sureness[number] for number in choice.spans]
    others = [line.split.others[number] for number in choice.others]
    return Signals(
        math.log(CONFIDENCE.LEAST_DOUBT + sum(doubts)),
        math.log(CONFIDENCE.LEAST_MARGIN + max(0.0, _margin(line, choice))),
        len(doubts),
        sum(line.split.spans[number].cost for number in choice.spans)
        + sum(other.cost for other in others if not other.text),
        sum(bool(other.text) for other in others),
    )


def _margin(line: Seen, choice: Choice) -> float:
    texts = two_best_texts(_steps(line), line.split.num_borders - 1)
    own = _text(line, choice)
    others = [cost - choice.cost for text, cost in texts.items() if text != own]
    return min([*others, CONFIDENCE.MOST_MARGIN])


def _steps(line: Seen) -> Iterator[Step]:
    """Yield what the parts of a line may be: each span one of its likeliest digits."""
    for other in line.split.others:
        text = (other.text,) if other.text else ()
        cost = other_cost(other, line.sureness, line.none)
        yield Step(other.first, other.last, cost, text)
    for number, sureness in line.by_class.items():
        span = line.split.spans[number]
        for name in _likeliest(sureness):
            cost = cost_of(span, float(sureness[name]))
            yield Step(span.first, span.last, cost, (name,))


def _likeliest(said: npt.NDArray[np.float64]) -> tuple[int, int]:
    """Return the numbers of the two likeliest classes."""
    first = int(said.argmax())
    return first, int(np.where(np.arange(len(said)) == first, -1, said).argmax())


def _text(line: Seen, choice: Choice) -> Text:
    spans, others = line.split.spans, line.split.others
    parts: list[tuple[int, int | str]] = [
        (spans[number].first, int(line.by_class[number].argmax()))
        for number in choice.spans
    ]
    read = (others[number] for number in choice.others)
    parts += [(other.first, other.text) for other in read if other.text]
    return tuple(text for _, text in sorted(parts, key=lambda part: part[0]))
