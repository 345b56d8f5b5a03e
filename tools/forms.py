"""Digits in printed forms: rows of cells, combs, separate boxes and tables."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
_MARGIN = 50  # pixels of paper around a form


def in_form(
    inks: Sequence[Floats], form: str, columns: int, generator: np.random.Generator
) -> Floats:
    """Return digits in the cells of a form, row by row, with the form's lines.

    A cell is 1.15 to 1.9 times as high as the largest digit and about as wide. Digits
    lie off its middle, so that some touch a line or cross it.

    Args:
        inks: the digits, each (height, width) in 0..1.
        form: "cells", "comb", "boxes" or "table".
        columns: digits in a row.
        generator: draws the sizes and places.
    """
    largest = max(max(ink.shape) for ink in inks)
    high = round(largest * generator.uniform(1.15, 1.9))
    wide = round(high * generator.uniform(0.85, 1.2))
    gap = round(wide * generator.uniform(0.1, 0.6)) if form == "boxes" else 0
    rows = -(-len(inks) // columns)
    step_down = high + (gap if form == "boxes" else 0)
    shape = rows * step_down + 2 * _MARGIN, columns * (wide + gap) + 2 * _MARGIN
    page = np.zeros(shape, np.float32)
    for number, ink in enumerate(inks):
        top = _MARGIN + number // columns * step_down
        left = _MARGIN + number % columns * (wide + gap)
        _put(page, ink, top, left, (high, wide), generator)
    thickness = int(generator.integers(1, 5))
    lines = np.zeros(shape, bool)
    for row in range(rows):
        for column in range(columns):
            top = _MARGIN + row * step_down
            left = _MARGIN + column * (wide + gap)
            _draw_cell(lines, (top, left, high, wide), thickness, form)
    darkness = np.float32(generator.uniform(0.5, 1.0))
    return np.maximum(page, darkness * lines)


def _put(
    page: Floats,
    ink: Floats,
    top: int,
    left: int,
    cell: tuple[int, int],
    generator: np.random.Generator,
) -> None:
    """Write a digit near the middle of its cell."""
    places = [
        start + round((side - length) * generator.uniform(0.2, 0.8))
        for start, side, length in zip((top, left), cell, ink.shape, strict=True)
    ]
    own = page[places[0] :, places[1] :][: ink.shape[0], : ink.shape[1]]
    np.maximum(own, ink[: own.shape[0], : own.shape[1]], out=own)


def _draw_cell(
    lines: npt.NDArray[np.bool_],
    box: tuple[int, int, int, int],
    thickness: int,
    form: str,
) -> None:
    """Draw the lines of a cell; of a comb's the lower line and half of its sides."""
    top, left, high, wide = box
    bottom, right = top + high, left + wide
    across = slice(left, right + thickness)
    down = slice(top + high // 2 if form == "comb" else top, bottom + thickness)
    lines[bottom : bottom + thickness, across] = True
    if form != "comb":
        lines[top : top + thickness, across] = True
    for side in (left, right):
        lines[down, side : side + thickness] = True
