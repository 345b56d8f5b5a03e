"""Limits on how many layers there are, and on how deep they are nested."""

from collections.abc import Iterator

from network4.errors import ArgumentError
from network4.layers.base import Layer
from network4.utils.checks import as_items

DEEPEST = 32
MOST_LAYERS = 5_000


def check_nesting(owner: str, layer: Layer) -> None:
    """Refuse too many layers, or layers that are nested too deep.

    A layer that is used several times counts each time.

    Args:
        owner: what received the layer, for messages.
        layer: the layer with all that it contains.

    Raises:
        ArgumentError: there are more than 5,000 layers, or more than 32 levels.

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


def some_of(items: object) -> tuple[object, ...] | None:
    """Return items as a tuple, cut off after one more than the limit of layers.

    Args:
        items: anything; if it cannot be iterated, the result is None.

    >>> some_of(iter([1, 2]))
    (1, 2)
    """
    return as_items(items, MOST_LAYERS + 1)
