"""What the reader's network is trained on besides MNIST."""

from dataclasses import replace

import numpy as np
import pytest

from network4.datasets import NO_CLASS, Split
from network4.errors import ArgumentError
from network4.experiments.hardening import harden
from network4.experiments.outliers import (
    OTHER_FONTS,
    TRAINING_FONTS,
    find_fonts,
    letters_in_other_fonts,
    make_outliers,
)


@pytest.fixture(scope="module")
def hard(digits):
    return harden(digits, seed=3)


def test_what_is_there_stays_and_more_comes(hard, digits):
    count = len(digits.train)
    assert len(hard.train) == count + round(0.5 * count) + round(0.2 * count)
    np.testing.assert_array_equal(hard.train.images[:count], digits.train.images)
    np.testing.assert_array_equal(hard.train.labels[:count], digits.train.labels)
    assert hard.validation is digits.validation
    assert hard.test is digits.test
    outliers = hard.train.labels == NO_CLASS
    assert outliers.sum() == round(0.2 * count)
    assert outliers[-round(0.2 * count) :].all()


def test_changed_images_keep_their_labels(hard, digits):
    """Each is nearer to the image that it was than to most others."""
    count = len(digits.train)
    changed = hard.train.images[count : count + round(0.5 * count)].astype(int)
    labels = hard.train.labels[count : count + len(changed)]
    generator = np.random.Generator(np.random.Philox(0))
    for number in generator.integers(0, len(changed), 30):
        distances = np.abs(digits.train.images - changed[number]).sum(axis=(1, 2))
        near = digits.train.labels[np.argsort(distances)[:10]]
        assert labels[number] in near


def test_the_same_seed_gives_the_same_images(hard, digits):
    again, other = harden(digits, seed=3), harden(digits, seed=4)
    np.testing.assert_array_equal(again.train.images, hard.train.images)
    assert (other.train.images != hard.train.images).any()


def test_outliers_are_normalised_and_differ(digits):
    images = make_outliers(digits.train, 40, seed=0)
    assert images.shape == (40, 28, 28)
    drawn = [image for image in images if image.any()]
    assert len(drawn) >= 30
    assert len(np.unique(np.stack(drawn), axis=0)) == len(drawn)
    for image in drawn:
        rows, columns = np.nonzero(image > 127)
        assert max(np.ptp(rows), np.ptp(columns)) < 20
    assert len(make_outliers(digits.train, 0, seed=0)) == 0


def test_what_gives_no_pieces_is_refused():
    ones = Split(np.full((3, 28, 28), 9, np.uint8), np.ones(3, np.uint8))
    blank = Split(np.zeros((3, 28, 28), np.uint8), np.zeros(3, np.uint8))
    for digits in (ones, blank):
        with pytest.raises(ArgumentError, match="with ink that is no 1, 4 or 7"):
            make_outliers(digits, 4, seed=0)
    specks = np.zeros((3, 28, 28), np.uint8)
    specks[:, 14, 14] = 255
    with pytest.raises(ArgumentError, match="no straight stroke"):
        make_outliers(Split(specks, blank.labels), 4, seed=0)


def test_a_channel_of_its_own_makes_no_difference(hard, digits):
    train = Split(digits.train.channels_first, digits.train.labels)
    again = harden(replace(digits, train=train), seed=3)
    np.testing.assert_array_equal(again.train.images, hard.train.images)


def test_letters_are_held_out_by_their_fonts():
    assert not set(find_fonts(TRAINING_FONTS)) & set(find_fonts(OTHER_FONTS))
    assert len(find_fonts(OTHER_FONTS)) > 5
    assert all(image.max() == 255 for image in letters_in_other_fonts(60, seed=1))


def test_other_sizes_are_refused(stripes):
    with pytest.raises(ArgumentError, match="28 x 28 bytes for this recipe"):
        harden(stripes, seed=0)
    digits = Split(np.zeros((4, 28, 28), np.float32), np.zeros(4, np.uint8))
    with pytest.raises(ArgumentError, match="of float32"):
        harden(replace(stripes, train=digits, validation=digits, test=None), seed=0)
