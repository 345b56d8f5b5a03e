"""Read points, commas, dashes, colons, slashes, + and = by size and place."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from network4.reader.constants import SIGNS
from network4.reader.lines import Line
from network4.reader.pieces import Piece, join
from network4.reader.ranks import median
from network4.reader.strokes import pen_width


def may_be_point(piece: Piece, pen: float) -> bool:
    """Return whether a speck is as large and as dark as a point of the pen."""
    large = min(piece.ink.shape) >= SIGNS.LEAST_POINT_PENS * pen
    return large and float(piece.ink.max()) >= SIGNS.LEAST_POINT_INK


def find_sign(pieces: Sequence[Piece], line: Line, pen: float) -> str | None:
    """Return the sign that neighbouring pieces of a line may be; None for none.

    Args:
        pieces: one piece, or the two of a colon or of an equals sign.
        line: the line that they are in.
        pen: width of the strokes, in pixels.
    """
    text = _by_form(pieces, line, pen)
    return text if text and _is_in_place(text, pieces, line) else None


def _is_in_place(text: str, pieces: Sequence[Piece], line: Line) -> bool:
    """Return whether a sign stands beside digits, and between two if it has to.

    What is above or below a digit is a part of it. But a point may be below the top of
    the digit before it, as below that of a 7.
    """
    first, last = (line.pieces.index(pieces[end]) for end in (0, -1))
    is_first, is_last = first == 0, last == len(line.pieces) - 1
    if (text in SIGNS.AFTER and is_first) or (text in SIGNS.BEFORE and is_last):
        return False
    sign = join(pieces)
    for other in line.pieces[:first] + line.pieces[last + 1 :]:
        shared = min(sign.right, other.right) - max(sign.left, other.left)
        is_under = text in SIGNS.LOW and other.middle < sign.middle
        if (
            _is_whole(other, line)
            and shared > SIGNS.MOST_SHARED * sign.width
            and not is_under
        ):
            return False
    return True


def _by_form(pieces: Sequence[Piece], line: Line, pen: float) -> str | None:
    if len(pieces) == 2:
        return _colon(pieces, line, pen) or _equals(pieces, line, pen)
    [piece] = pieces
    if _is_plus(piece, line):
        return "+"
    if _is_whole(piece, line):
        return _slash(piece, line, pen)
    middle = _place((piece.top + piece.bottom) / 2, line)
    if _is_point(piece, line, pen):
        return "." if middle > SIGNS.LOW_PLACE else None
    if _is_dash(piece, line, pen):
        is_between = SIGNS.DASH_FROM < middle < SIGNS.DASH_TO
        return "-" if is_between else None
    return _comma(piece, line, middle)


def _place(row: float, line: Line) -> float:
    """Return how far below the top of usual digits a row is, in heights."""
    return (row - _top(line)) / line.height


def _top(line: Line) -> float:
    """Return the median top of the pieces that are as high as the line."""
    tops = [p.top for p in line.pieces if _is_whole(p, line)]
    return median(tops) if tops else line.top


def _is_point(piece: Piece, line: Line, pen: float) -> bool:
    most = min(SIGNS.MOST_POINT_PENS * pen, SIGNS.MOST_POINT * line.height)
    return max(piece.ink.shape) <= most and may_be_point(piece, pen)


def _is_dash(piece: Piece, line: Line, pen: float) -> bool:
    is_flat = piece.width >= SIGNS.DASH_ASPECT * piece.height
    is_long = piece.width >= SIGNS.LEAST_DASH * line.height
    return is_flat and is_long and piece.height <= SIGNS.MOST_DASH_PENS * pen


def _comma(piece: Piece, line: Line, middle: float) -> str | None:
    is_small = (
        piece.height <= SIGNS.MOST_COMMA * line.height
        and piece.width <= piece.height * SIGNS.COMMA_ASPECT
    )
    is_below = _place(piece.bottom, line) > SIGNS.COMMA_BOTTOM
    is_comma = is_small and is_below and middle > SIGNS.LOW_PLACE
    return "," if is_comma else None


def _colon(pieces: Sequence[Piece], line: Line, pen: float) -> str | None:
    if not all(_is_point(piece, line, pen) for piece in pieces):
        return None
    upper, lower = sorted(pieces, key=lambda piece: piece.top)
    whole = join(pieces)
    is_upright = whole.width <= SIGNS.COLON_WIDTH * max(p.width for p in pieces)
    is_apart = lower.top - upper.bottom >= SIGNS.COLON_GAP_PENS * pen
    top, bottom = _place(whole.top, line), _place(whole.bottom, line)
    is_between = top > 0 and bottom < SIGNS.COLON_BOTTOM
    return ":" if is_upright and is_apart and is_between else None


def _equals(pieces: Sequence[Piece], line: Line, pen: float) -> str | None:
    if not all(_is_dash(piece, line, pen) for piece in pieces):
        return None
    one, other = pieces
    shared = min(one.right, other.right) - max(one.left, other.left)
    is_stacked = shared > SIGNS.MOST_SHARED * min(one.width, other.width)
    whole = join(pieces)
    is_low = whole.height <= SIGNS.MOST_EQUALS * line.height
    return "=" if is_stacked and is_low else None


def _is_plus(piece: Piece, line: Line) -> bool:
    """Return whether all ink is near an upright and a level bar that cross."""
    height, width = piece.ink.shape
    least, most = (share * line.height for share in (SIGNS.LEAST_PLUS, SIGNS.MOST_PLUS))
    if min(height, width) < least or height > most:
        return False
    if not 1 / SIGNS.PLUS_ASPECT <= width / height <= SIGNS.PLUS_ASPECT:
        return False
    pen = pen_width(piece.ink)
    if min(height, width) < SIGNS.LEAST_PLUS_PENS * pen:
        return False
    row, column = (int(piece.ink.sum(axis=axis).argmax()) for axis in (1, 0))
    inside = all(
        SIGNS.PLUS_ARM <= place / length <= 1 - SIGNS.PLUS_ARM
        for place, length in ((row, height), (column, width))
    )
    reach = max(1, round(SIGNS.PLUS_BAR_PENS * pen))
    rest = piece.ink.copy()
    rest[max(0, row - reach) : row + reach + 1] = 0
    rest[:, max(0, column - reach) : column + reach + 1] = 0
    is_crossed = float(piece.ink[row, column]) >= SIGNS.LEAST_POINT_INK
    is_bare = float(rest.sum()) <= SIGNS.PLUS_REST * float(piece.ink.sum())
    return inside and is_crossed and is_bare


def _slash(piece: Piece, line: Line, pen: float) -> str | None:
    """Return a slash if a piece is straight and leans far more than digits.

    A 1 may lean as far. So a slash must be higher than digits, or must be one of the
    two of a date.
    """
    lean, width = straightness(piece)
    if (
        width > SIGNS.SLASH_PENS * pen
        or not SIGNS.LEAST_LEAN <= lean <= SIGNS.MOST_LEAN
    ):
        return None
    is_high = piece.height >= SIGNS.SLASH_HEIGHT * _height_of_digits(line, pen)
    is_slash = lean >= SIGNS.SLASH_LEAN or is_high
    return "/" if is_slash or piece in _slashes_of_date(line, pen) else None


def _height_of_digits(line: Line, pen: float) -> float:
    """Return the median height of the digits of a line that are no mere strokes."""
    heights = [
        piece.height
        for piece in line.pieces
        if _is_whole(piece, line) and straightness(piece)[1] > SIGNS.SLASH_PENS * pen
    ]
    return median(heights) if heights else line.height


def _slashes_of_date(line: Line, pen: float) -> list[Piece]:
    """Return the two strokes that divide a line as a date; [] if there are none.

    They lean more than another straight stroke of the line, a 1.
    """
    whole = [piece for piece in line.pieces if _is_whole(piece, line)]
    leans = [
        lean if width <= SIGNS.SLASH_PENS * pen else math.inf
        for lean, width in map(straightness, whole)
    ]
    least = min(leans) + SIGNS.LEAST_LEAN
    found = [n for n, lean in enumerate(leans) if least <= lean < math.inf]
    if len(found) != len(SIGNS.DATE) - 1:
        return []
    borders = pairwise([-1, *found, len(whole)])
    counts = [after - before - 1 for before, after in borders]
    is_date = all(0 < n <= most for n, most in zip(counts, SIGNS.DATE, strict=True))
    return [whole[number] for number in found] if is_date else []


def _is_whole(piece: Piece, line: Line) -> bool:
    return piece.height >= SIGNS.WHOLE * line.height


def straightness(piece: Piece) -> tuple[float, float]:
    """Return how far a piece leans to the right, in degrees, and how wide it is.

    The width is six standard deviations of the ink's distance from the straight line
    that fits it best, over the square root of 3: a bar's own width.
    """
    rows, columns = np.nonzero(piece.ink)
    ink = piece.ink[rows, columns].astype(np.float64)
    total = float(ink.sum())
    down = rows - float(ink @ rows) / total
    right = columns - float(ink @ columns) / total
    downs, rights = float(ink @ down**2), float(ink @ right**2)
    both = float(ink @ (down * right))
    angle = 0.5 * math.atan2(2 * both, downs - rights)
    least = (downs + rights) / 2 - math.hypot((downs - rights) / 2, both)
    return -math.degrees(angle), math.sqrt(12 * max(least, 0.0) / total)
