"""Docstrings are written to be read as they are; this makes them fit for Sphinx."""

import re
from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx

_EXAMPLE = re.compile(r"\s*(>>>|\.\.\. )")
_CODE = re.compile(r"(``.*?``|`[^`]*`)")
# What reStructuredText would take for emphasis or for a link, in plain text.
_MARK = re.compile(r"\*(?=\S)|(?<=\w)_(?!\w)")


def escaped(line: str) -> str:
    """Return a line of text whose marks mean themselves, code apart."""
    parts = _CODE.split(line)
    parts[::2] = [_MARK.sub(r"\\\g<0>", part) for part in parts[::2]]
    return "".join(parts)


def with_escapes(lines: list[str]) -> Iterator[str]:
    """Yield lines with escapes in all but examples, which end at an empty line."""
    in_example = False
    for line in lines:
        in_example = bool(line.strip()) and (in_example or bool(_EXAMPLE.match(line)))
        yield line if in_example else escaped(line)


def with_returns_as_field(lines: list[str]) -> list[str]:
    """Return lines in which a section "Returns" is a field of one text.

    Napoleon would take all that stands before its first colon for a type.
    """
    if "Returns:" not in lines:
        return lines
    place = lines.index("Returns:")
    if place + 1 == len(lines):
        return lines
    first = f":returns: {lines[place + 1].strip()}"
    return [*lines[:place], first, *lines[place + 2 :]]


def adapt(
    _app: Sphinx,
    _what: str,
    _name: str,
    _value: object,
    _options: Any,
    lines: list[str],
) -> None:
    """Change the lines of a docstring in place, as autodoc wants it."""
    lines[:] = with_returns_as_field(list(with_escapes(lines)))


def is_of_others(
    _app: Sphinx, _what: str, _name: str, value: Any, skip: bool, _options: Any
) -> bool | None:
    """Leave out what scikit-learn adds to an estimator by itself."""
    module = getattr(value, "__module__", None) or "network4"
    return True if not module.startswith("network4") else (skip or None)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx, before Napoleon."""
    app.connect("autodoc-process-docstring", adapt, priority=400)
    app.connect("autodoc-skip-member", is_of_others)
    return {"parallel_read_safe": True}
