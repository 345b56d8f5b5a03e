"""Whole networks: against finite differences, and against the JAX engine."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from layered import arrays_of, as_layers, as_tree
from setups import setup_of

from network4 import layers as described
from network4.engines import StepSettings, choose_engine
from network4.engines.jax.costs import Batch, mean_cost
from network4.engines.jax.forward import forward
from network4.engines.jax.masks import given
from network4.layers import Step, map_tree
from network4.network import Network
from network4.scratch.backprop import (
    Convolution,
    Dropout,
    FullyConnected,
    L2Pooling,
    MaxPooling,
    Softmax,
    Stack,
)
from network4.scratch.descent import numerical_gradient

INPUT_SHAPE = (2, 12, 11)
NUM_CLASSES = 3
NAMES = "weights", "biases"
ROUNDING = 2.0**-53

NETWORKS = {
    "the book's": [
        described.Conv(4, 3, activation="relu"),
        described.MaxPool(2),
        described.Conv(5, (2, 3), activation="relu"),
        described.MaxPool(2),
        described.Dropout(0.5),
        described.FullyConnected(7, activation="relu"),
        described.Dropout(0.5),
        described.Softmax(NUM_CLASSES),
    ],
    "sigmoid and L2 pooling": [
        described.Conv(3, 4),
        described.L2Pool(3),
        described.FullyConnected(6),
        described.Softmax(NUM_CLASSES),
    ],
    "tanh, dropped pixels": [
        described.Dropout(0.2),
        described.Conv(3, (5, 4), activation="tanh"),
        described.Conv(2, 2, activation="linear"),
        described.Dropout(0.3),
        described.MaxPool(2),
        described.Softmax(NUM_CLASSES),
    ],
    "no convolution": [
        described.FullyConnected(9, activation="tanh"),
        described.FullyConnected(5, activation="linear"),
        described.Softmax(NUM_CLASSES),
    ],
}


@pytest.fixture(params=NETWORKS)
def network(request):
    return Network(NETWORKS[request.param], INPUT_SHAPE)


@pytest.fixture
def batch(generator):
    images = generator.integers(1, 256, (6, *INPUT_SHAPE), dtype=np.uint8)
    return images, np.array([0, 1, 2, 1, 0, 2], np.uint8)


def random_parameters(network, generator):
    """Weights with which every z is of size 1, so that no layer is asleep."""

    def draw(each):
        numbers = generator.normal(size=each.shape) / scale(each.shape)
        return numbers.astype(np.float32)

    return map_tree(draw, network.parameters)


def scale(shape):
    """The root of the number of inputs; of the biases 2."""
    inputs = {1: 4, 2: shape[0], 4: np.prod(shape[1:])}[len(shape)]
    return np.sqrt(inputs)


def by_hand(network, parameters):
    """The same network out of our layers by hand."""
    pairs = zip(network.layers, as_layers(parameters), strict=True)
    return Stack([one_by_hand(layer, numbers) for layer, numbers in pairs])


def one_by_hand(layer, numbers):
    if isinstance(layer, described.Conv):
        return Convolution(**numbers, activation=layer.activation)
    if isinstance(layer, described.FullyConnected):
        return FullyConnected(**numbers, activation=layer.activation)
    if isinstance(layer, described.Dropout):
        return Dropout(layer.probability)
    if isinstance(layer, described.Softmax):
        return Softmax(**numbers)
    pooling = MaxPooling if isinstance(layer, described.MaxPool) else L2Pooling
    return pooling(layer.size)


def masks_of(stack):
    """What the dropout layers dropped in the last pass, in the engines' form."""
    return {
        f"layer{number}": layer.mask > 0
        for number, layer in enumerate(stack.layers, start=1)
        if isinstance(layer, Dropout)
    }


def learning(stack):
    """Every (layer, name) of a parameter."""
    return [(s, name) for s in stack.layers for name in NAMES if hasattr(s, name)]


def test_gradients_agree_with_finite_differences(network, batch, generator):
    """Central differences err by about h^2 + 2^-52/h: 1e-10 at h = 1e-5. A corner of a
    relu or a maximum that lies within h of a value would show; none does.
    """
    stack = by_hand(network, random_parameters(network, generator))
    images, labels = batch[0] / 255, batch[1]
    gradients = stack.gradients(images, labels, np.random.default_rng(5))
    received = [slopes for layer in gradients for slopes in layer.values()]
    for (layer, name), slopes in zip(learning(stack), received, strict=True):
        before = getattr(layer, name)

        def cost(numbers, layer=layer, name=name, shape=before.shape):
            setattr(layer, name, numbers.reshape(shape))
            return stack.cost(images, labels, np.random.default_rng(5))

        expected = numerical_gradient(cost, before.ravel()).reshape(before.shape)
        setattr(layer, name, before)
        np.testing.assert_allclose(slopes, expected, atol=1e-8)
        assert np.abs(slopes).max() > 1e-4


