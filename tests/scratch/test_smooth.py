"""The sigmoid against the step, by the formula for their distance."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.smooth import answers_by_weight, distance_to_step

X = np.array([-2.0, -0.5, -0.01, 0.01, 0.5, 2.0])


@pytest.mark.parametrize("weight", [0.5, 1, 10, 1000])
def test_the_distance_to_the_step_is_the_formulas(weight):
    lines = answers_by_weight(X, [weight])
    (_, soft), (_, hard) = lines.values()
    exact = 1 / (1 + np.exp(np.minimum(weight * np.abs(X), 700)))
    # Of numbers up to 1, after a handful of roundings.
    np.testing.assert_allclose(np.abs(soft - hard), exact, atol=4 * 2**-52)
    np.testing.assert_allclose(distance_to_step(weight * X), exact, atol=4 * 2**-52)
    np.testing.assert_array_equal(hard, [0, 0, 0, 1, 1, 1])


def test_the_slope_at_0_is_a_quarter_of_the_weight():
    """By central differences: h^2/6 times a third derivative of at most w^3/8."""
    h = 1e-4
    for name, (x, answers) in answers_by_weight([-h, h]).items():
        if name != "step":
            weight = float(name.removeprefix("w = "))
            slope = (answers[1] - answers[0]) / (x[1] - x[0])
            assert slope == pytest.approx(weight / 4, abs=(h * weight) ** 2 * weight)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: answers_by_weight("x"), ArgumentError, "inputs must be numbers"),
        (lambda: answers_by_weight([[1]]), ShapeError, "inputs must be a row"),
        (lambda: answers_by_weight([]), ShapeError, r"received shape \(0,\)"),
        (lambda: answers_by_weight([1], [0]), ArgumentError, "each of weights must be"),
        (lambda: answers_by_weight([1], 3), ShapeError, "weights must be a row"),
        (lambda: distance_to_step("x"), ArgumentError, "z must be numbers"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
