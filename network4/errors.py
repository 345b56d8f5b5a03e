"""The errors of network4; each is one sentence that says what to do."""

import reprlib
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

from network4.text import printable

LONGEST_MESSAGE = 300
_LONGEST_VALUE = _LONGEST_WORD = 60
_REPR = reprlib.Repr()
_REPR.maxlist = _REPR.maxtuple = _REPR.maxdict = _REPR.maxset = _REPR.maxfrozenset = 12
_REPR.maxstring = _REPR.maxlong = _REPR.maxother = _LONGEST_VALUE


def shown(value: object) -> str:
    """Return a value in the form that messages show: short, and on one line.

    Args:
        value: anything, even if its `repr` fails or has a million characters.

    Returns:
        At most 60 printable characters: the value's `repr`, shortened in its middle, or
        the shape and the dtype of an array.

    Example:
        >>> shown([1, 2])
        '[1, 2]'
        >>> shown("a" * 1000)
        "'aaaaaaaaaaaaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaaaaaaaaaaaa'"
    """
    try:
        shape, dtype = _shape_and_type(value)
        text = f"an array of shape {shape} and type {dtype}" if shape else _repr(value)
    except Exception:  # of the value's own methods, which may raise anything
        text = _named_by_type(value)
    return on_one_line(text, _LONGEST_VALUE)


def _shape_and_type(value: object) -> tuple[Any, Any]:
    shape = None if isinstance(value, type) else getattr(value, "shape", None)
    if not isinstance(shape, tuple) or not hasattr(value, "dtype"):
        return (), None
    return cast(tuple[Any, ...], shape), cast(Any, value).dtype


def _repr(value: object) -> str:
    # The address of an object tells a person nothing.
    has_own = type(value).__repr__ is not object.__repr__
    return _REPR.repr(value) if has_own else _named_by_type(value)


def _named_by_type(value: object) -> str:
    return f"an object of type {type(value).__name__}"


def on_one_line(text: str, longest: int = LONGEST_MESSAGE) -> str:
    r"""Return text without line breaks and control characters, shortened if it is long.

    Args:
        text: any text; characters that cannot be printed become escapes.
        longest: largest number of characters; default 300. Longer text loses the middle
            of long words, and then its own middle.

    Example:
        >>> on_one_line("a\nb\x1b[2J")
        'a b\\x1b[2J'
    """
    if len(text) > 40 * longest:  # no time is lost with what is cut out anyway
        text = f"{text[: 20 * longest]} ... {text[-20 * longest :]}"
    line = printable(" ".join(map(str.strip, text.splitlines())), kept="")
    if len(line) > longest:  # mostly of a path, whose end says most
        line = " ".join(_cut(word, _LONGEST_WORD) for word in line.split(" "))
    return _cut(line, longest)


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    head = (longest - 3) // 2
    return f"{text[:head]}...{text[head + 3 - longest :]}"


class Network4Error(Exception):
    """The base class of all errors that network4 raises on purpose.

    Catch it to catch them all. Many are also ValueErrors.

    Args:
        message: one sentence; it is brought to one line of at most 300 characters;
            default "".

    Example:
        >>> import network4 as n4
        >>> try:
        ...     n4.FullyConnected(0)
        ... except n4.Network4Error as error:
        ...     print(error)
        FullyConnected: units must be a whole number of at least 1, received 0.
    """

    def __init__(self, message: object = "") -> None:
        """Keep the message, on one line."""
        super().__init__(on_one_line(str(message)))


class ArgumentError(Network4Error, ValueError):
    """An argument has a type or a value that is not allowed."""


class ShapeError(Network4Error, ValueError):
    """Layers, images or parameters do not fit together."""


class DataError(Network4Error, ValueError):
    """A data file is damaged, has wrong labels or is not what it claims to be."""


class DataNotFoundError(Network4Error):
    """A data set was not found in any of the usual places."""


class ModelFileError(Network4Error, ValueError):
    """A model file cannot be read as a network4 model."""


class EngineError(Network4Error):
    """An engine is unknown, or cannot run this network."""


class TrainingDivergedError(Network4Error, ArithmeticError):
    """The training cost became infinite or undefined."""


class TrainingInterruptedError(Network4Error):
    """Training was stopped before it had finished a single epoch."""


class Network4Warning(UserWarning):
    """Something works, but not as asked or expected; one sentence."""


@contextmanager
def named_as(owner: str, inner: str) -> Generator[None]:
    """Let the errors of a function name the one that a user called.

    Args:
        owner: what the user called.
        inner: the function that it calls, as its messages name it.

    Example:
        >>> with named_as("fit_many", "fit"):
        ...     raise ArgumentError("fit: seed must be 0 or more, received -1.")
        Traceback (most recent call last):
        network4.errors.ArgumentError: fit_many: seed must be 0 or more, received -1.
    """
    try:
        yield
    except Network4Error as error:
        said = str(error)
        if not said.startswith(f"{inner}:"):
            raise
        raise type(error)(f"{owner}{said.removeprefix(inner)}") from None
