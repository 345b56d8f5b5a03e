"""Check arguments at the border; all refusals follow one pattern of a sentence."""

import ctypes
import dataclasses
import difflib
import math
import operator
import os
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cached_property
from itertools import islice
from numbers import Integral, Real
from pathlib import Path
from typing import Any, TypeVar, cast

from network4.errors import ArgumentError, shown
from network4.text import printable

LARGEST_SIZE = 2**24
Kind = TypeVar("Kind")
_LONGEST_WORD = 60


def suggestion(given: object, allowed: Iterable[str]) -> str:
    """Return `" Did you mean 'x'?"` with the nearest allowed word, or "".

    >>> suggestion("dbl_con", ["shallow", "dbl_conv"])
    " Did you mean 'dbl_conv'?"
    >>> suggestion("MNIST", ["mnist", "digits"])
    " Did you mean 'mnist'?"
    >>> suggestion("zebra", ["shallow", "dbl_conv"])
    ''
    """
    # A long text is no misspelt word, and its comparison takes minutes.
    word = given[:_LONGEST_WORD].lower() if isinstance(given, str) else ""
    words = {each.lower(): each for each in allowed}
    close = difflib.get_close_matches(word, words, n=1)
    return f" Did you mean {words[close[0]]!r}?" if close else ""


def check_choice(owner: str, name: str, value: object, allowed: Iterable[str]) -> str:
    """Return `value` if it is one of the allowed words; else raise ArgumentError."""
    words = list(allowed)
    if isinstance(value, str) and value in words:
        return value
    raise ArgumentError(
        f"{owner}: {name} must be one of {', '.join(map(repr, words))}, "
        f"received {shown(value)}.{suggestion(value, words)}"
    )


def check_integer(
    owner: str, name: str, value: object, minimum: int, maximum: int | None = None
) -> int:
    """Return `value` as an int in minimum..maximum; else raise ArgumentError."""
    number = as_whole(value)
    if number is not None and number >= minimum:
        if maximum is None or number <= maximum:
            return number
    span = f"of at least {minimum}" if maximum is None else f"in {minimum}..{maximum}"
    raise ArgumentError(
        f"{owner}: {name} must be a whole number {span}, received {shown(value)}."
    )


