"""Values that are put into texts, written as Python 2 wrote them."""

from typing import Any, cast

from network4.book.python2.representing import REPRESENTED, printed, represented


class _Float(float):
    """A float that is written into texts as it is printed."""

    def __str__(self) -> str:
        return printed(float(self))

    def __format__(self, form: str) -> str:
        return format(float(self), form) if form else str(self)


class _Text(str):
    """A text that `%r` writes as it was written."""

    __slots__ = ()

    def __repr__(self) -> str:
        return represented(str(self))


class _Entries(dict[Any, Any]):
    """Entries for `%(name)s`, which are a value for `%s`, too."""

    def __str__(self) -> str:
        return represented(dict(self))


class _Shown:
    """A value that is written into texts as it is printed."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __str__(self) -> str:
        return printed(self._value)

    def __repr__(self) -> str:
        return represented(self._value)

    def __format__(self, form: str) -> str:
        return format(str(self), form)

    def __getitem__(self, key: Any) -> Any:
        return shown(self._value[key])


_WRAPPED = {*REPRESENTED, complex} - {str, int}


def shown(values: Any) -> Any:
    """Return what `%` or `format` puts into a text, written as Python 2 did.

    Example:
        >>> "%s and %.3f" % shown((2 / 3, 2 / 3))
        '0.666666666667 and 0.667'
    """
    if isinstance(values, tuple):
        return tuple(map(shown_item, cast("tuple[Any, ...]", values)))
    if type(values) is dict:
        entries = cast("dict[Any, Any]", values).items()
        return _Entries({key: shown_item(value) for key, value in entries})
    return shown_item(values)


def shown_item(value: Any) -> Any:
    """Return one value for a text; a tuple is one, too."""
    if type(value).__name__ in {"float", "float64"}:
        return _Float(value)
    if type(value) is str and not value.isascii():
        return _Text(value)
    return _Shown(value) if type(value) in _WRAPPED else value
