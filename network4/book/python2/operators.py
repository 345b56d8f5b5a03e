"""Operators, methods and indices as they were in Python 2."""

import functools
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from network4.book.python2.files import bytewise, open_pipe
from network4.book.python2.ordering import sorted_list
from network4.book.python2.texts import as_text, decoded, encoded, translate


def divide(left: Any, right: Any) -> Any:
    """Return left / right; of two integers, or of arrays of integers, the floor.

    Example:
        >>> divide(7, 2), divide(-7, 2), divide(7, 2.0)
        (3, -4, 3.5)
    """
    return left // right if _are_integers(left, right) else left / right


def divide_in_place(left: Any, right: Any) -> Any:
    """Return what `left /= right` leaves; an array is changed itself."""
    if _are_integers(left, right):
        left //= right
    else:
        left /= right
    return left


def _are_integers(left: object, right: object) -> bool:
    if isinstance(left, int) and isinstance(right, int):
        return True
    if isinstance(left, float) or isinstance(right, float):
        return False
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return False
    whole = (int, numpy.integer)
    if isinstance(left, whole) and isinstance(right, whole):
        return True
    values = (left, right)
    arrays = (numpy.ndarray, numpy.generic)
    if not any(isinstance(value, arrays) for value in values):
        return False
    known = (*arrays, int, list, tuple)
    return all(
        isinstance(value, known) and numpy.asarray(value).dtype.kind in "biu"
        for value in values
    )


def items(container: Any) -> Any:
    """Return a container as Python 2 indexed it.

    The items of an error are its arguments. Arrays of NumPy take floats for indices.
    """
    if isinstance(container, BaseException) and not hasattr(container, "__getitem__"):
        return container.args
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(container, numpy.ndarray):
        return _Items(container)
    return container


class _Items:
    """Items of an array; a float is cut to an integer, as NumPy did until 2016."""

    def __init__(self, array: Any) -> None:
        self._array = array

    def __getitem__(self, index: Any) -> Any:
        return self._array[_whole(index)]

    def __setitem__(self, index: Any, value: Any) -> None:
        self._array[_whole(index)] = value


def _whole(index: Any) -> Any:
    """Return an index of integers."""
    if isinstance(index, float):
        return int(index)
    if type(index) is slice:
        return slice(*map(_whole, (index.start, index.stop, index.step)))
    if type(index) is tuple:
        return tuple(map(_whole, cast("Iterable[Any]", index)))
    kind = getattr(getattr(index, "dtype", None), "kind", "")
    return index.astype(int) if kind == "f" else index


@dataclass(frozen=True)
class Method:
    """A method or attribute that was another in Python 2.

    Attributes:
        find: returns it, or None where today's is meant.
        is_gone: whether today's Python has none of that name.
    """

    find: Callable[[Any], Any]
    is_gone: bool = True


def attribute(owner: Any, name: str) -> Any:
    """Return an attribute of an object's as Python 2 had it.

    Example:
        >>> attribute({"a": 1}, "has_key")("a"), attribute({"a": 1}, "keys")()
        (True, ['a'])
    """
    return get_attribute(owner, name)


def has_attribute(owner: Any, name: str) -> bool:
    """Return whether an object has what `attribute` finds."""
    try:
        get_attribute(owner, name)
    except AttributeError:
        return False
    return True


def get_attribute(owner: Any, name: str, *default: Any) -> Any:
    """Return an attribute, or what is given in its place; as `getattr` did."""
    method = METHODS.get(name)
    found = None if method is None else method.find(owner)
    return getattr(owner, name, *default) if found is None else found


def _listed(name: str) -> Method:
    def find(owner: Any) -> Any:
        if not isinstance(owner, Mapping):
            return None
        view: Callable[[], Any] = getattr(cast("Any", owner), name)
        return lambda: list(view())

    return Method(find, is_gone=False)


