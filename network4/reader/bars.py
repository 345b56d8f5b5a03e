"""Find straight lines of ink, which may be the sides of printed frames."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from network4.reader.constants import BARS
from network4.reader.filters import Mask, grown, opened_along
from network4.reader.labels import find_boxes, label
from network4.reader.ranks import median

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Bar:
    """A straight line of ink, which may be a side of a frame.

    A bar is described as if it ran from left to right; rows and columns of upright bars
    are exchanged.

    Attributes:
        is_upright: whether it runs from top to bottom.
        start: its first column.
        centres: (length,) the row of its middle in each column.
        thickness: in pixels.
    """

    is_upright: bool
    start: int
    centres: Floats
    thickness: float

    @property
    def end(self) -> int:
        """The column after the last."""
        return self.start + len(self.centres)

    @property
    def middle(self) -> float:
        """The median row of its middle."""
        return median(self.centres)

    def moved(self, down: int, right: int) -> Self:
        """Return the bar in a picture that begins so far below and to the right."""
        across, along = (right, down) if self.is_upright else (down, right)
        return replace(self, start=self.start - along, centres=self.centres - across)

    def at(self, column: float) -> float:
        """Return the row of its middle in a column, or at the end nearest to it."""
        place = min(max(round(column) - self.start, 0), len(self.centres) - 1)
        return float(self.centres[place])


def find_bars(mask: Mask, pen: float) -> list[Bar]:
    """Return the straight lines of a mask that run level or upright, or nearly so.

    Args:
        mask: (height, width), where there is ink.
        pen: width of the strokes, in pixels; a bar is several times as long.
    """
    length = max(BARS.LEAST_BAR, round(BARS.LEAST_BAR_PENS * pen))
    return [
        bar
        for is_upright in (False, True)
        for bar in _bars(mask.T if is_upright else mask, is_upright, length)
    ]


def _bars(mask: Mask, is_upright: bool, length: int) -> Iterator[Bar]:
    if mask.shape[1] < length:
        return
    labels, count = label(_long_runs(mask, length))
    for number, place in enumerate(find_boxes(labels, count), start=1):
        bar = _bar(labels[place] == number, length)
        if bar is not None:
            centres, thickness = bar
            start = place[1].start
            yield Bar(is_upright, start, centres + place[0].start, thickness)


def _bar(own: Mask, length: int) -> tuple[Floats, float] | None:
    """Return a bar's middle in each column and its thickness; None if it is none."""
    counts = own.sum(axis=0)
    # Where a stroke touches a bar it is thicker, so most columns may be.
    thickness = float(np.sort(counts)[len(counts) // 4])
    if own.shape[1] < length or thickness > BARS.THICKEST * own.shape[1]:
        return None
    # At its ends, and where strokes touch it, a bar is thinner or thicker.
    usual = np.pad(np.abs(counts - thickness) <= 1, 1, constant_values=True)
    columns = np.flatnonzero(usual[:-2] & usual[1:-1] & usual[2:])
    if not len(columns):
        return None
    rows = np.arange(own.shape[0], dtype=np.float64)[:, None] * own
    known = rows.sum(axis=0)[columns] / counts[columns]
    every = np.arange(own.shape[1], dtype=np.float64)
    centres = np.asarray(np.interp(every, columns, known), np.float64)
    return (centres, thickness) if _is_straight(centres, thickness) else None


def _is_straight(centres: Floats, thickness: float) -> bool:
    """Return whether nine in ten columns are near a line from end to end."""
    count = len(centres)
    quarter = count // 4
    first, last = (median(e) for e in (centres[:quarter], centres[-quarter:]))
    slope = (last - first) / (count - quarter)
    line = first + slope * (np.arange(count, dtype=np.float64) - (quarter - 1) / 2)
    bent = float(np.sort(np.abs(centres - line))[(9 * count) // 10])
    most = BARS.MOST_BENT + BARS.MOST_BENT_SHARE * count + thickness / 4
    return abs(slope) <= BARS.MOST_LEANING and bent <= most


def _long_runs(mask: Mask, length: int) -> Mask:
    """Return where ink runs on from left to right, a pixel to the side allowed."""
    return opened_along(grown(mask, 1), length, axis=1) & mask
