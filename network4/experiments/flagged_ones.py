"""The digit 1 with a flag, as in Europe, or a foot, as in print; MNIST has few."""

import math

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from network4.reader import normalize
from network4.utils.randomness import random_generator

Images = npt.NDArray[np.uint8]
_SIDE, _HEIGHT = 96, 60  # pixels of the drawing, and of a digit in it
_PENS = 3.5, 9.0  # pixels, where MNIST's pens have 2 to 3.7 of a digit's 20
# The flag: its length, as a share of the stem, and how many degrees it falls, at least.
# A long one that is nearly level would be the bar of a 7.
_LENGTHS, _MOST_DEGREES = (0.12, 0.9), 70.0
_SHORT, _LEAST_SHORT, _LEAST_LONG = 0.35, 20.0, 45.0
_SHARE_WITH_FOOT = 0.35


def draw_flagged_ones(count: int, seed: int) -> Images:
    """Return drawings of the digit 1 with a flag, normalised as a reader does.

    Args:
        count: how many, 0 or more.
        seed: 0..2**63 - 1, of pens, slants, flags and feet.

    Returns:
        (count, 28, 28) uint8.

    Example:
        >>> draw_flagged_ones(3, seed=0).shape
        (3, 28, 28)
    """
    generator = random_generator(seed, "flagged ones")
    drawn = [normalize(_draw(generator)) for _ in range(count)]
    return np.array(drawn, np.uint8).reshape(-1, 28, 28)


def _draw(generator: np.random.Generator) -> Images:
    lean = _HEIGHT * math.tan(math.radians(generator.uniform(-8, 25)))
    foot = np.array([_SIDE / 2 - lean / 2, (_SIDE + _HEIGHT) / 2])
    top = foot + np.array([lean, -_HEIGHT])
    share = generator.uniform(*_LENGTHS)
    least = _LEAST_SHORT if share < _SHORT else _LEAST_LONG
    angle = math.radians(generator.uniform(least, _MOST_DEGREES))
    length = _HEIGHT * share
    # No longer than down to the foot.
    length = min(length, 0.95 * _HEIGHT / math.sin(angle))
    flag = top + length * np.array([-math.cos(angle), math.sin(angle)])
    strokes = [(flag, top, 0.1), (top, foot, 0.05)]
    if generator.random() < _SHARE_WITH_FOOT:
        reach = np.array([_HEIGHT * generator.uniform(0.15, 0.35), 0])
        strokes.append((foot - reach, foot + reach, 0.03))
    image = Image.new("L", (2 * _SIDE, 2 * _SIDE))
    pen = generator.uniform(*_PENS)
    for first, last, most_bent in strokes:
        _stroke(image, first, last, generator.uniform(-1, 1) * most_bent, pen)
    return np.asarray(image.resize((_SIDE, _SIDE), Image.Resampling.BOX))


def _stroke(
    image: Image.Image,
    first: npt.NDArray[np.float64],
    last: npt.NDArray[np.float64],
    bent: float,
    pen: float,
) -> None:
    """Draw a stroke with round ends, bent by a share of its length, twice as large."""
    shares = np.linspace(0, 1, 25)[:, None]
    aside = bent * (last - first)[::-1] * [1, -1]
    points = 2 * (first + shares * (last - first) + 4 * shares * (1 - shares) * aside)
    places = [(float(x), float(y)) for x, y in points]
    draw = ImageDraw.Draw(image)
    draw.line(places, 255, round(2 * pen), "curve")
    for x, y in (places[0], places[-1]):
        draw.ellipse((x - pen, y - pen, x + pen, y + pen), 255)
