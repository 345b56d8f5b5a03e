"""Pieces of ink."""

import numpy as np

from network4.reader.ink import Written
from network4.reader.pieces import Piece, crop, find_pieces, is_speck, join


def block(top, left, height=20, width=10):
    return Piece(np.ones((height, width), np.float32), top, left)


def test_touching_pixels_are_one_piece_and_specks_are_none():
    ink = np.zeros((40, 60), np.float32)
    ink[5:25, 5:10] = 1
    ink[24:30, 10:15] = 1  # corner to corner with the one before
    ink[10:30, 40:45] = 1
    ink[35:37, 55:57] = 1
    every = find_pieces(Written(ink, 1.0, 4.0, ink > 0))
    assert len(every) == 3
    found = [piece for piece in every if not is_speck(piece, 4.0)]
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
