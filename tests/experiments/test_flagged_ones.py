"""Ones with a flag, drawn, and in the place of other images."""

from dataclasses import replace

import numpy as np
import pytest

import network4 as n4
from network4.errors import ArgumentError
from network4.experiments.distilling import with_lessons
from network4.experiments.flagged_ones import draw_flagged_ones, with_flagged_ones

TAUGHT = with_lessons(n4.load_digits(), n4.Ensemble([n4.load_model()]), 10)


def test_they_are_as_a_reader_brings_digits_into_form():
    ones = draw_flagged_ones(50, seed=3)
    assert ones.shape == (50, 28, 28) and ones.dtype == np.uint8
    inks = ones.astype(float)
    for axis in (1, 2):
        places = np.arange(28) + 0.5
        middles = inks.sum(axis=3 - axis) @ places / inks.sum(axis=(1, 2))
        np.testing.assert_allclose(middles, 14, atol=0.7)
    # From the top row to the last one they are 20 pixels high, but for rounding.
    heights = (inks > 25).any(axis=2).sum(axis=1)
    assert (np.abs(heights - 20) <= 1).all()


def test_a_seed_repeats_them_and_the_flag_is_on_the_left():
    one, same, other = (draw_flagged_ones(20, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()
    # Below the top the stem is the last ink of a row, and a flag may come before it;
    # a stem alone is no wider than 3.7 pixels over the cosine of 25 degrees.
    row = one[:, 10] > 60
    last = 27 - row[:, ::-1].argmax(axis=1)
    first = row.argmax(axis=1)
    assert (last - first > 5).mean() > 0.2


def test_they_replace_a_share_of_the_images_with_their_label():
    made = with_flagged_ones(TAUGHT, share=0.3).batches
    changed = 0
    for number in range(30):
        before, after = (b.batch(5, number, 10) for b in (TAUGHT.batches, made))
        replaced = (before.images != after.images).any(axis=(1, 2))
        np.testing.assert_array_equal(
            after.labels[replaced], np.eye(10, dtype=np.float32)[[1] * replaced.sum()]
        )
        np.testing.assert_array_equal(after.labels[~replaced], before.labels[~replaced])
        changed += replaced.sum()
    # Within four standard deviations of 300 draws.
    assert abs(changed / 300 - 0.3) < 4 * np.sqrt(0.3 * 0.7 / 300)


def test_a_mini_batch_is_the_same_for_the_same_numbers():
    made = with_flagged_ones(TAUGHT, share=0.5).batches
    one, same = (made.batch(1, 2, 10) for _ in range(2))
    np.testing.assert_array_equal(one.images, same.images)


def test_stored_data_are_refused():
    with pytest.raises(ArgumentError, match="must be made by batches"):
        with_flagged_ones(replace(TAUGHT, batches=None))
