"""Small arrays inside JSON: compressed, as text."""

import base64
import binascii
import zlib
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.errors import DataError

_DTYPES = ("uint8", "uint16", "float16", "float32")


def pack_array(array: npt.NDArray[Any]) -> dict[str, Any]:
    """Return a dict that JSON can hold, for `unpack_array`.

    Args:
        array: uint8, uint16, float16 or float32.

    Raises:
        TypeError: it is of another type.

    Example:
        >>> packed = pack_array(np.arange(4, dtype=np.uint8).reshape(2, 2))
        >>> packed["dtype"], packed["shape"]
        ('uint8', [2, 2])
        >>> unpack_array(packed)
        array([[0, 1],
               [2, 3]], dtype=uint8)
    """
    if array.dtype.name not in _DTYPES:
        raise TypeError(f"pack_array: dtype must be in {_DTYPES}, is {array.dtype}")
    little = array.astype(array.dtype.newbyteorder("<"))
    return {
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        "zlib_base64": base64.b64encode(zlib.compress(little.tobytes(), 9)).decode(),
    }


def unpack_array(packed: object) -> npt.NDArray[Any]:
    """Return the array that `pack_array` was given.

    Raises:
        DataError: it is no such dict, or damaged.
    """
    try:
        fields = cast(dict[str, Any], packed)
        dtype = np.dtype(_DTYPES[_DTYPES.index(fields["dtype"])]).newbyteorder("<")
        content = zlib.decompress(base64.b64decode(fields["zlib_base64"]))
        array = np.frombuffer(content, dtype).reshape(fields["shape"])
    except (TypeError, KeyError, ValueError, zlib.error, binascii.Error) as error:
        raise DataError(
            f"unpack_array: a packed array is damaged ({type(error).__name__}: {error})"
        ) from None
    return array.astype(array.dtype.newbyteorder("="))
