"""Pairs (x, y), as the book's programs take them, and what a y means."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from numbers import Real
from typing import Any, cast

import numpy as np

from network4.errors import ArgumentError, shown
from network4.utils.arrays import as_array
from network4.utils.checks import as_whole

Pair = tuple[Any, Any]
_LISTS = "mnist_loader.load_data_wrapper() returns such lists"


def as_pairs(owner: str, name: str, data: object) -> list[Pair]:
    """Return data as a list of pairs, the given one if it is a list.

    A pair of lists becomes one of arrays, also in the list that was given.

    Raises:
        ArgumentError: they are no pairs, or an iterator that has nothing left.
    """
    pairs = _listed(data)
    if pairs is None or not all(map(_is_pair, pairs)):
        raise ArgumentError(
            f"{owner}: {name} must be a list of pairs (x, y), received "
            f"{_kind(data, pairs)}; {_LISTS}."
        )
    if not pairs and hasattr(data, "__next__"):
        raise ArgumentError(
            f"{owner}: {name} must hold pairs, received {described(data)} with "
            "nothing left; make it a list, which can be used again."
        )
    values: Iterator[Any] = itertools.chain.from_iterable(pairs)
    kinds = set(map(type, values))
    if kinds & {list, tuple, np.matrix}:
        pairs[:] = [(_plain(owner, "x", x), _plain(owner, "y", y)) for x, y in pairs]
    return pairs


def _plain(owner: str, name: str, value: Any) -> Any:
    if isinstance(value, (list, tuple, np.matrix)):
        return as_array(owner, name, cast(Any, value))
    return value


def _listed(data: object) -> list[Any] | None:
    if isinstance(data, list):
        return cast(list[Any], data)
    given = cast(Any, data)
    if isinstance(given, (str, bytes, dict)) or not hasattr(given, "__iter__"):
        return None
    return list(given) if getattr(given, "ndim", 1) else None


def _is_pair(pair: Any) -> bool:
    kept = type(pair) in (tuple, list) or getattr(pair, "dtype", None) == np.object_
    return kept and len(pair) == 2


def _kind(data: object, items: Sequence[Any] | None) -> str:
    strange = [item for item in items or () if not _is_pair(item)][:1]
    inner = f" with {described(strange[0])}" if strange else ""
    return f"{described(data)}{inner}"


def described(value: Any) -> str:
    """Return what a value is, for a message: its type and shape, with an article."""
    if value is None:
        return "None"
    name, shape = type(value).__name__, getattr(value, "shape", None)
    words = f"{'an' if name[0] in 'aeiou' or name == 'ndarray' else 'a'} {name}"
    return f"{words} of shape {shape}" if shape else words


def digits_of(owner: str, targets: Iterable[Any], num_outputs: int) -> list[int]:
    """Return the digit that each y means: itself, or a column's largest place.

    Args:
        owner: the function that was given them, for the error.
        targets: digits or columns (num_outputs, 1).
        num_outputs: neurons in the last layer.

    Raises:
        ArgumentError: one is neither, or the network has one output.

    Example:
        >>> digits_of("evaluate", [2, np.array([[0.0], [1.0], [0.0]])], 3)
        [2, 1]
    """
    if num_outputs < 2:
        raise ArgumentError(
            f"{owner}: a network that chooses a digit must have two or more outputs, "
            "received one of 1; compare feedforward(x) with y."
        )
    given = list(targets)
    plain = set(map(type, given)) <= {int, np.int64}  # then two looks will do for all
    if plain and given and min(given) >= 0 and max(given) < num_outputs:
        return given
    return [_digit(owner, y, num_outputs) for y in given]


def _digit(owner: str, y: Any, num_outputs: int) -> int:
    number = as_whole(y)
    if number is not None and 0 <= number < num_outputs:
        return number
    try:
        array = as_array(owner, "y", y)
    except ArgumentError:  # the sentence below says more of it
        array = np.empty(0)
    if array.shape in ((num_outputs, 1), (num_outputs,)) and array.dtype.kind in "biuf":
        return int(np.argmax(array))
    value = array.item() if array.size == 1 else None
    if isinstance(value, Real) and value in range(num_outputs):
        return int(cast(Any, value))
    raise ArgumentError(
        f"{owner}: each y must be a digit in 0..{num_outputs - 1}, or a column of "
        f"shape ({num_outputs}, 1), received {shown(y)}; see the size of the last "
        "layer."
    )


def column_of(owner: str, y: Any, num_outputs: int) -> Any:
    """Return y as a column: as given if it is one, else 1.0 in the digit's place.

    Raises:
        ArgumentError: y is neither.
    """
    is_number = num_outputs == 1 and np.size(y) == 1
    if is_number or np.shape(y) == (num_outputs, 1):
        return y
    column = np.zeros((num_outputs, 1))
    column[_digit(owner, y, num_outputs)] = 1.0
    return column
