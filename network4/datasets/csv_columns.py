"""Which columns of a CSV file are pixels, and which is the label."""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from network4.errors import DataError, on_one_line, shown
from network4.utils.checks import suggestion

_LABELS = ("label", "labels", "class", "target", "digit", "category", "y")
_LEFT_OUT = ("", "id", "index", "unnamed: 0")
_SEPARATORS = ",;\t"
_NAMES_SHOWN = 5
_FEWEST_TO_COUNT_UP = 4  # columns that are named by their numbers


@dataclass(frozen=True)
class Columns:
    """The columns of a CSV file.

    Attributes:
        separator: the character between two fields.
        count: number of fields in a line.
        names: the names in the first line; () if the first line is an image.
        label: the column of the label, counted from 0.
        pixels: the columns of the pixels, counted from 0.
    """

    separator: str
    count: int
    names: tuple[str, ...]
    label: int
    pixels: tuple[int, ...]

    def fields(self, line: str) -> list[str]:
        """Return the fields of a line, without quotation marks."""
        return _fields(line, self.separator)

    def name(self, place: int) -> str:
        """Return how to name a column for people: its number, and its name if any.

        >>> Columns(",", 2, ("label", "a"), 0, (1,)).name(1)
        "2 ('a')"
        """
        return f"{place + 1:,}{f' ({shown(self.names[place])})' if self.names else ''}"

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences that say how the columns were understood."""
        used = {self.label, *self.pixels}
        unused = [self.name(each) for each in range(self.count) if each not in used]
        left = f" Left out: column {', '.join(unused)}." if unused else ""
        first = "names of columns" if self.names else "an image"
        return (
            f"The first line is {first}; column {self.name(self.label)} has the "
            f"labels.{left}",
        )


def find_columns(path: Path, line: str, label_column: str | None) -> Columns:
    """Return the columns of a file, by its first line.

    Args:
        path: the file, for messages.
        line: its first line, names or an image.
        label_column: as for `read_csv`.

    Raises:
        DataError: the named column or any column of labels is missing, or there is only
            one column.
    """
    separator = max(_SEPARATORS, key=line.count)
    fields = [each.strip() for each in _fields(line, separator)]
    if len(fields) < 2:
        raise DataError(
            f"{path}: must be a CSV file with a label and pixels in each line, "
            "received a "
            f"first line of one field, {shown(line)}."
        )
    words = [place for place, text in enumerate(fields) if not _is_number(text)]
    has_names = len(words) > 1 or _counts_up([t for t in fields if _is_number(t)])
    names = tuple(fields) if has_names else ()
    label = _label_place(path, fields, words, names, label_column)
    pixels = tuple(
        place
        for place in range(len(fields))
        if place != label and not (names and names[place].lower() in _LEFT_OUT)
    )
    return Columns(separator, len(fields), names, label, pixels)


def _label_place(
    path: Path,
    fields: Sequence[str],
    words: Sequence[int],
    names: tuple[str, ...],
    asked: str | None,
) -> int:
    if asked is not None:
        return _asked_place(path, len(fields), names, asked)
    lowered = [name.lower() for name in names]
    for name in _LABELS:
        if name in lowered:
            return _only_place(path, lowered, name)
    count = len([name for name in lowered if name not in _LEFT_OUT]) or len(fields)
    if math.isqrt(count) ** 2 == count and not (words and not names):
        raise DataError(
            f"{path}: must have a column of labels, received {count:,} columns, which "
            "are just the pixels of a square image; use a file with labels, or name "
            "their column with label_column."
        )
    if names:
        return next(p for p, name in enumerate(lowered) if name not in _LEFT_OUT)
    return words[0] if words else 0


def _asked_place(path: Path, count: int, names: tuple[str, ...], asked: str) -> int:
    if asked in names:
        return _only_place(path, names, asked)
    try:
        number = int(asked)
    except ValueError:
        number = 0
    if 1 <= number <= count or -count <= number <= -1:
        return number - 1 if number > 0 else count + number
    few = ", ".join(names[:_NAMES_SHOWN])
    more = " and others" if len(names) > _NAMES_SHOWN else ""
    held = f"has {on_one_line(few, 80)}{more}" if names else "has no line of names"
    raise DataError(
        f"{path}: label_column must be a name in its first line, or a number in "
        f"1..{count} or -1 for the last, received {shown(asked)}; the file {held}."
        f"{suggestion(asked, names)}"
    )


def _only_place(path: Path, names: Sequence[str], name: str) -> int:
    """Return where a name stands; DataError if it stands in two places."""
    if names.count(name) == 1:
        return names.index(name)
    raise DataError(
        f"{path}: must have one column {shown(name)}, received {names.count(name)}; "
        "say by label_column which, by its number."
    )


def _fields(line: str, separator: str) -> list[str]:
    if '"' in line:
        return next(csv.reader([line], delimiter=separator))
    return line.split(separator)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _counts_up(texts: Sequence[str]) -> bool:
    """Return whether columns are named by their numbers, 0, 1, 2 and so on."""
    first = texts[0] if texts else ""
    return (
        len(texts) >= _FEWEST_TO_COUNT_UP
        and first in ("0", "1")
        and list(texts) == [str(int(first) + place) for place in range(len(texts))]
    )
