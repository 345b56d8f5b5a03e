"""The bytes of an ONNX file, counted before any object is made of them."""

import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from network4.export.onnx_nodes import onnx_module

# A residual network of 152 layers has some 10,000 fields. An object of protobuf takes
# a hundred bytes where the file has two.
MOST_FIELDS = 100_000
MOST_BYTES = 2**31 - 1  # protobuf's own limit
_LONGEST_FIELD = 2**20  # bytes of what is no tensor's numbers
_NUMBERS = {"raw_data", "float_data", "double_data", "int32_data"}
_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5
_FIXED = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}
_MESSAGE, _WIDE_INTEGERS = 11, (3, 4)  # as descriptors number the types of fields


def parsed_model(path: str | os.PathLike[str]) -> Any:
    """Return an ONNX file as a ModelProto.

    Args:
        path: the file, up to 2 GiB.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is empty, too large, cut off, or no protobuf.
    """
    size = Path(path).stat().st_size
    if not 0 < size <= MOST_BYTES:  # a pipe or a device has 0 bytes, and would block
        raise ValueError(f"it has {size} bytes instead of 1 to {MOST_BYTES}")
    model = onnx_module("onnx").ModelProto
    with (
        Path(path).open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        check_fields(content, model.DESCRIPTOR)
        return model.FromString(content[:])


def check_fields(content: Any, descriptor: Any) -> None:
    """Refuse bytes that are no message, or of which too many objects would be made.

    Args:
        content: bytes, or what can be indexed as bytes.
        descriptor: of the message, protobuf's.

    Raises:
        ValueError: a field is cut off or unknown to protobuf, or there are too many.
    """
    count = 0
    messages = [(0, len(content), descriptor)]
    while messages:
        start, end, described = messages.pop()
        for number, kind, at, after in _fields(content, start, end):
            count += 1
            field = described.fields_by_number.get(number)
            if kind == _LENGTH and field is not None and field.type == _MESSAGE:
                messages.append((at, after, field.message_type))
            elif kind == _LENGTH:
                count += _weight(field, after - at)
            if count > MOST_FIELDS:
                raise ValueError(f"it has more than {MOST_FIELDS} fields")


def _weight(field: Any, size: int) -> int:
    """Return for how many fields one of so many bytes counts besides itself."""
    if size > _LONGEST_FIELD and (field is None or field.name not in _NUMBERS):
        raise ValueError(f"it has a text or list of {size} bytes")
    is_wide = field is not None and field.type in _WIDE_INTEGERS
    return size if is_wide else 0  # each byte may become eight


def _fields(content: Any, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield number, kind, start and end of each field of a message."""
    while at < end:
        key, at = _varint(content, at, end)
        number, kind = key >> 3, key & 7
        start = at
        if kind == _VARINT:
            _, at = _varint(content, at, end)
        elif kind == _LENGTH:
            length, start = _varint(content, at, end)
            at = start + length
        else:
            at += _FIXED.get(kind, end)
        if number == 0 or at > end:
            raise ValueError("it is cut off, or no ONNX file at all")
        yield number, kind, start, at


def _varint(content: Any, at: int, end: int) -> tuple[int, int]:
    """Return a number of up to ten bytes, and where it ends."""
    value = 0
    for place, byte in enumerate(content[at : min(at + 10, end)]):
        value |= (byte & 127) << (7 * place)
        if byte < 128:
            return value, at + place + 1
    raise ValueError("it is cut off, or no ONNX file at all")
