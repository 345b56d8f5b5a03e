"""Descriptions from files: lists, dicts, texts and numbers, of a size that is sane."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from network4.errors import ArgumentError

# Each layer within another adds a dict and a list.
DEEPEST_DESCRIPTION = 100
MOST_ITEMS = 200_000


def check_plain(owner: str, name: str, value: object) -> None:
    """Refuse a description that is too deep, too large, or contains itself.

    Args:
        owner: the function that received it, for messages.
        name: the name of its argument.
        value: the description, of dicts, lists and other values.

    Raises:
        ArgumentError: it has more than 100 levels or 200,000 items in all, or a dict
            with a key that is no text.

    Example:
        >>> endless = []
        >>> endless.append(endless)
        >>> check_plain("from_dict", "layers", endless)
        Traceback (most recent call last):
        network4.errors.ArgumentError: from_dict: layers must be at most 100 levels deep
        with 200,000 items in all, received more.
    """
    open_levels = [iter((value,))]
    count = 0
    while open_levels:
        for each in open_levels[-1]:
            count += 1
            if len(open_levels) > DEEPEST_DESCRIPTION or count > MOST_ITEMS:
                raise ArgumentError(
                    f"{owner}: {name} must be at most {DEEPEST_DESCRIPTION} levels "
                    f"deep with {MOST_ITEMS:,} items in all, received more."
                )
            if isinstance(each, (Mapping, list, tuple)):
                open_levels.append(_items(owner, name, cast(object, each)))
                break
        else:
            open_levels.pop()


def _items(owner: str, name: str, value: object) -> Iterator[Any]:
    if not isinstance(value, Mapping):
        return iter(cast(list[Any], value))
    fields = cast(Mapping[object, Any], value)
    if not all(isinstance(key, str) for key in fields):
        raise ArgumentError(
            f"{owner}: {name} must have texts as keys of its dicts, received others."
        )
    return iter(fields.values())
