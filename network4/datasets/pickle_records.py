"""What stands in for NumPy while a pickle is read: records, no code of NumPy's."""

import math
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.errors import DataError, shown

_NUMBER_TYPES = frozenset("b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8".split())
_BYTE_ORDERS = frozenset("<>|=")


def _refuse(what: str, expected: str, received: object) -> DataError:
    return DataError(f"its {what} must be {expected}, received {shown(received)}")


def _text(value: object) -> str | None:
    decoded = value.decode("latin1") if isinstance(value, bytes) else value
    return decoded if isinstance(decoded, str) else None


class DtypeRecord:
    """The type of an array's numbers, as a pickle describes it."""

    def __init__(self, code: object, *_flags: object) -> None:
        """Accept "f4", "i8", ...: booleans, whole and floating numbers."""
        text = _text(code)
        if text not in _NUMBER_TYPES:
            raise _refuse("number type", "a boolean, whole or floating one", code)
        self.dtype: np.dtype[Any] = np.dtype(text)

    def __setstate__(self, state: object) -> None:
        """Take the byte order; fields and sub-arrays are refused."""
        # (version, byte order, sub-array, names, fields, ...)
        parts = (
            list(cast(tuple[object, ...], state)) if isinstance(state, tuple) else []
        )
        order = _text(parts[1]) if parts[2:5] == [None, None, None] else None
        if order not in _BYTE_ORDERS:
            raise _refuse("number type", "without fields, in a known byte order", order)
        self.dtype = self.dtype.newbyteorder(cast(Any, order))


class ArrayRecord:
    """An array whose bytes are looked at only when `array` is asked for."""

    def __init__(self) -> None:
        """Begin empty, as pickles of arrays do."""
        self._parts: tuple[object, object, object, object] | None = None

    def __setstate__(self, state: object) -> None:
        """Take (version, shape, type, Fortran order, bytes)."""
        parts = cast(tuple[Any, ...], state) if isinstance(state, tuple) else ()
        if len(parts) != 5:
            raise _refuse("array state", "a tuple of 5", len(parts))
        self._parts = parts[1:]

    def array(self) -> npt.NDArray[Any]:
        """Return the array, its type, shape and length checked against each other.

        Raises:
            DataError: they do not fit, or the pickle never filled the array.
        """
        if self._parts is None:
            raise DataError("its arrays must be filled, received an empty one")
        shape, dtype, fortran_order, content = self._parts
        if not isinstance(dtype, DtypeRecord):
            raise _refuse("number type", "a NumPy one", dtype)
        sizes = _shape(shape)
        raw = as_bytes(content)
        expected = math.prod(sizes) * dtype.dtype.itemsize
        if len(raw) != expected:
            raise DataError(
                f"an array of shape {sizes} must have {expected:,} bytes, received "
                f"{len(raw):,}"
            )
        order = "F" if fortran_order else "C"
        return np.frombuffer(raw, dtype.dtype).reshape(sizes, order=order)


def _shape(value: object) -> tuple[int, ...]:
    sizes = cast(tuple[Any, ...], value) if isinstance(value, tuple) else (-1,)
    if len(sizes) > 8 or not all(type(n) is int and n >= 0 for n in sizes):
        raise _refuse("array shape", "a tuple of sizes", sizes)
    return sizes


def as_bytes(value: object) -> bytes | bytearray:
    """Return raw data; a string's characters are bytes, as Python 2 wrote them."""
    if isinstance(value, (bytes, bytearray)):
        return value
    if isinstance(value, str):
        return value.encode("latin1")
    raise _refuse("raw data", "bytes", type(value).__name__)


def reconstruct(*_arguments: object) -> ArrayRecord:
    """Stand in for NumPy's empty array, to be filled by its state."""
    return ArrayRecord()


def from_buffer(content: object, dtype: object, shape: object, order: object) -> object:
    """Stand in for the function that rebuilds arrays in protocol 5."""
    record = ArrayRecord()
    record.__setstate__((1, shape, dtype, order == "F", content))
    return record


def scalar(dtype: object, content: object = b"") -> int | float | bool:
    """Stand in for a single NumPy number."""
    record = ArrayRecord()
    record.__setstate__((1, (), dtype, False, content))
    return record.array().item()


def encode(text: object, encoding: object = "latin1") -> object:
    """Stand in for the codec that protocol 2 hides bytes in; nothing is copied yet."""
    if not isinstance(text, str) or encoding not in ("latin1", "latin-1"):
        raise _refuse("text encoding", "latin1", encoding)
    return text


_CORES = ("numpy.core", "numpy._core")
ADMITTED = {
    **{(f"{core}.multiarray", "_reconstruct"): reconstruct for core in _CORES},
    **{(f"{core}.multiarray", "scalar"): scalar for core in _CORES},
    **{(f"{core}.numeric", "_frombuffer"): from_buffer for core in _CORES},
    ("numpy", "ndarray"): ArrayRecord,
    ("numpy", "dtype"): DtypeRecord,
    ("_codecs", "encode"): encode,
}
