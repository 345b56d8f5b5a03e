"""Signs and letters are written where people write them."""

import numpy as np
import pytest
from scipy import ndimage

from network4.experiments.outliers import OTHER_FONTS, TRAINING_FONTS

signs = pytest.importorskip("tools.signs", reason="needs a checkout")


def philox(seed):
    return np.random.Generator(np.random.Philox(seed))


def test_a_number_may_end_in_a_sign_so_that_nobody_adds_a_digit():
    texts = [signs.with_signs("123", philox(seed)) for seed in range(300)]
    assert all("".join(filter(str.isdigit, text)) == "123" for text in texts)
    ends = {text[3:] for text in texts if text.startswith("123")}
    # One in seven of 300 ends in one of five: one is missing once in 1,000 times.
    assert ends == {".", ",", "-", ".-", "="}


def test_an_equals_sign_is_two_dashes_above_one_another():
    for seed in range(20):
        ink = signs.draw_sign("=", 56, philox(seed))
        assert ink.shape[0] == 112
        names, count = ndimage.label(ink > 0.3, np.ones((3, 3)))
        assert count == 2
        upper, lower = ndimage.find_objects(names)
        for rows, columns in (upper, lower):
            assert columns.stop - columns.start > rows.stop - rows.start
            # Digits are in the middle half.
            assert 28 <= rows.start < rows.stop <= 84
        assert upper[0].stop < lower[0].start


def test_a_letter_is_of_the_fonts_that_are_asked_for():
    own, other, usual = (
        [signs.draw_letter_among(56, philox(seed), *fonts) for seed in range(8)]
        for fonts in ((TRAINING_FONTS,), (OTHER_FONTS,), ())
    )
    assert all(map(np.array_equal, other, usual))
    assert not any(map(np.array_equal, own, other))
