"""Values as `repr` and `str` wrote them."""

import math
import sys
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping
from reprlib import recursive_repr
from typing import Any, cast

from network4.book.python2.texts import as_text, code_of

_HEAP = 1 << 9  # the flag of a type that a program has made
_FLOATS = {"float", "float64"}
_COMPLEX = {"complex", "complex128"}


def printed(value: Any) -> str:
    """Return a value as `str` gave it: a float has at most 12 digits.

    Example:
        >>> printed(2 / 3), printed(3.0), printed([2 / 3]), printed(1e11)
        ('0.666666666667', '3.0', '[0.6666666666666666]', '1e+11')
    """
    if isinstance(value, str):
        return str(value)
    name = type(value).__name__
    if isinstance(value, float) and name in _FLOATS:
        return _float(value)
    if isinstance(value, complex) and name in _COMPLEX:
        return _complex(complex(value))
    if isinstance(value, bytes):
        return as_text(value)
    if type(value) is int:
        return str(value)
    return represented(value) if type(value) in REPRESENTED else str(value)


def _float(value: float) -> str:
    text = f"{value:.12g}"
    digits = text.lstrip("-")
    if digits.isdigit() and len(digits) == 12:  # no room for the point
        number, _, exponent = f"{value:.11e}".partition("e")
        return f"{number.rstrip('0').rstrip('.')}e{exponent}"
    return f"{text}.0" if digits.isdigit() else text


def _complex(value: complex) -> str:
    if value.real == 0 and math.copysign(1, value.real) == 1:
        return f"{value.imag:.12g}j"
    return f"({value.real:.12g}{value.imag:+.12g}j)"


def represented(value: Any) -> str:
    r"""Return a value as `repr` gave it.

    A long integer ends in L if it does not fit into 64 bits.

    Example:
        >>> represented([{1}, int, "\udcff"]), represented("\xe9")
        ("[set([1]), <type 'int'>, '\\xff']", "u'\\xe9'")
    """
    write = REPRESENTED.get(cast("Any", type(value)))
    if write is not None:
        return write(value)
    if isinstance(value, BaseException) and _is_plain(value):
        name = "IOError" if isinstance(value, OSError) else type(value).__name__
        return f"{name}{represented(value.args)}"
    return _of_numpy(value) if _is_of_numpy(value) else repr(value)


def _is_plain(error: BaseException) -> bool:
    own = type(error)
    return own.__repr__ in {BaseException.__repr__, OSError.__repr__}


def _is_of_numpy(value: Any) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.generic)


def _of_numpy(value: Any) -> str:
    return represented(str(value)) if isinstance(value, str) else str(value)


def _text(value: str) -> str:
    if value.isascii():
        return repr(value)
    quote = '"' if "'" in value and '"' not in value else "'"
    is_unicode = any(code_of(c) == ord(c) >= 128 for c in value)
    inside = "".join(_character(c, quote) for c in value)
    return f"{'u' if is_unicode else ''}{quote}{inside}{quote}"


def _character(character: str, quote: str) -> str:
    code = code_of(character)
    if character == quote:
        return f"\\{quote}"
    if code < 256:
        return chr(code).encode("unicode_escape").decode()
    return character.encode("unicode_escape").decode()


def _integer(value: int) -> str:
    return f"{value}L" if not -sys.maxsize - 1 <= value <= sys.maxsize else str(value)


def _items(values: Iterable[Any]) -> str:
    return ", ".join(map(represented, values))


@recursive_repr("[...]")
def _list(values: list[Any]) -> str:
    return f"[{_items(values)}]"


@recursive_repr("(...)")
def _tuple(values: tuple[Any, ...]) -> str:
    return f"({_items(values)}{',' if len(values) == 1 else ''})"


@recursive_repr("{...}")
def _dictionary(values: dict[Any, Any]) -> str:
    entries = (f"{represented(k)}: {represented(v)}" for k, v in values.items())
    return f"{{{', '.join(entries)}}}"


def _default_dictionary(values: defaultdict[Any, Any]) -> str:
    made = represented(values.default_factory)
    return f"defaultdict({made}, {_dictionary(dict(values))})"


def _ordered_dictionary(values: OrderedDict[Any, Any]) -> str:
    return f"OrderedDict({_list([*values.items()]) if values else ''})"


def _set(values: frozenset[Any]) -> str:
    return f"{type(values).__name__}([{_items(values)}])"


def _range(values: range) -> str:
    start, step = values.start, values.step
    if step != 1:
        return f"xrange({start}, {start + len(values) * step}, {step})"
    return f"xrange({start}, {values.stop})" if start else f"xrange({values.stop})"


def _type(kind: type) -> str:
    kept = "class" if kind.__flags__ & _HEAP else "type"
    module = kind.__module__
    if module == "builtins":
        module = "exceptions" if issubclass(kind, BaseException) else ""
    return f"<{kept} '{module}{'.' if module else ''}{kind.__qualname__}'>"


# How the values of some types are written.
REPRESENTED: Mapping[type, Callable[[Any], str]] = {
    str: _text,
    bytes: lambda value: _text(as_text(value)),
    int: _integer,
    list: _list,
    tuple: _tuple,
    dict: _dictionary,
    defaultdict: _default_dictionary,
    OrderedDict: _ordered_dictionary,
    set: _set,
    frozenset: _set,
    range: _range,
    type: _type,
}
