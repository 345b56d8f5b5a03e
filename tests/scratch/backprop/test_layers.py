"""Each layer by itself: forward against loops, backward against differences."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.backprop import (
    ACTIVATIONS,
    Convolution,
    Dropout,
    FullyConnected,
    L2Pooling,
    MaxPooling,
    Softmax,
    Stack,
)
from network4.scratch.descent import numerical_gradient

# Sums of at most 100 products of size 1, in whatever order.
TOLERANCE = 100 * 2.0**-52
# Central differences of step h = 1e-5 err by h^2 times a third derivative, and by the
# rounding of a sum of size 10 over h: 1e-9.
DIFFERENCES = 1e-8


def activate(name, z):
    return {
        "linear": z,
        "sigmoid": 1 / (1 + np.exp(-z)),
        "tanh": np.tanh(z),
        "relu": np.where(z > 0, z, 0),
    }[name]


def convolve_by_loop(images, weights, biases):
    """The book's (125), for every example, map, row and column."""
    maps, _, height, width = weights.shape
    rows, columns = images.shape[2] - height + 1, images.shape[3] - width + 1
    z = np.zeros((len(images), maps, rows, columns))
    for n, m, j, k in np.ndindex(*z.shape):
        field = images[n, :, j : j + height, k : k + width]
        z[n, m, j, k] = biases[m] + np.sum(field * weights[m])
    return z


