"""Digits as a hand writes them: strokes of a pen, for the pictures that we ship.

They are drawn by us, point by point. None of them comes from a data set.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import splev, splprep

Points = npt.NDArray[np.float64]

# The points that the pen passes, x to the right and y down, in a box about 100 high.
_STROKES = {
    "0": ("40,3 14,17 2,52 12,88 34,98 56,82 62,48 52,15 34,3 28,6",),
    "1": ("20,2 16,34 11,68 8,99",),
    "2": ("4,24 14,6 36,1 51,16 48,38 30,64 8,88 3,95 22,93 44,95 62,91",),
    "3": ("6,13 24,1 45,9 47,28 32,44 22,47 40,51 54,68 46,90 24,99 3,89",),
    "4": (
        "22,4 14,30 5,58 24,61 58,57",
        "49,24 45,60 41,99",
    ),
    "5": (
        "16,5 13,24 10,43 28,38 48,49 52,71 38,92 18,98 2,90",
        "16,5 34,6 55,2",
    ),
    "6": ("46,2 26,20 10,48 5,74 16,95 36,96 48,78 40,60 22,59 8,72",),
    "7": ("3,10 22,8 44,9 60,4 48,28 35,60 26,98",),
    "8": (
        "50,16 32,2 12,12 14,32 34,48 50,68 42,92 22,98 6,84 14,62 36,44 50,26 47,12",
    ),
    "9": ("50,16 32,3 10,16 6,38 22,50 42,38 51,14 50,36 46,66 40,98",),
}
_STEP = 1.0  # between points of a finished stroke
# In what hands differ from one digit to the next, in hundredths of the height.
_TREMBLE, _SIZES, _LEAN, _RISE = 1.2, 0.07, 0.06, 2.5


@dataclass(frozen=True)
class Stroke:
    """What the pen does from where it is put down to where it is lifted.

    Attributes:
        points: (n, 2), x and y, one unit apart.
        pressure: (n,), of the pen at each point, about 1.
    """

    points: Points
    pressure: npt.NDArray[np.float64]


def write(text: str, height: float, generator: np.random.Generator) -> list[Stroke]:
    """Return the strokes of digits in a row, each a little different every time.

    Args:
        text: digits and spaces.
        height: of a digit, in units of the answer.
        generator: what draws the differences.

    Returns:
        Strokes in the order of writing; the row begins at (0, 0) at its upper left.
    """
    strokes: list[Stroke] = []
    left = 0.0
    for sign in text:
        if sign == " ":
            left += 0.5 * height
            continue
        own = list(_one(_STROKES[sign], height, generator))
        low = min(points[:, 0].min() for points in own)
        rise = generator.normal(0, _RISE * height / 100)
        place = np.array([left - low, rise])
        moved = [points + place for points in own]
        strokes += [Stroke(points, _pressure(len(points))) for points in moved]
        right = max(points[:, 0].max() for points in moved)
        left = right + generator.uniform(0.24, 0.34) * height
    return strokes


def _one(
    strokes: tuple[str, ...], height: float, generator: np.random.Generator
) -> Iterator[Points]:
    """Yield the strokes of a digit as smooth curves."""
    size = height / 100 * (1 + generator.uniform(-_SIZES, _SIZES))
    lean = generator.normal(0, _LEAN)
    for passed in strokes:
        points = np.array([place.split(",") for place in passed.split()], float)
        points += generator.normal(0, _TREMBLE, points.shape)
        points[:, 0] += lean * (100 - points[:, 1])
        yield _smooth(points * size)


def _smooth(points: Points) -> Points:
    """Return a smooth curve through points, as points that are one unit apart."""
    curve, _ = splprep(points.T, s=0.0, k=min(3, len(points) - 1))
    fine = np.stack(splev(np.linspace(0, 1, 2000), curve), axis=1)
    along = np.concatenate([[0.0], np.hypot(*np.diff(fine, axis=0).T).cumsum()])
    places = np.arange(0, along[-1], _STEP)
    return np.stack([np.interp(places, along, axis) for axis in fine.T], axis=1)


def _pressure(count: int) -> npt.NDArray[np.float64]:
    """Return how hard the pen presses: less where it is put down and lifted."""
    share = np.linspace(0, 1, count)
    return 0.75 + 0.4 * np.sin(np.pi * share) ** 0.5
