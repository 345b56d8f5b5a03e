"""The print statement: spaces between values, also over a comma at its end."""

import sys
from typing import Any

from network4.book.python2.files import bytewise
from network4.book.python2.representing import printed


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
    write, space = _write_to(file), getattr(file, "softspace", 0)
    for value in values:
        word = value if isinstance(value, str) else printed(value)
        if space:
            write(" ")
        write(word)
        space = not (word and word[-1].isspace() and word[-1] != " " and word is value)
    if not comma:
        write("\n")
    if comma or space:
        _keep_space(file, bool(comma and space))


def print_function(*values: Any, **named: Any) -> None:
    """Print values as the function `print` did; arguments as for today's."""
    print(*map(printed, values), **named)


def end_line() -> None:
    """End the line of standard output, if a comma left it open."""
    if getattr(sys.stdout, "softspace", 0):
        sys.stdout.write("\n")


def _write_to(file: Any) -> Any:
    return bytewise(file, "write") or file.write


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