@pytest.mark.parametrize("training", [False, True])
def test_cost_and_gradients_are_those_of_automatic_differentiation(
    network, batch, generator, training
):
    """In float64. No gradient is a sum of more than 6 * 10 * 9 * 20 products, and
    their rounding errors scatter: the root of that, 100, times three for the layers.
    """
    parameters = random_parameters(network, generator)
    stack = by_hand(network, parameters)
    images, labels = batch[0] / 255, batch[1]
    masks_from = np.random.default_rng(5) if training else None
    received = stack.gradients(images, labels, masks_from)
    cost = stack.last.cost(labels)
    with jax.enable_x64(True):
        drawn = given(masks_of(stack))
        step = Step(training=True, draw=drawn) if training else None
        exact = jax.tree.map(lambda a: jnp.asarray(a, jnp.float64), parameters)

        def cost_of(numbers):
            z = forward(network, numbers, jnp.asarray(images), step)
            return mean_cost(network, z, Batch(z, jnp.asarray(labels, jnp.int32)))

        expected_cost, expected = jax.value_and_grad(cost_of)(exact)
        assert expected_cost.dtype == jnp.float64
    assert cost == pytest.approx(float(expected_cost), rel=300 * ROUNDING)
    for ours, theirs in zip(received, as_layers(expected), strict=True):
        assert set(ours) == set(theirs)
        for name, slopes in ours.items():
            largest = np.abs(slopes).max()
            np.testing.assert_allclose(
                slopes, theirs[name], atol=300 * ROUNDING * largest
            )


def test_outputs_are_those_of_the_jax_engine(network, batch, generator):
    """Probabilities in float32: a few hundred roundings of numbers below 1."""
    parameters = random_parameters(network, generator)
    engine = choose_engine("jax", network)
    expected = engine.outputs(network, parameters, batch[0])
    outputs = by_hand(network, parameters).forward(batch[0] / 255)
    np.testing.assert_allclose(outputs, expected, atol=300 * 2**-24)


def parameters_of(stack):
    """Copies of all weights and biases, in one list."""
    return [getattr(layer, name).copy() for layer, name in learning(stack)]


def test_three_steps_are_those_of_the_jax_engine(network, batch, generator):
    """The engine's masks are ours, its numbers float32.

    In each step it rounds every weight, and errs in every slope by the roundings of a
    sum of 10,000 products, which scatter: 100 roundings of the largest.
    """
    parameters = random_parameters(network, generator)
    images, labels = batch
    settings = StepSettings(batch_size=len(labels))
    setup = setup_of(network, parameters, images, labels, settings)
    session = choose_engine("jax", network).start(setup)
    stack, masks_from = by_hand(network, parameters), np.random.default_rng(5)
    rate, masks, costs, along = 0.25, [], [], [parameters_of(stack)]
    for _ in range(3):
        stack.step(images / 255, labels, rate, masks_from)
        costs.append(stack.last.cost(labels))
        masks.append(masks_of(stack))
        along.append(parameters_of(stack))
    together = {name: np.stack([each[name] for each in masks]) for name in masks[0]}
    order = np.tile(np.arange(len(labels), dtype=np.int32), 3)
    cost = session.run_epoch(order, np.full(3, rate, np.float32), together)
    assert cost == pytest.approx(np.mean(costs), rel=300 * 2**-24)
    for array, *path in zip(arrays_of(session.parameters()), *along, strict=True):
        moved = sum(np.abs(np.diff(path, axis=0)).reshape(3, -1).max(axis=1))
        largest = max(np.abs(path).max(), np.abs(array).max())
        np.testing.assert_allclose(
            array, path[-1], atol=2**-24 * (3 * largest + 100 * moved)
        )
        assert moved > 1e-3


def test_a_maximum_may_be_taken_before_or_after_the_activation(batch, generator):
    """The book's layer pools, adds the bias, then activates; ours the other way."""
    fused = [described.ConvPool(4, 3, activation="tanh"), described.Softmax(3)]
    apart = [
        described.Conv(4, 3, activation="tanh"),
        described.MaxPool(2),
        described.Softmax(3),
    ]
    network = Network(fused, INPUT_SHAPE)
    parameters = random_parameters(network, generator)
    conv, last = as_layers(parameters)
    stack = by_hand(Network(apart, INPUT_SHAPE), as_tree(conv, {}, last))
    images, labels = batch[0] / 255, batch[1]
    first, _, second = stack.gradients(images, labels)
    with jax.enable_x64(True):
        exact = jax.tree.map(lambda a: jnp.asarray(a, jnp.float64), parameters)

        def cost_of(numbers):
            step = Step(training=True)
            z = forward(network, numbers, jnp.asarray(images), step)
            return mean_cost(network, z, Batch(z, jnp.asarray(labels, jnp.int32)))

        expected = jax.grad(cost_of)(exact)
    for ours, theirs in zip((first, second), as_layers(expected), strict=True):
        for name, slopes in ours.items():
            np.testing.assert_allclose(slopes, theirs[name], atol=300 * ROUNDING)


def test_steps_learn_a_mini_batch_by_heart(batch):
    without_dropout = NETWORKS["the book's"][:4] + NETWORKS["the book's"][7:]
    network = Network(without_dropout, INPUT_SHAPE)
    stack = by_hand(
        network, random_parameters(network, np.random.Generator(np.random.Philox(1)))
    )
    images, labels = batch[0] / 255, batch[1]
    for _ in range(200):
        stack.step(images, labels, rate=0.1)
    np.testing.assert_array_equal(stack.forward(images).argmax(axis=1), labels)
