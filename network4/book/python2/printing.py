"""The print statement: spaces between values, also over a comma at its end."""

import sys
from typing import Any, cast

from network4.book.python2.files import as_text


def print_values(*values: Any, comma: bool = False) -> None:
    """Print values as `print a, b` does.

    Args:
        values: anything.
        comma: whether a comma ends the statement, so that the line goes on.
    """
    print_to(None, *values, comma=comma)


def print_to(file: Any, *values: Any, comma: bool = False) -> None:
    """Print values as `print >>file, a, b` does; None is standard output."""
    file = sys.stdout if file is None else file
    space, words = getattr(file, "softspace", 0), ""
    for value in values:
        word = value if isinstance(value, str) else printed(value)
        words += f"{' ' if space else ''}{word}"
        space = not (word and word[-1].isspace() and word[-1] != " " and word is value)
    file.write(words if comma else f"{words}\n")
    if comma or space:
        _keep_space(file, bool(comma and space))


def end_line() -> None:
    """End the line of standard output, if a comma left it open."""
    if getattr(sys.stdout, "softspace", 0):
        sys.stdout.write("\n")


def printed(value: Any) -> str:
    """Return a value as `str` gave it: a float has at most 12 digits.

    Example:
        >>> printed(2 / 3), printed(3.0), printed([2 / 3])
        ('0.666666666667', '3.0', '[0.6666666666666666]')
    """
    if isinstance(value, bytes):
        return as_text(value)
    if isinstance(value, float) and type(value).__name__ in {"float", "float64"}:
        text = f"{value:.12g}"
        return f"{text}.0" if text.lstrip("-").isdigit() else text
    return str(value)


class _Float(float):
    """A float that is written into texts as it is printed."""

    def __str__(self) -> str:
        return printed(float(self))

    def __format__(self, form: str) -> str:
        return format(float(self), form) if form else str(self)


def shown(values: Any) -> Any:
    """Return what `%` or `format` puts into a text, with floats of 12 digits.

    Example:
        >>> "%s and %.3f" % shown((2 / 3, 2 / 3))
        '0.666666666667 and 0.667'
    """
    if isinstance(values, tuple):
        return tuple(map(shown, cast("tuple[Any, ...]", values)))
    if type(values) is dict:
        return _shown_entries(cast("dict[Any, Any]", values))
    if type(values).__name__ in {"float", "float64"}:
        return _Float(values)
    return values


def _shown_entries(values: dict[Any, Any]) -> dict[Any, Any]:
    return {key: shown(value) for key, value in values.items()}


def _keep_space(file: Any, space: bool) -> None:
    """Remember whether a space comes first, until something else is written."""
    try:
        if not hasattr(file, "softspace"):
            _watch(file)
        file.softspace = int(space)
    except AttributeError:  # a file that keeps no notes
        if space:
            file.write(" ")


def _watch(file: Any) -> None:
    file.softspace, write = 0, file.write

    def write_and_forget(text: str) -> object:
        file.softspace = 0
        return write(text)

    file.write = write_and_forget
