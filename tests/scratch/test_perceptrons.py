"""Truth tables in full, and bounds that follow from the weights."""

from itertools import product

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.perceptrons import (
    add_two_bits,
    adder_layers,
    binary_layer,
    binary_margin,
    goes_to_festival,
    nand,
    output,
    perceptron,
    scaled,
    sigmoid,
    step,
    weighted_input,
)

PAIRS = list(product((0, 1), repeat=2))
TRIPLES = list(product((0, 1), repeat=3))
ROUNDING = 2.0**-52


@pytest.mark.parametrize(("weather", "company", "transit"), TRIPLES)
def test_every_decision_about_the_festival(weather, company, transit):
    facts = weather, company, transit
    assert goes_to_festival(*facts) == bool(weather)
    expected = bool(weather or (company and transit))
    assert goes_to_festival(*facts, threshold=3) == expected


@pytest.mark.parametrize(("x", "y"), PAIRS)
def test_nand_and_the_adder(x, y):
    assert nand(x, y) == int(not (x and y))
    total, carry = add_two_bits(x, y)
    assert 2 * carry + total == x + y


def test_the_adder_in_layers_is_the_adder():
    answers = output(adder_layers(), PAIRS)
    np.testing.assert_array_equal(answers, [add_two_bits(x, y) for x, y in PAIRS])


def test_at_the_border_a_perceptron_says_no():
    assert perceptron([1, 1], -1, [1, 0]) == 0
    np.testing.assert_array_equal(step([-1e-300, 0, 1e-300]), [0, 0, 1])


@pytest.mark.parametrize("c", [1e-6, 0.5, 3, 1e6])
def test_scaled_perceptrons_answer_the_same(c):
    """Also at the border, where z = 0."""
    layers = [*adder_layers(), (np.array([[1.0, -1.0]]), np.array([0.0]))]
    np.testing.assert_array_equal(
        output(scaled(layers, c), PAIRS), output(layers, PAIRS)
    )


@pytest.mark.parametrize("c", [3, 5, 10, 30])
def test_scaled_sigmoid_neurons_come_close_to_perceptrons(c):
    """A neuron errs by less than exp(-c |z|), and |z| is at least 1 - 4 * (its inputs'
    error), for no neuron of the adder has weights of more than 4 in sum, the
    perceptron's |z| being at least 1. Three layers, one after another; and the outputs
    are rounded to ROUNDING.
    """
    error = 0.0
    for _ in range(3):
        assert 4 * error < 1
        error = np.exp(-c * (1 - 4 * error))
    layers = adder_layers()
    assert max(abs(w).sum(axis=1).max() for w, _ in layers) == 4
    answers = output(scaled(layers, c), PAIRS, sigmoid)
    distance = np.abs(answers - output(layers, PAIRS))
    assert distance.max() <= error + ROUNDING


@pytest.mark.parametrize("c", [1, 100, 1e9])
def test_at_the_border_a_sigmoid_neuron_never_decides(c):
    layers = [(np.array([[1.0, 1.0]]), np.array([-1.0]))]
    np.testing.assert_array_equal(output(scaled(layers, c), [1, 0], sigmoid), [0.5])
    # And what comes after it is undecided too: here z = 2 * 1/2 - 1 = 0 again.
    layers.append((np.array([[2.0]]), np.array([-1.0])))
    np.testing.assert_array_equal(output(layers, [1, 0]), [0])
    np.testing.assert_array_equal(output(scaled(layers, c), [1, 0], sigmoid), [0.5])


def test_sigmoid_is_the_formula():
    z = np.linspace(-30, 30, 121)
    # Some roundings in the formula, and one of numbers below 1 in ours.
    np.testing.assert_allclose(sigmoid(z), 1 / (1 + np.exp(-z)), atol=4 * ROUNDING)


def corner_cases(digit):
    """Ten outputs at every extreme that 0.99 and 0.01 allow, (1024, 10)."""
    sides = [(0.0, 0.01)] * 10
    sides[digit] = (0.99, 1.0)
    return np.array(list(product(*sides)))


@pytest.mark.parametrize("digit", range(10))
def test_ten_outputs_become_binary(digit):
    """z is linear in the outputs, so its extremes are at the corners: all 1,024."""
    weights, biases = binary_layer()
    corners = corner_cases(digit)
    bits = [int(bit) for bit in reversed(f"{digit:04b}")]
    answers = output([(weights, biases)], corners)
    np.testing.assert_array_equal(answers, np.tile(bits, (len(corners), 1)))


def test_the_margin_is_the_smallest_of_all_corners():
    weights, biases = binary_layer()
    smallest = min(
        np.abs(weighted_input(weights, biases, corner_cases(digit))).min()
        for digit in range(10)
    )
    # Ten numbers of at most 1 are added up in either way.
    assert binary_margin() == pytest.approx(smallest, abs=10 * ROUNDING)
    assert binary_margin() >= 0.99 - 9 * 0.01


@pytest.mark.parametrize("digit", range(10))
def test_sigmoid_neurons_with_these_weights_are_sure_too(digit):
    """Multiplied by c, they err by less than exp(-c * margin)."""
    layers = scaled([binary_layer()], 10)
    distance = np.abs(
        output(layers, corner_cases(digit), sigmoid)
        - output([binary_layer()], corner_cases(digit))
    )
    assert distance.max() < np.exp(-10 * binary_margin()) + ROUNDING


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: nand(2, 0), ArgumentError, "A bit must be 0 or 1, received 2"),
        (lambda: goes_to_festival("good", 0, 0), ArgumentError, "received 'good'"),
        (lambda: perceptron([1, 2], 0, [1]), ShapeError, r"received weights \(2,\)"),
        (lambda: perceptron(1, 0, 1), ShapeError, "a weight for each input"),
        (lambda: perceptron([1], [0, 0], [1]), ShapeError, r"biases \(2,\)"),
        (lambda: perceptron([1], 0, [[1], [0]]), ShapeError, r"received \(2, 1\)"),
        (lambda: scaled([], 0), ArgumentError, "c must be .* above 0, received 0"),
        (lambda: nand(np.array([0, 1]), 0), ArgumentError, "received an array"),
        (lambda: nand(0.5, 0), ArgumentError, r"received 0\.5"),
        (lambda: scaled([], "2"), ArgumentError, "received '2'"),
        (lambda: scaled([], np.nan), ArgumentError, "received nan"),
        (lambda: binary_margin(wrong=-1), ArgumentError, "at least 0, received -1"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_the_margin_of_large_numbers_is_a_float():
    assert binary_margin(right=2**64, wrong=0) == 2.0**64
    opposed = (1 - binary_margin(1, 1)) / 1
    assert binary_margin(right=0, wrong=2**63) == -opposed * 2.0**63
