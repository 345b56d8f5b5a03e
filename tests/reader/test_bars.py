"""Straight lines are found where they are, and strokes are not."""

import numpy as np
import pytest

from network4.reader.bars import find_bars


def places(bars):
    return sorted((b.is_upright, b.start, b.end, round(b.middle, 1)) for b in bars)


def test_level_and_upright_lines_are_found_where_they_were_drawn():
    mask = np.zeros((80, 120), bool)
    mask[20:23, 10:110] = True
    mask[10:70, 50:52] = True
    assert places(find_bars(mask, 4.0)) == [
        (False, 10, 110, 21.0),
        (True, 10, 70, 50.5),
    ]


def test_a_line_that_falls_a_little_is_followed():
    mask = np.zeros((60, 200), bool)
    for column in range(20, 180):
        row = 20 + column // 20
        mask[row : row + 3, column] = True
    [bar] = find_bars(mask, 4.0)
    for column in (30, 100, 170):
        assert bar.at(column) == pytest.approx(21 + column // 20, abs=0.5)


def test_a_stroke_on_a_line_does_not_move_its_middle():
    mask = np.zeros((60, 120), bool)
    mask[20:23, 10:110] = True
    mask[23:30, 40:80] = True
    [bar] = [b for b in find_bars(mask, 4.0) if b.end - b.start == 100]
    assert bar.thickness == 3
    np.testing.assert_allclose(bar.centres, 21)


@pytest.mark.parametrize("shape", ["leaning", "blot", "short"])
def test_strokes_are_no_lines(shape):
    down, right = np.indices((80, 80))
    radius = np.hypot(down - 40, right - 40)
    mask = {
        "leaning": np.abs(right - 20 - down // 3) < 3,
        "blot": radius < 15,
        "short": (np.abs(down - 40) < 2) & (np.abs(right - 40) < 7),
    }[shape]
    assert find_bars(mask, 5.0) == []


def test_a_moved_bar_is_the_one_found_in_a_part_of_the_picture():
    mask = np.zeros((80, 120), bool)
    mask[20:23, 30:110] = True
    mask[10:70, 50:52] = True
    moved = [bar.moved(5, 20) for bar in find_bars(mask, 4.0)]
    assert places(moved) == places(find_bars(mask[5:, 20:], 4.0))
