"""How many layers there are, and how deep within one another."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from network4.errors import ArgumentError
from network4.layers.base import Layer

DEEPEST = 32
MOST_LAYERS = 5_000
Item = TypeVar("Item")


def check_nesting(owner: str, layer: Layer) -> None:
    """Refuse layers that lie too deep within one another, or that are too many.

    A layer that is used several times counts each time.

    Args:
        owner: what was given the layer, for messages.
        layer: with all that it contains.

    Raises:
        ArgumentError: there are more than 5,000, or more than 32 within one another.

    Example:
        >>> from network4.layers import Dropout, Sequence
        >>> check_nesting("Network", Sequence([Dropout(0.5)]))
    """
    waiting: list[tuple[int, Iterator[Layer]]] = [(1, iter((layer,)))]
    count = 0
    while waiting:
        depth, siblings = waiting[-1]
        each = next(siblings, None)
        if each is None:
            waiting.pop()
            continue
        count += 1
        if depth > DEEPEST or count > MOST_LAYERS:
            raise ArgumentError(
                f"{owner}: layers must be at most {MOST_LAYERS:,}, and {DEEPEST} "
                "within one another, received more; use fewer blocks within blocks."
            )
        waiting.append((depth + 1, iter(each.inner_layers().values())))


def some_of(items: Iterable[Item]) -> tuple[Item, ...]:
    """Return items as a tuple, of those without an end one more than there may be.

    >>> some_of(iter([1, 2]))
    (1, 2)
    """
    return tuple(islice(items, MOST_LAYERS + 1))
