"""Small arrays inside JSON: compressed, as text."""

import base64
import binascii
import math
import zlib
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.errors import DataError

_DTYPES = ("uint8", "uint16", "float16", "float32")


def array_to_json(array: npt.NDArray[Any]) -> dict[str, Any]:
    """Return a dict that JSON can hold, for `array_from_json`.

    Args:
        array: uint8, uint16, float16 or float32.

    Raises:
        TypeError: it is of another type.

    Example:
        >>> packed = array_to_json(np.arange(4, dtype=np.uint8).reshape(2, 2))
        >>> packed["dtype"], packed["shape"]
        ('uint8', [2, 2])
        >>> array_from_json(packed)
        array([[0, 1],
               [2, 3]], dtype=uint8)
    """
    if array.dtype.name not in _DTYPES:
        raise TypeError(f"array_to_json: dtype must be in {_DTYPES}, is {array.dtype}")
    little = array.astype(array.dtype.newbyteorder("<"))
    return {
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        "zlib_base64": base64.b64encode(zlib.compress(little.tobytes(), 9)).decode(),
    }


def array_from_json(packed: object) -> npt.NDArray[Any]:
    """Return the array that `array_to_json` was given.

    Raises:
        DataError: it is no such dict, or damaged.
    """
    try:
        fields = cast(dict[str, Any], packed)
        dtype = np.dtype(_DTYPES[_DTYPES.index(fields["dtype"])]).newbyteorder("<")
        shape = [int(side) for side in fields["shape"]]
        size = math.prod(shape) * dtype.itemsize
        # One byte more than the shape says: enough to notice more, never a bomb.
        unpacker = zlib.decompressobj()
        packed_bytes = base64.b64decode(fields["zlib_base64"])
        content = unpacker.decompress(packed_bytes, max(1, size + 1))
        array = np.frombuffer(content, dtype).reshape(shape)
    except (TypeError, KeyError, ValueError, zlib.error, binascii.Error) as error:
        raise DataError(
            "array_from_json: a packed array is damaged "
            f"({type(error).__name__}: {error})"
        ) from None
    return array.astype(array.dtype.newbyteorder("="))
