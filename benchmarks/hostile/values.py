"""Values that nobody should give, and that somebody will."""

import datetime
import decimal
import fractions
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Draw = np.random.Generator
NUMBERS: tuple[Any, ...] = (
    *(0, -1, 1, 2, 3, 7, 255, 256, 65536, 10**6, 10**9),
    *(2**31 - 1, 2**31, 2**32, 2**63 - 1, 2**63, -(2**31), -(2**63), 10**30, 10**400),
    *(0.0, -0.0, 0.5, 1.0, 1 - 1e-12, 1 + 1e-12, -1.5, 1e-300, 1e-45, 1e39, 1e300),
    *(math.nan, math.inf, -math.inf),
)
_WORDS = (
    *("", "a", "auto", "mnist", "x" * 5000, "a\nb", "\x1b[31mred", "\0", "\ud800"),
    *("..", "/", "~nosuchuser", "layer1", "ünïcödé", "1", "nan", "1e999", "\u202e"),
)
_DTYPES = (
    *("bool", "u1", "i1", "u2", "i4", "u8", "i8", "f2", "f4", "f8", "g", "c8"),
    *("U3", "S3", "O", "M8[s]", "m8[s]", "i4,f4", ">f4", "V4"),
)
_SIDES = (0, 1, 2, 3, 8, 28, 784)


class Unshowable:
    """Raises when it is shown."""

    def __repr__(self) -> str:
        """Raise."""
        raise RuntimeError("cannot be shown")


class Talkative:
    """Shows itself on many lines."""

    def __repr__(self) -> str:
        """Return what no message should hold."""
        return "line\nline\x1b[2J" * 1000


class NoArray:
    """Looks like an array, and is none."""

    shape = (2, 2)
    dtype = "float32"

    def __len__(self) -> int:
        """Return a length."""
        return 2


class RaisingArray:
    """Raises when NumPy asks for its numbers."""

    def __array__(self, *_: Any, **__: Any) -> Any:
        """Raise."""
        raise RuntimeError("no numbers")


class RaisingItems:
    """Raises when its items or its path are asked for."""

    def __iter__(self) -> Any:
        """Raise."""
        raise RuntimeError("no items")

    def __fspath__(self) -> str:
        """Raise."""
        raise RuntimeError("no path")


def _deep(depth: int) -> list[Any]:
    deep: list[Any] = []
    for _ in range(depth):
        deep = [deep]
    return deep


def _endless() -> list[Any]:
    endless: list[Any] = []
    endless.append(endless)
    return endless


# Made anew each time, since some of them are used up or can be changed.
_OTHERS: tuple[Callable[[], Any], ...] = (
    *(lambda: None, lambda: True, lambda: False, lambda: b"", lambda: b"\xff\0" * 99),
    *(list, dict, tuple, set, object, Unshowable, Talkative, NoArray, RaisingArray),
    RaisingItems,
    *(lambda: [[]], lambda: [1, [2]], lambda: [[1, 2], [3]], lambda: [None]),
    *(
        lambda: [0.5, "a"],
        lambda: {"a": 1},
        lambda: {"type": "Softmax"},
        lambda: {1: 2},
    ),
    *(lambda: (1, 2), lambda: (1, 2, 3), lambda: (28, 28), lambda: [(0, 0)]),
    *(lambda: [0.1] * 3, lambda: ["a"] * 3, lambda: list(range(1000))),
    *(lambda: range(3), lambda: iter([1, 2]), lambda: (n for n in "abc")),
    *(lambda: int, lambda: len, lambda: lambda: None, lambda: ValueError("a\nb")),
    *(lambda: 1j, lambda: fractions.Fraction(1, 3), lambda: decimal.Decimal("0.1")),
    *(lambda: datetime.date(2015, 1, 1), lambda: Path("nowhere"), lambda: math),
    *(lambda: np.ma.masked, lambda: np.matrix([[1, 2]]), lambda: memoryview(b"ab")),
    *(lambda: _deep(50), lambda: _deep(5000), _endless),
    *(lambda: np.float32(0.5), lambda: np.int64(3), lambda: np.str_("a")),
    *(lambda: np.bool_(True), lambda: np.datetime64("2015"), lambda: np.longdouble(1)),
)


def hostile_array(draw: Draw) -> Any:
    """Return an array of any type and rank, with small sides."""
    shape = tuple(int(draw.choice(_SIDES)) for _ in range(int(draw.integers(0, 5))))
    if math.prod(shape) > 10**5:
        shape = shape[:1]
    array = np.zeros(shape, draw.choice(_DTYPES))
    if array.dtype.kind in "iufc" and array.size:
        array.flat[0] = draw.choice([0, 1, 3, 127])
    if array.dtype.kind == "f" and array.size:
        array.flat[-1] = draw.choice([0, 0.5, math.nan, math.inf, -1, 6e4])
    return array


def hostile_value(draw: Draw) -> Any:
    """Return anything."""
    kind = draw.random()
    if kind < 0.35:
        return NUMBERS[int(draw.integers(len(NUMBERS)))]
    if kind < 0.5:
        return _WORDS[int(draw.integers(len(_WORDS)))]
    if kind < 0.8:
        return _OTHERS[int(draw.integers(len(_OTHERS)))]()
    return hostile_array(draw)
