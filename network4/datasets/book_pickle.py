"""The book's mnist.pkl.gz: three pairs of pixels (value/256) and labels."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.datasets.contents import Contents, make_split
from network4.datasets.pickle_records import ArrayRecord
from network4.datasets.safe_pickle import read_safe_pickle
from network4.datasets.split import ByteArray, Split
from network4.datasets.streams import GIBIBYTE, open_plain_or_gzip, read_at_most
from network4.errors import DataError

LARGEST_PICKLE = GIBIBYTE
SIDE = 28
_MOST_NUMBERS = 2**28
_ROWS_AT_ONCE = 10_000
_PARTS = ("train", "validation", "t10k")


def read_book_pickle(path: Path) -> Contents:
    """Return the data set in a pickle like the book's, without running code from it.

    Args:
        path: a pickle, plain or gzip, of ((x, y), (x, y), (x, y)) for training,
            validation and test; x floats of shape (n, 784), each a whole number of
            256ths in 0..255/256; y whole numbers of shape (n,). Lists are accepted in
            place of arrays.

    Returns:
        Images uint8 of shape (n, 28, 28): x * 256, exactly. Labels uint8.

    Raises:
        DataNotFoundError: there is no such file.
        DataError: it is damaged or too large, it holds other things than arrays, lists,
            tuples and numbers, or it has another form.

    Example:
        >>> import pickle, tempfile
        >>> path = Path(tempfile.mkdtemp()) / "one.pkl"
        >>> pair = [[0.5] * 784], [7]
        >>> _ = path.write_bytes(pickle.dumps((pair, pair, pair)))
        >>> read_book_pickle(path).train.images.max()
        np.uint8(128)
    """
    with open_plain_or_gzip(path) as stream:
        content = read_at_most(stream, LARGEST_PICKLE + 1)
    if len(content) > LARGEST_PICKLE:
        raise DataError(
            f"{path}: must unpack to at most {LARGEST_PICKLE:,} bytes, received more."
        )
    outer = _sequence(str(path), read_safe_pickle(str(path), content), 3)
    splits: list[Split] = []
    files: dict[str, str] = {}
    for part, pair in zip(_PARTS, outer, strict=True):
        where = f"{path} ({part})"
        files[f"{part}-images"] = files[f"{part}-labels"] = where
        splits.append(_read_pair(where, pair, len(content)))
    train, validation, test = splits
    return Contents(train, validation, test, str(path), files)


def _read_pair(where: str, pair: object, num_bytes: int) -> Split:
    pixels, labels = (
        _array(where, each, num_bytes) for each in _sequence(where, pair, 2)
    )
    return make_split(where, _images(where, pixels), where, labels)


def _items(value: object) -> Sequence[object] | None:
    """Return a list or tuple as it is, or None for anything else."""
    known = isinstance(value, (list, tuple))
    return cast(Sequence[object], value) if known else None


def _sequence(where: str, value: object, length: int) -> Sequence[object]:
    """Return a list or tuple of known length; refuse anything else."""
    items = _items(value) or []
    if len(items) != length:
        received = f"{len(items)} items" if items else f"a {type(value).__name__}"
        raise DataError(
            f"{where}: must be a list or tuple of {length}, as the book's "
            f"((x, y), (x, y), (x, y)) is, received {received}."
        )
    return items


def _array(where: str, value: object, num_bytes: int) -> npt.NDArray[Any]:
    if isinstance(value, ArrayRecord):
        try:
            return value.array()
        except ValueError as error:
            raise DataError(f"{where}: {error}; do not use this file.") from error
    items = _items(value)
    if items and isinstance(items[0], ArrayRecord):
        return _from_arrays(where, items, num_bytes)
    if items is not None:
        return _from_lists(where, items, num_bytes)
    raise DataError(
        f"{where}: must be an array or a list of numbers, received a "
        f"{type(value).__name__}."
    )


def _from_lists(where: str, rows: Sequence[object], num_bytes: int) -> npt.NDArray[Any]:
    """Return numbers, or equally long lists of numbers, as an array.

    Lists may hold themselves, or one another many times over, so nothing here is
    recursive and the size is bounded before a row is looked into: a number takes a byte
    of the file at least.
    """
    nested = bool(rows) and isinstance(rows[0], (list, tuple))
    lists = [_items(row) or [] for row in rows] if nested else [rows]
    width = len(lists[0])
    most = min(_MOST_NUMBERS, num_bytes)
    if len(lists) * width > most or any(len(row) != width for row in lists):
        raise DataError(
            f"{where}: lists must be equally long and hold at most {most:,} numbers "
            "in all, received other lists."
        )
    if not all(type(number) in (int, float) for row in lists for number in row):
        raise DataError(
            f"{where}: lists must hold numbers only, received something else."
        )
    return np.array(lists if nested else rows)


def _from_arrays(
    where: str, rows: Sequence[object], num_bytes: int
) -> npt.NDArray[Any]:
    """Return arrays of one shape as one array; the book's expanded images are such."""
    first = _array(where, rows[0], num_bytes)
    if len(rows) * first.size > min(_MOST_NUMBERS, num_bytes):
        raise DataError(
            f"{where}: a list of arrays must have at most as many numbers as its file "
            f"has bytes, received {len(rows):,} arrays of {first.size:,}."
        )
    whole = np.empty((len(rows), *first.shape), first.dtype)
    for place, row in enumerate(rows):
        array = _array(where, row, num_bytes) if isinstance(row, ArrayRecord) else None
        if array is None or (array.shape, array.dtype) != (first.shape, first.dtype):
            raise DataError(
                f"{where}: a list must hold arrays of one shape and type, received "
                "others."
            )
        whole[place] = array
    return whole


def _images(where: str, pixels: npt.NDArray[Any]) -> ByteArray:
    if pixels.ndim != 2 or pixels.shape[1] != SIDE**2 or pixels.dtype.kind != "f":
        raise DataError(
            f"{where}: pixels must be floats of shape (n, {SIDE**2}), received "
            f"{pixels.dtype} of shape {pixels.shape}."
        )
    images = np.empty(pixels.shape, np.uint8)
    for start in range(0, len(pixels), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        with np.errstate(over="ignore", invalid="ignore"):
            scaled = pixels[rows] * 256
        # Written so that a NaN is refused as well.
        if not ((scaled >= 0) & (scaled <= 255) & (scaled == np.rint(scaled))).all():
            raise DataError(
                f"{where}: every pixel must be k/256 with a whole number k in 0..255, "
                "as in the book's file, received other values."
            )
        images[rows] = scaled
    return images.reshape(-1, SIDE, SIDE)
