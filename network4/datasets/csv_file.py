"""CSV files with an image in each line: a label, and pixels row by row."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from network4.datasets.brightness import LEAST_WHITE, find_brightness
from network4.datasets.class_names import MOST_CLASSES
from network4.datasets.contents import Contents
from network4.datasets.csv_columns import Columns, find_columns
from network4.datasets.labels import named_classes
from network4.datasets.split import Split
from network4.datasets.streams import GIBIBYTE, check_fits, open_plain_or_gzip
from network4.errors import DataError, shown

LARGEST_CSV = 2 * GIBIBYTE
_LONGEST_LINE = 2**24
_BLOCK = 2**20
_LINES_AT_ONCE = 1000
_BRIGHTEST = 255
Size = tuple[int, ...]
Line = tuple[int, str]


def read_csv(
    path: Path, size: Size | None = None, label_column: str | None = None
) -> Contents:
    r"""Return the images of a CSV file, plain or gzip, with an image in each line.

    Args:
        path: the file. Fields are separated by commas, semicolons or tabs. The first
            line may hold the names of the columns. Columns named "id" or "index", and
            columns without a name, are left out.
        size: (height, width) or (channels, height, width) of an image; default None,
            the images are square.
        label_column: name or number of the column with the label; 1 is the first column
            and -1 the last. Default None: the column named "label", "class", "target",
            "digit" or "y", or else the first.

    Returns:
        Images uint8, or float32 in 0..1 if the file has fractions; labels as numbered
        by `named_classes`.

    Raises:
        DataError: a line has no label, too few or too many fields, or a field that is
            not a pixel in 0..255; the message says which line. Or `size` is None and
            the images are not square. Or there is no column of labels.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "few.csv"
        >>> _ = path.write_text("label,a,b,c,d\nyes,0,9,255,3\nno,1,2,3,4\n")
        >>> contents = read_csv(path)
        >>> contents.train, contents.class_names
        (Split(2 images of 2x2), ('no', 'yes'))
    """
    with open_plain_or_gzip(path) as stream:
        lines = _lines(path, stream)
        first = next(lines, None)
        if first is None:
            raise DataError(f"{path}: must hold a line for each image, received none.")
        columns = find_columns(path, first[1], label_column)
        shape = _image_shape(path, columns, size)
        found = _Table(path, columns)
        if not columns.names:
            found.add([first])
        while chunk := list(islice(lines, _LINES_AT_ONCE)):
            found.add(chunk)
    return found.contents(shape)


def _lines(path: Path, stream: BinaryIO) -> Iterator[Line]:
    """Yield each line that is not empty, and its number, from 1."""
    rest, number = b"", 0
    while block := stream.read(_BLOCK):
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            number += 1
            yield from _decoded(path, number, line)
        if len(rest) > _LONGEST_LINE:
            raise DataError(
                f"{path}: must have lines of at most {_LONGEST_LINE:,} bytes, "
                f"received a longer one, line {number + 1:,}; write one image in each "
                "line."
            )
    yield from _decoded(path, number + 1, rest)


def _decoded(path: Path, number: int, line: bytes) -> Iterator[Line]:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise DataError(
            f"{path}, line {number:,}: must be text in UTF-8, received other bytes; "
            "save the file as CSV in UTF-8."
        )
    if text:
        yield number, text


def _image_shape(path: Path, columns: Columns, size: Size | None) -> Size:
    count = len(columns.pixels)
    if size is not None:
        if math.prod(size) == count:
            return size
        asked = "x".join(map(str, size))
        raise DataError(
            f"{path}: must have {math.prod(size):,} pixels in each line for images of "
            f"{asked}, received {count:,} beside the label; give another size."
        )
    side = math.isqrt(count)
    if side and side * side == count:
        return side, side
    advice = (
        "name the column of the labels with label_column"
        if math.isqrt(count + 1) ** 2 == count + 1
        else "say size=(height, width)"
    )
    raise DataError(
        f"{path}: must have a label and a square number of pixels in each line, "
        "received "
        f"{count + 1:,} columns; {advice}."
    )


@dataclass
class _Table:
    """The rows that have been read from a file so far."""

    path: Path
    columns: Columns
    labels: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    parts: list[npt.NDArray[Any]] = field(default_factory=list)
    num_bytes: int = 0

    def add(self, lines: list[Line]) -> None:
        """Take the labels and the pixels of some lines."""
        rows = [self._pixels(number, line) for number, line in lines]
        part = _as_bytes(rows)
        if part is None:
            numbers = [number for number, _ in lines]
            part = np.stack(list(map(self._floats, numbers, rows)))
        self.parts.append(part)
        self.num_bytes += part.nbytes
        check_fits(str(self.path), self.num_bytes)
        if self.num_bytes > LARGEST_CSV:
            raise DataError(
                f"{self.path}: must hold at most {LARGEST_CSV:,} bytes of pixels, "
                "received more; use a part of the file."
            )

    def contents(self, shape: Size) -> Contents:
        """Return the images and what they are called."""
        if not self.labels:
            raise DataError(
                f"{self.path}: must hold a line for each image, received names of "
                "columns only."
            )
        pixels = np.concatenate(self.parts)
        self.parts.clear()
        if pixels.dtype == np.uint8 and pixels.max() < LEAST_WHITE:
            pixels = pixels.astype(np.uint16)  # nobody said that they are bytes
        owner = str(self.path)
        brightness = find_brightness(owner, pixels)
        images = brightness(owner, pixels)
        labels, names = named_classes(owner, self._label_values())
        split = Split(images.reshape(-1, *shape), labels)
        remarks = (*self.columns.remarks, *filter(None, [brightness.remark]))
        return Contents(split, None, None, owner, class_names=names, remarks=remarks)

    def _label_values(self) -> npt.NDArray[Any]:
        """Return the labels, as numbers if all of them are."""
        texts = np.array(self.labels)
        try:
            values = texts.astype(np.float64)
        except ValueError:
            return texts
        is_class = (np.trunc(values) == values) & (np.abs(values) < MOST_CLASSES)
        wrong: list[int] = np.flatnonzero(~is_class).tolist()
        for place in wrong[:1]:
            raise self._wrong(
                self.numbers[place],
                f"must have a label that is text or a whole number below "
                f"{MOST_CLASSES:,}, received {shown(self.labels[place])}",
            )
        return values

    def _pixels(self, number: int, line: str) -> str:
        """Keep the label of a line; return its pixels with commas between them."""
        columns = self.columns
        fields = columns.fields(line)
        if len(fields) != columns.count:
            raise self._wrong(
                number,
                f"must have {columns.count:,} fields as the first line has, received "
                f"{len(fields):,}",
            )
        label = fields[columns.label].strip()
        if not label:
            raise self._wrong(number, "must have a label, received none")
        self.labels.append(label)
        self.numbers.append(number)
        if columns.label == 0 and len(columns.pixels) == columns.count - 1:
            return ",".join(fields[1:])
        return ",".join([fields[place] for place in columns.pixels])

    def _floats(self, number: int, row: str) -> npt.NDArray[np.float32]:
        """Return the pixels of a line that has others than whole numbers."""
        values: list[float] = []
        for place, text in zip(self.columns.pixels, row.split(","), strict=True):
            try:
                value = float(text)
            except ValueError:
                value = math.nan
            if not 0 <= value <= _BRIGHTEST:
                column = self.columns.name(place)
                raise self._wrong(
                    number,
                    f"must have a pixel of 0..{_BRIGHTEST} in column {column}, "
                    f"received {shown(text)}",
                )
            values.append(value)
        return np.array(values, np.float32)

    def _wrong(self, number: int, said: str) -> DataError:
        return DataError(
            f"{self.path}, line {number:,}: {said}; correct the line, or leave it out."
        )


def _as_bytes(rows: list[str]) -> npt.NDArray[np.uint8] | None:
    """Return the whole numbers of some rows; None where there are others."""
    try:
        return np.loadtxt(rows, np.uint8, comments=None, delimiter=",", ndmin=2)
    except ValueError:
        return None
