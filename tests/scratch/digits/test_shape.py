"""Measures against scipy's labels and against loops over pixels."""

import numpy as np
import pytest
from scipy import ndimage

from network4.errors import ArgumentError, ShapeError
from network4.scratch.digits.shape import SIDES, enclosed, measure


def _random_blots(generator, count=60):
    """Blots of ink with holes: smooth noise, cut."""
    noise = ndimage.gaussian_filter(
        generator.normal(size=(count, 16, 13)), (0, 1.2, 1.2)
    )
    return np.where(noise > 0.05, 255, 0).astype(np.uint8)


def test_holes_are_those_that_labels_find(generator):
    images = _random_blots(generator)
    # Digits have no island in a hole; what lies in a hole is filled here too.
    for n, image in enumerate(images):
        images[n] = np.where(ndimage.binary_fill_holes(image), image, 0)
    shape, dry = measure(images), enclosed(images)
    for n, image in enumerate(images):
        ink = image > 0
        expected = ndimage.binary_fill_holes(ink) & ~ink
        np.testing.assert_array_equal(dry[n], expected)
        pieces, _ = ndimage.label(expected)
        filled = ndimage.binary_fill_holes(expected)
        islands = ndimage.label(filled & ~expected, np.ones((3, 3)))[1]
        assert shape.holes[n] == pieces.max() - islands
        if expected.any():
            rows = np.flatnonzero(ink.any(axis=1))
            middle = np.argwhere(expected)[:, 0].mean()
            height = rows[-1] - rows[0] + 1
            assert shape.hole_height[n] == pytest.approx((middle - rows[0]) / height)


def test_bays_are_those_of_a_loop_over_pixels(generator):
    images = _random_blots(generator, 20)
    shape, dry = measure(images), enclosed(images)
    for n, image in enumerate(images):
        ink = image > 0
        rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
        height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        assert shape.width[n] == pytest.approx(width / height)
        counts = {(side, half): 0 for side in SIDES for half in (0, 1)}
        for row, column in np.argwhere(~ink & ~dry[n]):
            has = {
                "left": ink[row, :column].any(),
                "right": ink[row, column:].any(),
                "top": ink[:row, column].any(),
                "bottom": ink[row:, column].any(),
            }
            open_to = [side for side in SIDES if not has[side]]
            if len(open_to) == 1:
                counts[open_to[0], int(row >= rows[0] + height / 2)] += 1
        for side in SIDES:
            area = height * width
            assert shape.upper[side][n] == pytest.approx(counts[side, 0] / area)
            assert shape.lower[side][n] == pytest.approx(counts[side, 1] / area)


def test_an_empty_image_measures_nothing_and_a_full_one_no_holes():
    images = np.stack([np.zeros((5, 5)), np.full((5, 5), 255)]).astype(np.uint8)
    shape = measure(images)
    assert shape.holes.tolist() == shape.hole_area.tolist() == [0, 0]
    assert shape.width.tolist() == [0, 1]
    assert all(not values.any() for values in shape.upper.values())


def test_many_images_are_measured_as_each_by_itself(generator, monkeypatch):
    from network4.scratch.digits import shape as module

    images = _random_blots(generator, 11)
    whole = measure(images)
    monkeypatch.setattr(module, "_CHUNK", 4)
    np.testing.assert_array_equal(measure(images).holes, whole.holes)
    np.testing.assert_array_equal(measure(images).lower["top"], whole.lower["top"])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: measure(np.zeros((3, 3), np.uint8)), ShapeError, "images must be"),
        (lambda: measure(np.zeros((1, 3, 3))), ArgumentError, "must be uint8"),
        (lambda: measure("a"), ArgumentError, "images must be numbers"),
        (lambda: enclosed("a"), ArgumentError, "ink must be numbers"),
        (lambda: enclosed([[1]]), ShapeError, "images must be"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
