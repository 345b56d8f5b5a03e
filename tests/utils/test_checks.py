import math

import numpy as np
import pytest

from network4.errors import ArgumentError
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
