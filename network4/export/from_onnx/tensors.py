"""The tensors of an ONNX file as arrays, from the file itself or from beside it."""

import hashlib
import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.export.from_onnx.wire import MOST_BYTES
from network4.export.onnx_nodes import onnx_module
from network4.layers import Shape

Array = npt.NDArray[Any]
# In which field a tensor has its numbers where it has no raw bytes.
_FIELDS = {
    "FLOAT": "float_data",
    "DOUBLE": "double_data",
    "FLOAT16": "int32_data",
    "BFLOAT16": "int32_data",
    "BOOL": "int32_data",
    "UINT8": "int32_data",
    "INT8": "int32_data",
    "INT32": "int32_data",
    "INT64": "int64_data",
}
_DATA = {*_FIELDS.values(), "uint64_data", "string_data", "raw_data"}
_EXTERNAL_KEYS = {"location", "offset", "length", "checksum"}


@dataclass
class Tensors:
    """Makes arrays of tensors; reads what lies outside of the file from beside it.

    Args:
        directory: of the file; nothing outside of it is read.

    Attributes:
        bytes_left: how many more bytes may be read from other files.
    """

    directory: Path
    bytes_left: int = MOST_BYTES

    def array(self, tensor: Any) -> Array:
        """Return a tensor as an array.

        Args:
            tensor: a TensorProto.

        Raises:
            ValueError: its type is not understood, or its bytes are not as many as its
                shape says.
            OSError: the file that has its bytes cannot be read.
        """
        kinds = onnx_module("onnx").TensorProto.DataType
        name = f"its tensor {tensor.name!r}"
        kind = next((n for n, k in kinds.items() if k == tensor.data_type), "")
        if kind not in _FIELDS or tensor.HasField("segment"):
            raise ValueError(f"{name} is of type {kind or tensor.data_type}")
        if any(side < 0 for side in tensor.dims):
            raise ValueError(f"{name} has a negative side")
        dtype = onnx_module("onnx.helper").tensor_dtype_to_np_dtype(tensor.data_type)
        size = math.prod(tensor.dims)
        if tensor.data_location == tensor.EXTERNAL:
            content = self._external(name, tensor, size * dtype.itemsize)
            return np.frombuffer(content, dtype.newbyteorder("<")).reshape(tensor.dims)
        self._check_size(name, tensor, _FIELDS[kind], size, dtype.itemsize)
        return onnx_module("onnx.numpy_helper").to_array(tensor)

    @staticmethod
    def _check_size(
        name: str, tensor: Any, field: str, size: int, itemsize: int
    ) -> None:
        held = {each.name for each, _ in tensor.ListFields()} & _DATA
        if "raw_data" in held:
            field, size = "raw_data", size * itemsize
        found = len(getattr(tensor, field))
        if held - {field} or found != size:
            raise ValueError(
                f"{name} must have {size} values in {field}, but it has {found}"
            )

    def _external(self, name: str, tensor: Any, size: int) -> bytes:
        """Return the bytes of a tensor that lie in another file."""
        said = {each.key: each.value for each in tensor.external_data}
        if not said.get("location") or said.keys() - _EXTERNAL_KEYS:
            raise ValueError(f"{name} has external data of unknown keys, or no file")
        path = self._beside(name, said["location"])
        offset = _whole(name, said.get("offset", "0"))
        with path.open("rb") as file:
            length = os.fstat(file.fileno()).st_size
            wanted = _whole(name, said.get("length", str(max(length - offset, 0))))
            if wanted != size or offset + size > length:
                raise ValueError(
                    f"{name} must have {size} bytes at {offset} of a file of {length} "
                    f"bytes, but it claims {wanted}"
                )
            self.bytes_left -= size
            if self.bytes_left < 0:
                raise ValueError(f"its external tensors have more than {MOST_BYTES}")
            if "checksum" in said and _sha1(file) != said["checksum"].lower():
                raise ValueError(f"{name} lies in a file that does not match its SHA-1")
            file.seek(offset)
            return file.read(size)

    def _beside(self, name: str, location: str) -> Path:
        """Return the path of a file in the directory, or within one in it."""
        given = PureWindowsPath(location)  # which takes both slashes for separators
        if given.anchor or ".." in given.parts or "\0" in location:
            raise ValueError(f"{name} must lie beside the file, not at {location!r}")
        base = self.directory.resolve()
        path = (base / location).resolve()
        if not path.is_relative_to(base) or not path.is_file():
            raise ValueError(
                f"{name} must lie in a regular file beside it, and {location!r} is none"
            )
        return path


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise ValueError(f"{name} has external data at {text!r}, which is no number")
    return int(text)


def _sha1(file: Any) -> str:
    return hashlib.file_digest(file, "sha1").hexdigest()


def finite(owner: str, array: Array) -> Array:
    """Return numbers of a float type; ValueError if they are others or not finite.

    Args:
        owner: the operator that reads them, for the message.
        array: any.
    """
    if not np.issubdtype(array.dtype, np.floating) and array.dtype.name != "bfloat16":
        raise ValueError(f"its {owner} has numbers of type {array.dtype.name}")
    with np.errstate(over="ignore"):
        is_finite = bool(np.isfinite(array.astype(np.float32)).all())
    if not is_finite:
        raise ValueError(f"its {owner} has numbers that float32 does not hold, or NaN")
    return array


def check_unique(what: str, names: Iterable[str]) -> None:
    """Raise ValueError where a name comes twice."""
    seen = set[str]()
    for name in names:
        if name in seen:
            raise ValueError(f"it has two {what} named {name!r}")
        seen.add(name)


def check_order(
    places: Array | None, sides: Shape, guessed: Array | None = None
) -> None:
    """Refuse an input that is turned otherwise than to channels first.

    Who gives such images as they were would get other outputs, and would not notice.

    Args:
        places: for each value where it was; None for where it is.
        sides: how the values lie now.
        guessed: for each place where it was in the file; default None, the same.

    Raises:
        ValueError: other sides than channels have changed places.

    Example:
        >>> check_order(np.arange(6).reshape(3, 2).T, (2, 3))
        Traceback (most recent call last):
        ValueError: its Transpose turns the input otherwise than to channels first
    """
    if places is None:
        return
    found = places.reshape(-1) if guessed is None else guessed[places.reshape(-1)]
    as_read = np.arange(found.size)
    allowed = [as_read]
    if len(sides) == 3:
        channels_last = as_read.reshape(*sides[1:], sides[0])
        allowed.append(channels_last.transpose(2, 0, 1).reshape(-1))
    if not any(np.array_equal(found, each) for each in allowed):
        raise ValueError(
            "its Transpose turns the input otherwise than to channels first"
        )
