"""Gates against calculus, circuits against the published figures and differences."""

import math

import numpy as np
import pytest

from network4.errors import ArgumentError
from network4.scratch.descent import numerical_gradient
from network4.scratch.gates import (
    Unit,
    add,
    backward,
    larger,
    multiply,
    neuron,
    relu,
    sigmoid,
)


def gradients(circuit, *values):
    units = [Unit(value) for value in values]
    output = circuit(*units)
    backward(output)
    return output.value, [unit.gradient for unit in units]


@pytest.mark.parametrize(
    ("circuit", "inputs", "value", "slopes"),
    [
        (add, (3, 4), 7, [1, 1]),
        (add, (1, 2, 3), 6, [1, 1, 1]),
        (multiply, (-2, 3), -6, [3, -2]),
        (larger, (3, 4), 4, [0, 1]),
        (larger, (4, 3), 4, [1, 0]),
        (larger, (4, 4), 4, [1, 0]),
        (relu, (5,), 5, [1]),
        (relu, (-5,), 0, [0]),
        (relu, (0,), 0, [0]),
        (sigmoid, (0,), 0.5, [0.25]),
        (sigmoid, (-2000,), 0, [0]),
        (lambda x, y, z: multiply(add(x, y), z), (-2, 5, -4), -12, [-4, -4, 3]),
        (lambda x: x, (9,), 9, [1]),
    ],
)
def test_gates(circuit, inputs, value, slopes):
    assert gradients(circuit, *inputs) == (value, slopes)


def test_the_published_neuron():
    value, slopes = gradients(neuron, 1, 2, -3, -1, 3)
    assert value == pytest.approx(0.8808, abs=0.00005)
    published = [-0.105, 0.315, 0.105, 0.105, 0.210]
    np.testing.assert_allclose(slopes, published, atol=0.0005)


@pytest.mark.parametrize(
    ("circuit", "slope"),
    [
        (lambda x: add(x, x, x), lambda x: 3),
        (lambda x: multiply(x, x), lambda x: 2 * x),
        (lambda x: multiply(multiply(x, x), multiply(x, x)), lambda x: 4 * x**3),
        (lambda x: multiply(x, sigmoid(x)), lambda x: s(x) + x * s(x) * (1 - s(x))),
        (lambda x: larger(multiply(x, x), x), lambda x: 2 * x if x * x >= x else 1),
    ],
)
@pytest.mark.parametrize("x", [-1.5, 0.25, 3.0])
def test_where_a_wire_branches_gradients_add_up(circuit, slope, x):
    # At most ten operations, each rounded to 2^-53 of its result.
    assert gradients(circuit, x)[1][0] == pytest.approx(slope(x), rel=10 * 2**-53)


def s(x):
    return 1 / (1 + math.exp(-x))


def random_circuit(generator, inputs, gates):
    """A circuit that reads, with every gate, any units that are there so far."""
    kinds = generator.choice(["add", "multiply", "larger", "sigmoid"], gates)
    sources = [generator.integers(0, inputs + n, 2) for n in range(gates)]

    def circuit(*units):
        wires = list(units)
        for kind, (i, j) in zip(kinds, sources, strict=True):
            if kind == "sigmoid":
                wires.append(sigmoid(wires[i]))
            else:
                gate = {"add": add, "multiply": multiply, "larger": larger}[kind]
                # Halved by a sigmoid, so that products of products stay small.
                wires.append(sigmoid(gate(wires[i], wires[j])))
        return add(*wires)

    return circuit


@pytest.mark.parametrize("seed", range(30))
def test_random_circuits_agree_with_finite_differences(seed):
    """Central differences of step h = 1e-5 err by h^2 times the third derivative, and
    by roundings of the output, of size 10, over h: 1e-9 or so of slopes of size 1.
    """
    generator = np.random.default_rng(seed)
    circuit = random_circuit(generator, inputs=4, gates=12)
    point = generator.normal(size=4)

    def value(inputs):
        return circuit(*map(Unit, inputs)).value

    _, slopes = gradients(circuit, *point)
    np.testing.assert_allclose(slopes, numerical_gradient(value, point), atol=1e-7)


def test_a_pull_scales_all_gradients_and_the_last_call_counts():
    x, y = Unit(2), Unit(3)
    product = multiply(x, y)
    backward(product, pull=10)
    backward(product, pull=-1)
    assert (product.gradient, x.gradient, y.gradient) == (-1, -3, -2)


def test_a_circuit_may_be_deep():
    """Ten thousand gates in a row, more than Python's calls may nest."""
    x = Unit(1)
    total = x
    for _ in range(10_000):
        total = add(total, x)
    backward(total)
    assert x.gradient == total.value == 10_001


@pytest.mark.parametrize("value", ["3", None, math.nan, math.inf, 1j])
def test_a_unit_holds_a_finite_number(value):
    with pytest.raises(ArgumentError, match="value must be a finite number, received"):
        Unit(value)


@pytest.mark.parametrize("value", [10**400, -(10**400), np.timedelta64(3, "s")])
def test_what_no_float_can_be_is_no_value_of_a_unit(value):
    with pytest.raises(ArgumentError, match="value must be a finite number, received"):
        Unit(value)
