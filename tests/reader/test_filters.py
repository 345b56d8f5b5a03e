"""The reader's filters against SciPy's, on planes of all sizes and windows."""

import numpy as np
import pytest
from scipy import ndimage

from network4.reader import filters

SHAPES = (1, 1), (1, 9), (40, 1), (28, 28), (61, 200), (130, 77)
# Wider than this many columns, a plane is computed in several strips.
LARGE = 300, filters._STRIP // 300


@pytest.fixture(params=[*SHAPES, LARGE], ids=str)
def plane(request, generator):
    return generator.random(request.param, np.float32)


@pytest.mark.parametrize("deviation", [0, 0.1, 0.6, 1.5, 4.0])
def test_blurred_planes_are_scipys_to_the_bit(plane, deviation):
    found = filters.blurred(plane, deviation)
    assert found.dtype == np.float32
    assert np.array_equal(found, ndimage.gaussian_filter(plane, deviation))


@pytest.mark.parametrize("side", [1, 2, 5, 14, 15])
def test_medians_are_scipys(generator, side):
    for shape in SHAPES[:-1]:
        plane = generator.random(shape, np.float32)
        expected = ndimage.median_filter(plane, side, mode="nearest")
        assert np.array_equal(filters.medians(plane, side), expected)


@pytest.mark.parametrize("side", [1, 2, 5, 8, 25])
def test_closed_planes_are_scipys(plane, side):
    expected = ndimage.grey_closing(plane, size=(side, side), mode="nearest")
    assert np.array_equal(filters.closed(plane, side), expected)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
@pytest.mark.parametrize("reach", [1, 3, 20])
def test_grown_masks_are_scipys(plane, share, reach):
    mask = plane < share
    square = np.ones((3, 3), bool)
    expected = ndimage.binary_dilation(mask, square, reach)
    assert np.array_equal(filters.grown(mask, reach), expected)
    for axis in (0, 1):
        row = np.ones((3, 1) if axis == 0 else (1, 3), bool)
        expected = ndimage.binary_dilation(mask, row, reach)
        assert np.array_equal(filters.grown_along(mask, reach, axis), expected)


@pytest.mark.parametrize("share", [0.0, 0.7, 0.97, 1.0])
@pytest.mark.parametrize("length", [1, 2, 7, 12, 50])
@pytest.mark.parametrize("axis", [0, 1])
def test_opened_masks_are_scipys(plane, share, length, axis):
    mask = plane < share
    line = np.ones((length, 1) if axis == 0 else (1, length), bool)
    found = filters.opened_along(mask, length, axis)
    assert np.array_equal(found, ndimage.binary_opening(mask, line))


@pytest.mark.parametrize("side", [1, 2, 3, 4, 9])
def test_squares_of_a_mask_are_scipys_windows(plane, side):
    mask = plane < 0.02
    expected = ndimage.maximum_filter(mask, side)[::side, ::side]
    assert np.array_equal(filters.any_in_squares(mask, side), expected)


def test_what_is_filtered_stays_as_it_was(generator):
    plane = generator.random((50, 60), np.float32)
    mask = plane > 0.5
    kept, kept_mask = plane.copy(), mask.copy()
    filters.closed(filters.blurred(plane, 1.5), 5)
    filters.closed(plane, 1)
    filters.opened_along(filters.grown(mask, 2), 9, 0)
    assert np.array_equal(plane, kept)
    assert np.array_equal(mask, kept_mask)
