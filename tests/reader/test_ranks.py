"""Medians and percentiles against NumPy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from network4.reader.ranks import median, percentile

FLOATS = arrays.arrays(
    st.sampled_from([np.float32, np.float64]),
    arrays.array_shapes(max_dims=2, max_side=9),
    elements=st.floats(-1e3, 1e3, width=32),
)


@given(FLOATS)
def test_medians_are_numpys_to_the_bit(numbers):
    assert median(numbers) == np.median(numbers)


def test_medians_of_whole_numbers_are_numpys():
    for numbers in ([3], [2, 5], [9, 1, 1, 4], (1, 2, 3, 4, 5)):
        assert median(numbers) == np.median(numbers)


@given(FLOATS, st.integers(0, 100))
def test_percentiles_are_numpys_to_the_bit(numbers, percent):
    assert percentile(numbers, percent) == np.percentile(numbers, percent)


@pytest.mark.parametrize("count", [1, 2, 10, 99_999])
def test_percentiles_of_many_are_numpys_to_the_bit(generator, count):
    numbers = generator.random(count, np.float32)
    for percent in (0, 33.3, 80, 100):
        assert percentile(numbers, percent) == np.percentile(numbers, percent)
