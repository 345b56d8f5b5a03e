"""Modules of Python 2's library: where they are today, and what was in them."""

import __future__

import builtins
import functools
import importlib
import importlib.util
import io
import os
import string
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any
from urllib import parse

from network4.book.python2 import copies, operators, texts

RENAMED = {
    "__builtin__": "builtins",
    "anydbm": "dbm",
    "BaseHTTPServer": "http.server",
    "commands": "subprocess",
    "ConfigParser": "configparser",
    "Cookie": "http.cookies",
    "cookielib": "http.cookiejar",
    "copy_reg": "copyreg",
    "cPickle": "pickle",
    "cStringIO": "io",
    "dummy_thread": "_thread",
    "exceptions": "builtins",
    "htmlentitydefs": "html.entities",
    "httplib": "http.client",
    "HTMLParser": "html.parser",
    "Queue": "queue",
    "SimpleHTTPServer": "http.server",
    "SocketServer": "socketserver",
    "StringIO": "io",
    "thread": "_thread",
    "Tkinter": "tkinter",
    "tkFileDialog": "tkinter.filedialog",
    "tkMessageBox": "tkinter.messagebox",
    "UserDict": "collections",
    "UserList": "collections",
    "UserString": "collections",
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
    "xmlrpclib": "xmlrpc.client",
}
_ESCAPE = "surrogateescape"  # what a byte of a text is
_LETTERS = string.ascii_lowercase + string.ascii_uppercase
_METHODS = (
    "capitalize center count expandtabs find index ljust lower lstrip replace rfind "
    "rindex rjust rstrip split strip swapcase upper zfill"
)


def _join(words: Sequence[str], separator: str = " ") -> str:
    return separator.join(words)


def _imap(function: Callable[..., Any] | None, *series: Iterable[Any]) -> Any:
    """Return what `map` does, and rows for None."""
    return map(function, *series) if function else zip(*series, strict=False)


def _walk(top: str, visit: Callable[[Any, str, list[str]], Any], given: Any) -> None:
    """Call a function for each folder; it may leave some out of the names."""
    for folder, folders, files in os.walk(top):
        names = folders + files
        visit(given, folder, names)
        folders[:] = [name for name in folders if name in names]


def _ignore(*_: object) -> None:
    """Do nothing, which is all that is left to do."""


