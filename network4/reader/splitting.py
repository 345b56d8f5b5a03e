"""Split the ink of a page into lines, and each line into what may be digits."""

from typing import NamedTuple

from network4.errors import DataError
from network4.reader.constants import SPLITTING
from network4.reader.ink import Written
from network4.reader.joining import Split, split_line
from network4.reader.lines import find_lines, with_parts
from network4.reader.pieces import Piece, find_pieces, is_speck
from network4.reader.signs import may_be_point


class Page(NamedTuple):
    """The lines of a picture, and the ink that is in none, each with its reason."""

    splits: list[Split]
    left_out: list[tuple[Piece, str]]


def split_page(written: Written) -> Page:
    """Return the lines of a page, split in all ways, and the ink that is in none.

    Args:
        written: the ink, level.

    Raises:
        DataError: there are so many parts that they cannot be digits.
    """
    pieces = find_pieces(written)
    specks = [piece for piece in pieces if is_speck(piece, written.pen)]
    whole = [piece for piece in pieces if not is_speck(piece, written.pen)]
    if len(whole) > SPLITTING.MOST_PIECES:
        raise _too_much()
    lines, apart = find_lines(whole, written.pen)
    points = [piece for piece in specks if may_be_point(piece, written.pen)]
    lines, others = with_parts(lines, points)
    splits: list[Split] = []
    for line in lines:
        splits.append(split_line(line, written.pen))
        if sum(len(split.spans) for split in splits) > SPLITTING.MOST_SPANS:
            raise _too_much()
    others += [piece for piece in specks if not may_be_point(piece, written.pen)]
    left_out = [(p, "speck") for p in others] + [(p, "apart") for p in apart]
    return Page(splits, left_out)


def _too_much() -> DataError:
    return DataError(
        "read: IMAGE must show digits on plain or ruled paper; this one has so many "
        "dark parts that they cannot all be digits. Crop it to the digits."
    )
