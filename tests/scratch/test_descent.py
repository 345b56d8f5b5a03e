"""Paths against the formula for a parabola, and gradients against calculus."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError, TrainingDivergedError
from network4.scratch.descent import (
    descend,
    numerical_gradient,
    share_left,
    steps_needed,
)

CURVATURES = np.array([0.5, 1.0, 2.0, 4.0, 8.0])
START = np.array([1.0, -2.0, 3.0, -4.0, 5.0])
ROUNDING = 2.0**-52


def bowl(v):
    """k v^2/2 in each of five directions."""
    return float(np.sum(CURVATURES * v * v) / 2)


def slopes(v):
    return CURVATURES * v


@pytest.mark.parametrize("rate", [0.001, 0.1, 0.2, 0.25, 0.3])
def test_every_point_of_a_path_is_the_formulas(rate):
    """Five directions, each by its own curvature; 0.3 is beyond 2/8 and climbs."""
    path = descend(bowl, START, rate, 30, slopes)
    expected = START * (1 - rate * CURVATURES) ** np.arange(31)[:, None]
    # Each step rounds the slope, its product with the rate (at most 2.4 v) and the
    # difference: at most 3 roundings of numbers up to 2.4 |v|, where a step that
    # nearly cancels can leave |v| small beside them.
    largest = np.abs(expected).max(axis=0) * np.ones((31, 1))
    assert np.all(np.abs(path - expected) <= 31 * 3 * 2.4 * ROUNDING * largest)


def test_without_a_gradient_it_finds_its_own():
    """Central differences of a parabola have no error but rounding.

    C is below 200 and is known to some ROUNDING of that; divided by h = 1e-5, slopes
    err by 1e-8, and 30 steps at rate 0.1 add up to 30 * 0.1 * 1e-8.
    """
    with_formula = descend(bowl, START, 0.1, 30, slopes)
    np.testing.assert_allclose(descend(bowl, START, 0.1, 30), with_formula, atol=3e-8)


def rosenbrock(v):
    return float(np.sum(100 * (v[1:] - v[:-1] ** 2) ** 2 + (1 - v[:-1]) ** 2))


def rosenbrock_slopes(v):
    result = np.zeros_like(v)
    bend = v[1:] - v[:-1] ** 2
    result[1:] += 200 * bend
    result[:-1] += -400 * v[:-1] * bend - 2 * (1 - v[:-1])
    return result


@pytest.mark.parametrize("size", [2, 3, 10])
def test_numerical_gradient_of_a_bent_valley(size):
    """C'''/6 is at most 400 |v|, at h = 1e-5: 1e-7. C, below 1e4, rounds by 1e-12,
    over h: 1e-7."""
    generator = np.random.default_rng(size)
    for _ in range(20):
        point = generator.uniform(-1.5, 1.5, size)
        assert rosenbrock(point) < 1e4
        np.testing.assert_allclose(
            numerical_gradient(rosenbrock, point), rosenbrock_slopes(point), atol=1e-6
        )


def test_a_small_rate_goes_down_at_every_step_of_a_bent_valley():
    path = descend(rosenbrock, [-1.0, 1.0], 1e-4, 500, rosenbrock_slopes)
    heights = [rosenbrock(v) for v in path]
    assert np.all(np.diff(heights) < 0)


@pytest.mark.parametrize(
    ("rate", "shrinks", "changes_sides"),
    [
        (0.01, True, False),
        (0.49, True, False),
        (0.51, True, True),
        (0.99, True, True),
        (1.01, False, True),
        (5.0, False, True),
    ],
)
def test_what_a_rate_does(rate, shrinks, changes_sides):
    """k = 2: beyond 1/k = 0.5 it leaps over, beyond 2/k = 1 it climbs."""
    path = descend(lambda v: v[0] ** 2, [1.0], rate, 10, lambda v: 2 * v)[:, 0]
    assert np.all((np.diff(np.abs(path)) < 0) == shrinks)
    assert np.all((path[1:] * path[:-1] < 0) == changes_sides)
    # Ten steps, at most three roundings in each and in the power.
    assert path[-1] == pytest.approx(share_left(rate, 2, 10), rel=60 * ROUNDING / 0.01)


def test_at_the_border_it_leaps_to_and_fro_for_ever():
    path = descend(lambda v: v[0] ** 2, [1.0], 1.0, 100, lambda v: 2 * v)[:, 0]
    np.testing.assert_array_equal(path, (-1.0) ** np.arange(101))


@pytest.mark.parametrize("rate", [0.003, 0.3, 0.8])
def test_steps_needed_are_counted(rate):
    path = descend(lambda v: v[0] ** 2, [1.0], rate, 2000, lambda v: 2 * v)[:, 0]
    first_below = int(np.argmax(np.abs(path) <= 0.01))
    assert first_below == np.ceil(steps_needed(rate, 2, 0.01))


def test_steps_needed_at_the_extremes():
    assert steps_needed(0.5, 2, 0.01) == 1
    assert steps_needed(1.0, 2, 0.01) == steps_needed(3.0, 2, 0.01) == np.inf


def test_a_path_out_of_the_finite_numbers_is_stopped():
    """Each step multiplies by 1 - 2 * 1e10: after 30 or so it is beyond 1e308."""
    with pytest.raises(TrainingDivergedError, match=r"at step \d+; take a smaller"):
        descend(lambda v: float(v[0] ** 2), [1.0], 1e10, 100, lambda v: 2 * v)


def test_the_path_starts_at_the_start_and_leaves_it_alone():
    start = np.array([1.0, 2.0])
    path = descend(lambda v: float(v @ v), start, 0.1, 0)
    np.testing.assert_array_equal(path, [[1, 2]])
    descend(lambda v: float(v @ v), start, 0.1, 3)
    np.testing.assert_array_equal(start, [1, 2])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: descend(bowl, START, 0, 1), ArgumentError, "rate must be .* above 0"),
        (lambda: descend(bowl, START, np.nan, 1), ArgumentError, "received nan"),
        (lambda: descend(bowl, START, 1, -1), ArgumentError, "steps .* received -1"),
        (lambda: descend(bowl, START, 1, 1.5), ArgumentError, r"received 1\.5"),
        (lambda: descend(bowl, [], 1, 1), ShapeError, r"received shape \(0,\)"),
        (lambda: descend(bowl, [[1.0]], 1, 1), ShapeError, r"received shape \(1, 1\)"),
        (lambda: descend(bowl, START, "1", 1), ArgumentError, "rate .* received '1'"),
        (lambda: descend(bowl, START, 1, np.nan), ArgumentError, "steps .* nan"),
        (lambda: descend(bowl, [np.nan], 1, 1), ArgumentError, "must have finite num"),
        (
            lambda: descend(bowl, START, 1, 1, lambda v: v[:2]),
            ShapeError,
            r"the point's shape, \(5,\), received \(2,\)",
        ),
        (lambda: numerical_gradient(bowl, START, 0), ArgumentError, "difference must"),
        (lambda: steps_needed(0, 1, 0.5), ArgumentError, "rate must be"),
        (lambda: steps_needed(1, -1, 0.5), ArgumentError, "curvature must be"),
        (lambda: steps_needed(1, 1, 1), ArgumentError, "below 1, received 1"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda: 1.0, "function must be a function, to be called with 1 argument, "),
        (lambda v: None, "what the function returns must be numbers"),
        (lambda v: v, r"what the function returns must be a number, .*\(2,\)"),
    ],
)
def test_a_function_of_another_form_is_refused(function, words):
    with pytest.raises((ArgumentError, ShapeError), match=words):
        numerical_gradient(function, [1.0, 2.0])


def test_a_cost_may_be_an_array_of_one_number():
    found = numerical_gradient(lambda v: v[:1] ** 2, [3.0])
    np.testing.assert_allclose(found, [6.0], atol=1e-8)
