"""Nudged weights: jumps where calculus says so, and errors that fall as the square."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.nudges import (
    errors_of_linear,
    flips,
    linear_errors,
    over_a_weight,
)
from network4.scratch.perceptrons import adder_layers, output, scaled, sigmoid


def test_perceptrons_jump_once_and_are_constant_beside_it():
    """The NAND's z is w + 1: it turns between w = -1 and the next place."""
    for places, values in flips()["perceptrons"].values():
        jumps = np.flatnonzero(np.diff(values))
        assert len(jumps) == 1
        assert places[jumps[0]] == pytest.approx(-1, abs=0.01 + 1e-12)


def test_sigmoid_neurons_move_by_little_everywhere():
    """A slope is at most the product of weights and quarters along each way."""
    for places, values in flips()["sigmoid neurons"].values():
        changes = np.abs(np.diff(values))
        assert 0 < changes.max() < 0.05 and changes.min() >= 0
        assert np.ptp(values) > 0.3
        assert np.ptp(places) == pytest.approx(2)


def test_a_weight_is_put_where_it_belongs_and_the_layers_are_left_alone():
    layers = adder_layers()
    values = over_a_weight(layers, [1, 0], (1, 0, 2), [-2, 5])
    changed = adder_layers()
    changed[1][0][0, 2] = 5
    expected = [output(adder_layers(), [1, 0]), output(changed, [1, 0])]
    np.testing.assert_array_equal(values, expected)
    assert layers[1][0][0, 2] == adder_layers()[1][0][0, 2] == -2


def test_errors_fall_as_the_square():
    """Beside the square there is a cube, smaller by the size; rounding of 2^-52."""
    layers = scaled(adder_layers(), 3)
    sizes = np.array([1e-2, 1e-3, 1e-4])
    for seed in range(5):
        errors = errors_of_linear(layers, [0, 1], sizes, seed)
        ratios = errors[:-1] / errors[1:]
        # A cube of up to 30 times the square: 30% at 0.01, 3% at 0.001.
        assert ratios == pytest.approx([100, 100], rel=0.3)


def test_the_linear_part_is_the_slope_by_the_chain_rule():
    """One neuron: s(w x + b), all changes along the one direction, by hand."""
    layers = [(np.array([[0.7, -0.4]]), np.array([0.2]))]
    x, size = np.array([1.0, 2.0]), 1e-3
    direction = np.random.default_rng(4).normal(size=3)
    direction /= np.linalg.norm(direction)
    z = float(layers[0][0][0] @ x + 0.2)
    moved = z + size * float(direction[:2] @ x + direction[2])
    s = float(sigmoid(z))
    error = abs(float(sigmoid(moved)) - s - s * (1 - s) * (moved - z))
    (found,) = errors_of_linear(layers, x, [size], seed=4)
    # The slope by trying errs by 1e-10 or so, times the size.
    assert found == pytest.approx(error, abs=1e-12)


def test_both_lines_meet_at_the_smallest_change():
    (sizes, errors), (_, square) = linear_errors().values()
    assert sizes[0] == 1 and sizes[-1] == pytest.approx(1e-4)
    assert errors[-1] == pytest.approx(square[-1])
    assert square[0] / square[-1] == pytest.approx(1e8)


LAYERS = adder_layers()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: over_a_weight(LAYERS, [1, 1], (3, 0, 0), [1]),
            ArgumentError,
            "that t",
        ),
        (
            lambda: over_a_weight(LAYERS, [1, 1], (0, 0, 9), [1]),
            ArgumentError,
            "that t",
        ),
        (lambda: over_a_weight(LAYERS, [1, 1], (0, 0), [1]), ArgumentError, "A weight"),
        (
            lambda: over_a_weight(LAYERS, [1, 1], (0, 0, -1), [1]),
            ArgumentError,
            "A wei",
        ),
        (
            lambda: over_a_weight(LAYERS, [1, 1], 3, [1]),
            ArgumentError,
            "weight must be",
        ),
        (
            lambda: over_a_weight(3, [1, 1], (0, 0, 0), [1]),
            ArgumentError,
            "layers must",
        ),
        (
            lambda: over_a_weight(LAYERS, [1], (0, 0, 0), [1]),
            ShapeError,
            "a weight for",
        ),
        (lambda: over_a_weight(LAYERS, [1, 1], (0, 0, 0), []), ShapeError, "places"),
        (lambda: errors_of_linear(LAYERS, [1, 1], [1], -1), ArgumentError, "seed must"),
        (lambda: errors_of_linear(LAYERS, [1, 1], ["a"]), ArgumentError, "sizes must"),
        (lambda: errors_of_linear([3], [1, 1], [1]), ArgumentError, "each of layers"),
        (lambda: errors_of_linear([], [1, 1], [1]), ArgumentError, "layers must"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
