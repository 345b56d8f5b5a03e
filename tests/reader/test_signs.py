"""Signs are read by size and place, and digits are none."""

import numpy as np
import pytest

from network4.reader.lines import Line
from network4.reader.pieces import Piece
from network4.reader.signs import find_sign, may_be_point

PEN = 5.0
HIGH = [Piece(np.ones((40, 20), np.float32), 10, left) for left in (0, 200)]


def line(*pieces):
    return Line((*HIGH, *pieces), 40.0, 10, 50)


def block(top, height, width):
    return Piece(np.ones((height, width), np.float32), top, 100)


def plus(side):
    ink = np.zeros((side, side), np.float32)
    middle = side // 2
    ink[middle - 2 : middle + 3] = ink[:, middle - 2 : middle + 3] = 1
    return Piece(ink, 20, 100)


def stroke(top, height, degrees):
    """An upright stroke, 5 pixels wide, turned to the right."""
    down, right = np.indices((height, height * 2))
    middle = height - 0.0
    away = right - middle - (height / 2 - down) * np.tan(np.radians(degrees))
    ink = (np.abs(away) * np.cos(np.radians(degrees)) < PEN / 2).astype(np.float32)
    columns = np.flatnonzero(ink.any(axis=0))
    return Piece(ink[:, columns[0] : columns[-1] + 1], top, 100)


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (block(45, 6, 6), "."),
        (block(44, 14, 6), ","),
        (block(28, 5, 18), "-"),
        (plus(24), "+"),
        (stroke(6, 48, 30), "/"),
        (block(12, 6, 6), None),  # a point far above the foot of the line
        (block(10, 5, 18), None),  # the bar of a 5 that lies apart
        (block(47, 5, 18), None),  # an underscore
        (block(20, 24, 24), None),  # a blot
        (stroke(10, 40, 10), None),  # a 1
        (stroke(10, 40, 30), None),  # a 1 of someone whose digits all lean
    ],
)
def test_a_piece_is_a_sign_by_its_form_and_place(piece, expected):
    assert find_sign([piece], line(piece), PEN) == expected


def test_a_stroke_that_leans_more_than_another_is_a_slash():
    leaning, upright = stroke(10, 40, 30), stroke(10, 40, 0)
    assert find_sign([leaning], line(leaning, upright), PEN) == "/"
    assert find_sign([upright], line(leaning, upright), PEN) is None


def test_two_points_above_one_another_are_a_colon():
    upper, lower = block(20, 6, 6), block(42, 6, 6)
    assert find_sign([upper, lower], line(upper, lower), PEN) == ":"
    assert find_sign([lower, upper], line(upper, lower), PEN) == ":"
    beside = Piece(lower.ink, 42, 130)
    assert find_sign([upper, beside], line(upper, beside), PEN) is None


def test_a_faint_or_tiny_speck_is_no_point():
    assert may_be_point(block(45, 6, 6), PEN)
    assert not may_be_point(block(45, 2, 2), PEN)
    assert not may_be_point(Piece(block(45, 6, 6).ink * 0.5, 45, 100), PEN)
