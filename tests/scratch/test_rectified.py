"""Rescaled weights, and gradients through many layers."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.descent import numerical_gradient
from network4.scratch.rectified import (
    draw_layers,
    feedforward,
    gradient_norms,
    output_ratios,
    rescaled,
    softmax,
)

X = np.random.default_rng(1).random(7)


@pytest.mark.parametrize("depth", [2, 3, 4, 7])
@pytest.mark.parametrize("c", [0.5, 2.0, 4.0])
def test_outputs_are_multiplied_by_c_to_the_layers_less_one(depth, c):
    """Powers of 2 multiply without rounding, so that the ratio is exact."""
    for biases in (False, True):
        layers = draw_layers([7] + [30] * (depth - 1), depth, biases=biases)
        ratios = output_ratios(layers, X, c)
        assert len(ratios)
        assert (ratios == c ** (depth - 1)).all()


def test_outputs_are_those_of_the_definition():
    (w, b), (v, d) = draw_layers([7, 5, 3], seed=1, biases=True)
    hidden = [max(0.0, sum(w[j, k] * X[k] for k in range(7)) + b[j]) for j in range(5)]
    expected = [max(0.0, float(v[i] @ hidden) + d[i]) for i in range(3)]
    np.testing.assert_allclose(feedforward([(w, b), (v, d)], X), expected, rtol=1e-12)


def test_biases_alike_leave_no_common_factor():
    layers = draw_layers([7, 30, 30], seed=2, biases=True)
    ratios = output_ratios(layers, X, 2, "alike")
    assert ratios.max() > 1.1 * ratios.min()
    assert (rescaled(layers, 2, "alike")[1][1] == 2 * layers[1][1]).all()


def test_a_softmax_keeps_the_order_and_not_the_ratios():
    z = np.array([0.3, -1.0, 0.5])
    small, large = softmax(0.5**3 * z), softmax(4**3 * z)
    assert list(np.argsort(small)) == list(np.argsort(large)) == [1, 0, 2]
    assert np.ptp(softmax(1e-9 * z)) < 1e-8
    assert large[2] > 0.9999
    ratios = large / softmax(z)
    assert ratios.max() > 1.1 * ratios.min()


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_gradients_are_those_found_by_trying(activation):
    layers = draw_layers([7, 6, 5, 4], seed=3, biases=True)

    def cost(biases, which):
        a = X
        for number, (w, b) in enumerate(layers):
            z = w @ a + (biases if number == which else b)
            a = np.maximum(0, z) if activation == "relu" else 1 / (1 + np.exp(-z))
        return a[0] - a[1] + a[2] - a[3]

    norms = gradient_norms(layers, X, activation)
    for which, (_, b) in enumerate(layers):
        slopes = numerical_gradient(lambda v, which=which: cost(v, which), b)
        assert norms[which] == pytest.approx(np.linalg.norm(slopes), abs=1e-8)


def test_a_gain_of_two_keeps_gradients_of_relus():
    """On average over networks; five standard errors of the mean are allowed.

    Which neurons are on depends on the weights that a gradient goes back through. That
    takes about 1/n of it in each of four layers: 1% for n = 400.
    """
    found = {}
    for gain in (2.0, 1.0):
        drawn = (draw_layers([400] * 6, seed, gain=gain) for seed in range(30))
        norms = [gradient_norms(layers, np.ones(400)) for layers in drawn]
        found[gain] = np.array([(first / last) ** 2 for first, *_, last in norms])
    error = found[2.0].std() / np.sqrt(30)
    assert found[2.0].mean() == pytest.approx(1, abs=0.01 + 5 * error)
    # The same numbers, each weight smaller by the root of 2, in four layers.
    np.testing.assert_allclose(found[1.0], found[2.0] / 2**4, rtol=1e-9)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: draw_layers([5], 0), ArgumentError, "two layers or more"),
        (lambda: draw_layers([5, 0], 0), ArgumentError, "sizes must be a whole"),
        (lambda: draw_layers(5, 0), ArgumentError, "sizes must be a list"),
        (lambda: draw_layers([5, 5], 0, gain=0), ArgumentError, "gain must be"),
        (lambda: rescaled(draw_layers([7, 2], 0), -1), ArgumentError, "c must be"),
        (
            lambda: rescaled(draw_layers([7, 2], 0), 2, "none"),
            ArgumentError,
            "must be 'in proportion' or 'alike'",
        ),
        (
            lambda: feedforward(draw_layers([7, 2], 0), X[:3]),
            ShapeError,
            r"x must have shape \(7,\), received \(3,\)",
        ),
        (
            lambda: gradient_norms(draw_layers([7, 2], 0), X, "tanh"),
            ArgumentError,
            "activation must be 'relu' or 'sigmoid'",
        ),
    ],
)
def test_what_cannot_be_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


GOOD = [(np.ones((2, 3)), np.zeros(2)), (np.ones((1, 2)), np.zeros(1))]


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        (3, "layers must be a list"),
        ([], "layers must be pairs of weights and biases"),
        ([(np.ones((2, 3)),)], "layers must be pairs of weights and biases"),
        ([(np.ones(3), np.zeros(2))], r"weights must be rows of numbers, \(n, m\)"),
        ([GOOD[0], GOOD[0]], r"weights must have shape \(2, 2\), .* received \(2, 3\)"),
        ([(np.ones((2, 3)), np.zeros(4))], r"weights must have shape \(4, 3\)"),
    ],
)
def test_layers_that_do_not_fit_are_refused(layers, words):
    for use in (
        lambda: feedforward(layers, np.ones(3)),
        lambda: rescaled(layers, 2),
        lambda: gradient_norms(layers, np.ones(3)),
    ):
        with pytest.raises((ArgumentError, ShapeError), match=words):
            use()


def test_so_many_weights_are_refused():
    with pytest.raises(ArgumentError, match="at most 10,000,000 weights"):
        draw_layers([10**6, 10**6], seed=0)
