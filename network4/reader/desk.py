"""A sheet of paper on a desk: remove what is around the sheet."""

from typing import Any

import numpy as np
import numpy.typing as npt

from network4.reader.constants import DESK
from network4.reader.filters import Mask, grown
from network4.reader.labels import label
from network4.reader.opening import Grey, shrunk
from network4.reader.ranks import median


def clear_desk(grey: Grey) -> Grey:
    """Return a picture in which the desk around a bright sheet looks like paper.

    The sheet is the largest part above the threshold that separates bright from dark
    best (Otsu 1979). It must be roughly a rectangle with a sharp edge.

    Args:
        grey: (height, width) in 0..1.

    Returns:
        The picture, unchanged if there is no such sheet.
    """
    small, _ = shrunk(grey, max(grey.shape) / DESK.SIDE)
    sheet = _find_sheet(small)
    if sheet is None:
        return grey
    paper = _eroded(sheet, DESK.MARGIN)
    places = map(_nearest, grey.shape, small.shape)
    on_paper = paper[np.ix_(*places)]
    return np.where(on_paper, grey, np.float32(median(small[paper])))


def _nearest(size: int, small_size: int) -> npt.NDArray[np.int64]:
    """Return which of fewer places each place is in."""
    return np.arange(size) * small_size // size


def _find_sheet(grey: Grey) -> Mask | None:
    brightness = np.rint(255 * grey).astype(np.uint8)
    bright = brightness > _threshold(brightness)
    labels, count = label(bright)
    if not count:
        return None
    largest = labels == 1 + np.bincount(labels.ravel())[1:].argmax()
    sheet = ~_touching_edge(~largest)
    if (
        sheet.mean() < DESK.LEAST_AREA
        or largest.sum() < DESK.LEAST_BRIGHT * sheet.sum()
    ):
        return None
    if np.concatenate(_edges(sheet)).mean() > DESK.MOST_ON_EDGE:
        return None
    return sheet if _is_rectangle(sheet) and _is_sharp(grey, sheet) else None


def _threshold(brightness: npt.NDArray[np.uint8]) -> int:
    """Return the brightness up to which pixels are dark, by the largest variance."""
    counts = np.bincount(brightness.ravel(), minlength=256).astype(np.float64)
    levels = np.arange(256.0)
    dark, dark_sum = np.cumsum(counts), np.cumsum(counts * levels)
    bright, bright_sum = dark[-1] - dark, dark_sum[-1] - dark_sum
    apart = dark_sum / np.maximum(dark, 1) - bright_sum / np.maximum(bright, 1)
    return int((dark * bright * apart**2).argmax())


def _edges(plane: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], ...]:
    return plane[0], plane[-1], plane[:, 0], plane[:, -1]


def _touching_edge(mask: Mask) -> Mask:
    """Return the connected parts of a mask that reach the picture's edge."""
    labels, count = label(mask)
    chosen = np.zeros(count + 1, bool)
    chosen[np.concatenate(_edges(labels))] = True
    chosen[0] = False
    return chosen[labels]


def _is_rectangle(sheet: Mask) -> bool:
    """Tell by the smallest rectangle about it, upright or turned."""
    down, right = np.nonzero(sheet)
    best = np.inf, 0.0
    for degrees in range(0, DESK.LAST_ANGLE + 1, DESK.ANGLE_STEP):
        cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        sides = [
            float(along.max() - along.min()) + 1
            for along in (cos * right + sin * down, cos * down - sin * right)
        ]
        best = min(best, (sides[0] * sides[1], min(sides) / max(sides)))
    area, aspect = best
    return len(down) >= DESK.LEAST_FULLNESS * area and aspect >= DESK.LEAST_ASPECT


def _is_sharp(grey: Grey, sheet: Mask) -> bool:
    """Tell whether it is much darker just outside of the sheet than inside."""
    inside = _eroded(sheet, 1) & ~_eroded(sheet, DESK.EDGE)
    outside = _eroded(~sheet, 1) & ~_eroded(~sheet, DESK.EDGE)
    if not (inside.any() and outside.any()):
        return False
    return bool(median(grey[outside]) <= DESK.DARKEST_DESK * median(grey[inside]))


def _eroded(mask: Mask, reach: int) -> Mask:
    """Return what is so far from everything else; beyond the edge is nothing else."""
    return ~grown(~mask, reach)
