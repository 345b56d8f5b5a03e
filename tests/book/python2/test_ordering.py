"""Python 2's order of values."""

import numpy as np
import pytest

from network4.book.python2.ordering import (
    at_least,
    at_most,
    compare,
    first,
    greater,
    less,
    sort_key,
    sorted_list,
)

ASCENDING = [None, -1, 2.5, {"a": 1}, [3], "text", ()]  # as Python 2.7.18 sorts them


def test_types_have_an_order():
    assert sorted_list(reversed(ASCENDING)) == ASCENDING
    for place, low in enumerate(ASCENDING):
        for high in ASCENDING[place + 1 :]:
            assert less(low, high) and at_most(low, high) and not less(high, low)
            assert greater(high, low) and at_least(high, low)
            assert (compare(low, high), compare(high, low)) == (-1, 1)


def test_values_of_a_type_are_compared_as_today():
    assert compare(2, 2.0) == 0
    assert greater(np.array([1, 3]), 2).tolist() == [False, True]
    for left, right in ((1j, 2), (np.arange(2), None)):
        with pytest.raises(TypeError):
            less(left, right)


def test_the_first_and_the_last_of_types():
    assert first([3, None, 1], None, reverse=False) is None
    assert first(["a", 3], None, reverse=True) == "a"
    assert first([-3, 2], abs, reverse=True) == -3


def test_an_order_is_by_comparison_of_keys():
    key = sort_key(lambda a, b: b - a, abs)
    assert sorted([1, -3, 2], key=key) == [-3, 2, 1]
    assert sort_key(None, abs) is abs
    with pytest.raises(TypeError, match="mine"):
        sorted_list([1, 2], cmp=_refuse)


def _refuse(left, right):
    raise TypeError("mine")


def test_the_first_parts_that_differ_decide():
    assert less({1: 2}, {1: 3}) and not less({1: 2, 2: 1}, {1: 3})
    assert (
        less((1, None), (1, 2)) and less([1, 2], [1, "a"]) and less([None], [None, 1])
    )
    assert compare({1: 2}, {1: 2}) == 0
    one, other = object(), object()
    assert compare(one, other) == -compare(other, one) != 0
