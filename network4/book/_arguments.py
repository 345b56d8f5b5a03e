"""Sizes and rates as the book's readers type them.

A size may be a float that is whole: `784/1` is 784 in the book's Python and 784.0 in
today's.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, cast

from network4.errors import ArgumentError, on_one_line, shown
from network4.utils.checks import as_real, as_whole, check_number

MOST_WEIGHTS = 2**28  # 2 GiB of float64, some thousand times the book's largest


def shortened(error: Exception, longest: int = 120) -> str:
    """Return what an error says, for a sentence: on one line, without its full stop."""
    return on_one_line(str(error), longest).rstrip(".")


def whole_number(owner: str, name: str, value: object, minimum: int = 1) -> int:
    """Return `value` as an int of at least a minimum; a float will do if it is whole.

    >>> whole_number("Network", "sizes", 784.0)
    784

    Raises:
        ArgumentError: the value is no whole number, or below the minimum.
    """
    found, real = as_whole(value), as_real(value)
    if found is None and real is not None and real.is_integer():
        found = int(real)
    if found is not None and found >= minimum:
        return found
    hint = "; divide by // for a whole number" if isinstance(value, float) else ""
    raise ArgumentError(
        f"{owner}: {name} must be a whole number of at least {minimum}, received "
        f"{shown(value)}{hint}."
    )


def whole_numbers(owner: str, name: str, value: object, count: int) -> tuple[int, ...]:
    """Return `value` as so many whole numbers of at least 1.

    >>> whole_numbers("ConvPoolLayer", "poolsize", [2.0, 2], 2)
    (2, 2)

    Raises:
        ArgumentError: there are not so many, or one is no such number.
    """
    try:
        numbers = tuple(cast(Sequence[object], value))
    except TypeError:
        numbers = ()
    if len(numbers) != count or isinstance(value, (str, bytes)):
        words = {2: "two numbers", 4: "four numbers"}
        raise ArgumentError(
            f"{owner}: {name} must have {words[count]}, received {shown(value)}."
        )
    return tuple(whole_number(owner, name, number) for number in numbers)


def checked_sizes(sizes: Any) -> Sequence[int]:
    """Return the sizes of a network's layers, as given where all of them are ints.

    Raises:
        ArgumentError: they are not two or more whole numbers.
    """
    given: Sequence[Any] = sizes
    is_row = isinstance(given, (list, tuple)) or getattr(given, "ndim", 0) == 1
    if not is_row or len(given) < 2:
        raise ArgumentError(
            "Network: sizes must name two or more layers, received "
            f"{shown(sizes)}; [784, 30, 10], say."
        )
    numbers = [whole_number("Network", "sizes", size) for size in given]
    check_room("Network", "sizes", sum(x * y for x, y in pairwise(numbers)))
    return sizes if all(isinstance(size, int) for size in given) else numbers


def check_room(owner: str, name: str, num_weights: int) -> None:
    """Raise ArgumentError for more weights than a book's program should draw."""
    if num_weights > MOST_WEIGHTS:
        raise ArgumentError(
            f"{owner}: {name} must make at most {MOST_WEIGHTS:,} weights, received "
            f"{num_weights:,}; take smaller layers."
        )


def number(
    owner: str,
    name: str,
    value: object,
    minimum: float = -math.inf,
    below: float = math.inf,
) -> float:
    """Return `value` as a finite float; say what is wrong with it in short.

    Raises:
        ArgumentError: the value is no number, not finite or out of range.
    """
    if as_real(value) is not None:
        return check_number(owner, name, value, minimum, below)
    raise ArgumentError(
        f"{owner}: {name} must be a number, received {shown(value)}; see the order of "
        "the arguments."
    )


def checked_schedule(
    epochs: object, mini_batch_size: object, eta: object, fewest_epochs: int = 0
) -> tuple[int, int]:
    """Return SGD's epochs and mini-batch size.

    Raises:
        ArgumentError: a number is out of range, or epochs and eta have changed places.
    """
    if isinstance(epochs, float) and isinstance(eta, int) and epochs < eta:
        raise ArgumentError(
            f"SGD: epochs, mini_batch_size and eta must come in this order, received "
            f"epochs={epochs!r} and eta={eta!r}; if epochs is meant, leave out its "
            "point."
        )
    if not callable(eta):
        number("SGD", "eta", eta, 0.0)
    return (
        whole_number("SGD", "epochs", epochs, fewest_epochs),
        whole_number("SGD", "mini_batch_size", mini_batch_size),
    )
