"""Ones with a flag, drawn."""

import numpy as np

from network4.experiments.flagged_ones import draw_flagged_ones


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


def test_a_seed_repeats_them():
    one, same, other = (draw_flagged_ones(20, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_the_flag_is_on_the_left_of_a_straight_stem():
    rows = draw_flagged_ones(200, seed=1)[:, 7:15] > 60  # from 3 to 10 below the top
    last = 27 - rows[:, :, ::-1].argmax(axis=2)
    first = rows.argmax(axis=2)
    # The stem is the last ink of a row. It is bent by 0.05 of its 20 pixels at most,
    # and a place is rounded by half a pixel.
    places = np.arange(8)
    slope, start = np.polyfit(places, last.T, 1)
    away = last - (slope[:, None] * places + start[:, None])
    assert np.abs(away).max() < 1.5
    # A stem alone is no wider than 3.7 pixels over the cosine of 25 degrees, 4.1: from
    # its first pixel to its last are four at most. A flag comes before it, and not all
    # reach out so far: short ones end above, and steep ones stay near the stem.
    assert ((last - first).max(axis=1) > 4).mean() > 0.5
