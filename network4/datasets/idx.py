"""IDX, the format in which MNIST was published: a short header, then bytes."""

import hashlib
import math
import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np

from network4.datasets.split import ByteArray
from network4.datasets.streams import (
    GIBIBYTE,
    check_fits,
    open_plain_or_gzip,
    read_at_most,
)
from network4.errors import DataError, shown

LARGEST_IDX = 2 * GIBIBYTE
_UNSIGNED_BYTE = 0x08


def read_idx(path: Path, dimensions: tuple[int, ...]) -> ByteArray:
    """Return the array in an IDX file of unsigned bytes, plain or gzip.

    Args:
        path: the file.
        dimensions: the allowed numbers of dimensions: (1,) for labels, (3, 4) for
            images.

    Returns:
        uint8 of the shape that the header states.

    Raises:
        DataNotFoundError: there is no such file.
        DataError: it is damaged or too large, has another type, or holds more or fewer
            bytes than its header says.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "labels"
        >>> _ = path.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]))
        >>> read_idx(path, (1,))
        array([7, 2, 1], dtype=uint8)
    """
    with open_plain_or_gzip(path) as stream:
        shape = _read_header(path, stream, dimensions)
        expected = math.prod(shape)
        check_fits(str(path), expected)
        # One byte more than expected: enough to notice a longer file, never a bomb.
        content = read_at_most(stream, expected + 1)
    if len(content) != expected:
        received = "more" if len(content) > expected else f"{len(content):,}"
        raise DataError(
            f"{path}: its header promises {expected:,} bytes of data, received "
            f"{received}; fetch the file again."
        )
    try:
        return np.frombuffer(content, np.uint8).reshape(shape)
    except ValueError as error:
        # A side of 0 lets the others be of any size, even beyond what NumPy can hold.
        raise DataError(
            f"{path}: its header must state a possible shape, received {shape}."
        ) from error


def _read_header(
    path: Path, stream: BinaryIO, dimensions: tuple[int, ...]
) -> tuple[int, ...]:
    magic = stream.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0":
        raise DataError(
            f"{path}: an IDX file must begin with two zero bytes, a type and a number "
            f"of dimensions, received {shown(magic)}; is it another kind of file?"
        )
    if magic[2] != _UNSIGNED_BYTE:
        raise DataError(
            f"{path}: its IDX type must be 0x08 (unsigned bytes), received "
            f"0x{magic[2]:02x}."
        )
    if magic[3] not in dimensions:
        allowed = " or ".join(map(str, dimensions))
        raise DataError(
            f"{path}: must have {allowed} dimension(s), received {magic[3]}; are "
            "images and labels mixed up?"
        )
    return _read_shape(path, stream, magic[3])


def _read_shape(path: Path, stream: BinaryIO, count: int) -> tuple[int, ...]:
    sizes = stream.read(4 * count)
    if len(sizes) < 4 * count:
        raise DataError(
            f"{path}: its header must have {4 + 4 * count} bytes, received "
            f"{4 + len(sizes)}; fetch the file again."
        )
    shape = struct.unpack(f">{count}I", sizes)
    if math.prod(shape) > LARGEST_IDX:
        raise DataError(
            f"{path}: must hold at most {LARGEST_IDX:,} bytes of data, received a "
            f"header for shape {shape}."
        )
    return shape


def idx_sum(array: ByteArray) -> str:
    """Return the SHA-256 of the IDX file that would hold the array.

    So the published sum can check an array that was read from another format.

    Args:
        array: uint8 of any shape.

    Returns:
        64 hexadecimal digits.

    Example:
        >>> idx_sum(np.array([7, 2, 1], np.uint8))[:16]
        'e10ef6244367a3de'
    """
    header = bytes([0, 0, _UNSIGNED_BYTE, array.ndim])
    digest = hashlib.sha256(header + struct.pack(f">{array.ndim}I", *array.shape))
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
