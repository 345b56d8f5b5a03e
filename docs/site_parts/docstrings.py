"""Docstrings are written to be read as they are; this makes them fit for Sphinx."""

import re
import sys
from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer

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


def text_below(name: str, value: object) -> list[str]:
    """Return what is written below a constant in the module that makes it.

    A constant has no docstring of its own, only that of its type.
    """
    for module in [each for each in sys.modules if each.startswith("network4.")]:
        if getattr(sys.modules[module], name, None) is value:
            texts = ModuleAnalyzer.for_module(module).find_attr_docs()
            if ("", name) in texts:
                return texts["", name]
    return []


def adapt(
    _app: Sphinx,
    what: str,
    name: str,
    value: object,
    _options: Any,
    lines: list[str],
) -> None:
    """Change the lines of a docstring in place, as autodoc wants it."""
    if what == "data":
        lines[:] = text_below(name.split(".")[-1], value)
    lines[:] = with_returns_as_field(list(with_escapes(lines)))
    if what in ("attribute", "data", "property"):
        lines.insert(0, "")  # Napoleon takes a first line up to its colon for a type


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