def pool_by_loop(images, size, condense):
    num, maps, height, width = images.shape
    pooled = np.zeros((num, maps, height // size, width // size))
    for n, m, j, k in np.ndindex(*pooled.shape):
        top, left = size * j, size * k
        window = images[n, m, top : top + size, left : left + size]
        pooled[n, m, j, k] = condense(window)
    return pooled


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("field", [(1, 1), (3, 2), (6, 7)])
def test_convolution_forward(generator, activation, field):
    images = generator.normal(size=(3, 2, 6, 7))
    weights, biases = generator.normal(size=(4, 2, *field)), generator.normal(size=4)
    a = Convolution(weights, biases, activation).forward(images)
    expected = activate(activation, convolve_by_loop(images, weights, biases))
    np.testing.assert_allclose(a, expected, atol=10 * TOLERANCE)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pooling_forward(generator, size):
    """Maps of 5 x 8 leave a border with windows of 2 and 3."""
    images = generator.normal(size=(3, 2, 5, 8))
    largest = MaxPooling(size).forward(images)
    np.testing.assert_array_equal(largest, pool_by_loop(images, size, np.max))
    roots = L2Pooling(size).forward(images)
    expected = pool_by_loop(images, size, np.linalg.norm)
    np.testing.assert_allclose(roots, expected, atol=TOLERANCE)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_fully_connected_forward(generator, activation):
    a, weights = generator.normal(size=(3, 2, 2, 3)), generator.normal(size=(12, 5))
    biases = generator.normal(size=5)
    received = FullyConnected(weights, biases, activation).forward(a)
    rows = [[sum(x.ravel() * w) for w in weights.T] + biases for x in a]
    expected = activate(activation, np.array(rows))
    np.testing.assert_allclose(received, expected, atol=10 * TOLERANCE)


def test_softmax_forward_and_cost(generator):
    weights, a = generator.normal(size=(4, 3)), generator.normal(size=(5, 4))
    layer, labels = Softmax(weights, [1, 0, -1]), np.array([0, 1, 2, 1, 0])
    outputs = layer.forward(a)
    powers = np.exp(a @ weights + [1, 0, -1])
    expected = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(outputs, expected, atol=TOLERANCE)
    costs = [-np.log(row[label]) for row, label in zip(expected, labels, strict=True)]
    assert layer.cost(labels) == pytest.approx(np.mean(costs), abs=TOLERANCE)


def test_softmax_of_huge_inputs_stays_finite():
    layer = Softmax([[1.0, 0.0]], [0, 0])
    np.testing.assert_array_equal(layer.forward(np.array([[5000.0]])), [[1, 0]])
    assert layer.cost(np.array([1])) == 5000
    np.testing.assert_array_equal(layer.backward_from(np.array([1])), [[1]])


LAYERS = {
    **{
        f"convolution, {name}": lambda g, name=name: Convolution(
            g.normal(size=(3, 2, 3, 2)), g.normal(size=3), name
        )
        for name in ACTIVATIONS
    },
    **{
        f"fully connected, {name}": lambda g, name=name: FullyConnected(
            g.normal(size=(60, 4)) / 8, g.normal(size=4), name
        )
        for name in ACTIVATIONS
    },
    "a field as large as the image": lambda g: Convolution(
        g.normal(size=(3, 2, 5, 6)) / 8, g.normal(size=3), "tanh"
    ),
    "max-pooling": lambda g: MaxPooling(2),
    "max-pooling, by 3": lambda g: MaxPooling(3),
    "L2 pooling": lambda g: L2Pooling(2),
    "L2 pooling, by 3": lambda g: L2Pooling(3),
    "dropout": lambda g: Dropout(0.4),
}


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("training", [False, True])
def test_backward_agrees_with_finite_differences(generator, kind, training):
    """Outputs are added up with random factors, which are then dC/da."""
    layer, a = LAYERS[kind](generator), generator.normal(size=(3, 2, 5, 6))

    def masks():
        return np.random.default_rng(6) if training else None

    factors = generator.normal(size=layer.forward(a, masks()).shape)
    nabla = layer.backward(factors)
    gradients = dict(layer.gradients)

    def total_for(numbers):
        return float(np.sum(factors * layer.forward(numbers.reshape(a.shape), masks())))

    slopes = numerical_gradient(total_for, a.ravel()).reshape(a.shape)
    np.testing.assert_allclose(nabla, slopes, atol=DIFFERENCES)
    for name, received in gradients.items():
        slopes = slopes_by(layer, name, lambda: total_for(a))
        np.testing.assert_allclose(received, slopes, atol=DIFFERENCES)


def slopes_by(layer, name, total):
    """Slopes of a total by one of a layer's parameters, by trying."""
    before = getattr(layer, name)

    def total_for(numbers):
        setattr(layer, name, numbers.reshape(before.shape))
        return total()

    slopes = numerical_gradient(total_for, before.ravel()).reshape(before.shape)
    setattr(layer, name, before)
    return slopes


def test_of_equal_maxima_the_first_gets_the_gradient():
    layer = MaxPooling(2)
    layer.forward(np.ones((1, 1, 2, 2)))
    slopes = layer.backward(np.ones((1, 1, 1, 1)))
    np.testing.assert_array_equal(slopes[0, 0], [[1, 0], [0, 0]])


def test_l2_pooling_of_nothing_has_no_gradient_instead_of_nan():
    layer = L2Pooling(2)
    layer.forward(np.zeros((1, 1, 2, 2)))
    np.testing.assert_array_equal(layer.backward(np.ones((1, 1, 1, 1))), 0)


def test_dropout_keeps_with_probability_1_minus_p_and_draws_anew():
    layer, generator = Dropout(0.3), np.random.default_rng(1)
    first = layer.forward(np.ones((500, 200)), generator)
    # Five standard errors of 100,000 draws.
    error = 5 * np.sqrt(0.3 * 0.7 / 100_000)
    assert np.mean(first) == pytest.approx(0.7, abs=error)
    second = layer.forward(np.ones((500, 200)), generator)
    assert np.mean(first == second) == pytest.approx(0.7**2 + 0.3**2, abs=error)


IMAGES, LABELS = np.ones((2, 1, 4, 4)), np.array([0, 1])
SOFTMAX = np.ones((16, 2)), np.zeros(2)


def cost_of(labels):
    return Stack([Softmax(*SOFTMAX)]).cost(IMAGES, labels)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: Convolution(np.ones((2, 3)), [0, 0]),
            ShapeError,
            r"weights \(maps, channels, height, width\) .* received \(2, 3\)",
        ),
        (
            lambda: FullyConnected(np.ones((4, 2)), [0]),
            ShapeError,
            r"a bias for each of the units, received \(4, 2\) and \(1,\)",
        ),
        (lambda: FullyConnected([[1]], [0], "relo"), ArgumentError, "received 'relo'"),
        (lambda: MaxPooling(0), ArgumentError, "MaxPooling: size .* received 0"),
        (lambda: L2Pooling(1.5), ArgumentError, r"L2Pooling: size .* received 1\.5"),
        (lambda: MaxPooling("2"), ArgumentError, "received '2'"),
        (lambda: Dropout(None), ArgumentError, "received None"),
        (lambda: Dropout(1), ArgumentError, "below 1, received 1"),
        (lambda: Dropout(-0.1), ArgumentError, r"at least 0, received -0\.1"),
        (
            lambda: Convolution(np.ones((1, 2, 3, 3)), [0]).forward(IMAGES),
            ShapeError,
            "expects 2 channels, received 1",
        ),
        (
            lambda: Convolution(np.ones((1, 1, 5, 5)), [0]).forward(IMAGES),
            ShapeError,
            r"at least 5 x 5, received \(2, 1, 4, 4\)",
        ),
        (lambda: MaxPooling(5).forward(IMAGES), ShapeError, "at least 5 x 5"),
        (lambda: L2Pooling(2).forward(IMAGES[0]), ShapeError, r"received \(1, 4, 4\)"),
        (
            lambda: Stack([Softmax([[1]], [0])]).forward(IMAGES),
            ShapeError,
            "Softmax expects 1 inputs, received 16",
        ),
        (
            lambda: Stack([Softmax(*SOFTMAX)] * 2),
            ArgumentError,
            "no other must be a Softmax, received Softmax, Softmax",
        ),
        (lambda: Stack([]), ArgumentError, "received no layers"),
        (lambda: Stack([MaxPooling()]), ArgumentError, "received MaxPooling"),
        (lambda: Stack([Softmax(*SOFTMAX)]).forward([]), ShapeError, "one example or"),
        (
            lambda: Stack([Softmax(*SOFTMAX)]).step(IMAGES, LABELS, 0),
            ArgumentError,
            "rate must be .* received 0",
        ),
        (lambda: cost_of(np.array([0, 1, 1])), ShapeError, r"received int64 .* \(3,\)"),
        (lambda: cost_of(np.array([0.0, 1.0])), ShapeError, "received float64"),
        (lambda: cost_of(np.array([0, 2])), ArgumentError, r"in 0\.\.1, received 0 to"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
