"""Built-in functions and types as they were in Python 2."""

import builtins
import functools
import io
import math
import sys
import types
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from importlib import reload
from itertools import zip_longest
from typing import Any, cast

from network4.book.python2 import (
    decorators,
    operators,
    printing,
    representing,
    showing,
)
from network4.book.python2.files import open_file
from network4.book.python2.ordering import (
    at_least,
    at_most,
    compare,
    first,
    greater,
    less,
    sorted_list,
)
from network4.book.python2.texts import (
    as_bytes,
    as_text,
    as_unicode,
    character,
    code_of,
    codes_to_bytes,
    decoded,
)

_MADE = "__python2_names__"  # by code that a function has executed


class _Kind(type):
    """A type that is called as a function is, and has instances of other types."""

    kinds: tuple[type, ...] = ()
    make: Callable[..., Any] = str

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        return cls.make(*arguments, **named)

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.kinds)


def _kind(name: str, make: Callable[..., Any], *kinds: type) -> Any:
    return _Kind(name, (), {"kinds": kinds, "make": staticmethod(make)})


def _unicode(value: Any = "", encoding: str = "utf-8", errors: str = "strict") -> str:
    if isinstance(value, bytes):
        value = as_text(value)
    if isinstance(value, str):
        return decoded(value, encoding, errors)
    own = getattr(value, "__unicode__", None)
    return as_unicode(own() if own else representing.printed(value))


def _bytearray(value: Any = b"", *rest: Any) -> bytearray:
    return bytearray(as_bytes(value), *rest)


def _buffer(value: Any, *bounds: int) -> Any:
    return memoryview(as_bytes(value))[slice(*bounds) if bounds else slice(None)]


def _range(*bounds: Any) -> list[int]:
    return list(_xrange(*bounds))


def _xrange(*bounds: Any) -> range:
    """Return a range; floats are cut to integers, as they were."""
    whole = [int(b) if isinstance(b, float) else b for b in bounds]
    return range(*whole)


def _zip(*series: Iterable[Any]) -> list[Any]:
    return list(zip(*series, strict=False))


def _map(function: Callable[..., Any] | None, *series: Iterable[Any]) -> list[Any]:
    """Return a list; shorter series are filled up with None."""
    rows = [tuple(row) for row in zip_longest(*series)]
    if function is None:
        return [row[0] for row in rows] if len(series) == 1 else rows
    return [function(*row) for row in rows]


def _filter(function: Callable[..., Any] | None, values: Any) -> Any:
    """Return a list; of a text a text, and of a tuple a tuple."""
    kept: list[Any] = list(filter(function, values))
    if isinstance(values, str):
        return "".join(kept)
    return tuple(kept) if isinstance(values, tuple) else kept


def _max(*values: Any, key: Any = None) -> Any:
    return first(values[0] if len(values) == 1 else values, key, reverse=True)


def _min(*values: Any, key: Any = None) -> Any:
    return first(values[0] if len(values) == 1 else values, key, reverse=False)


def _oct(number: int) -> str:
    return f"{number:#o}{_long(number)}".replace("0o", "0") if number else "0"


def _hex(number: int) -> str:
    return f"{number:#x}{_long(number)}"


def _long(number: int) -> str:
    return "L" if representing.represented(number).endswith("L") else ""


def _round(number: float, digits: int = 0) -> float:
    """Return a float; halves are rounded away from zero."""
    if not math.isfinite(number):
        return float(number)
    step = Decimal(1).scaleb(-digits)
    return float((Decimal(number) / step).quantize(Decimal(1), ROUND_HALF_UP) * step)


def _apply(function: Callable[..., Any], values: Any = (), named: Any = ()) -> Any:
    return function(*values, **dict(named))


def _input(prompt: str = "") -> Any:
    """Return the value of what is typed, as Python 2's `input` did."""
    frame = _caller()
    return _evaluate(input(prompt), frame.f_globals, frame.f_locals, "eval")


def _eval(code: Any, names: Any = None, locals_: Any = None) -> Any:
    frame = _caller()
    return _evaluate(code, *_scope(frame, names, locals_), "eval")


def _exec(code: Any, names: Any = None, locals_: Any = None) -> None:
    frame = _caller()
    _evaluate(code, *_scope(frame, names, locals_), "exec")


