"""NumPy as it was: dropped names, and sizes that may be floats."""

import functools
import importlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import numpy as np
import numpy.random

from network4.book.python2.texts import as_bytes

OLD_NAMES: Mapping[str, Any] = {
    "float": float,
    "int": int,
    "object": object,
    "str": str,
    "complex": complex,
    "unicode": str,
    "float_": "numpy.float64",
    "complex_": "numpy.complex128",
    "cfloat": "numpy.complex128",
    "longfloat": "numpy.longdouble",
    "unicode_": "numpy.str_",
    "string_": "numpy.bytes_",
    "bool8": "numpy.bool_",
    "int0": "numpy.intp",
    "uint0": "numpy.uintp",
    "Inf": float("inf"),
    "Infinity": float("inf"),
    "infty": float("inf"),
    "PINF": float("inf"),
    "NINF": float("-inf"),
    "NaN": float("nan"),
    "NAN": float("nan"),
    "PZERO": 0.0,
    "NZERO": -0.0,
    "alltrue": "numpy.all",
    "sometrue": "numpy.any",
    "product": "numpy.prod",
    "cumproduct": "numpy.cumprod",
    "rank": "numpy.ndim",
    "round_": "numpy.round",
    "row_stack": "numpy.vstack",
    "in1d": "numpy.isin",
    "mat": "numpy.asmatrix",
    "trapz": "numpy.trapezoid",
    "asfarray": functools.partial(np.asarray, dtype=float),
    "asscalar": np.ndarray.item,
    "msort": functools.partial(np.sort, axis=0),
}
# Functions of NumPy, with the places of the arguments that are sizes.
_SIZES = {
    "array_split": slice(1, 2),
    "empty": slice(1),
    "eye": slice(2),
    "full": slice(1),
    "identity": slice(1),
    "linspace": slice(2, 3),
    "ones": slice(1),
    "roll": slice(1, 2),
    "split": slice(1, 2),
    "repeat": slice(1, 2),
    "reshape": slice(1, 2),
    "tile": slice(1, 2),
    "zeros": slice(1),
    "random.choice": slice(1, 2),
    "random.permutation": slice(1),
    "random.normal": slice(2, 3),
    "random.rand": slice(None),
    "random.randint": slice(3),
    "random.randn": slice(None),
    "random.random": slice(1),
    "random.uniform": slice(2, 3),
}
_SIZE_NAMES = {"M", "N", "newshape", "num", "repeats", "reps", "shape", "size"}


def take_float_sizes() -> None:
    """Have NumPy's functions cut sizes that are floats, as they did until 2016."""
    for name, places in _SIZES.items():
        owner = numpy.random if name.startswith("random.") else np
        last = name.rpartition(".")[2]
        function = getattr(owner, last)
        if not hasattr(function, "takes_float_sizes"):
            setattr(owner, last, _taking_float_sizes(function, places))


def take_texts() -> None:
    """Have NumPy read the numbers that the bytes of a text are."""
    if not hasattr(np.fromstring, "takes_texts"):
        np.fromstring = _taking_texts(np.fromstring)
        np.frombuffer = _reading(np.frombuffer)


def _taking_texts(function: Callable[..., Any]) -> Any:
    @functools.wraps(function)
    def call(
        text: Any, dtype: Any = float, count: int = -1, sep: str = "", **named: Any
    ) -> Any:
        if sep:
            return function(text, dtype=dtype, count=count, sep=sep, **named)
        return np.frombuffer(as_bytes(text), dtype, count).copy()

    setattr(call, "takes_texts", True)  # noqa: B010  functions have no such type
    return call


def _reading(function: Callable[..., Any]) -> Any:
    @functools.wraps(function)
    def call(buffer: Any, *rest: Any, **named: Any) -> Any:
        return function(as_bytes(buffer), *rest, **named)

    return call


def restore_in_scipy() -> None:
    """Put NumPy's names back into SciPy, which had them all."""
    scipy: Any = importlib.import_module("scipy")
    have = set(dir(scipy))
    for name in np.__all__:
        if name not in have:
            setattr(scipy, name, getattr(np, name))
    if "random" not in vars(scipy):
        scipy.random = numpy.random


def _taking_float_sizes(function: Callable[..., Any], places: slice) -> Any:
    @functools.wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*arguments, **named)
        except TypeError as error:
            if "integer" not in str(error):
                raise
        cut = list(arguments)
        cut[places] = map(_whole, cut[places])
        named = {k: _whole(v) if k in _SIZE_NAMES else v for k, v in named.items()}
        return function(*cut, **named)

    setattr(call, "takes_float_sizes", True)  # noqa: B010  functions have no such type
    return call


def _whole(size: Any) -> Any:
    if isinstance(size, tuple | list):
        return tuple(map(_whole, cast("Iterable[Any]", size)))
    return int(size) if isinstance(size, float) else size
