"""How sure the reader is of a line."""

import math
from dataclasses import replace

import numpy as np
import pytest
from pictures import written

import network4 as n4
from network4.errors import ArgumentError
from network4.reader.choosing import Choice
from network4.reader.confidence import confidence_of, signals_of
from network4.reader.constants import CONFIDENCE, RECOGNIZING
from network4.reader.joining import Other, Span, Split
from network4.reader.pieces import Piece
from network4.reader.recognizing import Seen, sureness_by_class
from network4.reader.result import Sign

NONE = Piece(np.ones((1, 1), np.float32), 0, 0)
ONE = np.float32([0.01, 0.9, 0.09])
TWO = np.float32([0.38, 0.02, 0.6])


def sure(said, number):
    """How sure it is of a class of three: 0.3 at least is that of one that is none."""
    powers = [float(p) ** (1 / RECOGNIZING.TEMPERATURE) for p in said]
    return (powers[number] / sum(powers) - 0.3) / 0.7


def seen(*others):
    """Two digits side by side, and what else the parts may be."""
    spans = Span(0, 1, NONE, 0.25), Span(1, 2, NONE, 0.5)
    said = {0: ONE, 1: TWO}
    by_class = {n: sureness_by_class(each[None])[0] for n, each in said.items()}
    sureness = {number: float(each.max()) for number, each in by_class.items()}
    split = Split(3, spans, others, NONE, 1.0, 1.0)
    return Seen(split, {}, said, by_class, sureness)


def chosen(line, *others):
    spans = tuple(range(2 - len(others)))
    cost = sum(
        line.split.spans[n].cost - math.log(line.sureness[n]) for n in spans
    ) + sum(line.split.others[n].cost for n in others)
    return Choice(cost, spans, others)


def test_the_signals_are_those_of_the_digits_and_the_second_best_text():
    line = seen()
    signals = signals_of(line, chosen(line))
    doubts = 2 - sure(ONE, 1) - sure(TWO, 2)
    assert signals.doubt == pytest.approx(math.log(doubts + CONFIDENCE.LEAST_DOUBT))
    # The cheapest other text has the last digit's second class, which costs this more.
    margin = math.log(sure(TWO, 2) / sure(TWO, 0))
    assert signals.margin == pytest.approx(math.log(margin + CONFIDENCE.LEAST_MARGIN))
    assert (signals.digits, signals.form, signals.signs) == (2, 0.75, 0)


def test_signs_and_what_is_left_out_are_signals_too():
    sign = seen(Other(1, 2, NONE, 0.1, "."))
    signals = signals_of(sign, chosen(sign, 0))
    assert (signals.digits, signals.form, signals.signs) == (1, 0.25, 1)
    left_out = seen(Other(1, 2, NONE, 0.1, ""))
    signals = signals_of(left_out, chosen(left_out, 0))
    assert (signals.digits, signals.form, signals.signs) == (1, 0.35, 0)


def test_a_reading_that_was_not_the_best_has_no_margin():
    line = seen(Other(1, 2, NONE, 0.0, "."))
    signals = signals_of(line, chosen(line))
    assert signals.margin == math.log(CONFIDENCE.LEAST_MARGIN)


def test_the_confidence_is_the_logistic_function_of_the_weighted_signals():
    line = seen()
    signals = signals_of(line, chosen(line))._asdict()
    total = CONFIDENCE.BIAS + sum(
        getattr(CONFIDENCE, name.upper()) * signal for name, signal in signals.items()
    )
    odds = math.exp(total)
    assert confidence_of(line, chosen(line)) == pytest.approx(odds / (1 + odds))


def test_doubt_and_a_small_margin_make_less_sure():
    assert CONFIDENCE.DOUBT < 0 < CONFIDENCE.MARGIN
    assert CONFIDENCE.SIGNS < 0


def test_each_line_has_a_confidence_and_one_with_a_refused_digit_has_none():
    reading = n4.read(written(["62", "384"], shape=(200, 300)))
    assert len(reading.confidences) == len(reading.lines) == 2
    assert all(0.5 < sure < 1 for sure in reading.confidences)
    model = n4.load_model()
    strict = {**model.details, "rejection_threshold": 1.0}
    refused = n4.read(written(["62"]), model=replace(model, details=strict))
    assert refused.confidences == (0.0,)


def test_lines_that_are_not_sure_enough_are_question_marks():
    reading = replace(
        n4.read(written(["62", "384"], shape=(200, 300))), confidences=(0.9, 0.99)
    )
    assert reading.text_if_sure(0) == reading.text == "62\n384"
    assert reading.text_if_sure(0.95) == "?\n384"
    assert reading.text_if_sure(0.99) == "?\n384"
    assert reading.text_if_sure(0.995) == "?\n?"
    for least in (-0.1, 1, float("nan"), "much"):
        with pytest.raises(ArgumentError, match="text_if_sure: least must be"):
            reading.text_if_sure(least)


def test_a_line_of_signs_only_takes_its_confidence_with_it():
    reading = n4.read(written(["62", "384"], shape=(200, 300)))
    signs = (Sign(".", (0, 0, 2, 2)),)
    mixed = replace(
        reading,
        lines=(reading.lines[0], signs, reading.lines[1]),
        confidences=(0.7, 0.8, 0.9),
    )
    only = mixed.without_signs()
    assert only.text == "62\n384"
    assert only.confidences == (0.7, 0.9)
