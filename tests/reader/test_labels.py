"""Connected parts and their boxes against SciPy's."""

import numpy as np
import pytest
from scipy import ndimage

from network4.reader.labels import find_boxes, label, run_lengths

CORNERS = np.ones((3, 3), bool)
SIDES = ndimage.generate_binary_structure(2, 1)


def spiral(side):
    """One part that winds inwards, and is far from itself."""
    mask = np.zeros((side, side), bool)
    row = column = 0
    for number, length in enumerate(range(side - 1, 0, -2)):
        del number
        mask[row, column : column + length + 1] = True
        mask[row : row + length + 1, column + length] = True
        mask[row + length, column : column + length + 1] = True
        mask[row + 2 : row + length + 1, column] = True
        row, column = row + 2, column + 2
    return mask


def comb(height, width):
    """Teeth that are joined below, so that each is a part until the last row."""
    mask = np.zeros((height, width), bool)
    mask[:, ::2] = True
    mask[-1] = True
    return mask


def planes(generator):
    yield from (np.zeros((5, 7), bool), np.ones((5, 7), bool), np.ones((1, 1), bool))
    yield from (spiral(60), spiral(61).T, comb(40, 81), comb(40, 81)[::-1])
    yield np.eye(9, dtype=bool) | np.eye(9, dtype=bool)[::-1]
    for share in (0.03, 0.3, 0.5, 0.6, 0.9):
        for shape in ((1, 50), (50, 1), (70, 90)):
            yield generator.random(shape) < share
    smooth = ndimage.gaussian_filter(generator.standard_normal((200, 300)), 3)
    yield from (smooth > 0, smooth > 0.1)


@pytest.mark.parametrize("structure", [CORNERS, SIDES], ids=["corners", "sides"])
def test_parts_and_boxes_are_scipys(generator, structure):
    for mask in planes(generator):
        expected, expected_count = ndimage.label(mask, structure)
        labels, count = label(mask, with_corners=structure is CORNERS)
        assert labels.dtype == np.int32
        assert count == expected_count
        assert np.array_equal(labels, expected)
        assert find_boxes(labels, count) == ndimage.find_objects(expected)


def test_boxes_are_those_of_the_pixels_that_are_left(generator):
    mask = generator.random((60, 80)) < 0.2
    thick = ndimage.binary_dilation(mask, CORNERS, 1)
    labels, count = label(thick)
    labels[~mask] = 0
    assert find_boxes(labels, count) == ndimage.find_objects(labels)


def test_runs_are_as_long_as_they_are_counted_one_by_one(generator):
    mask = generator.random((30, 40)) < 0.7
    expected = np.zeros(mask.shape, int)
    for row, column in np.argwhere(mask):
        left = right = column
        while left > 0 and mask[row, left - 1]:
            left -= 1
        while right < 39 and mask[row, right + 1]:
            right += 1
        expected[row, column] = right - left + 1
    assert np.array_equal(run_lengths(mask), expected)
