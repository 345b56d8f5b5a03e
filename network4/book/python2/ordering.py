"""Python 2's order of values, also of those of different types."""

import functools
import operator
from collections.abc import Callable, Iterable
from numbers import Number
from typing import Any, cast


def less(left: Any, right: Any) -> Any:
    """Return left < right; None comes first, then numbers, then types by name.

    Example:
        >>> less(None, 0), less(3, "2"), less("a", ()), less(1, 2)
        (True, True, True, True)
    """
    return _ordered(operator.lt, left, right)


def at_most(left: Any, right: Any) -> Any:
    """Return left <= right, as `less` has it."""
    return _ordered(operator.le, left, right)


def greater(left: Any, right: Any) -> Any:
    """Return left > right, as `less` has it."""
    return _ordered(operator.gt, left, right)


def at_least(left: Any, right: Any) -> Any:
    """Return left >= right, as `less` has it."""
    return _ordered(operator.ge, left, right)


def compare(left: Any, right: Any) -> int:
    """Return -1, 0 or 1 for less, equal or greater."""
    return int(bool(greater(left, right))) - int(bool(less(left, right)))


def _ordered(comparison: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    try:
        return comparison(left, right)
    except TypeError:
        ranks = _rank(left), _rank(right)
        if "ndarray" in (ranks[0][1], ranks[1][1]):
            raise
        if ranks[0] != ranks[1]:
            return comparison(*ranks)
        parts = _first_that_differ(left, right)
        if parts is None:
            raise
        return _ordered(comparison, *parts)


def _first_that_differ(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Return the parts of two values of one type by which they are compared."""
    kind = cast("Any", type(left))
    if kind is dict:
        parts = [(len(d), sorted_list(d.items())) for d in (left, right)]
        return parts[0], parts[1]
    if kind in {list, tuple}:
        pairs = zip(left, right, strict=False)
        ends = len(left), len(right)
        return next(((a, b) for a, b in pairs if a is not b and a != b), ends)
    return (id(left), id(right)) if kind.__lt__ is vars(object)["__lt__"] else None


def _rank(value: Any) -> tuple[int, str]:
    if value is None:
        return 0, ""
    return (1, "") if isinstance(value, Number) else (2, type(value).__name__)


def sort_key(cmp: Any, key: Any) -> Any:
    """Return the key of a sort by `cmp`, which compares two values or their keys.

    Args:
        cmp: a function of two values, or None.
        key: a function of a value, or None.
    """
    if cmp is None:
        return key
    by_comparison: Callable[[Any], Any] = functools.cmp_to_key(cmp)
    if key is None:
        return by_comparison

    def by_key(value: Any) -> Any:
        return by_comparison(key(value))

    return by_key


def sorted_list(
    values: Iterable[Any], cmp: Any = None, key: Any = None, reverse: bool = False
) -> list[Any]:
    """Return values in order; arguments as for Python 2's `sorted`."""
    values = list(values)
    try:
        return sorted(values, key=sort_key(cmp, key), reverse=reverse)
    except TypeError:
        if cmp is not None:
            raise
        return sorted(values, key=sort_key(compare, key), reverse=reverse)


def first(values: Iterable[Any], key: Any, reverse: bool) -> Any:
    """Return the least of values, or the greatest; the first of several."""
    values = list(values)
    choose = max if reverse else min
    try:
        return choose(values, key=key)
    except TypeError:
        return choose(values, key=sort_key(compare, key))
