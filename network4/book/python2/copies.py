"""Modules of the library that did some things otherwise, as Python 2 had them."""

import array
import csv
import functools
import gzip
import hashlib
import importlib
import io
import json
import math
import numbers
import pickle
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from network4.book.python2.files import bytes_of, taking_texts, with_bytes
from network4.book.python2.texts import as_bytes, as_text, as_unicode

_MNIST = "mnist.pkl.gz"
_PROTOCOL = 5  # arrays are written from where they lie


def _like(module: ModuleType, **changed: object) -> ModuleType:
    """Return a copy of a module in which some names are others."""
    copy = ModuleType(module.__name__, module.__doc__)
    vars(copy).update({**vars(module), **changed})
    return copy


@functools.cache
def pickles() -> ModuleType:
    """Return `pickle`, whose texts may be bytes and whose files may be text files."""

    def dump(value: object, file: Any, protocol: int = _PROTOCOL) -> None:
        pickle.dump(value, bytes_of(file), protocol)

    def dumps(value: object, protocol: int = _PROTOCOL) -> str:
        return as_text(pickle.dumps(value, protocol))

    def load(file: Any) -> Any:
        return pickle.load(bytes_of(file), encoding="latin-1")  # noqa: S301  the user's

    def loads(data: Any) -> Any:
        return pickle.loads(as_bytes(data), encoding="latin-1")  # noqa: S301

    return _like(pickle, dump=dump, dumps=dumps, load=load, loads=loads)


@functools.cache
def gzip_files() -> ModuleType:
    """Return `gzip`, which finds MNIST where the book's file of it is absent."""
    file = taking_texts(gzip.GzipFile)

    def open_gzip(name: Any, mode: str = "rb", level: int = 9) -> Any:
        path = Path(name) if isinstance(name, str) else None
        if path and mode[0] == "r" and path.name == _MNIST and not path.exists():
            return io.BytesIO(_mnist())
        return file(name, mode, level)

    return _like(gzip, open=open_gzip, GzipFile=file)


@functools.cache
def string_files() -> ModuleType:
    """Return `io`, whose files in memory are of bytes and take text."""
    kind = taking_texts(io.BytesIO)

    def string_file(text: Any = "") -> Any:
        return kind(as_bytes(text))

    return _like(io, StringIO=string_file)


@functools.cache
def arrays() -> ModuleType:
    """Return `array`, whose arrays are made of text, too."""

    class Array(array.array):  # pyright: ignore[reportMissingTypeArgument]
        def __new__(cls, code: str, values: Any = ()) -> Any:
            return super().__new__(cls, code, as_bytes(values))

    Array.__name__ = "array"
    return _like(array, array=Array, ArrayType=Array)


def _mnist() -> bytes:
    from network4.book.mnist_loader import load_data

    return pickle.dumps(load_data(), _PROTOCOL)


@functools.cache
def csv_files() -> ModuleType:
    """Return `csv`, whose rows may be bytes."""

    def reader(rows: Iterable[Any], *rest: Any, **named: Any) -> Any:
        return csv.reader(_texts(rows), *rest, **named)

    def dictionaries(rows: Iterable[Any], *rest: Any, **named: Any) -> Any:
        return csv.DictReader(_texts(rows), *rest, **named)

    return _like(csv, reader=reader, DictReader=dictionaries)


def _texts(rows: Iterable[Any]) -> Iterator[str]:
    return (as_text(row) if isinstance(row, bytes) else row for row in rows)


@functools.cache
def float_math() -> ModuleType:
    """Return `math`, whose `floor` and `ceil` are floats."""

    def floor(x: float) -> float:
        return float(math.floor(x)) if math.isfinite(x) else float(x)

    def ceil(x: float) -> float:
        return float(math.ceil(x)) if math.isfinite(x) else float(x)

    return _like(math, floor=floor, ceil=ceil)


@functools.cache
def json_texts() -> ModuleType:
    """Return `json`, which takes integers of NumPy."""

    def dump(value: object, file: Any, *rest: Any, **named: Any) -> None:
        json.dump(as_unicode(value), file, *rest, **_with_integers(named))

    def dumps(value: object, *rest: Any, **named: Any) -> str:
        return json.dumps(as_unicode(value), *rest, **_with_integers(named))

    def load(file: Any, *rest: Any, **named: Any) -> Any:
        return loads(file.read(), *rest, **named)

    def loads(text: Any, encoding: str = "utf-8", **named: Any) -> Any:
        text = as_bytes(text) if isinstance(text, str) else text
        return json.loads(text.decode(encoding), **named)

    return _like(json, dump=dump, dumps=dumps, load=load, loads=loads)


def _with_integers(named: dict[str, Any]) -> dict[str, Any]:
    given = named.get("default")
    named.pop("encoding", None)

    def default(value: Any) -> Any:
        if isinstance(value, numbers.Integral):
            return int(value)
        if given is None:
            raise TypeError(f"{value!r} is not JSON serializable")
        return given(value)

    return {**named, "default": default} if "cls" not in named else named


def of_bytes(name: str) -> Callable[[], ModuleType]:
    """Return what returns a module whose functions of bytes take and give text."""

    @functools.cache
    def module() -> ModuleType:
        return _bytewise(importlib.import_module(name))

    return module


def _bytewise(module: ModuleType, **changed: object) -> ModuleType:
    functions = {
        name: with_bytes(value)
        for name, value in vars(module).items()
        if callable(value) and not isinstance(value, type) and name[0] != "_"
    }
    return _like(module, **{**functions, **changed})


@functools.cache
def sums() -> ModuleType:
    """Return `hashlib`, whose functions take text."""

    def new(name: str, data: Any = b"") -> Any:
        return hashlib.new(name, as_bytes(data))

    return _bytewise(hashlib, new=new)


def old_sums(name: str) -> Callable[[], ModuleType]:
    """Return what returns the module that had one kind of sums, such as `md5`."""

    def module() -> ModuleType:
        function = getattr(sums(), name)
        return _like(ModuleType(name), new=function, md5=function, sha=function)

    return module
