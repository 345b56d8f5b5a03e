"""Pictures of lines of MNIST's digits, written as people write, to measure a reader.

Digits are put side by side at a chosen distance of their inks, in a pen, slant and
size, on paper with or without texture and rules, in even or uneven light.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw
from scipy import ndimage

from network4.datasets import Split
from network4.experiments.outliers import OTHER_FONTS
from tools.forms import in_form
from tools.signs import draw_letter_among, draw_sign, with_letter, with_signs

Floats = npt.NDArray[np.float32]
Owners = npt.NDArray[np.int8]
_HEIGHT = 56  # of a digit of usual size, in pixels
_INK = 0.3  # of the darkest: less is the edge of a stroke
_PAPER = 220.0  # brightness of a page of several lines


@dataclass(frozen=True)
class Condition:
    """How lines are written and photographed.

    Attributes:
        num_digits: fewest and most digits of a line.
        gap: smallest and largest distance between inks, as a share of a digit's width;
            0 is touching, less is overlapping.
        slant: up to so many degrees the line rises or falls.
        shear: up to so many degrees digits lean.
        size_jitter: up to this share digits are larger or smaller than others.
        pen: pixels by which strokes are thicker, less than 0 thinner.
        background: what the paper has: "plain", "texture", "ruled" or "squared".
        light: how much darker one side is than the other, 0 to 1.
        shadow: how much darker it is in a shadow with an edge, 0 to 1.
        noise: standard deviation, of a range of 1.
        frame: whether a printed frame is around the digits.
        is_inverted: whether it is light on dark.
        form: printed form in whose cells the digits are: "cells", "comb", "boxes",
            "table", or "" for none.
        columns: digits in each row of a form; 0 for all.
        has_signs: whether points, commas and other signs are among the digits.
        has_letter: whether a letter is among them, which is to be read as "?".
        fonts: patterns of the names of its fonts.
        desk: brightness of the desk on which the sheet lies, turned by up to 15 degrees
            and not all in view, 0 to 1; 0 for none.
    """

    num_digits: tuple[int, int] = (5, 5)
    gap: tuple[float, float] = (0.15, 0.5)
    slant: float = 0.0
    shear: float = 0.0
    size_jitter: float = 0.0
    pen: float = 0.0
    background: str = "plain"
    light: float = 0.0
    shadow: float = 0.0
    noise: float = 0.01
    frame: bool = False
    is_inverted: bool = False
    form: str = ""
    columns: int = 0
    has_signs: bool = False
    has_letter: bool = False
    fonts: tuple[str, ...] = OTHER_FONTS
    desk: float = 0.0


@dataclass(frozen=True, eq=False)
class Example:
    """A picture of a line, and what is written there."""

    image: npt.NDArray[np.uint8]
    text: str


def make_line(
    digits: Split, condition: Condition, generator: np.random.Generator
) -> Example:
    """Return a picture of digits drawn at random from a split."""
    return make_owned_line(digits, condition, generator)[0]


def make_owned_line(
    digits: Split, condition: Condition, generator: np.random.Generator
) -> tuple[Example, Owners]:
    """Return the same, and which part of the text each pixel of ink belongs to.

    Returns:
        The example, and for each pixel of its picture the number of its sign in the
        text, counted from 1; 0 where there is no ink or some of several. In a form or
        frame, on a desk and of a slant all are 0.
    """
    count = int(
        generator.integers(condition.num_digits[0], condition.num_digits[1] + 1)
    )
    chosen = generator.integers(0, len(digits), count)
    inks = [_written(digits.images[index], condition, generator) for index in chosen]
    text = "".join(str(digits.labels[index]) for index in chosen)
    owners = np.zeros((0, 0), np.int8)
    if condition.form:
        columns = condition.columns or count
        ink = in_form(inks, condition.form, columns, generator)
        text = "\n".join(text[n : n + columns] for n in range(0, count, columns))
    else:
        if condition.has_signs or condition.has_letter:
            change = with_signs if condition.has_signs else with_letter
            text = change(text, generator)
            inks = _among(text, inks, condition, generator)
        ink, owners = _beside(inks, condition, generator)
    image = _photograph(_frame(ink, condition, generator), condition, generator)
    in_place = owners.shape == image.shape
    return Example(image, text), owners if in_place else np.zeros(image.shape, np.int8)


def make_turned_page(
    digits: Split, condition: Condition, generator: np.random.Generator
) -> Example:
    """Return three lines below one another, turned by 0, 90, 180 or 270 degrees."""
    lines = [make_line(digits, condition, generator) for _ in range(3)]
    width = max(line.image.shape[1] for line in lines)
    page = np.full((0, width), _PAPER, np.float32)
    for line in lines:
        seen = line.image[_HEIGHT:-_HEIGHT].astype(np.float32)
        aside = (0, 0), (0, width - seen.shape[1])
        level = seen + _PAPER - np.median(seen)
        page = np.vstack([page, np.pad(level, aside, constant_values=_PAPER)])
    noisy = page + generator.normal(0, 255 * condition.noise, page.shape)
    turned = np.rot90(noisy, int(generator.integers(4)))
    image = np.rint(turned.clip(0, 255)).astype(np.uint8)
    return Example(image, "\n".join(line.text for line in lines))


def _among(
    text: str,
    inks: Sequence[Floats],
    condition: Condition,
    generator: np.random.Generator,
) -> list[Floats]:
    """Return the inks of digits and signs in the order of a text."""
    digits = iter(inks)
    return [
        next(digits)
        if sign.isdigit()
        else draw_letter_among(_HEIGHT, generator, condition.fonts)
        if sign == "?"
        else draw_sign(sign, _HEIGHT, generator)
        for sign in text
    ]


def _written(
    image: Any, condition: Condition, generator: np.random.Generator
) -> Floats:
    """Return one digit's ink without paper around it."""
    size = 1 + generator.uniform(-1, 1) * condition.size_jitter
    side = round(28 * _HEIGHT / 20 * size)
    large = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    ink = np.asarray(large, np.float32) / 255
    if condition.pen:
        reach = abs(condition.pen)
        rows, columns = np.ogrid[-8:9, -8:9]
        disk = rows**2 + columns**2 <= reach**2
        change = ndimage.grey_dilation if condition.pen > 0 else ndimage.grey_erosion
        ink = change(np.pad(ink, 9), footprint=disk)
    lean = math.tan(math.radians(generator.uniform(-1, 1) * condition.shear))
    middle = ink.shape[0] / 2
    ink = ndimage.affine_transform(
        np.pad(ink, ((0, 0), (12, 12))),
        [[1, 0], [lean, 1]],
        [0, -lean * middle],
        order=1,
    )
    rows, columns = ink.max(axis=1) > 0.2, ink.max(axis=0) > 0.2
    if not rows.any():  # worn away by too thin a pen
        return _written(image, Condition(), generator)
    return ink[np.ix_(_span(rows), _span(columns))]


