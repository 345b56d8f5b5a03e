"""The picture that ships is the one that the script makes."""

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import uniform_filter1d

import network4 as n4

make_sample = pytest.importorskip("make_sample", reason="needs a checkout")


@pytest.fixture(scope="module")
def made():
    return make_sample.make(make_sample.LINES, make_sample.SEED)


def test_what_ships_is_what_the_script_makes(made):
    with Image.open(n4.SAMPLE_PICTURE) as shipped:
        assert shipped.size == made.size
        apart = np.subtract(shipped, made, dtype=float)
    # JPEG of quality 85 moves a pixel by a few of 255.
    assert np.abs(apart).mean() < 3
    text = n4.SAMPLE_PICTURE.with_suffix(".txt").read_text(encoding="utf-8")
    assert tuple(text.split()) == make_sample.LINES


def test_the_light_is_uneven_and_the_paper_is_ruled(made):
    grey = np.asarray(made.convert("L"), float)
    lit, far = grey[:50, :50].mean(), grey[-50:, -50:].mean()
    assert lit > 1.3 * far
    column = grey[:, -100:-90].mean(axis=1)  # right of all digits
    around = uniform_filter1d(column, 41, mode="nearest")
    dark = np.flatnonzero(column < around - 8)
    rules = np.count_nonzero(np.diff(dark, prepend=-9) > 5)
    assert rules == 6


def test_other_numbers_by_other_hands_are_read_too():
    """The sample is no lucky draw: three more numbers, of seeds not chosen."""
    for seed, number in enumerate(("1905", "6174", "8362"), start=100):
        assert n4.read(make_sample.make((number,), seed)).text == number
