"""The network against differences, against the book's own program, and on digits."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.backprop import FullyConnected
from network4.scratch.digits.network import (
    answers,
    as_inputs,
    as_outputs,
    cost,
    descend_once,
    first_layers,
    gradient,
    quadratic,
    train,
)

SIZES = (4, 3, 10)


@pytest.fixture
def data(generator):
    images = generator.integers(0, 256, (7, 2, 2), dtype=np.uint8)
    return as_inputs(images), as_outputs(generator.integers(0, 10, 7))


def test_first_layers_are_those_of_the_books_program(monkeypatch):
    """Drawn by network4/book's `network.py` from the seed's global generator."""
    from network4.book import network

    np.random.seed(5)
    theirs = network.Network(list(SIZES))
    ours = first_layers(SIZES, seed=5)
    for layer, weights, biases in zip(ours, theirs.weights, theirs.biases, strict=True):
        np.testing.assert_array_equal(layer.weights, weights.T)
        np.testing.assert_array_equal(layer.biases, biases[:, 0])


def test_the_gradient_is_that_of_trying(data):
    x, y = data
    layers = first_layers(SIZES, seed=1)
    found, tried = gradient(layers, x, y), []
    h = 1e-5
    for layer in layers:
        for name in ("weights", "biases"):
            numbers = getattr(layer, name)
            for place in np.ndindex(numbers.shape):
                kept = numbers[place]
                costs = []
                for moved in (kept + h, kept - h):
                    numbers[place] = moved
                    costs.append(cost(layers, x, y))
                numbers[place] = kept
                tried.append((costs[0] - costs[1]) / (2 * h))
    # Third derivatives below 10 times h^2/6, and costs below 5 rounded, over h.
    np.testing.assert_allclose(found, tried, atol=1e-9)


def test_a_step_goes_against_the_gradient(data):
    x, y = data
    layers = first_layers(SIZES)
    before = [layer.weights.copy() for layer in layers]
    slopes = gradient(layers, x, y)
    descend_once(layers, x, y, rate=0.5)
    first = before[0] - 0.5 * slopes[: before[0].size].reshape(before[0].shape)
    np.testing.assert_array_equal(layers[0].weights, first)


def test_the_cost_is_the_books(data):
    x, y = data
    a = answers(first_layers(SIZES), x)
    by_hand = sum(np.linalg.norm(a[n] - y[n]) ** 2 for n in range(len(x))) / (
        2 * len(x)
    )
    assert cost(first_layers(SIZES), x, y) == pytest.approx(by_hand, rel=1e-14)


def test_it_learns_digits(mnist_directory):
    """One epoch of 10,000: well above the tenth that chance has."""
    from network4.datasets import load_data

    split = load_data(mnist_directory).train
    layers = first_layers()
    train(layers, split.images[:10_000], split.labels[:10_000])
    held_out = slice(10_000, 12_000)
    found = answers(layers, as_inputs(split.images[held_out])).argmax(axis=1)
    assert np.mean(found == split.labels[held_out]) > 0.4


IMAGES, LABELS = np.zeros((3, 2, 2), np.uint8), [0, 1, 2]
LAYERS = first_layers(SIZES)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: first_layers((4,)), ArgumentError, "sizes must be two or more"),
        (lambda: first_layers((4, 0)), ArgumentError, "each of sizes must be"),
        (lambda: first_layers(3), ArgumentError, "sizes must be a list"),
        (lambda: first_layers(SIZES, -1), ArgumentError, "seed must be"),
        (lambda: first_layers(SIZES, 2**32), ArgumentError, "seed must be"),
        (lambda: as_inputs(IMAGES[0]), ShapeError, "images must be .n, height"),
        (lambda: as_inputs(IMAGES / 1.0), ArgumentError, "must be uint8"),
        (lambda: as_outputs([10]), ArgumentError, r"labels must be whole .* 0\.\.9"),
        (lambda: as_outputs([0.5]), ArgumentError, "labels must be whole numbers"),
        (lambda: answers([], IMAGES), ShapeError, "x must be inputs"),
        (lambda: answers([], [[1]]), ArgumentError, "layers must be one or more"),
        (lambda: answers([3], [[1]]), ArgumentError, "each layer must be a FullyConn"),
        (lambda: answers(LAYERS, [[1]]), ShapeError, "expects 4 inputs, received 1"),
        (lambda: cost(LAYERS, [[1] * 4], [[1]]), ShapeError, "y must have the shape"),
        (lambda: gradient(LAYERS, [[1] * 4], [1]), ShapeError, "y must have the shap"),
        (lambda: train(LAYERS, IMAGES, [1]), ShapeError, "labels must be 3, one"),
        (lambda: train(LAYERS, IMAGES, LABELS, -1), ArgumentError, "epochs must be"),
        (
            lambda: train(LAYERS, IMAGES, LABELS, batch_size=0),
            ArgumentError,
            "batch_size must be",
        ),
        (lambda: train(LAYERS, IMAGES, LABELS, rate=0), ArgumentError, "rate must be"),
        (lambda: train(LAYERS, IMAGES, LABELS, seed="a"), ArgumentError, "seed must"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_layers_of_another_kind_of_sigmoid_have_their_own_slope(data):
    """A tanh layer goes through the same code, and its gradient is its own."""
    x, _ = data
    layer = FullyConnected(np.ones((4, 10)) / 8, np.zeros(10), "tanh")
    y = np.zeros((7, 10))
    a = np.tanh(x.sum(axis=1) / 8)
    by_hand = (a * (1 - a**2) / 7) @ x
    np.testing.assert_allclose(gradient([layer], x, y)[:40:10], by_hand, rtol=1e-13)


@pytest.mark.parametrize("outputs", [3, [1, 2], []])
def test_outputs_are_rows(outputs):
    with pytest.raises(ShapeError, match="quadratic: a must be rows of numbers"):
        quadratic(outputs, outputs)
