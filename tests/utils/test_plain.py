import pytest

from network4.errors import ArgumentError
from network4.utils.plain import DEEPEST_DESCRIPTION, MOST_ITEMS, check_plain


def nested(depth):
    value = 1
    for _ in range(depth):
        value = {"inner": [value]}
    return value


def test_as_deep_and_as_large_as_may_be_passes():
    check_plain("read", "it", nested((DEEPEST_DESCRIPTION - 1) // 2))
    check_plain("read", "it", [0] * (MOST_ITEMS - 1))


def test_deeper_or_larger_is_refused():
    twice = [0]
    for _ in range(60):
        twice = [twice, twice]
    for value in (nested(DEEPEST_DESCRIPTION // 2), [0] * MOST_ITEMS, twice):
        with pytest.raises(ArgumentError, match="read: it must be at most 100 levels"):
            check_plain("read", "it", value)


def test_keys_that_are_no_texts_are_refused():
    with pytest.raises(ArgumentError, match="texts as keys"):
        check_plain("read", "it", [{"a": {1: 2}}])
