"""Ink, summed another way, and the guess by it."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.digits.darkness import by_digit, darkness, nearest, typical


def test_ink_is_summed_by_digit(generator):
    images = generator.integers(0, 256, (20, 5, 4), dtype=np.uint8)
    labels = np.arange(20) % 3
    ink = darkness(images)
    assert ink == pytest.approx([sum(map(int, i.ravel())) / 255 for i in images])
    found = by_digit(images, labels)
    assert list(found) == ["0", "1", "2"]
    np.testing.assert_array_equal(found["1"], ink[1::3])


def test_the_nearest_mean_is_found_one_by_one(generator):
    images = generator.integers(0, 256, (30, 3, 3), dtype=np.uint8)
    means = generator.uniform(0, 9, 10)
    expected = [
        min(range(10), key=lambda digit: abs(means[digit] - ink))
        for ink in darkness(images)
    ]
    assert nearest(images, means).tolist() == expected


def test_the_books_share_right(mnist_directory):
    """2,225 of the 10,000 test images, exactly."""
    from network4.datasets import load_data

    data = load_data(mnist_directory)
    means = [
        ink.mean() for ink in by_digit(data.train.images, data.train.labels).values()
    ]
    found = nearest(data.test.images, means)
    assert np.sum(found == data.test.labels) == 2225


def test_a_typical_image_is_nearest_to_the_mean(generator):
    """Of three, two of them far off on opposite sides, the one in the middle."""
    middle = generator.integers(100, 120, (4, 4), dtype=np.uint8)
    images = np.stack([middle - 90, middle, middle + 91, 0 * middle])
    found = typical(images, [3, 3, 3, 1], 3)
    np.testing.assert_array_equal(found, middle)


IMAGES = np.zeros((2, 3, 3), np.uint8)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: darkness(IMAGES[0]), ShapeError, "images must be"),
        (lambda: by_digit(IMAGES, [1]), ShapeError, "labels must be 2"),
        (lambda: by_digit(IMAGES, [1, -1]), ArgumentError, "labels must be whole"),
        (lambda: nearest(IMAGES, [1]), ShapeError, "means must be 10"),
        (lambda: typical(IMAGES, [1, 1], 2), ArgumentError, "must have a 2"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize("digit", ["a", 0.5, [1, 2], None])
def test_a_digit_is_a_whole_number(digit):
    with pytest.raises(ArgumentError, match="digit must be a whole number in 0"):
        typical(IMAGES, [1, 1], digit)
