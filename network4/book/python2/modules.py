"""Modules of Python 2's library: where they are today, and what was in them."""

import builtins
import importlib
import string
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from network4.book.python2 import copies, operators

RENAMED = {
    "__builtin__": "builtins",
    "anydbm": "dbm",
    "BaseHTTPServer": "http.server",
    "commands": "subprocess",
    "ConfigParser": "configparser",
    "copy_reg": "copyreg",
    "cPickle": "pickle",
    "cStringIO": "io",
    "dummy_thread": "_thread",
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
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
    "xmlrpclib": "xmlrpc.client",
}
_LETTERS = string.ascii_lowercase + string.ascii_uppercase
_METHODS = (
    "capitalize center count expandtabs find index ljust lower lstrip replace rfind "
    "rindex rjust rstrip split strip swapcase translate upper zfill"
)


def _join(words: Sequence[str], separator: str = " ") -> str:
    return separator.join(words)


def _ignore(*_: object) -> None:
    """Do nothing, which is all that is left to do."""


# Names that no Python 3 has had, by module: a value, or where it is today.
GONE: Mapping[str, Mapping[str, Any]] = {
    "itertools": {
        "ifilter": "builtins.filter",
        "ifilterfalse": "itertools.filterfalse",
        "imap": "builtins.map",
        "izip": "builtins.zip",
        "izip_longest": "itertools.zip_longest",
    },
    "operator": {
        "div": operators.divide,
        "isCallable": "builtins.callable",
        "sequenceIncludes": "operator.contains",
    },
    "os": {"getcwdu": "os.getcwd"},
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
        "maketrans": str.maketrans,
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
        "DictType": dict,
        "FloatType": float,
        "IntType": int,
        "ListType": list,
        "LongType": int,
        "NoneType": type(None),
        "StringType": str,
        "StringTypes": (str,),
        "TupleType": tuple,
        "UnicodeType": str,
    },
    "urllib": {
        "quote": "urllib.parse.quote",
        "quote_plus": "urllib.parse.quote_plus",
        "unquote": "urllib.parse.unquote",
        "unquote_plus": "urllib.parse.unquote_plus",
        "urlencode": "urllib.parse.urlencode",
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
    "csv": copies.csv_files,
    "gzip": copies.gzip_files,
    "json": copies.json_texts,
    "math": copies.float_math,
    "pickle": copies.pickles,
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
    if level == 0 and name in _OURS:
        return _OURS[name]()
    try:
        module = builtins.__import__(name, globals, locals, fromlist or (), level)
    except ModuleNotFoundError as error:
        if name not in RENAMED or error.name != name:
            raise
        module = importlib.import_module(RENAMED[name])
    _restore(module)
    return module


def _restore(module: ModuleType) -> None:
    """Put back what a module of the library had in Python 2."""
    for table in (GONE, _DROPPED):
        for name, value in table.get(module.__name__, {}).items():
            if not hasattr(module, name):
                setattr(module, name, found(value))


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
