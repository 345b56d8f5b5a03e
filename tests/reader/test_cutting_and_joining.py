"""Cuts go where there is little ink; the best way through a line is found."""

import itertools

import numpy as np
import pytest

from network4.reader import cutting
from network4.reader.cutting import find_cuts
from network4.reader.joining import split_line
from network4.reader.lines import Line
from network4.reader.pieces import Piece


def rings(lean=0):
    """Two rings of 40 pixels that touch, the right one lower by `lean`."""
    down, right = np.indices((44 + lean, 80))
    ink = np.zeros(down.shape, np.float32)
    for middle, row in ((20, 20), (59, 20 + lean)):
        radius = np.hypot(down - row, right - middle)
        ink[(radius < 20) & (radius > 15)] = 1
    rows = ink.any(axis=1)
    return Piece(ink[rows], 3, 7)


@pytest.mark.parametrize("lean", [0, 10])
def test_touching_rings_are_cut_where_they_touch(lean):
    piece = rings(lean)
    cuts = find_cuts(piece, 40, 5)
    assert [cut.middle for cut in cuts] == sorted(cut.middle for cut in cuts)
    between = [cut for cut in cuts if 36 < cut.middle < 43]
    assert min(cut.pens for cut in between) < 3
    for cut in cuts:
        assert (np.abs(np.diff(cut.columns)) <= 2).all()
        on_way = piece.ink[np.arange(piece.height), cut.columns.clip(0, 78)]
        assert on_way.sum() == pytest.approx(5 * cut.pens, abs=1)


def test_it_does_not_matter_how_many_ways_are_bent_together(monkeypatch):
    together = find_cuts(rings(10), 40, 5)
    monkeypatch.setattr(cutting, "_MOST_BENT_TOGETHER", 1)
    one_by_one = find_cuts(rings(10), 40, 5)
    assert len(together) == len(one_by_one) > 1
    for cut, other in zip(together, one_by_one, strict=True):
        np.testing.assert_array_equal(cut.columns, other.columns)
        assert cut[1:3] == pytest.approx(other[1:3])


def test_what_is_narrow_is_not_cut():
    assert find_cuts(Piece(np.ones((40, 12), np.float32), 0, 0), 40, 5) == []


def test_a_line_is_split_into_all_that_its_pieces_may_be():
    left, right = (
        Piece(np.ones((40, 10), np.float32), 0, column) for column in (0, 14)
    )
    split = split_line(Line((left, right), 40, 0, 40), pen=5)
    assert split.num_borders == 3
    assert [(s.first, s.last) for s in split.spans] == [(0, 1), (0, 2), (1, 2)]
    joined = split.spans[1]
    assert joined.piece.width == 24
    # A gap of a tenth of the height, and a part that counts as 0.4 of it.
    assert joined.cost == pytest.approx(3.0 * 4 / 40 + 0.4)
    assert split.spans[0].cost == 0
    far = Piece(np.ones((40, 10), np.float32), 0, 60)
    apart = split_line(Line((left, far), 40, 0, 40), pen=5)
    assert [(s.first, s.last) for s in apart.spans] == [(0, 1), (1, 2)]


def test_cut_ink_is_all_there_once_where_nothing_is_shared():
    piece = rings()
    split = split_line(Line((piece,), 40, 3, 43), pen=5)
    own = {(span.first, span.last): span for span in reversed(split.spans)}
    halves = [
        (left, right)
        for left, right in itertools.product(own.values(), own.values())
        if (left.first, right.last) == (0, split.num_borders - 1)
        and left.last == right.first
    ]
    assert halves
    for left, right in halves:
        total = left.piece.ink.sum() + right.piece.ink.sum()
        assert total == pytest.approx(piece.ink.sum())


def test_a_stroke_along_a_cut_may_be_of_both_digits():
    """Two boxes that have a wall in common, 5 pixels thick."""
    ink = np.ones((40, 75), np.float32)
    ink[5:35, 5:35] = ink[5:35, 40:70] = 0
    split = split_line(Line((Piece(ink, 0, 0),), 40, 0, 40), pen=5)
    last = split.num_borders - 1
    left_box = next(
        s
        for s in split.spans
        if s.first == 0 and np.array_equal(s.piece.ink, ink[:, :40])
    )
    own, shared = (s for s in split.spans if s[:2] == (left_box.last, last))
    # 0.8 pens of the wall, which the left box has to itself otherwise.
    np.testing.assert_array_equal(own.piece.ink, ink[:, 40:])
    np.testing.assert_array_equal(shared.piece.ink, ink[:, 36:])
    assert shared.cost == pytest.approx(own.cost + 0.1)


def test_the_higher_a_piece_is_the_dearer_it_is_to_leave_it_out():
    heights = [3, 8, 14, 30]
    pieces = tuple(
        Piece(np.ones((height, 6), np.float32), 40 - height, 20 * n)
        for n, height in enumerate(heights)
    )
    split = split_line(Line(pieces, 40, 0, 40), pen=5)
    costs = [
        min(other.cost for other in split.others if other.piece is piece)
        for piece in pieces
    ]
    assert costs == sorted(costs)
    unread = [other.piece.height for other in split.others if other.text == "?"]
    assert unread == [30]


def test_a_point_is_joined_to_a_digit_only_if_that_is_much_better():
    digit = Piece(np.ones((40, 10), np.float32), 0, 0)
    point = Piece(np.ones((6, 6), np.float32), 35, 10)
    split = split_line(Line((digit, point), 40, 0, 41), pen=5)
    [joined] = [span for span in split.spans if (span.first, span.last) == (0, 2)]
    assert joined.cost == pytest.approx(1.5 + 6 / 40)
    [sign] = [other for other in split.others if other.text == "."]
    assert sign.cost < 0.1