def _span(used: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    places = np.flatnonzero(used)
    return np.arange(places[0], places[-1] + 1)


def _beside(
    inks: Sequence[Floats], condition: Condition, generator: np.random.Generator
) -> tuple[Floats, Owners]:
    """Return digits in a row, as far apart as the condition says, and their owners."""
    height = 2 * _HEIGHT + 2 * max(ink.shape[0] for ink in inks)
    width = sum(ink.shape[1] + _HEIGHT for ink in inks) + 4 * _HEIGHT
    row = np.zeros((height, width), np.float32)
    owners = np.zeros(row.shape, np.int8)
    right = 2 * _HEIGHT
    # People put a point beside a digit, not below the strokes of two.
    reach = _HEIGHT if condition.has_signs else 3
    for number, ink in enumerate(inks):
        top = height // 2 - ink.shape[0] // 2 + int(generator.integers(-3, 4))
        own = np.zeros_like(row[:, : ink.shape[1]])
        own[top : top + ink.shape[0]] = ink
        left = right
        if number:
            gap = generator.uniform(*condition.gap) * _HEIGHT * 0.7
            left = _touching(row, own, right, reach) + round(gap)
        place = row[:, left : left + ink.shape[1]]
        owner = owners[:, left : left + ink.shape[1]]
        owner[own > _INK] = np.where(place[own > _INK] > _INK, 0, number + 1)
        np.maximum(place, own, out=place)
        right = left + ink.shape[1]
    used = _span(row.max(axis=0) > 0.2)
    margin = _HEIGHT
    seen = slice(max(0, used[0] - margin), used[-1] + margin)
    return row[:, seen], owners[:, seen]


def _touching(row: Floats, own: Floats, right: int, reach: int) -> int:
    """Return where to begin so that the inks touch, and no more.

    Rows count as the same that lie in a window of so many pixels.
    """
    there = ndimage.maximum_filter1d(row[:, :right] > 0.3, reach, axis=0)
    here = own > 0.3
    both = there.any(axis=1) & here.any(axis=1)
    if not both.any():
        return right
    ends = right - there[both][:, ::-1].argmax(axis=1)
    begins = here[both].argmax(axis=1)
    return max(0, int((ends - begins).max()))


def _frame(ink: Floats, condition: Condition, generator: np.random.Generator) -> Floats:
    """Return the line turned by its slant, inside a frame if there is one."""
    if condition.slant:
        angle = generator.uniform(-1, 1) * condition.slant
        ink = ndimage.rotate(ink, angle, order=1).clip(0, 1)
    if not condition.frame:
        return ink
    framed = Image.fromarray(np.rint(255 * np.pad(ink, 30)).astype(np.uint8))
    height, width = ink.shape[0] + 60, ink.shape[1] + 60
    draw = ImageDraw.Draw(framed)
    draw.rectangle((12, 12, width - 12, height - 12), outline=220, width=3)
    return np.asarray(framed, np.float32) / 255


def _photograph(
    ink: Floats, condition: Condition, generator: np.random.Generator
) -> npt.NDArray[np.uint8]:
    height, width = ink.shape
    paper = np.full(ink.shape, generator.uniform(0.75, 0.95), np.float32)
    if condition.background == "texture":
        grain = generator.standard_normal(ink.shape).astype(np.float32)
        coarse = ndimage.gaussian_filter(grain, 2.0)
        paper += 0.025 * coarse / coarse.std() + 0.015 * grain
    if condition.background in ("ruled", "squared"):
        step = int(generator.integers(34, 70))
        rules = np.zeros(ink.shape, bool)
        first = int(generator.integers(step))
        for thickness in range(2):
            rules[first + thickness :: step] = True
            if condition.background == "squared":
                rules[:, first + thickness :: step] = True
        paper = np.where(rules, paper - 0.22, paper)
    contrast = generator.uniform(0.55, 0.9)
    seen = paper * (1 - contrast * ink)
    rows, columns = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    angle = generator.uniform(0, 2 * math.pi)
    along = (rows - 0.5) * math.sin(angle) + (columns - 0.5) * math.cos(angle)
    seen = seen * (1 - condition.light * (along + 0.7) / 1.4)
    if condition.shadow:
        edge = 1 / (1 + np.exp(-(along - generator.uniform(-0.3, 0.3)) * 60))
        seen = seen * (1 - condition.shadow * edge)
    if condition.desk:
        seen = _on_desk(seen, condition.desk, generator)
    seen = seen + condition.noise * generator.standard_normal(seen.shape)
    seen = 1 - seen if condition.is_inverted else seen
    return np.rint(255 * seen.clip(0, 1)).astype(np.uint8)


def _on_desk(sheet: Floats, brightness: float, generator: np.random.Generator) -> Any:
    """Return a sheet on a desk with a grain, turned, a corner or side out of view."""
    height = len(sheet)
    lying = np.pad(sheet, height // 2, constant_values=np.nan)
    angle = generator.uniform(-15, 15)
    turned = ndimage.rotate(lying, angle, order=1, cval=np.nan)
    grain = ndimage.gaussian_filter(generator.standard_normal(turned.shape), 2.0)
    desk = brightness * (1 + 0.2 * grain / grain.std())
    seen = np.where(np.isnan(turned), desk, turned)
    top, left = (int(generator.integers(1, 1 + height // 2)) for _ in range(2))
    return ndimage.gaussian_filter(seen[top:, left:], 0.7)
