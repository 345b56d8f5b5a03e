"""Many pairs evaluated together, where that is the same as one after another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from network4.book._pairs import Pair, as_pairs, digits_of
from network4.book._shapes import stack_columns
from network4.book._steps import Array

CHUNK = 1000  # inputs fed forward at a time, so that memory stays small


def checked_questions(name: str, data: Any, sizes: Sequence[int] | None) -> list[Pair]:
    """Return what SGD is given to evaluate on, as a list; empty where it is None.

    Args:
        name: what they are called, for errors.
        data: pairs, or None.
        sizes: the network's, where the book's own functions will evaluate; else None.

    Raises:
        ArgumentError: they are no pairs, or a y is no digit and no column.
        ShapeError: an x is not a column of the network's size.
        DataError: an x has NaN or infinite numbers.
    """
    if data is None:
        return []
    if sizes is None:
        return list(data)
    pairs = as_pairs("SGD", name, data)
    for part in in_chunks(pairs):
        stack_columns(f"SGD, {name}", "x", [x for x, _ in part], sizes[0])
        digits_of(f"SGD, {name}", [y for _, y in part], sizes[-1])
    return pairs


def in_chunks(data: Iterable[Pair]) -> Iterator[list[Pair]]:
    """Yield pairs in lists that are short enough to feed forward together."""
    pairs = list(data)
    for start in range(0, len(pairs), CHUNK):
        yield pairs[start : start + CHUNK]


def is_right(output: Array, digit: int) -> bool:
    """Return whether the most active output is the digit's."""
    return bool(np.argmax(output) == digit)


def outputs_of(
    feedforward: Callable[[Any], Array], inputs: list[Any], size: int | None
) -> Sequence[Array]:
    """Return the output for each input.

    Args:
        feedforward: the network's.
        inputs: columns.
        size: values in a column, where all may be fed forward as one matrix if that
            gives the first the output it has alone; None where one by one.

    Raises:
        ShapeError: an input is not a column of `size` values.
    """
    if size is not None:
        outputs = feedforward(stack_columns("feedforward", "x", inputs, size).T)
        first = feedforward(inputs[0])
        if first.shape == outputs[:, :1].shape and np.allclose(first, outputs[:, :1]):
            return list(outputs.T[..., None])
    return [feedforward(x) for x in inputs]
