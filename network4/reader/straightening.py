"""Writing that rises or falls, turned level."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from network4.reader.constants import RULING, STRAIGHTENING
from network4.reader.filters import any_in_squares
from network4.reader.frames import without_frames
from network4.reader.ink import Written
from network4.reader.pieces import Piece, find_pieces, is_speck
from network4.reader.ranks import median
from network4.reader.rotating import rotate, rotate_mask
from network4.reader.ruling import find_rules, without_rules
from network4.reader.strokes import Ink, pen_width

Box = tuple[int, int, int, int]
_HALF = 0.5  # of a pixel: turned, it is in a mask


@dataclass(frozen=True, eq=False)
class Level:
    """Ink turned level.

    Attributes:
        written: the ink.
        degrees: by which it was turned, clockwise.
        shape: (height, width) that it had before.
        removed: the boxes of rules and frames that were erased, before it was turned.
    """

    written: Written
    degrees: float
    shape: tuple[int, int]
    removed: tuple[Box, ...] = ()

    def box_before(self, piece: Piece) -> Box:
        """Return left, top, right, bottom of a piece before the ink was turned."""
        if not self.degrees:
            return piece.left, piece.top, piece.right, piece.bottom
        rows, columns = np.nonzero(piece.ink)
        down = rows + piece.top - (self.written.ink.shape[0] - 1) / 2
        right = columns + piece.left - (self.written.ink.shape[1] - 1) / 2
        cos, sin = _turn(self.degrees)
        y = cos * down - sin * right + (self.shape[0] - 1) / 2
        x = sin * down + cos * right + (self.shape[1] - 1) / 2
        left, top = math.floor(x.min()), math.floor(y.min())
        return left, top, math.ceil(x.max()) + 1, math.ceil(y.max()) + 1


def straighten(written: Written) -> Level:
    """Return writing turned level, without rules and frames.

    Rules tell how paper is turned; where there are none, how neighbouring digits lie.
    """
    shape = written.ink.shape[0], written.ink.shape[1]
    degrees = _slope_of_rules(written.ink)
    ink = _turned(written.ink, degrees)
    faint = _turned(written.faint.astype(np.float32), degrees) > _HALF
    unframed, frames = without_frames(ink, faint, written.pen)
    cleared, rules = without_rules(unframed)
    pen = pen_width(cleared) if frames and cleared.any() else written.pen
    level = Level(Written(cleared, written.scale, pen, faint), degrees, shape)
    removed = tuple(level.box_before(piece) for piece in (*frames, *rules))
    if not degrees:
        pieces = find_pieces(level.written)
        tall = [piece for piece in pieces if not is_speck(piece, pen)]
        degrees = _slope_of_neighbours(tall)
        cleared = _turned(cleared, degrees)
    return Level(Written(cleared, written.scale, pen, faint), degrees, shape, removed)


def _turn(degrees: float) -> tuple[float, float]:
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))


def _turned(ink: Ink, degrees: float) -> Ink:
    if not degrees:
        return ink
    return rotate(ink, -degrees).clip(0, 1)


def _slope_of_rules(ink: Ink) -> float:
    """Return the angle in degrees at which long lines lie; 0 if there are none."""
    factor = max(1.0, max(ink.shape) / STRAIGHTENING.OVERVIEW_SIDE)
    size = max(1, math.ceil(factor))
    mask = any_in_squares(ink > RULING.RULE_INK, size)
    if math.hypot(*mask.shape) < RULING.SMALLEST_SIDE - 1:  # however it is turned
        return 0.0
    lengths: dict[float, int] = {}
    for degrees in range(-STRAIGHTENING.STEEPEST, STRAIGHTENING.STEEPEST + 1, 2):
        turned = rotate_mask(mask, -degrees)
        rules = find_rules(turned)
        lengths[degrees] = sum(rule.length for rule in rules) if len(rules) > 1 else 0
    best = max(lengths, key=lambda degrees: (lengths[degrees], -abs(degrees)))
    is_sure = lengths[best] > max(1.5 * lengths[0], 2 * max(mask.shape))
    return best if is_sure and abs(best) > STRAIGHTENING.LEAST else 0.0


def _slope_of_neighbours(pieces: Sequence[Piece]) -> float:
    """Return the median slope in degrees between neighbours; 0 if it is small."""
    if len(pieces) <= STRAIGHTENING.LEAST_PAIRS:
        return 0.0
    usual = median([p.height for p in pieces])
    tall = sorted((p for p in pieces if p.height > 0.6 * usual), key=lambda p: p.middle)
    slopes: list[float] = []
    for number, piece in enumerate(tall):
        for other in tall[number + 1 :]:
            aside = other.middle - piece.middle
            below = (other.top + other.bottom - piece.top - piece.bottom) / 2
            if aside > STRAIGHTENING.NEAR * usual:
                break
            if abs(below) < STRAIGHTENING.LEVEL * usual and aside > 0.3 * usual:
                slopes.append(math.degrees(math.atan2(below, aside)))
                break
    if len(slopes) < STRAIGHTENING.LEAST_PAIRS:
        return 0.0
    middle = median(slopes)
    # A few digits of different heights are no slope.
    spread = median(np.abs(np.array(slopes) - middle))
    sure = abs(middle) > max(STRAIGHTENING.LEAST, 2 * spread / math.sqrt(len(slopes)))
    return -middle if sure and abs(middle) <= STRAIGHTENING.STEEPEST else 0.0
