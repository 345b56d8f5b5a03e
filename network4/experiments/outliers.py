"""Images that are no digits: letters, pairs and pieces of digits, specks and lines."""

import importlib
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from network4.datasets import Split
from network4.errors import ArgumentError
from network4.reader import normalize
from network4.reader.constants import NORMALIZING
from network4.utils.randomness import random_generator

Images = npt.NDArray[np.uint8]
# Letters and signs that nobody takes for a digit, whatever the hand.
LETTERS = "AEFHKMNPRTUVWXYadefhkmnprtuvwxy"
SIGNS = "#%&@*+=?$~"
TRAINING_FONTS = (
    "STIXGeneral*.ttf",
    *("cmb10.ttf", "cmr10.ttf", "cmss10.ttf", "cmt?10.ttf"),
)
OTHER_FONTS = (
    *("DejaVuSans.ttf", "DejaVuSans-*.ttf", "DejaVuSansMono*.ttf"),
    "DejaVuSerif-*.ttf",
)
_STRAIGHT = 1, 4, 7  # digits of which a piece may look like a 1
_LETTER_SIDE = 96
_SIDE: int = NORMALIZING.SIDE
_MOST_TRIES = 10_000


def make_outliers(digits: Split, count: int, seed: int) -> Images:
    """Return images that are no digits, normalised as a reader does.

    Args:
        digits: (n, 28, 28) images, of which pairs and pieces are made.
        count: how many, 0 or more; a quarter each are letters and signs, pairs of
            digits, pieces of digits, and specks and lines.
        seed: 0..2**63 - 1.

    Returns:
        (count, 28, 28) uint8.

    Raises:
        ArgumentError: all digits are blank, a 1, 4 or 7, or straight strokes.
    """
    generator = random_generator(seed, "outliers")
    fonts = find_fonts(TRAINING_FONTS)
    has_ink = digits.images.any(axis=(1, 2))
    inked = digits.images[has_ink]
    curved = digits.images[has_ink & ~np.isin(digits.labels, _STRAIGHT)]
    if not len(curved):
        raise ArgumentError(
            "make_outliers: digits must hold at least one with ink that is no 1, 4 or "
            f"7, received {len(digits)} without."
        )
    kinds: tuple[Callable[[], Images], ...] = (
        lambda: draw_letter(generator, LETTERS + SIGNS, fonts),
        lambda: _pair(inked, generator),
        lambda: _piece(curved, generator),
        lambda: _specks(generator),
    )
    made = [kinds[number % len(kinds)]() for number in range(count)]
    normalized = [normalize(one) for one in made]
    return np.array(normalized, np.uint8).reshape(-1, _SIDE, _SIDE)


def find_fonts(patterns: Sequence[str]) -> list[Path]:
    """Return font files that come with matplotlib, by name."""
    matplotlib: Any = importlib.import_module("matplotlib")
    directory = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return sorted({path for each in patterns for path in directory.glob(each)})


def draw_letter(
    generator: np.random.Generator, letters: str, fonts: Sequence[Path]
) -> Images:
    """Return one of the letters in one of the fonts, white on black, larger than it is.

    Returns:
        (96, 96) uint8.
    """
    letter = letters[generator.integers(len(letters))]
    path = fonts[int(generator.integers(len(fonts)))]
    font = ImageFont.truetype(path, _LETTER_SIDE // 2)
    image = Image.new("L", (_LETTER_SIDE, _LETTER_SIDE))
    middle = _LETTER_SIDE // 2, _LETTER_SIDE // 2
    ImageDraw.Draw(image).text(middle, letter, 255, font, anchor="mm")
    return np.asarray(image)


def _pair(digits: Any, generator: np.random.Generator) -> Images:
    """Return two digits side by side, a little apart or over one another."""
    left, right = (
        _ink_columns(digits[generator.integers(len(digits))]) for _ in range(2)
    )
    gap = int(generator.integers(-4, 3))
    at = max(0, left.shape[1] + gap)
    width = max(at + right.shape[1], left.shape[1])
    image = np.zeros((_SIDE, width), np.uint8)
    image[:, : left.shape[1]] = left
    place = image[:, at : at + right.shape[1]]
    np.maximum(place, right, out=place)
    return image


def _ink_columns(image: Images) -> Images:
    columns = np.flatnonzero(image.any(axis=0))
    return image[:, columns[0] : columns[-1] + 1]


def _piece(digits: Any, generator: np.random.Generator) -> Images:
    """Return a part of a digit, too little for itself and no stroke like a 1."""
    for _ in range(_MOST_TRIES):
        image = digits[generator.integers(len(digits))]
        axis, cut = generator.integers(2), int(generator.integers(9, 19))
        part = np.split(image, [cut], axis)[generator.integers(2)]
        if 0.2 < part.sum() / image.sum() < 0.6 and _roundness(part) > 0.4:
            return part
    raise ArgumentError(
        "make_outliers: digits must be such that a part of one is no straight stroke; "
        f"of {_MOST_TRIES} parts none was."
    )


def _roundness(image: Images) -> float:
    """Return how wide the ink lies across its longest direction, 0 to 1."""
    places = np.argwhere(image > 0)
    across, along = np.linalg.eigvalsh(np.cov(places.T)) if len(places) > 1 else (0, 1)
    return math.sqrt(max(across, 0) / along)


def _specks(generator: np.random.Generator) -> Images:
    """Return nothing, blots, or straight lines that lie."""
    image = Image.new("L", (_SIDE * 2, _SIDE * 2))
    draw = ImageDraw.Draw(image)
    for _ in range(generator.integers(0, 4)):
        x, y = generator.uniform(8, 48, 2)
        if generator.random() < 0.5:
            reach = generator.uniform(1, 8, 2)
            draw.ellipse((x - reach[0], y - reach[1], x + reach[0], y + reach[1]), 255)
        else:
            angle = generator.uniform(-0.5, 0.5)
            far = generator.uniform(10, 40)
            end = x + far * math.cos(angle), y + far * math.sin(angle)
            draw.line((x, y, *end), 255, int(generator.integers(1, 5)))
    return np.asarray(image)


def letters_in_other_fonts(count: int, seed: int) -> Iterator[Images]:
    """Yield normalised letters in fonts that `make_outliers` does not use."""
    generator = random_generator(seed, "letters")
    fonts = find_fonts(OTHER_FONTS)
    for _ in range(count):
        yield normalize(draw_letter(generator, LETTERS, fonts))
