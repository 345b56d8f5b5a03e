"""What classes get that Python 2 gave to them by itself."""

import functools
import sys
from collections.abc import Callable
from typing import Any


def ordered(kind: type) -> type:
    """Give a class with `__cmp__` the comparisons that follow from it."""
    comparisons: dict[str, Callable[[int], bool]] = {
        "__lt__": lambda sign: sign < 0,
        "__le__": lambda sign: sign <= 0,
        "__eq__": lambda sign: sign == 0,
        "__ne__": lambda sign: sign != 0,
        "__gt__": lambda sign: sign > 0,
        "__ge__": lambda sign: sign >= 0,
    }
    for name, holds in comparisons.items():
        if name not in vars(kind):
            setattr(kind, name, _comparison(holds))
    if "__hash__" not in vars(kind) or vars(kind)["__hash__"] is None:
        setattr(kind, "__hash__", object.__hash__)  # noqa: B010  of a type, any name
    return kind


def _comparison(holds: Callable[[int], bool]) -> Callable[[Any, Any], bool]:
    return lambda self, other: holds(self.__cmp__(other))


def hashable(kind: type) -> type:
    """Give a class with `__eq__` the `__hash__` that it inherits."""
    if vars(kind).get("__hash__", ...) is None:
        delattr(kind, "__hash__")
    return kind


def sliced(kind: type) -> type:
    """Have a class use `__getslice__` and its like for slices without a step."""
    for verb in ("get", "set", "del"):
        if f"__{verb}slice__" in vars(kind):
            name = f"__{verb}item__"
            setattr(kind, name, _slicing(verb, getattr(kind, name, _no_items)))
    return kind


def _no_items(owner: Any, *_: Any) -> Any:
    raise TypeError(f"{type(owner).__name__} has slices alone")


def _slicing(verb: str, items: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(items)
    def call(self: Any, key: Any, *value: Any) -> Any:
        if not isinstance(key, slice) or key.step is not None:
            return items(self, key, *value)
        start, stop = _end(self, key.start, 0), _end(self, key.stop, sys.maxsize)
        return getattr(self, f"__{verb}slice__")(start, stop, *value)

    return call


def _end(owner: Any, end: Any, default: int) -> Any:
    if end is None:
        return default
    return end + len(owner) if end < 0 else end