def _execute(code: Any, names: Any, locals_: dict[str, Any]) -> dict[str, Any]:
    """Return the names of a function after it has executed code among them."""
    locals_ = {**locals_.pop(_MADE, {}), **locals_}
    _evaluate(code, names, locals_, "exec")
    return locals_


def _execfile(path: str, names: Any = None, locals_: Any = None) -> None:
    frame = _caller()
    with open_file(path) as file:
        _evaluate(file.read(), *_scope(frame, names, locals_), "exec", path)


def _compile(code: Any, path: str, mode: str, *rest: Any) -> Any:
    from network4.book.python2.running import compiled

    if isinstance(code, str) and mode in {"eval", "exec"}:
        return compiled(as_unicode(code), path, mode)
    return cast("Any", compile)(code, path, mode, *rest)


def _caller() -> types.FrameType:
    return sys._getframe(2)  # pyright: ignore[reportPrivateUsage]  there is no other


def _scope(frame: types.FrameType, names: Any, locals_: Any) -> tuple[Any, Any]:
    if names is None:
        return frame.f_globals, frame.f_locals
    return names, names if locals_ is None else locals_


def _evaluate(
    code: Any, names: Any, locals_: Any, mode: str, path: str = "<string>"
) -> Any:
    from network4.book.python2.running import compiled

    names.setdefault("__builtins__", NAMESPACE)
    if isinstance(code, str | bytes):
        text = as_unicode(as_text(code) if isinstance(code, bytes) else code)
        code = compiled(text.strip() if mode == "eval" else text, path, mode)
    return eval(code, names, locals_) if mode == "eval" else exec(code, names, locals_)


def _exception(kind: Any, value: Any = None, trace: Any = None) -> BaseException:
    """Return what `raise kind, value, trace` raises."""
    if isinstance(value, kind if isinstance(kind, type) else ()):
        error = value
    elif isinstance(kind, BaseException) or value is None:
        error = kind() if isinstance(kind, type) else kind
    else:
        error = kind(*value) if isinstance(value, tuple) else kind(value)
    return error if trace is None else error.with_traceback(trace)


def _coerce(left: Any, right: Any) -> tuple[Any, Any]:
    """Return two numbers as numbers of one type."""
    kind = cast("Any", type(left + right))
    return kind(left), kind(right)


NAMES: dict[str, Any] = {
    "apply": _apply,
    "basestring": _kind("basestring", _unicode, str, bytes),
    "buffer": _kind("buffer", _buffer, memoryview),
    "cmp": compare,
    "coerce": _coerce,
    "eval": _eval,
    "execfile": _execfile,
    "file": _kind("file", open_file, io.IOBase),
    "filter": _filter,
    "input": _input,
    "intern": sys.intern,
    "long": int,
    "map": _map,
    "range": _range,
    "raw_input": input,
    "reduce": functools.reduce,
    "reload": reload,
    "round": _round,
    "sorted": sorted_list,
    "StandardError": Exception,
    "unichr": chr,
    "unicode": _kind("unicode", _unicode, str),
    "xrange": _kind("xrange", _xrange, range),
    "zip": _zip,
}
NAMESPACE: dict[str, Any] = {
    **vars(builtins),
    **NAMES,
    "bytearray": _kind("bytearray", _bytearray, bytearray),
    "chr": character,
    "compile": _compile,
    "exec": _exec,
    "getattr": operators.get_attribute,
    "hasattr": operators.has_attribute,
    "hex": _hex,
    "max": _max,
    "min": _min,
    "oct": _oct,
    "open": open_file,
    "ord": code_of,
    "repr": representing.represented,
    "print": printing.print_function,
    "__python2_as_bytes__": codes_to_bytes,
    "__python2_at_least__": at_least,
    "__python2_at_most__": at_most,
    "__python2_attribute__": operators.attribute,
    "__python2_divide__": operators.divide,
    "__python2_divide_in_place__": operators.divide_in_place,
    "__python2_exception__": _exception,
    "__python2_execute__": _execute,
    "__python2_greater__": greater,
    "__python2_hashable__": decorators.hashable,
    "__python2_items__": operators.items,
    "__python2_less__": less,
    "__python2_ordered__": decorators.ordered,
    "__python2_print__": printing.print_values,
    "__python2_print_to__": printing.print_to,
    "__python2_shown__": showing.shown,
    "__python2_shown_item__": showing.shown_item,
    "__python2_sliced__": decorators.sliced,
    "__python2_str__": representing.printed,
}
