"""Connected pieces of ink."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from network4.reader.constants import PIECES
from network4.reader.filters import grown
from network4.reader.ink import Written
from network4.reader.labels import find_boxes, label
from network4.reader.strokes import Ink


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of ink.

    Attributes:
        ink: (height, width), 0 where another piece, or none, is.
        top, left: where it is.
    """

    ink: Ink
    top: int
    left: int

    @property
    def height(self) -> int:
        """In pixels."""
        return self.ink.shape[0]

    @property
    def width(self) -> int:
        """In pixels."""
        return self.ink.shape[1]

    @property
    def bottom(self) -> int:
        """The row after the last."""
        return self.top + self.height

    @property
    def right(self) -> int:
        """The column after the last."""
        return self.left + self.width

    @property
    def middle(self) -> float:
        """The column of the centre of mass."""
        along: list[float] = self.ink.sum(axis=0).tolist()
        total = max(sum(along), 1e-9)
        return self.left + sum(x * m for x, m in enumerate(along)) / total


def join(pieces: Sequence[Piece]) -> Piece:
    """Return one or more pieces as one."""
    if len(pieces) == 1:
        return pieces[0]
    top, left = min(p.top for p in pieces), min(p.left for p in pieces)
    bottom, right = max(p.bottom for p in pieces), max(p.right for p in pieces)
    ink = np.zeros((bottom - top, right - left), np.float32)
    for p in pieces:
        rows = slice(p.top - top, p.bottom - top)
        part = ink[rows, p.left - left : p.right - left]
        np.maximum(part, p.ink, out=part)
    return Piece(ink, top, left)


def crop(ink: Ink, top: int, left: int) -> Piece | None:
    """Return ink as a piece without empty rows and columns; None if it is all empty."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None
    first, last, start, stop = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    return Piece(ink[first:last, start:stop], top + int(first), left + int(start))


def find_pieces(written: Written) -> list[Piece]:
    """Return the connected pieces, specks included, in no order."""
    return list(_pieces(written))


def is_speck(piece: Piece, pen: float) -> bool:
    """Return whether a piece is so small that no digit can be."""
    return max(piece.ink.shape) <= PIECES.SPECK_PENS * pen


def _pieces(written: Written) -> Iterator[Piece]:
    mask = written.ink > PIECES.STROKE_INK
    reach = max(1, round(PIECES.GAP_PENS / 2 * written.pen))
    labels, count = label(grown(mask, reach), with_corners=False)
    labels[~mask] = 0
    for number, (rows, columns) in enumerate(find_boxes(labels, count), start=1):
        own = labels[rows, columns] == number
        ink = np.where(own, written.ink[rows, columns], 0).astype(np.float32)
        yield Piece(ink, rows.start, columns.start)
