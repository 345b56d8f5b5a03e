"""Signs among digits, drawn with a pen: points, commas, dashes, slashes and others."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PIL import Image

from network4.experiments.outliers import (
    LETTERS,
    OTHER_FONTS,
    draw_letter,
    find_fonts,
)

Floats = npt.NDArray[np.float32]
Point = tuple[float, float]  # right and down, in heights of a digit


def draw_sign(sign: str, height: int, generator: np.random.Generator) -> Floats:
    """Return the ink of a sign, (2 * height, width), its digits in the middle half.

    Args:
        sign: one of . , - / : + =
        height: of a digit, in pixels.
        generator: draws the pen, the size and the lean.
    """
    pen = height * generator.uniform(0.11, 0.16)  # as MNIST's
    size = generator.uniform(0.85, 1.15)
    lean = math.tan(math.radians(generator.uniform(-4, 4)))
    strokes = [
        [((x + lean * (0.5 - y)) * size, y) for x, y in stroke]
        for stroke in _strokes(sign, generator)
    ]
    return _drawn(strokes, pen, height)


def _strokes(sign: str, generator: np.random.Generator) -> Sequence[Sequence[Point]]:
    low = generator.uniform(0.92, 1.0)
    if sign == ".":
        return [[(0, low), (0.02, low)]]
    if sign == ",":
        return [[(0.1, low - 0.05), (0.08, low + 0.08), (0.0, low + 0.2)]]
    if sign == ":":
        return [[(0, low - 0.08), (0, low - 0.07)], [(0, 0.35), (0, 0.36)]]
    middle = generator.uniform(0.45, 0.6)
    if sign in "-=":
        half = generator.uniform(0.08, 0.14) if sign == "=" else 0.0
        level = [(0, middle), (0.45, middle + generator.uniform(-0.04, 0.04))]
        return [[(x, y + away) for x, y in level] for away in sorted({-half, half})]
    if sign == "+":
        half = generator.uniform(0.22, 0.3)
        across, down = [(0, middle), (2 * half, middle)], [(half, middle - half)]
        return [across, [*down, (half, middle + half)]]
    wide = math.tan(math.radians(generator.uniform(22, 40)))
    over = generator.uniform(0.05, 0.2)
    return [[(wide * (1 + 2 * over), -over), (0, 1 + over)]]


def _drawn(strokes: Sequence[Sequence[Point]], pen: float, height: int) -> Floats:
    """Return strokes as ink, without paper to their left and right."""
    wide = max(x for stroke in strokes for x, _ in stroke)
    least = min(x for stroke in strokes for x, _ in stroke)
    width = round((wide - least) * height + 2 * pen)
    rows, columns = np.mgrid[: 2 * height, :width]
    ink = np.zeros(rows.shape)
    for stroke in strokes:
        for (x, y), (to_x, to_y) in pairwise(stroke):
            for share in np.linspace(0, 1, 2 * height):
                right = ((x + share * (to_x - x)) - least) * height + pen
                down = (y + share * (to_y - y) + 0.5) * height
                away = np.hypot(rows - down, columns - right)
                np.maximum(ink, np.clip(pen / 2 - away + 0.5, 0, 1), out=ink)
    used = np.flatnonzero(ink.max(axis=0) > 0.2)
    return ink[:, used[0] : used[-1] + 1].astype(np.float32)


def draw_letter_among(
    height: int,
    generator: np.random.Generator,
    patterns: Sequence[str] = OTHER_FONTS,
) -> Floats:
    """Return the ink of a letter that nobody takes for a digit, as high as a digit.

    Args:
        height: of a digit, in pixels.
        generator: draws the letter and its font.
        patterns: of the fonts' names; default those in which the networks that read
            have seen no letters.
    """
    drawn = draw_letter(generator, LETTERS, find_fonts(patterns))
    rows, columns = (np.flatnonzero(drawn.max(axis=axis) > 60) for axis in (1, 0))
    tight = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    width = max(1, round(height * tight.shape[1] / tight.shape[0]))
    resized = Image.fromarray(tight).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(resized, np.float32) / 255


def with_letter(digits: str, generator: np.random.Generator) -> str:
    """Return digits with a "?" before, among or behind them, where a letter stands."""
    at = int(generator.integers(0, len(digits) + 1))
    return digits[:at] + "?" + digits[at:]


def with_signs(digits: str, generator: np.random.Generator) -> str:
    """Return digits with signs where people write them: a price, a date, a sum."""
    kinds = "point", "comma", "minus", "date", "time", "plus", "end"
    kind = str(generator.choice(kinds))
    at = int(generator.integers(1, len(digits)))
    if kind == "minus":
        return "-" + digits
    if kind == "end":  # as on cheques, so that nobody can add a digit
        return digits + str(generator.choice([".", ",", "-", ".-", "="]))
    if kind == "date" and len(digits) > 2:
        return f"{digits[0]}/{digits[1:-1]}/{digits[-1]}"
    sign = {"point": ".", "comma": ",", "time": ":", "plus": "+"}.get(kind, "-")
    return digits[:at] + sign + digits[at:]