# Names that no Python 3 has had, by module: a value, or where it is today.
GONE: Mapping[str, Mapping[str, Any]] = {
    "itertools": {
        "ifilter": "builtins.filter",
        "ifilterfalse": "itertools.filterfalse",
        "imap": _imap,
        "izip": "builtins.zip",
        "izip_longest": "itertools.zip_longest",
    },
    "operator": {
        "div": operators.divide,
        "isCallable": "builtins.callable",
        "sequenceIncludes": "operator.contains",
    },
    "os": {"getcwdu": "os.getcwd"},
    "os.path": {"walk": _walk},
    "sets": {"ImmutableSet": frozenset, "Set": set},
    "string": {
        **{name: getattr(str, name) for name in _METHODS.split()},
        "atof": float,
        "atoi": int,
        "atol": int,
        "join": _join,
        "joinfields": _join,
        "splitfields": str.split,
        "letters": _LETTERS,
        "lowercase": string.ascii_lowercase,
        "maketrans": texts.maketrans,
        "translate": texts.translate,
        "uppercase": string.ascii_uppercase,
    },
    "sys": {
        "exc_clear": _ignore,
        "maxint": sys.maxsize,
        "setdefaultencoding": _ignore,
    },
    "types": {
        "BooleanType": bool,
        "ClassType": type,
        "ComplexType": complex,
        "DictType": dict,
        "FileType": io.IOBase,
        "FloatType": float,
        "IntType": int,
        "ListType": list,
        "LongType": int,
        "NoneType": type(None),
        "ObjectType": object,
        "SliceType": slice,
        "StringType": str,
        "StringTypes": (str,),
        "TupleType": tuple,
        "UnicodeType": str,
        "XRangeType": range,
    },
    "urllib": {
        "quote": functools.partial(parse.quote, errors=_ESCAPE),
        "quote_plus": functools.partial(parse.quote_plus, errors=_ESCAPE),
        "unquote": functools.partial(parse.unquote, encoding="ascii", errors=_ESCAPE),
        "unquote_plus": functools.partial(
            parse.unquote_plus, encoding="ascii", errors=_ESCAPE
        ),
        "urlencode": functools.partial(parse.urlencode, errors=_ESCAPE),
        "urlopen": "urllib.request.urlopen",
        "urlretrieve": "urllib.request.urlretrieve",
    },
}
# Names that Python 3 dropped on its way.
_DROPPED: Mapping[str, Mapping[str, Any]] = {
    "cgi": {"escape": "html.escape"},
    "collections": {
        name: f"collections.abc.{name}"
        for name in ("Callable", "Iterable", "Iterator", "Mapping", "Sequence", "Set")
    },
    "fractions": {"gcd": "math.gcd"},
    "inspect": {"getargspec": "inspect.getfullargspec"},
    "time": {"clock": "time.process_time"},
}
_OURS = {
    "cPickle": copies.pickles,
    "cStringIO": copies.string_files,
    "StringIO": copies.string_files,
    "array": copies.arrays,
    "base64": copies.of_bytes("base64"),
    "binascii": copies.of_bytes("binascii"),
    "bz2": copies.of_bytes("bz2"),
    "csv": copies.csv_files,
    "gzip": copies.gzip_files,
    "hashlib": copies.sums,
    "json": copies.json_texts,
    "marshal": copies.of_bytes("marshal"),
    "math": copies.float_math,
    "md5": copies.old_sums("md5"),
    "pickle": copies.pickles,
    "subprocess": copies.of_bytes("subprocess"),
    "sha": copies.old_sums("sha1"),
    "struct": copies.of_bytes("struct"),
    "zlib": copies.of_bytes("zlib"),
}


def import_module(
    name: str,
    globals: Mapping[str, object] | None = None,
    locals: Mapping[str, object] | None = None,
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> ModuleType:
    """Import as the `import` of a Python 2 program does; arguments as `__import__`'s.

    A module beside the program comes before one of Python 2's library.
    """
    if level == 0 and _is_beside(name, globals or {}):
        return builtins.__import__(name, globals, locals, fromlist or (), 1)
    if level == 0 and name in _OURS:
        return _OURS[name]()
    if level == 0 and name == "sets":
        sys.modules.setdefault(name, ModuleType(name))
    try:
        module = builtins.__import__(name, globals, locals, fromlist or (), level)
    except ModuleNotFoundError as error:
        if name not in RENAMED or error.name != name:
            raise
        module = importlib.import_module(RENAMED[name])
    _restore(module, module.__name__)
    if module in {os, os.path}:
        _restore(os.path, "os.path")
    return module


def _is_beside(name: str, names: Mapping[str, Any]) -> bool:
    """Return whether a module lies in the package of the one that imports it."""
    package = names.get("__package__")
    if not package or names.get("absolute_import") is __future__.absolute_import:
        return False
    return importlib.util.find_spec(f"{package}.{name.partition('.')[0]}") is not None


def _restore(module: ModuleType, where: str) -> None:
    """Put back what a module of the library had in Python 2."""
    names = {**GONE.get(where, {}), **_DROPPED.get(where, {})}
    for name in names.keys() - vars(module).keys():
        setattr(module, name, found(names[name]))
        if "__all__" in vars(module):
            vars(module)["__all__"] = [*vars(module)["__all__"], name]


def found(value: Any) -> Any:
    """Return a value, or what lies where a text says.

    Example:
        >>> found("os.path.join").__name__, found(3)
        ('join', 3)
    """
    if not isinstance(value, str) or "." not in value:
        return value
    module, _, name = value.rpartition(".")
    return getattr(importlib.import_module(module), name)
