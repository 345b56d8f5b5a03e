"""Programs of the book in Python 2, beside a reader's script.

In a clone of the book's repository they have the names of the modules here, and Python
finds them first. Where they are Python 2, the modules here take their place.
"""

from pathlib import Path

from network4.book.python2.running import compiles, read

DIRECTORY = Path(__file__).parents[1]


def book_modules() -> list[str]:
    """Return the names that the book gives its modules.

    >>> "network3" in book_modules(), "_steps" in book_modules()
    (True, False)
    """
    return sorted(p.stem for p in DIRECTORY.glob("*.py") if p.stem[0] != "_")


def python_2_modules(directory: Path) -> list[str]:
    """Return which of the book's modules lie in a directory as Python 2."""
    beside = [directory / f"{name}.py" for name in book_modules()]
    return [path.stem for path in beside if path.is_file() and is_python_2(path)]


def is_python_2(path: Path) -> bool:
    """Return whether a program runs in Python 2 alone.

    One that no Python compiles, for a slip in typing, is not among them.
    """
    return read(path).is_python_2 and compiles(path)
