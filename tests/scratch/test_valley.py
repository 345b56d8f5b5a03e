"""The valley by its formula, its paths by the powers that they are."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.descent import numerical_gradient
from network4.scratch.valley import RATES, START, height, heights, paths, slopes


def test_slopes_are_those_of_trying():
    generator = np.random.default_rng(1)
    for point in generator.uniform(-2, 2, (20, 2)):
        # Of a parabola only rounding: 2^-52 of 10, over h = 1e-5.
        np.testing.assert_allclose(
            slopes(point), numerical_gradient(height, point), atol=1e-9
        )


def test_heights_are_each_points_height():
    across, along = np.linspace(-2, 2, 5), np.linspace(-1, 1, 4)
    expected = [[height([v_1, v_2]) for v_1 in across] for v_2 in along]
    np.testing.assert_array_equal(heights(across, along), expected)


def test_paths_are_powers_and_end_as_their_rates_say():
    ends = {}
    for rate, path in zip(RATES, paths().values(), strict=True):
        steps = np.arange(len(path))[:, None]
        exact = START * (1 - rate * np.array([1.0, 4.0])) ** steps
        # Twelve steps of three roundings each.
        np.testing.assert_allclose(path, exact, rtol=36 * 2**-52 / 0.08)
        ends[rate] = height(path[-1])
    too_small, right, too_large = ends.values()
    assert right < 0.001 < too_small < height(START) < too_large


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: height([1, 2, 3]), ShapeError, "height: v must have two numbers"),
        (lambda: paths(start=[1]), ShapeError, "two numbers, received 1"),
        (lambda: paths(rates=[0]), ArgumentError, "rate must be"),
        (lambda: paths(steps=-1), ArgumentError, "steps must be"),
        (lambda: heights("a", [1]), ArgumentError, "across must be numbers"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_slopes_are_of_two_variables_and_far_out_the_numbers_end():
    with pytest.raises(ShapeError, match="slopes: v must have two numbers"):
        slopes([1, 2, 3])
    assert height([1e308, 0]) == np.inf
