"""Three ways to find where the output rises, against one another."""

import numpy as np
import pytest

from network4.errors import ArgumentError
from network4.scratch.gates import (
    add,
    analytic_gradient,
    climb,
    evaluate,
    forward_differences,
    gradient_by_trying,
    local_search,
    multiply,
    neuron,
    search_around,
)


def product(x, y):
    return multiply(x, y)


def sum_times(x, y, z):
    return multiply(add(x, y), z)


CASES = [
    (product, [-2, 3], [3, -2]),
    (sum_times, [-2, 5, -4], [-4, -4, 3]),
]


@pytest.mark.parametrize(("circuit", "point", "gradient"), CASES)
def test_both_gradients_are_those_of_calculus(circuit, point, gradient):
    np.testing.assert_array_equal(analytic_gradient(circuit, point), gradient)
    # Both functions are linear in each input: only the rounding of a value below 16,
    # 2^-50, over h = 1e-5.
    trying = gradient_by_trying(circuit, point)
    np.testing.assert_allclose(trying, gradient, atol=2**-50 / 1e-5)


def test_the_neurons_gradients_by_trying():
    point = [1, 2, -3, -1, 3]
    trying = gradient_by_trying(neuron, point)
    # h^2/6 times a third derivative below 3^3 * 1/8, and 2^-53/h.
    np.testing.assert_allclose(trying, analytic_gradient(neuron, point), atol=1e-9)


@pytest.mark.parametrize(("circuit", "point", "gradient"), CASES)
def test_a_small_step_up_the_gradient_gains_its_squared_length(
    circuit, point, gradient
):
    """f(x + t g) = f(x) + t |g|^2 + terms of t^2: of size 40 * t^2 in both cases."""
    moved = climb(circuit, point, 1e-4)
    gain = evaluate(circuit, moved) - evaluate(circuit, point)
    assert gain == pytest.approx(1e-4 * np.dot(gradient, gradient), abs=40 * 1e-8)


@pytest.mark.parametrize(("circuit", "point", "gradient"), CASES)
def test_no_random_move_of_the_same_length_does_better_than_the_gradient(
    circuit, point, gradient
):
    """Beside |g| times the length, a move gains at most its length squared."""
    length = 1e-4
    step = length / np.linalg.norm(gradient)
    best = evaluate(circuit, climb(circuit, point, step))
    moves = np.random.default_rng(4).normal(size=(500, len(point)))
    moves *= length / np.linalg.norm(moves, axis=1, keepdims=True)
    for move in moves:
        assert evaluate(circuit, np.add(point, move)) <= best + 2 * length**2


def test_local_search_only_goes_up_and_repeats_itself():
    found = [
        local_search(product, [-2, 3], np.random.default_rng(7), tries)
        for tries in (0, 1, 10, 100, 100)
    ]
    values = [evaluate(product, point) for point in found]
    np.testing.assert_array_equal(found[0], [-2, 3])
    assert values == sorted(values)
    assert values[-1] > values[0]
    np.testing.assert_array_equal(found[3], found[4])
    # A hundred tries of at most 0.01 each.
    assert np.abs(found[-1] - [-2, 3]).max() <= 1


@pytest.mark.parametrize(
    ("name", "value"), [("tries", -1), ("tries", 1.5), ("reach", 0), ("reach", np.nan)]
)
def test_what_makes_no_sense_is_refused(name, value):
    with pytest.raises(ArgumentError, match=f"{name} must be .* received {value}"):
        local_search(product, [1, 1], np.random.default_rng(0), **{name: value})


def test_the_guides_search_never_leaves_the_reach_of_its_start():
    found = [
        search_around(product, [-2, 3], np.random.default_rng(seed), 400)
        for seed in range(20)
    ]
    assert np.abs(np.array(found) - [-2, 3]).max() <= 0.01
    values = [evaluate(product, point) for point in found]
    assert all(-6 < value <= -1.99 * 2.99 for value in values)
    moved_on = local_search(product, [-2, 3], np.random.default_rng(0), 400)
    assert evaluate(product, moved_on) > max(values)
    start = search_around(product, [-2, 3], np.random.default_rng(0), 0)
    np.testing.assert_array_equal(start, [-2, 3])


@pytest.mark.parametrize(("name", "value"), [("tries", -1), ("reach", 0)])
def test_a_search_around_refuses_what_makes_no_sense(name, value):
    with pytest.raises(ArgumentError, match=f"search_around: {name} must be"):
        search_around(product, [1, 1], np.random.default_rng(0), **{name: value})


def test_one_sided_differences_need_a_difference_above_0():
    with pytest.raises(ArgumentError, match=r"difference must be .* received 0"):
        forward_differences(product, [1, 1], 0)
