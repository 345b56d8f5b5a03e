"""Parts of a line with the ink around them."""

import numpy as np
import pytest

from network4.reader.pieces import Piece, join
from network4.reader.surroundings import with_surroundings


def block(top, left, height, width, ink=1.0):
    return Piece(np.full((height, width), ink, np.float32), top, left)


def test_the_part_is_in_the_middle_and_others_are_beside_it():
    part, other = block(100, 50, 20, 8), block(104, 62, 12, 4, 0.6)
    own, around = with_surroundings(part, join([part, other]), line_height=20, pen=2.0)
    expected = np.zeros((2, 32, 40), np.uint8)
    expected[0, 6:26, 16:24] = 255
    expected[1, 10:22, 28:32] = 153
    np.testing.assert_array_equal([own, around], expected)


def test_a_higher_line_is_made_smaller_by_means():
    part, other = block(0, 0, 40, 16), block(0, 17, 40, 4)
    own, around = with_surroundings(part, join([part, other]), line_height=40, pen=4.0)
    assert (own[6:26, 16:24] == 255).all()
    # Columns 17 to 20 of the page are the right half of a pixel, a pixel, and the left
    # half of one: rounded to even, half of 255 is 128.
    assert around[10, 24:27].tolist() == [128, 255, 128]


def test_what_is_larger_than_the_window_is_cut_off():
    part = block(0, 0, 20, 100)
    own, around = with_surroundings(part, part, line_height=20, pen=2.0)
    assert (own[6:26] == 255).all() and not around.any()


@pytest.mark.parametrize("line_height", [0.3, 7.0, 333.3])
def test_any_height_of_the_line_gives_the_same_size(line_height):
    part = block(3, 3, 5, 5)
    seen = with_surroundings(part, part, line_height, pen=1.0)
    assert seen.shape == (2, 32, 40) and seen.dtype == np.uint8


def test_a_thin_stroke_is_thickened_to_two_pixels():
    part = block(0, 0, 200, 4)
    own, _ = with_surroundings(part, part, line_height=200, pen=4.0)
    # Eight pixels on either side make it 20 of the page, 2 of the image.
    assert own[16].astype(int).sum() == pytest.approx(2 * 255, abs=2)
