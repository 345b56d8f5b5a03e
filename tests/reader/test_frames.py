"""Frames go, and the strokes in them stay."""

import numpy as np
import pytest
from scipy import ndimage

from network4.reader.frames import without_frames

PEN = 5.0


def zeros(count, pitch, down=30):
    """Rings of 30 pixels, one in each cell of 60."""
    rows, columns = np.indices((60 + 2 * down, count * pitch + 60))
    ink = np.zeros(rows.shape, np.float32)
    for number in range(count):
        radius = np.hypot(rows - down - 30, columns - 60 - number * pitch)
        ink[(radius < 15) & (radius > 10)] = 1
    return ink


def drawn(lines, shape):
    """Lines (top, bottom, left, right) of a form."""
    form = np.zeros(shape, np.float32)
    for top, bottom, left, right in lines:
        form[top:bottom, left:right] = 1
    return form


def cells(count, pitch=60, top=30, bottom=90):
    uprights = [30 + n * pitch for n in range(count + 1)]
    right = uprights[-1] + 3
    return [
        (top, top + 3, 30, right),
        (bottom - 3, bottom, 30, right),
        *((top, bottom, left, left + 3) for left in uprights),
    ]


def comb(count):
    return [line for line in cells(count)[1:] if line[1] - line[0] == 3] + [
        (60, 90, 30 + n * 60, 33 + n * 60) for n in range(count + 1)
    ]


def boxes(count):
    return [
        line
        for n in range(count)
        for line in (
            (30, 33, 30 + n * 80, 93 + n * 80),
            (87, 90, 30 + n * 80, 93 + n * 80),
            (30, 90, 30 + n * 80, 33 + n * 80),
            (30, 90, 90 + n * 80, 93 + n * 80),
        )
    ]


FORMS = {
    "cells": (cells(5), zeros(5, 60), 1),
    "comb": (comb(5), zeros(5, 60), 1),
    "boxes": (boxes(4), zeros(4, 80), 4),
    "one box": (boxes(1), zeros(1, 80), 1),
}


@pytest.mark.parametrize("is_faint", [False, True])
@pytest.mark.parametrize("kind", FORMS)
def test_forms_go_and_what_is_in_them_stays(kind, is_faint):
    """Of faint lines only the mask tells, as where they are fainter than ink."""
    lines, ink, count = FORMS[kind]
    form = drawn(lines, ink.shape)
    every = ink if is_faint else np.maximum(ink, form)
    left, frames = without_frames(every, np.maximum(ink, form) > 0, PEN)
    np.testing.assert_array_equal(left, ink)
    assert len(frames) == (0 if is_faint else count)
    for frame in frames:
        place = slice(frame.top, frame.bottom), slice(frame.left, frame.right)
        np.testing.assert_array_equal(frame.ink > 0, form[place] > 0)


def test_a_stroke_that_crosses_a_line_stays_whole():
    ink = zeros(3, 60)
    ink[40:110, 70:75] = 1  # through the lower line, beside no upright one
    every = np.maximum(ink, drawn(cells(3), ink.shape))
    left, _ = without_frames(every, every > 0, PEN)
    assert left[40:110, 70:75].min() == 1
    _, count = ndimage.label(left[88:, 60:80])
    assert count == 1


def test_a_1_as_high_as_its_cell_is_no_line():
    ink = zeros(5, 60)
    ink[:, 165:195] = 0
    ink[30:90, 178:183] = 1
    every = np.maximum(ink, drawn(cells(5), ink.shape))
    left, _ = without_frames(every, every > 0, PEN)
    # Its ends are among the lines.
    assert left[36:84, 178:183].min() == 1


@pytest.mark.parametrize("figure", ["0", "8", "11", "ring"])
def test_digits_of_straight_strokes_are_no_frames(figure):
    """Such as those of a calculator: nothing is inside."""
    ink = np.zeros((120, 120), np.float32)
    level = {"0": (30, 85), "8": (30, 57, 85), "11": (), "ring": ()}[figure]
    for row in level:
        ink[row : row + 5, 40:80] = 1
    for column in (40, 75) if figure != "ring" else ():
        ink[30:90, column : column + 5] = 1
    if figure == "ring":
        ink[:, :] = zeros(1, 60)
    left, frames = without_frames(ink, ink > 0, PEN)
    np.testing.assert_array_equal(left, ink)
    assert frames == []


def test_an_empty_box_beside_a_full_one_goes_with_it():
    ink = zeros(2, 80)
    ink[:, 110:] = 0
    every = np.maximum(ink, drawn(boxes(2), ink.shape))
    left, frames = without_frames(every, every > 0, PEN)
    np.testing.assert_array_equal(left, ink)
    assert len(frames) == 2
