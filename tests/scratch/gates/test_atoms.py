"""Gates of one operation, against differences and against the gates they equal."""

import math

import numpy as np
import pytest

from network4.errors import ArgumentError
from network4.scratch.gates import (
    Unit,
    add,
    analytic_gradient,
    divide,
    evaluate,
    exponential,
    forward_differences,
    gradient_by_trying,
    invert,
    multiply,
    negate,
    power,
    shift,
    sigmoid,
    sigmoid_of_atoms,
)

CASES = [
    (negate, [0.7], lambda x: -x),
    (lambda x: shift(x, -2.5), [0.7], lambda x: x - 2.5),
    (invert, [0.7], lambda x: 1 / x),
    (invert, [-1.3], lambda x: 1 / x),
    (divide, [1.5, -0.8], lambda x, y: x / y),
    (divide, [0.0, 0.5], lambda x, y: x / y),
    (lambda x: power(x, 3), [-1.2], lambda x: x**3),
    (lambda x: power(x, -0.5), [1.7], lambda x: x**-0.5),
    (lambda x: power(x, 0), [0.0], lambda x: 1.0),
    (exponential, [-1.1], math.exp),
]


@pytest.mark.parametrize(("circuit", "point", "formula"), CASES)
def test_a_gates_value_is_the_formulas_and_its_slope_that_of_trying(
    circuit, point, formula
):
    assert evaluate(circuit, point) == pytest.approx(formula(*point), rel=1e-15)
    # h^2/6 times a third derivative below 70, and the rounding of 2^-52 over h = 1e-5.
    trying = gradient_by_trying(circuit, point)
    np.testing.assert_allclose(analytic_gradient(circuit, point), trying, atol=1e-8)


@pytest.mark.parametrize("x", [-700.0, -5, -0.3, 0, 2, 30, 700])
def test_the_sigmoid_of_atoms_is_the_sigmoid_with_its_slope(x):
    """Each of four gates rounds once, and so does each of their slopes."""
    value, slope = (
        evaluate(sigmoid_of_atoms, [x]),
        analytic_gradient(sigmoid_of_atoms, [x]),
    )
    # sigmoid() is 1 - 2^-53 or 1 where 1 - s underflows beside 1, hence the atol.
    assert value == pytest.approx(evaluate(sigmoid, [x]), rel=1e-15, abs=2**-53)
    exact = math.exp(-abs(x)) / (1 + math.exp(-abs(x))) ** 2
    assert slope[0] == pytest.approx(exact, rel=1e-13)
    assert slope[0] == pytest.approx(value * (1 - value), rel=1e-13, abs=2**-52)


def test_a_quotient_is_a_product_with_an_inverse():
    def by_two_gates(a, b, c, d):
        return multiply(add(a, b), invert(add(c, d)))

    def by_one(a, b, c, d):
        return divide(add(a, b), add(c, d))

    at = [1.5, -0.2, 3.0, 0.7]
    # A gate more or less: a rounding or two.
    expected = analytic_gradient(by_one, at)
    np.testing.assert_allclose(
        analytic_gradient(by_two_gates, at), expected, rtol=1e-15
    )


def test_one_sided_differences_err_by_half_the_second_derivative():
    """exp is its own second derivative, and the next term is h^2/6."""
    for h in (1e-2, 1e-3, 1e-4):
        error = forward_differences(exponential, [0.5], h)[0] - math.exp(0.5)
        # Rounding: 2^-52 over h.
        assert error == pytest.approx(
            math.exp(0.5) * (h / 2 + h * h / 6), abs=h**3 + 4 * 2**-52 / h
        )


def test_three_evaluations_are_enough_for_two_inputs():
    calls = []

    def counted(x, y):
        calls.append((x.value, y.value))
        return multiply(x, y)

    forward_differences(counted, [-2, 3])
    assert calls == [(-2, 3), (-2 + 1e-4, 3), (-2, 3 + 1e-4)]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: invert(Unit(0)), "invert: x must not be 0"),
        (lambda: divide(Unit(1), Unit(0)), "divide: y must not be 0"),
        (lambda: divide(Unit(1e300), Unit(1e-300)), "divide: the result and"),
        (lambda: divide(Unit(1), 2), "divide: y must be a Unit, received 2"),
        (lambda: power(Unit(-1), 0.5), "power: x must be above 0 .* received -1 to"),
        (lambda: power(Unit(0), -1), "power: x must be above 0"),
        (lambda: power(Unit(1e200), 2), "power: the result and its"),
        (lambda: power(Unit(2), np.nan), "power: exponent must be a finite number"),
        (lambda: exponential(Unit(710)), "exponential: the result and"),
        (lambda: shift(Unit(1), "1"), "shift: c must be a finite number, received '1'"),
        (lambda: shift(Unit(1e308), 1e308), "shift: the result and"),
        (lambda: negate(3), "negate: x must be a Unit, received 3"),
        (lambda: sigmoid_of_atoms(Unit(-710)), "exponential: the result"),
        (
            lambda: invert(Unit(1e-200)),
            "invert: the result and its slopes must be finite",
        ),
    ],
)
def test_what_has_no_finite_answer_is_refused(call, words):
    with pytest.raises(ArgumentError, match=words):
        call()
