"""Names of classes, checked because they may come from an untrusted file."""

import re
from collections.abc import Sequence
from typing import cast

from network4.errors import DataError, Network4Error, shown
from network4.text import is_one_line, printable

MOST_CLASSES = 2**16  # each has a name, so that a label costs memory
LONGEST_NAME = 255  # characters, as many as the name of a folder has
_SHOWN = 40


def checked_class_names(
    owner: str, names: object, error: type[Network4Error] = DataError
) -> tuple[str, ...]:
    r"""Return the names of classes as a tuple.

    Args:
        owner: the function that was given them, or their source, for messages.
        names: a list or tuple of at most 65,536 names, all different. A name is a whole
            number, or text of one line and at most 255 characters.
        error: the class of the error to raise; default DataError.

    Raises:
        Network4Error: the names are something else; the error has the class `error`.

    Example:
        >>> checked_class_names("load_model", ["cat", 7])
        ('cat', '7')
        >>> checked_class_names("load_model", ["a\nb"])
        Traceback (most recent call last):
        network4.errors.DataError: load_model: a class must have a name of one line of
        at most 255 characters, received 'a\nb'.
    """
    if not isinstance(names, (list, tuple)):
        raise error(
            f"{owner}: the names of classes must be a list, received "
            f"{type(names).__name__}."
        )
    found = cast(Sequence[object], names)
    if len(found) > MOST_CLASSES:
        raise error(
            f"{owner}: there must be at most {MOST_CLASSES} classes, received "
            f"{len(found)}."
        )
    checked = tuple(_checked(owner, name, error) for name in found)
    _check_differ(owner, checked, error)
    return checked


def _check_differ(
    owner: str, names: tuple[str, ...], error: type[Network4Error]
) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise error(
                f"{owner}: the names of classes must differ, received {shown(name)} "
                "twice; give each class a name of its own."
            )
        seen.add(name)


def _checked(owner: str, name: object, error: type[Network4Error]) -> str:
    if isinstance(name, int) and not isinstance(name, bool):
        return str(name)
    if not isinstance(name, str):
        raise error(
            f"{owner}: the name of a class must be text, received a value of type "
            f"{type(name).__name__}."
        )
    if len(name) <= LONGEST_NAME and is_one_line(name):
        return name
    raise error(
        f"{owner}: a class must have a name of one line of at most {LONGEST_NAME} "
        f"characters, received '{printable(name[:_SHOWN])}'"
        f"{' ...' if len(name) > _SHOWN else ''}."
    )


def natural_order(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """Return by what names are sorted: digits by their value, all else by its letters.

    >>> sorted(["a10", "b", "a9", "10", "9"], key=natural_order)
    ['9', '10', 'a9', 'a10', 'b']
    """
    runs = re.findall(r"[0-9]+|[^0-9]+", name)
    key = [(0, int(r), "") if r[0] in "0123456789" else (1, 0, r) for r in runs]
    return key, name
