"""Signs are read by size and place, and digits are none."""

import numpy as np
import pytest

from network4.reader.lines import Line
from network4.reader.pieces import Piece
from network4.reader.signs import find_sign, may_be_point

PEN = 5.0
HIGH = [Piece(np.ones((40, 20), np.float32), 10, left) for left in (0, 200)]


def line(*pieces):
    row = sorted((*HIGH, *pieces), key=lambda piece: piece.middle)
    return Line(tuple(row), 40.0, 10, 50)


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


def in_a_row(*pieces):
    """A line of pieces, each to the right of the one before."""
    return Line(
        tuple(Piece(p.ink, p.top, 60 * number) for number, p in enumerate(pieces)),
        40.0,
        10,
        50,
    )


def signs_in(line):
    return "".join(find_sign([piece], line, PEN) or "_" for piece in line.pieces)


def test_two_strokes_that_lean_more_than_a_1_divide_a_date():
    digit, leaning, upright = HIGH[0], stroke(10, 40, 30), stroke(10, 40, 0)
    date = [digit, leaning, upright, digit, leaning, digit, digit]
    assert signs_in(in_a_row(*date)) == "_/__/__"
    # A number may have ones that lean in different ways.
    assert signs_in(in_a_row(*date, digit, digit, digit)) == "_" * 10
    assert signs_in(in_a_row(digit, leaning, upright, digit)) == "____"


def test_a_slash_is_higher_than_the_digits_even_in_a_short_line():
    digit, slash = HIGH[0], stroke(6, 50, 30)
    line = in_a_row(digit, slash, digit, slash, digit)
    assert signs_in(Line(line.pieces, 50.0, 6, 56)) == "_/_/_"


@pytest.mark.parametrize(
    ("piece", "between", "at_end"),
    [
        (block(44, 14, 6), "_,_", "__,"),
        (block(45, 6, 6), "_._", "__."),
        (stroke(6, 48, 30), "_/_", "___"),
    ],
)
def test_a_point_and_a_comma_may_be_at_the_end_and_a_slash_may_not(
    piece, between, at_end
):
    assert signs_in(in_a_row(HIGH[0], piece, HIGH[0])) == between
    assert signs_in(in_a_row(HIGH[0], HIGH[0], piece)) == at_end


@pytest.mark.parametrize("piece", [block(44, 14, 6), stroke(6, 48, 30)])
def test_a_comma_and_a_slash_have_a_digit_before_them(piece):
    assert signs_in(in_a_row(piece, HIGH[0], HIGH[0])) == "___"


def test_what_is_above_or_below_a_digit_is_a_part_of_it():
    digit = Piece(np.ones((30, 20), np.float32), 20, 100)
    bar = Piece(np.ones((5, 18), np.float32), 30, 101)
    assert find_sign([bar], line(bar), PEN) == "-"
    assert find_sign([bar], line(bar, digit), PEN) is None
    point = Piece(np.ones((6, 6), np.float32), 45, 101)
    assert find_sign([point], line(point, digit), PEN) is None
    # The top of a 7 reaches over the point behind it.
    behind = Piece(point.ink, 45, 114)
    assert find_sign([behind], line(digit, behind), PEN) == "."


def test_a_small_blot_is_no_plus():
    large, small = plus(24), plus(9)
    assert find_sign([large], line(large), PEN) == "+"
    assert find_sign([small], line(small), PEN) is None


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


def ending(*pieces):
    """A line of two digits and, behind them, pieces."""
    front = tuple(Piece(HIGH[0].ink, 10, left) for left in (0, 40))
    return Line((*front, *pieces), 40.0, 10, 50)


def test_a_colon_stands_between_digits():
    points = block(20, 6, 6), block(42, 6, 6)
    assert find_sign(points, line(*points), PEN) == ":"
    assert find_sign(points, ending(*points), PEN) is None
    behind = tuple(Piece(HIGH[0].ink, 10, left) for left in (140, 180))
    begin = Line((*points, *behind), 40.0, 10, 50)
    assert find_sign(points, begin, PEN) is None


def dashes(distance, aside=0, length=18):
    """Two dashes, their tops so far apart, the lower one to the right by so much."""
    upper = Piece(np.ones((5, length), np.float32), 22, 100)
    return upper, Piece(upper.ink, 22 + distance, 100 + aside)


def test_two_dashes_above_one_another_are_an_equals_sign():
    pair = dashes(12, aside=2)
    for pieces in (pair, pair[::-1]):
        assert find_sign(pieces, line(*pieces), PEN) == "="
        assert find_sign(pieces, ending(*pieces), PEN) == "="


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (dashes(0, aside=24), None),  # side by side
        (dashes(8, aside=8), "="),  # more than half of it above the other
        (dashes(8, aside=9), None),  # half of it
        (dashes(19), "="),  # 24 pixels high in all, six tenths of the line
        (dashes(20), None),  # a pixel more
        ((block(22, 5, 18), block(36, 6, 6)), None),  # a dash and a point
        ((block(22, 12, 18), block(37, 5, 18)), None),  # a bar and a dash
    ],
)
def test_other_pairs_of_dashes_are_no_equals_sign(pair, expected):
    assert find_sign(pair, line(*pair), PEN) == expected


def test_dashes_above_a_digit_are_a_part_of_it():
    pair = dashes(12)
    digit = Piece(np.ones((30, 20), np.float32), 20, 100)
    assert find_sign(pair, line(*pair, digit), PEN) is None
