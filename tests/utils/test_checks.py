import math
from fractions import Fraction

import numpy as np
import pytest

from network4.augment import as_shifts
from network4.errors import ArgumentError
from network4.utils import checks
from network4.utils.checks import (
    check_choice,
    check_integer,
    check_number,
    check_pair,
    check_path,
    check_shape,
    suggestion,
)


@pytest.mark.parametrize("value", [0, -1, 2.5, None, "3", True, np.float32(3), 11])
def test_integer_refuses_with_the_value_in_the_sentence(value):
    with pytest.raises(ArgumentError) as caught:
        check_integer("fit", "epochs", value, 1, 10)
    assert str(caught.value) == (
        f"fit: epochs must be a whole number in 1..10, received {value!r}."
    )


def test_integer_accepts_numpy_integers_and_returns_python_ones():
    assert type(check_integer("fit", "epochs", np.uint8(3), 1)) is int


@pytest.mark.parametrize(
    "value", [-0.1, 1.0, math.nan, math.inf, None, "x", False, 10**400]
)
def test_number_refuses_what_is_outside_its_range(value):
    with pytest.raises(ArgumentError, match="at least 0 and below 1, received"):
        check_number("fit", "momentum", value, 0.0, 1.0)


def test_number_can_refuse_its_minimum():
    with pytest.raises(ArgumentError, match=r"finite number above 0, received 0\."):
        check_number("fit", "rate", 0, 0.0, minimum_allowed=False)


def test_choice_suggests_the_nearest_word():
    with pytest.raises(ArgumentError, match=r"received 'rleu'\. Did you mean 'relu'\?"):
        check_choice("Conv", "activation", "rleu", ["sigmoid", "relu"])


@pytest.mark.parametrize("value", [(1, 2, 3), (), "55", None, (5, 0), 1.5])
def test_pair_refuses(value):
    with pytest.raises(ArgumentError, match=r"Conv: field must be .*received"):
        check_pair("Conv", "field", value, 1)


def test_a_long_word_has_no_suggestion_and_costs_no_time():
    assert suggestion("a" * 10**7, ["relu"]) == ""


@pytest.mark.parametrize("value", [1 - 2**-25, 1 - 1e-16])
def test_a_number_that_float32_rounds_up_to_the_bound_is_refused(value):
    with pytest.raises(ArgumentError, match=r"below 1 in float32, received 0\.9999"):
        check_number("f", "x", value, 0.0, 1.0)


def test_the_last_numbers_that_float32_holds_pass():
    tiny, largest = 2.0**-149, float(np.finfo(np.float32).max)
    for value in (tiny, 1 - 2**-24, largest):
        assert check_number("f", "x", value, 0, minimum_allowed=False) == value
    for value in (tiny / 2, largest * 2):
        with pytest.raises(ArgumentError, match="above 0 in float32"):
            check_number("f", "x", value, 0, minimum_allowed=False)


@pytest.mark.parametrize("value", [3, None, b"a", "a\0b", "\ud800", ["a"]])
def test_a_path_refuses_what_no_file_can_be_called(value):
    with pytest.raises(ArgumentError, match=r"^load: path must be a path, received"):
        check_path("load", "path", value)


@pytest.mark.parametrize("value", [3, "abc", (1, 2), (1, 2, 0), (1, 2, 2.5), None])
def test_a_shape_refuses_what_is_not_so_many_sides(value):
    with pytest.raises(ArgumentError, match="shape must be"):
        check_shape("draw", "shape", value, 3)


@pytest.mark.parametrize("unit", ["s", "generic"])
def test_a_duration_of_numpy_is_no_number(unit):
    duration = np.array(3, f"m8[{unit}]")[()]
    assert checks.as_whole(duration) is checks.as_real(duration) is None
    with pytest.raises(ArgumentError, match="x must be a whole number"):
        check_integer("f", "x", duration, 0)
    with pytest.raises(ArgumentError, match="x must be a finite number"):
        check_number("f", "x", duration, 0)


@pytest.mark.parametrize("value", [3, -(2**70), np.uint8(3), Fraction(1, 3), 0.1])
def test_numbers_are_those_of_python(value):
    assert checks.as_real(value) == float(value)
    assert checks.as_whole(value) == (value if value == int(value) else None)


def test_a_whole_number_beyond_every_float_is_infinite():
    assert checks.as_real(10**400) == np.inf
    assert checks.as_real(-(10**400)) == -np.inf
    assert checks.as_whole(10**400) == 10**400


@pytest.mark.parametrize("value", [np.array(3), np.ma.masked, 3, None])
def test_what_cannot_be_gone_through_has_no_items(value):
    assert checks.as_items(value, 5) is None


@pytest.mark.parametrize("value", ["28", b"28", {28: 1}, {28}])
def test_text_dicts_and_sets_are_no_items(value):
    assert checks.as_items(value, 5) is None


def test_a_suggestion_does_not_mind_capitals():
    assert checks.suggestion("LABEL", ["Label", "y"]) == " Did you mean 'Label'?"


class Raising:
    def __iter__(self):
        raise RuntimeError("no items")

    def __fspath__(self):
        raise RuntimeError("no path")


def test_what_raises_when_it_is_asked_is_refused():
    assert checks.as_items(Raising(), 3) is None
    with pytest.raises(ArgumentError, match="save: path must be a path, received"):
        checks.check_path("save", "path", Raising())
    with pytest.raises(ArgumentError, match="fit: shifts must be pairs of pixels"):
        as_shifts("fit", Raising())
