"""Pieces of ink, in lines and in order."""

import numpy as np

from network4.reader.ink import Written
from network4.reader.pieces import Piece, crop, find_lines, find_pieces, join


def block(top, left, height=20, width=10):
    return Piece(np.ones((height, width), np.float32), top, left)


def places(lines):
    return [[(p.top, p.left) for p in line.pieces] for line in lines]


def test_touching_pixels_are_one_piece_and_specks_are_none():
    ink = np.zeros((40, 60), np.float32)
    ink[5:25, 5:10] = 1
    ink[24:30, 10:15] = 1  # corner to corner with the one before
    ink[10:30, 40:45] = 1
    ink[35:37, 55:57] = 1
    found = find_pieces(Written(ink, 1.0, 4.0))
    assert sorted((p.top, p.left, p.bottom, p.right) for p in found) == [
        *((5, 5, 30, 15), (10, 40, 30, 45))
    ]


def test_pieces_are_joined_where_they_stand():
    one = join([block(10, 5), block(12, 20, height=30)])
    assert (one.top, one.left, one.bottom, one.right) == (10, 5, 42, 30)
    assert one.ink.sum() == 20 * 10 + 30 * 10
    assert block(0, 3).middle == 3 + 4.5


def test_empty_edges_are_cut_off():
    ink = np.zeros((9, 9), np.float32)
    ink[2:4, 5:8] = 1
    piece = crop(ink, 100, 200)
    assert (piece.top, piece.left, piece.ink.shape) == (102, 205, (2, 3))
    assert crop(np.zeros((3, 3), np.float32), 0, 0) is None


def test_lines_are_read_from_top_to_bottom_and_from_left_to_right():
    lower = [block(60, 30), block(64, 5), block(58, 70)]
    upper = [block(12, 40), block(10, 3)]
    assert places(find_lines([*lower, *upper])) == [
        [(10, 3), (12, 40)],
        [(64, 5), (60, 30), (58, 70)],
    ]


def test_a_column_is_as_many_lines():
    assert len(find_lines([block(top, 5) for top in (0, 30, 60, 90)])) == 4


def test_low_parts_go_to_the_line_they_are_in_and_others_are_left_out():
    line = [block(10, 5), block(10, 30), block(10, 55)]
    bar, far = block(8, 42, height=4), block(80, 30, height=4)
    [found] = find_lines([*line, bar, far])
    assert places([found]) == [[(10, 5), (10, 30), (8, 42), (10, 55)]]
    assert found.height == 20


def test_nothing_is_no_line():
    assert find_lines([]) == []