def _other(new: str, old: str, wrap: Callable[[Any], Any] | None = None) -> Method:
    """Return a method that has another name today."""

    def find(owner: Any) -> Any:
        if hasattr(owner, old) or not hasattr(owner, new):
            return None
        method: Callable[..., Any] = getattr(owner, new)
        return method if wrap is None else functools.partial(_wrapped, wrap, method)

    return Method(find)


def _wrapped(wrap: Callable[[Any], Any], method: Callable[[], Any]) -> Any:
    return wrap(method())


def _sort(owner: Any) -> Any:
    return functools.partial(_sort_list, owner) if isinstance(owner, list) else None


def _sort_list(
    values: list[Any], cmp: Any = None, key: Any = None, reverse: bool = False
) -> None:
    values[:] = sorted_list(values, cmp, key, reverse)


def _reshape(owner: Any) -> Any:
    """Return `reshape` of an array's that cuts sizes as NumPy did."""
    numpy = sys.modules.get("numpy")
    if numpy is None or not isinstance(owner, numpy.ndarray):
        return None
    array: Any = owner

    def reshape(*shape: Any, **named: Any) -> Any:
        return array.reshape(*map(_whole, shape), **named)

    return reshape


def _message(owner: Any) -> Any:
    if not isinstance(owner, BaseException) or hasattr(owner, "message"):
        return None
    return owner.args[0] if len(owner.args) == 1 else ""


def _class_of_method(owner: Any) -> Any:
    bound: object = getattr(owner, "__self__", None)
    return None if bound is None else type(bound)


def _of_sys(name: str) -> Method:
    """Return what tells of the error that is handled."""
    place = ("exc_type", "exc_value", "exc_traceback").index(name)
    return Method(lambda owner: sys.exc_info()[place] if owner is sys else None)


def _of_text(function: Callable[..., str]) -> Method:
    def find(owner: Any) -> Any:
        return functools.partial(function, owner) if isinstance(owner, str) else None

    return Method(find, is_gone=False)


def _of_bytes(name: str) -> Method:
    return Method(functools.partial(bytewise, name=name), is_gone=False)


_OF_BYTES = (
    "communicate compress decompress digest getvalue pack read readline "
    "readlines recv send sendall unpack update write writelines"
)
METHODS = {
    "keys": _listed("keys"),
    "values": _listed("values"),
    "items": _listed("items"),
    "iterkeys": _other("keys", "iterkeys", iter),
    "itervalues": _other("values", "itervalues", iter),
    "iteritems": _other("items", "iteritems", iter),
    "viewkeys": _other("keys", "viewkeys"),
    "viewvalues": _other("values", "viewvalues"),
    "viewitems": _other("items", "viewitems"),
    "has_key": _other("__contains__", "has_key"),
    "next": _other("__next__", "next"),
    "sort": Method(_sort, is_gone=False),
    "message": Method(_message, is_gone=False),
    "encode": _of_text(encoded),
    "decode": _of_text(decoded),
    "translate": _of_text(translate),
    **{name: _of_sys(name) for name in ("exc_type", "exc_value", "exc_traceback")},
    "func_dict": _other("__dict__", "func_dict"),
    "func_name": _other("__name__", "func_name"),
    "func_code": _other("__code__", "func_code"),
    "func_defaults": _other("__defaults__", "func_defaults"),
    "func_doc": _other("__doc__", "func_doc"),
    "func_globals": _other("__globals__", "func_globals"),
    "im_class": Method(_class_of_method),
    "im_func": _other("__func__", "im_func"),
    "im_self": _other("__self__", "im_self"),
    "popen": Method(lambda owner: open_pipe if owner is os else None, is_gone=False),
    "reshape": Method(_reshape, is_gone=False),
    "xreadlines": _other("__iter__", "xreadlines"),
    "tostring": _other("tobytes", "tostring", as_text),
    **{name: _of_bytes(name) for name in _OF_BYTES.split()},
}
