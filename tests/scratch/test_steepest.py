"""The steepest move against random ones, and Cauchy and Schwarz by an identity."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.steepest import (
    changes_by_angle,
    missing,
    random_moves,
    steepest_move,
)


@pytest.mark.parametrize("size", [1, 2, 3, 10, 100])
def test_no_random_move_lowers_more_and_all_are_bounded(size):
    generator = np.random.default_rng(size)
    for _ in range(5):
        gradient = generator.normal(size=size)
        lowest = gradient @ steepest_move(gradient, 0.1)
        changes = random_moves(size, 0.1, 2000, generator) @ gradient
        # Sums of n products, each rounded.
        assert lowest == pytest.approx(-0.1 * np.linalg.norm(gradient), rel=1e-13)
        assert changes.min() >= lowest * (1 + 1e-13)


@pytest.mark.parametrize("size", [1, 2, 7, 30])
def test_what_is_missing_is_a_sum_of_squares(size):
    generator = np.random.default_rng(size)
    for _ in range(10):
        a, b = generator.normal(size=(2, size))
        difference = (a @ a) * (b @ b) - (a @ b) ** 2
        # Rounding of the two numbers that are subtracted.
        assert missing(a, b) == pytest.approx(difference, abs=1e-13 * (a @ a) * (b @ b))
        assert missing(a, b) >= 0
        assert missing(a, -2 * a) == 0


def test_the_move_is_found_by_searching_all_angles():
    angles = np.arange(0, 360, 0.5)
    changes = changes_by_angle([0.3, -2.0], 0.2, angles)
    assert angles[changes.argmin()] == 180
    exact = np.hypot(0.3, 2) * 0.2 * np.cos(np.radians(angles))
    np.testing.assert_allclose(changes, exact, atol=1e-15)


def test_gradients_near_the_ends_of_the_numbers_have_a_direction():
    for scale in (1e-320, 1e-200, 1e200):
        move = steepest_move([3 * scale, -4 * scale], 1)
        # At 1e-320 a number has three digits or so.
        np.testing.assert_allclose(move, [-0.6, 0.8], rtol=1e-3)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: steepest_move([0, 0], 1), ArgumentError, "a number that is not 0"),
        (lambda: steepest_move([1], 0), ArgumentError, "size must be"),
        (lambda: steepest_move([np.inf], 1), ArgumentError, "gradient must be finite"),
        (lambda: steepest_move(1, 1), ShapeError, "gradient must be a row"),
        (lambda: missing([1], [1, 2]), ShapeError, "one length, received 1 and 2"),
        (lambda: changes_by_angle([1], 1, [0]), ShapeError, "of two variables, rec"),
        (lambda: random_moves(0, 1, 1, None), ArgumentError, "num_variables must"),
        (lambda: random_moves(1, 1, 1, None), ArgumentError, "generator must be"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
