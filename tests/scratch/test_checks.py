"""What is let through and what is refused, at the borders."""

from fractions import Fraction

import numpy as np
import pytest

from network4.errors import ArgumentError
from network4.scratch.checks import as_numbers, check_count, check_number


@pytest.mark.parametrize("value", [1, 5e-324, 1e308, np.float32(0.5), Fraction(1, 3)])
def test_numbers_above_0_pass(value):
    check_number("step", "rate", value)


@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf, "1", None, True, 1j, [1]])
def test_others_are_refused(value):
    with pytest.raises(ArgumentError, match="step: rate must be a finite number above"):
        check_number("step", "rate", value)


def test_0_may_be_allowed():
    check_number("train", "shrink", 0, zero_allowed=True)
    with pytest.raises(ArgumentError, match="of at least 0, received -1"):
        check_number("train", "shrink", -1, zero_allowed=True)


def test_counts():
    check_count("descend", "steps", 0)
    check_count("MaxPooling", "size", np.int64(1), minimum=1)
    for value in (0, -1, 1.0, "1", None, True):
        with pytest.raises(ArgumentError, match=r"size must be .* at least 1"):
            check_count("MaxPooling", "size", value, minimum=1)


@pytest.mark.parametrize("value", ["a", None, [[1], [1, 2]], [object()]])
def test_numbers_refuse_what_holds_none(value):
    with pytest.raises(ArgumentError, match="z must be numbers, received"):
        as_numbers("step", "z", value)


@pytest.mark.parametrize("unit", ["s", "generic"])
def test_a_duration_of_numpy_is_no_number(unit):
    duration = np.array(3, f"m8[{unit}]")[()]
    with pytest.raises(ArgumentError, match="rate must be a finite number"):
        check_number("step", "rate", duration)
    with pytest.raises(ArgumentError, match="steps must be a whole number"):
        check_count("descend", "steps", duration)
