"""Remove long straight lines: ruled and squared paper, and printed frames."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from network4.reader.constants import RULING
from network4.reader.filters import Mask, grown, grown_along, opened_along
from network4.reader.labels import Labels, find_boxes, label, run_lengths
from network4.reader.pieces import Piece, crop
from network4.reader.ranks import median
from network4.reader.strokes import Ink


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
    if not rules:
        return ink, []
    left = ink
    across = {upright: _crossing(mask, rules, upright) for upright in (False, True)}
    for rule in rules:
        crossed = rule.mask & (across[rule.is_upright] > 2 * rule.thickness + 1)
        left = np.where(grown(rule.mask, 1) & ~grown(crossed, 1), 0, left)
    if len(rules) == 1 and rules[0].length < RULING.LONG * _tallest(left):
        return ink, []
    taken = np.where(left < ink, ink, 0).astype(np.float32)
    found = [crop(np.where(rule.mask, taken, 0), 0, 0) for rule in rules]
    return left, [piece for piece in found if piece]


def _crossing(mask: Mask, rules: Sequence[Rule], upright: bool) -> Labels:
    """Return how long the strokes are that cross such rules, which are no rules."""
    strokes = mask.copy()
    for other in rules:
        if other.is_upright != upright:
            strokes &= ~other.mask
    return run_lengths(strokes) if upright else run_lengths(strokes.T).T


def _tallest(ink: Ink) -> int:
    boxes = find_boxes(*label(ink > RULING.RULE_INK))
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
    usual = median([rule.thickness for rule in rules])
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
    labels, count = label(_runs(mask, upright))
    thickest = max(3, RULING.THICKEST * max(mask.shape))
    for number, box in enumerate(find_boxes(labels, count), start=1):
        extent = box[0 if upright else 1]
        length = extent.stop - extent.start
        thickness = float((labels[box] == number).sum() / length)
        if length >= span * side and thickness <= thickest:
            yield Rule(labels == number, upright, length, thickness)


def _runs(mask: Mask, upright: bool) -> Mask:
    """Return where ink runs on along an axis, a pixel to the side allowed."""
    axis = 0 if upright else 1
    length = max(3, round(RULING.RUN * mask.shape[axis]))
    return opened_along(grown_along(mask, 1, 1 - axis), length, axis) & mask
