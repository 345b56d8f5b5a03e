"""Remove long straight lines: ruled and squared paper, and printed frames."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from network4.reader.constants import RULING
from network4.reader.ink import Mask
from network4.reader.pieces import Piece, crop
from network4.reader.strokes import Ink
from network4.utils.scipy_ndimage import NDIMAGE

_AROUND = np.ones((3, 3), bool)


class Rule(NamedTuple):
    """A line found.

    Attributes:
        mask: where it is.
        is_upright: whether from top to bottom, not from left to right.
        length, thickness: in pixels.
    """

    mask: Mask
    is_upright: bool
    length: int
    thickness: float


def without_rules(ink: Ink) -> tuple[Ink, list[Piece]]:
    """Return ink without long straight lines, and these; strokes across them stay.

    Such lines run from left to right or from top to bottom, over at least half of the
    picture. A single line may be a stroke, unless it is much longer than all other ink
    is high.
    """
    mask = ink > RULING.RULE_INK
    rules = find_rules(mask)
    left = ink
    across = {upright: _crossing(mask, rules, upright) for upright in (False, True)}
    for rule in rules:
        crossed = rule.mask & (across[rule.is_upright] > 2 * rule.thickness + 1)
        near = NDIMAGE.binary_dilation(rule.mask, _AROUND)
        left = np.where(near & ~NDIMAGE.binary_dilation(crossed, _AROUND), 0, left)
    if len(rules) == 1 and rules[0].length < RULING.LONG * _tallest(left):
        return ink, []
    taken = np.where(left < ink, ink, 0).astype(np.float32)
    found = [crop(np.where(rule.mask, taken, 0), 0, 0) for rule in rules]
    return left, [piece for piece in found if piece]


def _crossing(
    mask: Mask, rules: Sequence[Rule], upright: bool
) -> npt.NDArray[np.int64]:
    """Return how long the strokes are that cross such rules, which are no rules."""
    strokes = mask.copy()
    for other in rules:
        if other.is_upright != upright:
            strokes &= ~other.mask
    return _run_lengths(strokes, upright=not upright)


def _tallest(ink: Ink) -> int:
    labels, _ = NDIMAGE.label(ink > RULING.RULE_INK, _AROUND)
    boxes = NDIMAGE.find_objects(labels)
    return max((rows.stop - rows.start for rows, _ in boxes), default=max(ink.shape))


def find_rules(mask: Mask) -> list[Rule]:
    """Return the long lines, and where there are some the shorter ones as thin."""
    rules = [
        rule for upright in (False, True) for rule in _find(mask, upright, RULING.SPAN)
    ]
    if all(rule.is_upright for rule in rules):  # paper is ruled across; 1s are not
        rules = [r for r in rules if r.length >= RULING.WHOLE_HEIGHT * mask.shape[0]]
    if len(rules) < RULING.SURE_COUNT:
        return rules
    usual = float(np.median([rule.thickness for rule in rules]))
    return [
        rule
        for upright in (False, True)
        for rule in _find(mask, upright, RULING.RUN)
        if rule.length >= RULING.SPAN * mask.shape[0 if upright else 1]
        or rule.thickness <= RULING.AS_THIN * usual
    ]


def _find(mask: Mask, upright: bool, span: float) -> Iterator[Rule]:
    side = mask.shape[0 if upright else 1]
    if side < RULING.SMALLEST_SIDE:
        return
    labels, _ = NDIMAGE.label(_runs(mask, upright), _AROUND)
    for number, box in enumerate(NDIMAGE.find_objects(labels), start=1):
        extent = box[0 if upright else 1]
        length = extent.stop - extent.start
        own = labels == number
        thickness = own.sum() / length
        if length >= span * side and thickness <= max(
            3, RULING.THICKEST * max(mask.shape)
        ):
            yield Rule(own, upright, length, float(thickness))


def _runs(mask: Mask, upright: bool) -> Mask:
    """Return where ink runs on along an axis, a pixel to the side allowed."""
    axis = 0 if upright else 1
    length = max(3, round(RULING.RUN * mask.shape[axis]))
    wide = NDIMAGE.maximum_filter1d(mask.astype(np.uint8), 3, axis=1 - axis)
    shortest = NDIMAGE.minimum_filter1d(wide, length, axis=axis, mode="constant")
    # Of an even window the middle lies to one side; the way back takes the other.
    origin = -1 if length % 2 == 0 else 0
    opened = NDIMAGE.maximum_filter1d(shortest, length, axis=axis, origin=origin)
    return (opened > 0) & mask


def _run_lengths(mask: Mask, upright: bool) -> npt.NDArray[np.int64]:
    """Return for each pixel how long the run of ink is that it lies in, 0 for none."""
    along = mask if not upright else mask.T
    padded = np.pad(along, ((0, 0), (1, 1))).astype(np.int8)
    steps = np.diff(padded, axis=1)
    begins, ends = np.argwhere(steps == 1), np.argwhere(steps == -1)
    lengths = np.zeros(along.shape, np.int64)
    for (row, start), (_, stop) in zip(begins, ends, strict=True):
        lengths[row, start:stop] = stop - start
    return lengths if not upright else lengths.T
