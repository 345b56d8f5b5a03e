"""Numbers that options take."""

import click
import pytest

from network4.cli.numbers import FiniteNumber


@pytest.mark.parametrize(("text", "number"), [("0.25", 0.25), ("-1e3", -1000.0)])
def test_finite_numbers_are_taken(text, number):
    assert FiniteNumber().convert(text, None, None) == number


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "1e999"])
def test_others_are_refused_in_a_sentence(text):
    words = f"it must be a finite number, received {text!r}"
    with pytest.raises(click.BadParameter, match=words):
        FiniteNumber().convert(text, None, None)


def test_what_is_no_number_is_clicks_to_refuse():
    with pytest.raises(click.BadParameter, match="'fast' is not a valid float"):
        FiniteNumber().convert("fast", None, None)