def as_whole(value: object) -> int | None:
    """Return a whole number as an int; None for anything else, and for True and False.

    >>> as_whole(3), as_whole(3.0), as_whole("3")
    (3, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        return None
    try:
        return operator.index(value)
    except TypeError:  # NumPy counts its durations among the whole numbers
        return None


def as_real(value: object) -> float | None:
    """Return a number as a float, which may be infinite or NaN; None for anything else.

    Args:
        value: anything; True and False are no numbers, and a whole number larger than
            every float becomes infinite.

    >>> as_real(3), as_real("3")
    (3.0, None)
    """
    value = as_whole(value) if isinstance(value, Integral) else value
    if not isinstance(value, Real):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if cast(Any, value) > 0 else -math.inf


def as_items(value: object, most: int) -> tuple[object, ...] | None:
    """Return at most `most` items of an iterable; None for anything else.

    Text and bytes are one thing each, a dict's keys are not its values, and a set has
    no order: these are no items either.

    >>> as_items(iter("abc"), 2), as_items(3, 2), as_items("28", 2)
    (('a', 'b'), None, None)
    """
    if isinstance(value, (str, bytes, bytearray, Mapping, Set)):
        return None
    try:
        return tuple(islice(cast(Iterable[object], value), most))
    except Exception:  # of the value's own methods, which may raise anything
        return None


def check_number(
    owner: str,
    name: str,
    value: object,
    minimum: float,
    below: float = math.inf,
    *,
    minimum_allowed: bool = True,
) -> float:
    """Return `value` as a finite float with minimum <= value < below.

    With `minimum_allowed=False` the minimum itself is refused too. Engines compute in
    float32, so the nearest float32 must be in the range as well.

    Raises:
        ArgumentError: the value is no number, not finite or out of range.
    """

    def is_within(number: float) -> bool:
        above = number >= minimum if minimum_allowed else number > minimum
        return math.isfinite(number) and above and number < below

    span = f" of at least {minimum:g}" if minimum_allowed else f" above {minimum:g}"
    span = span if math.isfinite(minimum) else ""
    span += "" if below == math.inf else f" and below {below:g}"
    number = as_real(value)
    if number is not None and is_within(number):
        rounded = ctypes.c_float(number).value
        if is_within(max(rounded, minimum) if minimum_allowed else rounded):
            return number
        span += " in float32"
    raise ArgumentError(
        f"{owner}: {name} must be a finite number{span}, received {shown(value)}."
    )


def check_path(owner: str, name: str, value: object) -> Path:
    """Return `value` as a path if it can name a file; else raise ArgumentError."""
    try:
        path = Path(cast(Any, value))
        usable = b"\0" not in os.fsencode(path)
    except Exception:  # of the value's own methods, which may raise anything
        usable, path = False, Path()
    if usable:
        return path
    raise ArgumentError(f"{owner}: {name} must be a path, received {shown(value)}.")


def check_kind(
    owner: str, name: str, value: object, kind: type[Kind], hint: str = ""
) -> Kind:
    """Return `value` if it is of a class; else raise ArgumentError, with a hint."""
    if isinstance(value, kind):
        return value
    raise ArgumentError(
        f"{owner}: {name} must be a {kind.__name__}, received "
        f"{type(value).__name__}{hint}."
    )


def check_line(owner: str, name: str, value: object) -> str:
    r"""Return `value` if it is text that can be shown on one line as it is.

    Raises:
        ArgumentError: it is no text, or has line breaks or control characters.

    >>> check_line("from_arrays", "name", "letters")
    'letters'
    """
    text = check_kind(owner, name, value, str)
    if printable(text) == text:
        return text
    raise ArgumentError(
        f"{owner}: {name} must be one line without control characters, received "
        f"{shown(text)}."
    )


def check_flag(owner: str, name: str, value: object) -> bool:
    """Return `value` if it is True or False; else raise ArgumentError."""
    if isinstance(value, bool):
        return value
    raise ArgumentError(
        f"{owner}: {name} must be True or False, received {shown(value)}."
    )


def check_pair(
    owner: str, name: str, value: object, minimum: int, maximum: int | None = None
) -> tuple[int, int]:
    """Return `(height, width)` from one whole number or a pair of them.

    >>> check_pair("Conv", "field", 5, minimum=1)
    (5, 5)
    >>> check_pair("Conv", "field", [3, 5], minimum=1)
    (3, 5)
    """
    is_sequence = isinstance(value, (list, tuple))
    pair = tuple(cast(Sequence[object], value)) if is_sequence else (value, value)
    if len(pair) != 2:
        raise ArgumentError(
            f"{owner}: {name} must be one whole number or a (height, width) pair, "
            f"received {shown(value)}."
        )
    height, width = (
        check_integer(owner, name, side, minimum, maximum) for side in pair
    )
    return height, width


def check_shape(owner: str, name: str, value: object, length: int) -> tuple[int, ...]:
    """Return a shape of `length` sides, each 1 or more; else raise ArgumentError.

    >>> check_shape("resnet", "input_shape", [3, 32, 32], length=3)
    (3, 32, 32)
    """
    is_sequence = isinstance(value, (list, tuple))
    sides = tuple(cast(Sequence[object], value)) if is_sequence else ()
    if len(sides) != length:
        raise ArgumentError(
            f"{owner}: {name} must be {length} whole numbers, received {shown(value)}."
        )
    return tuple(check_integer(owner, name, side, 1) for side in sides)


def check_only_fields(owner: str, one: Any) -> None:
    """Raise ArgumentError if an object holds anything but its dataclass's fields.

    Objects are compared, compiled and written to files by their fields alone.
    """
    kind = cast(type[object], type(one))
    allowed = {field.name for field in dataclasses.fields(one)}
    held = cast(dict[str, object], vars(one))
    more = [name for name in held if name not in allowed and not _is_kept(kind, name)]
    if more:
        raise ArgumentError(
            f"{owner}: {kind.__name__} must hold nothing but the fields of its "
            f"dataclass, received one with {', '.join(more)}; decorate it with "
            "@dataclass(frozen=True) and declare each there."
        )
    try:
        hash(one)
    except TypeError as error:
        raise ArgumentError(
            f"{owner}: {kind.__name__} must have fields that can be hashed, received "
            f"one with an {error}; give a tuple instead of a list or an array."
        ) from None


def _is_kept(kind: type[object], name: str) -> bool:
    return isinstance(getattr(kind, name, None), cached_property)
