"""Pieces of ink in lines and in order."""

import numpy as np

from network4.reader.lines import _cut, find_lines, with_parts
from network4.reader.pieces import Piece

PEN = 3.0


def block(top, left, height=20, width=10):
    return Piece(np.ones((height, width), np.float32), top, left)


def places(lines):
    return [[(p.top, p.left) for p in line.pieces] for line in lines]


def test_lines_are_read_from_top_to_bottom_and_from_left_to_right():
    lower = [block(60, 30), block(64, 5), block(58, 70)]
    upper = [block(12, 40), block(10, 3)]
    assert places(find_lines([*lower, *upper], PEN)[0]) == [
        [(10, 3), (12, 40)],
        [(64, 5), (60, 30), (58, 70)],
    ]


def test_a_column_is_as_many_lines():
    lines, _ = find_lines([block(top, 5) for top in (0, 30, 60, 90)], PEN)
    assert len(lines) == 4


def test_low_parts_go_to_their_line_and_others_are_left_out():
    line = [block(10, 5), block(10, 30), block(10, 55)]
    bar, far = block(8, 42, height=4), block(80, 30, height=4)
    [found], apart = find_lines([*line, bar, far], PEN)
    assert apart == [far]
    assert places([found]) == [[(10, 5), (10, 30), (8, 42), (10, 55)]]
    assert found.height == 20


def test_nothing_is_no_line():
    assert find_lines([], PEN) == ([], [])


def test_low_digits_in_a_row_join_the_line_one_after_another():
    """Each is as far from the next as it may be, and the last far from high ones."""
    high = [block(10, 0, height=40), block(10, 20, height=40)]
    low = [block(34, 60 + 80 * n, height=16) for n in range(3)]
    [line], apart = find_lines([*low, *high], PEN)
    assert line.pieces == (*high, *low)
    assert line.height == 40
    assert not apart


def test_a_line_of_low_digits_far_from_others_is_a_line_of_its_own():
    high = [block(10, 60 * n, height=45) for n in range(3)]
    low = [block(200, 30 * n, height=16) for n in range(4)]
    lines, apart = find_lines([*high, *low], PEN)
    assert [line.pieces for line in lines] == [tuple(high), tuple(low)]
    assert not apart


def test_each_piece_is_in_a_line_or_apart_once(generator):
    pieces = [
        block(int(top), int(left), int(height))
        for top, left, height in generator.integers((0, 0, 3), (300, 900, 50), (60, 3))
    ]
    lines, apart = find_lines(pieces, PEN)
    found = [piece for line in lines for piece in line.pieces] + apart
    assert sorted(map(id, found)) == sorted(map(id, pieces))


def test_points_join_lines_that_were_found_before():
    lines, _ = find_lines([block(10, 5), block(10, 30)], PEN)
    near, far = block(26, 18, 4, 4), block(90, 18, 4, 4)
    [grown], rest = with_parts(lines, [near, far])
    assert [p.left for p in grown.pieces] == [5, 18, 30]
    assert rest == [far]


def test_the_edge_of_a_page_is_apart_and_joins_no_lines():
    upper, lower = ([block(top, 30 * n + 40) for n in range(4)] for top in (10, 60))
    edge = block(0, 0, height=300, width=4)
    lines, apart = find_lines([edge, *lower, *upper], PEN)
    assert [line.pieces for line in lines] == [tuple(upper), tuple(lower)]
    assert apart == [edge]


def test_a_digit_among_dirt_is_no_giant():
    dirt = [block(10, 40 * n, height=7, width=7) for n in range(4)]
    digit = block(0, 200, height=40)
    lines, _ = find_lines([*dirt, digit], PEN)
    assert digit in lines[0].pieces


def test_digits_of_two_lines_that_touch_are_cut_apart_where_there_is_least_ink():
    lines = [block(top, left) for top in (10, 34) for left in (5, 60, 80)]
    ink = np.ones((44, 10), np.float32)
    ink[21:23, :9] = 0
    ink[22, 8] = 1  # the narrowest place, two pixels below the upper line
    both = Piece(ink, 10, 30)
    upper, lower = find_lines([*lines, both], PEN)[0]
    assert [(p.top, p.bottom) for p in upper.pieces][:3] == [
        (10, 30),
        (10, 31),
        (10, 30),
    ]
    assert [p.left for p in lower.pieces] == [5, 30, 60, 80]
    inks = sum(float(p.ink.sum()) for line in (upper, lower) for p in line.pieces)
    assert inks == 6 * 200 + ink.sum()


def test_a_high_digit_in_its_line_stays_whole():
    high = block(6, 30, height=36)
    [line], _ = find_lines([block(10, 5), high, block(10, 60)], PEN)
    assert high in line.pieces


def test_a_high_piece_is_cut_within_itself_where_lines_are_slanted():
    """A piece may meet a line whose median top is below it."""
    upper = [block(top, 40) for top in (8, 60, 60)]
    lower = [block(top, 80) for top in (34, 90, 90)]
    long = block(8, 15, height=36)
    [whole] = _cut(long, [upper, lower])
    np.testing.assert_array_equal(whole.ink, long.ink)
