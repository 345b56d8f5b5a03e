"""Read a page in the way it lies, or turned by 90, 180 or 270 degrees."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from network4.errors import DataError
from network4.model import Model
from network4.reader.choosing import Choice, choose
from network4.reader.constants import TURNING
from network4.reader.ink import Written
from network4.reader.recognizing import Seen, recognize
from network4.reader.splitting import Page, split_page
from network4.reader.straightening import Level, straighten

_TURNS = 180, 90, 270  # degrees


class Way(NamedTuple):
    """A page, read in one of four ways.

    Attributes:
        degrees: by which the ink was turned, clockwise.
        level: the ink, turned and made level.
        page: its lines.
        seen: what the network said of them.
        readings: of each line, the best one for each number of digits.
    """

    degrees: int
    level: Level
    page: Page
    seen: Sequence[Seen]
    readings: Sequence[dict[int, Choice]]


def read_ways(model: Model, written: Written, *, every: bool) -> Way:
    """Return the page as it lies, or turned if it is read far better then.

    A page that is read well as it lies is not turned. So 6 and 9 stay what they are,
    and no time is lost.

    Args:
        model: a network for 28 x 28 images.
        written: the ink.
        every: whether to show the network all parts that may be digits.

    Raises:
        DataError: the page has so many parts that they cannot be digits.
    """
    upright = _read(model, written, 0, every)
    cost = _cost(upright)
    most = min(TURNING.SHARE * cost, cost - TURNING.LEAST_GAIN)
    if most <= 0 or cost <= TURNING.GOOD * _num_digits(upright):
        return upright
    best = upright
    for degrees in _TURNS:
        way = _read_below(model, written, degrees, most)
        if way is not None and _num_digits(way) >= TURNING.LEAST_DIGITS:
            best, most = way, _cost(way)
    if every and best.degrees:
        return _read(model, turned(written, best.degrees), best.degrees, every)
    return best


def turned(written: Written, degrees: int) -> Written:
    """Return ink turned clockwise by a multiple of 90 degrees."""
    ink, faint = (
        np.ascontiguousarray(np.rot90(plane, -degrees // 90))
        for plane in (written.ink, written.faint)
    )
    return written._replace(ink=ink, faint=faint)


def _read(model: Model, written: Written, degrees: int, every: bool) -> Way:
    level = straighten(written)
    page = split_page(level.written)
    seen = recognize(model, page.splits, every=every)
    readings = [choose(line.split, line.sureness, line.none) for line in seen]
    return Way(degrees, level, page, seen, readings)


def _read_below(
    model: Model, written: Written, degrees: int, most: float
) -> Way | None:
    """Return the page turned, or None as soon as its lines cost too much."""
    level = straighten(turned(written, degrees))
    try:
        page = split_page(level.written)
    except DataError:  # so turned it is no page of digits
        return None
    if sum(len(split.spans) for split in page.splits) > TURNING.MOST_SPANS:
        return None
    way = Way(degrees, level, page, [], [])
    for split in page.splits:
        if _cost(way) >= most:
            return None
        seen = recognize(model, [split], every=False)
        readings = [choose(line.split, line.sureness, line.none) for line in seen]
        way = way._replace(seen=[*way.seen, *seen], readings=[*way.readings, *readings])
    return way if _cost(way) < most else None


def _choices(way: Way) -> list[Choice]:
    """Return the best reading of each line."""
    return [min(each.values(), key=lambda c: c.cost) for each in way.readings]


def _cost(way: Way) -> float:
    return sum(choice.cost for choice in _choices(way))


def _num_digits(way: Way) -> int:
    return sum(len(choice.spans) for choice in _choices(way))
