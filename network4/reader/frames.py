"""Find and remove printed frames: boxes, rows of cells, combs and tables."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from network4.reader.bars import Bar, find_bars
from network4.reader.constants import FRAMES
from network4.reader.filters import Mask, grown_along
from network4.reader.pieces import Piece, crop
from network4.reader.ranks import median
from network4.reader.strokes import Ink


class Frame(NamedTuple):
    """A frame that was found.

    Attributes:
        place: the rows and columns that it is in.
        left: the ink there without it.
        size: its height and width.
        is_filled: whether there is ink inside.
    """

    place: tuple[slice, slice]
    left: Ink
    size: tuple[int, int]
    is_filled: bool


def without_frames(ink: Ink, faint: Mask, pen: float) -> tuple[Ink, list[Piece]]:
    """Return ink without frames, and the frames; strokes that cross them stay.

    A frame consists of bars whose ends lie on one another, and has ink inside. So the
    strokes of a digit are no frame, even where they touch one.

    Args:
        ink: (height, width) in 0..1.
        faint: (height, width), where there may be ink as faint as printed lines.
        pen: width of the strokes, in pixels.
    """
    mask = ink > FRAMES.LEAST_INK
    groups = map(_without_strokes, _frames(find_bars(mask | faint, pen)))
    found = [_erase(ink, group, pen) for group in groups if _is_frame(group)]
    sizes = [frame.size for frame in found if frame.is_filled]
    frames = [f for f in found if any(_is_alike(f.size, size) for size in sizes)]
    left = ink.copy()
    for frame in frames:
        np.minimum(left[frame.place], frame.left, out=left[frame.place])
    pieces = [_taken(ink, frame) for frame in frames]
    return left, [piece for piece in pieces if piece]


def _taken(ink: Ink, frame: Frame) -> Piece | None:
    whole = ink[frame.place]
    top, left = (side.start for side in frame.place)
    taken = np.where(frame.left < whole, whole, 0).astype(np.float32)
    return crop(taken, top, left)


def _frames(bars: Sequence[Bar]) -> list[list[Bar]]:
    """Return bars that hold on to one another, in groups that touch."""
    kept = list(bars)
    while True:
        holding = [bar for bar in kept if _holds(bar, kept)]
        if len(holding) == len(kept):
            break
        kept = holding
    groups: list[list[Bar]] = []
    for bar in kept:
        near = [g for g in groups if any(_meeting(bar, o) is not None for o in g)]
        groups = [g for g in groups if not any(g is other for other in near)]
        groups.append([b for g in near for b in g] + [bar])
    return groups


def _meeting(bar: Bar, other: Bar) -> float | None:
    """Return the column at which another bar meets a bar; None if it does not."""
    if bar.is_upright == other.is_upright:
        return None
    column = other.at(bar.at((bar.start + bar.end) / 2))
    row = bar.at(column)
    along = bar.start - column, column - bar.end + 1
    across = other.start - row, row - other.end + 1
    is_near = max(along) <= _reach(other) and max(across) <= _reach(bar)
    return column if is_near else None


def _reach(bar: Bar) -> float:
    """Return how far from the middle of a bar another may end that touches it."""
    return FRAMES.REACH + bar.thickness / 2


def _holds(bar: Bar, others: Sequence[Bar]) -> bool:
    """Return whether a bar ends on two others, meets many, or is a tooth of a comb."""
    met = [(o, place) for o in others if (place := _meeting(bar, o)) is not None]
    if len(met) >= FRAMES.SURE_COUNT:
        return True
    first = any(abs(place - bar.start) <= _reach(other) for other, place in met)
    last = any(abs(place - bar.end + 1) <= _reach(other) for other, place in met)
    return (first and last) or (
        (first or last) and len(met) == 1 and _is_tooth(bar, met[0][0], others)
    )


def _is_tooth(bar: Bar, base: Bar, others: Sequence[Bar]) -> bool:
    """Return whether bars as long stand on a base at equal distances to a bar."""
    alike = [
        other
        for other in others
        if other.is_upright == bar.is_upright
        and max(abs(other.start - bar.start), abs(other.end - bar.end))
        <= _reach(base) + FRAMES.MOST_LEANING * len(base.centres)
        and abs(len(other.centres) - len(bar.centres)) <= _reach(base)
        and _meeting(other, base) is not None
    ]
    places = np.sort([other.middle for other in alike])
    if len(places) < FRAMES.LEAST_TEETH:
        return False
    usual = median(np.diff(places))
    away = np.abs(places - bar.middle)
    return bool((np.abs(away - usual) <= FRAMES.UNEVEN * usual).any())


def _without_strokes(bars: list[Bar]) -> list[Bar]:
    """Return bars without upright ones that stand in the middle of an even cell.

    A 1 that is as high as its cell is a bar, too, but divides the cell.
    """
    upright = sorted((b for b in bars if b.is_upright), key=lambda bar: bar.middle)
    gaps = np.diff([bar.middle for bar in upright])
    if len(gaps) < FRAMES.LEAST_CELLS:
        return bars
    usual = median(gaps)
    strokes = [
        bar
        for bar, left, right in zip(upright[1:-1], gaps[:-1], gaps[1:], strict=True)
        if left + right <= FRAMES.MOST_CELL * usual
        and sum(_meeting(bar, o) is not None for o in bars) < FRAMES.SURE_COUNT
    ]
    return [bar for bar in bars if not any(bar is stroke for stroke in strokes)]


def _is_frame(bars: Sequence[Bar]) -> bool:
    """Return whether bars enclose something, or are a comb."""
    upright = sum(bar.is_upright for bar in bars)
    level = len(bars) - upright
    is_comb = level == 1 and upright >= FRAMES.LEAST_TEETH
    return is_comb or (upright >= 2 and level >= 2)


def _erase(ink: Ink, bars: Sequence[Bar], pen: float) -> Frame:
    """Return a frame, with the ink in its place that is left when it is erased."""
    down, right = (_extent(bars, way, ink.shape[way]) for way in (0, 1))
    place = down, right
    moved = [bar.moved(down.start, right.start) for bar in bars]
    left = _erased(ink[place], moved, pen)
    columns = [bar.middle for bar in moved if bar.is_upright]
    rows = [end for bar in moved if bar.is_upright for end in (bar.start, bar.end)]
    size = max(rows) - min(rows), round(max(columns)) - round(min(columns)) + 1
    margin = round(max(bar.thickness for bar in bars) + pen)
    inside = left[
        max(0, min(rows) + margin) : max(0, max(rows) - margin),
        max(0, round(min(columns)) + margin) : max(0, round(max(columns)) + 1 - margin),
    ]
    amount = int((inside > FRAMES.LEAST_INK).sum())
    return Frame(place, left, size, amount >= FRAMES.LEAST_FILLED_PENS * pen**2)


def _extent(bars: Sequence[Bar], way: int, length: int) -> slice:
    """Return the rows (0) or columns (1) that bars are in, with a margin."""
    along = [b for b in bars if b.is_upright == (way == 0)]
    across = [b for b in bars if b.is_upright != (way == 0)]
    first = [b.start for b in along] + [int(b.centres.min()) for b in across]
    last = [b.end for b in along] + [int(b.centres.max()) for b in across]
    margin = FRAMES.MARGIN + round(max(b.thickness for b in bars))
    return slice(max(0, min(first) - margin), min(length, max(last) + margin))


def _is_alike(size: tuple[int, int], other: tuple[int, int]) -> bool:
    pairs = zip(size, other, strict=True)
    return all(max(p) <= FRAMES.ALIKE * min(p) for p in pairs)


def _erased(ink: Ink, bars: Sequence[Bar], pen: float) -> Ink:
    """Return ink without bars, but with the strokes that cross them."""
    left = ink.copy()
    for is_upright in (False, True):
        strokes = ink > FRAMES.LEAST_INK
        for other in bars:
            if other.is_upright != is_upright:
                _clear_band(strokes.T if other.is_upright else strokes, other)
        for bar in bars:
            if bar.is_upright == is_upright:
                along = left.T if is_upright else left
                _erase_bar(along, strokes.T if is_upright else strokes, bar, pen)
    return left


def _clear_band(mask: Mask, bar: Bar) -> None:
    top, bottom = _edges(bar, len(mask))
    rows = np.arange(len(mask))[:, None]
    mask[:, bar.start : bar.end] &= (rows < top - 1) | (rows > bottom)


def _edges(bar: Bar, height: int) -> tuple[npt.NDArray[np.int64], ...]:
    """Return in each column of a bar its first row, and the row after its last."""
    half = bar.thickness / 2
    top = np.floor(bar.centres + 0.5 - half).astype(np.int64)
    bottom = np.ceil(bar.centres + 0.5 + half).astype(np.int64)
    return top.clip(0, height), bottom.clip(0, height)


def _erase_bar(ink: Ink, strokes: Mask, bar: Bar, pen: float) -> None:
    """Erase a bar from left to right; what reaches out on a side stays."""
    top, bottom = _edges(bar, len(ink))
    least = max(2, round(FRAMES.OUT_PENS * pen))
    columns = slice(bar.start, bar.end)
    own = strokes[:, columns]
    above = _reaches(own, top - 1, -1, least)
    below = _reaches(own, bottom, 1, least)
    reach = round(bar.thickness / 2) + 1
    crossed = _spread(above, reach) & _spread(below, reach)
    rows = np.arange(len(ink))[:, None]
    first = np.where(above, top, top - 1)
    last = np.where(below, bottom, bottom + 1)
    ink[:, columns][(rows >= first) & (rows < last) & ~crossed] = 0


def _reaches(
    mask: Mask, rows: npt.NDArray[np.int64], step: int, least: int
) -> npt.NDArray[np.bool_]:
    """Return in which columns so many pixels in a row are ink, from a row on."""
    columns = np.arange(mask.shape[1], dtype=np.int64)
    reaching = np.ones(mask.shape[1], bool)
    for away in range(least):
        row = rows + step * away
        inside = (row >= 0) & (row < len(mask))
        reaching &= inside & mask[row.clip(0, len(mask) - 1), columns]
    return reaching


def _spread(places: npt.NDArray[np.bool_], reach: int) -> npt.NDArray[np.bool_]:
    return grown_along(places[None], reach, axis=1)[0]
