"""What the reader cuts lines of touching digits into, as images to train on."""

import numpy as np
import pytest

from network4.datasets import NO_CLASS, Split
from network4.errors import ArgumentError
from network4.experiments.segments import cut_apart, distance_to_touch


@pytest.fixture(scope="module")
def cut(digits):
    return cut_apart(digits.train, 41, seed=2)


def test_the_first_half_are_digits_and_the_others_are_none(cut):
    assert cut.images.shape == (41, 28, 28)
    assert (cut.labels[:21] < 10).all()
    assert (cut.labels[21:] == NO_CLASS).all()


def test_parts_are_normalised_and_differ(cut):
    for image in cut.images:
        rows, columns = np.nonzero(image > 127)
        assert max(np.ptp(rows), np.ptp(columns)) < 20
    assert len(np.unique(cut.images, axis=0)) == len(cut)


def test_what_is_rightly_cut_looks_like_its_digit(cut, digits):
    """Most of the digits nearest to it, however small they are, are of its class."""
    train = digits.train.images.reshape(-1, 28 * 28).astype(float)
    parts = cut.images[:21].reshape(-1, 28 * 28).astype(float)
    distances = ((train**2).sum(1) - 2 * parts @ train.T) + (parts**2).sum(1)[:, None]
    nearest = digits.train.labels[distances.argsort(axis=1)[:, :5]]
    agree = (nearest == cut.labels[:21, None]).mean(axis=1) >= 0.5
    assert agree.mean() > 0.7  # by chance 0.1


def test_the_same_seed_gives_the_same_parts(cut, digits):
    again, other = (cut_apart(digits.train, 41, seed=seed) for seed in (2, 3))
    np.testing.assert_array_equal(again.images, cut.images)
    np.testing.assert_array_equal(again.labels, cut.labels)
    assert (other.images != cut.images).any()
    assert len(cut_apart(digits.train, 0, seed=2)) == 0


def test_what_touches_is_found_row_by_row():
    left, right = np.zeros((2, 4, 5), np.float32)
    left[0, :2] = 1  # nothing of the right one is near these
    left[3, :4] = 1
    right[3, 1:] = 1
    assert distance_to_touch(left, right) == 3  # 4 columns of ink, less 1 without
    # Ink touches what is a row above, too, but not two.
    right = np.roll(right, -1, axis=0)
    assert distance_to_touch(left, right) == 3
    right = np.roll(right, -1, axis=0)
    assert distance_to_touch(left, right) == 1
    assert distance_to_touch(np.zeros_like(left), right) == 5


def test_what_cannot_be_cut_is_refused():
    blank = Split(np.zeros((3, 28, 28), np.uint8), np.zeros(3, np.uint8))
    speck = np.zeros((3, 28, 28), np.uint8)
    speck[:, 14, 14] = 255
    for images in (blank.images, speck):
        with pytest.raises(ArgumentError, match="can cut them apart"):
            cut_apart(Split(images, blank.labels), 4, seed=0)
