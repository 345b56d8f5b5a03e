"""Every layer goes through one harness, with every activation where it has one."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree
from layered import as_layers

from network4.engines.jax.costs import Batch, mean_cost
from network4.engines.jax.forward import forward
from network4.engines.jax.masks import drawn
from network4.layers import (
    LAYER_TYPES,
    AveragePool,
    BatchNorm,
    Conv,
    ConvPool,
    DropConnect,
    Dropout,
    FullyConnected,
    L2Pool,
    MaxPool,
    PaddedShortcut,
    Parallel,
    Residual,
    Sequence,
    Softmax,
    Step,
    map_tree,
    named,
)
from network4.layers.numpy_operations import NumpyOperations
from network4.model import Model, load_model
from network4.network import Network

IMAGE, SERIES = (2, 7, 8), (6, 5)
NUM_DIRECTIONS = 12
FOR_IMAGES = [
    Conv(3, 3),
    Conv(3, (2, 4), activation="tanh"),
    Conv(3, (3, 5), padding="same", activation="tanh", biases=False),
    Conv(4, 3, stride=2, padding=1, groups=2, activation="relu"),
    Conv(2, 1, stride=(1, 3), padding=(2, 0), activation="linear"),
    ConvPool(3, 3, activation="relu"),
    ConvPool(4, 2, pool=(3, 2), groups=2),
    MaxPool(2),
    MaxPool(3, stride=2),
    MaxPool(3, stride=2, padding=1, ceil_mode=True),
    MaxPool((2, 3), stride=(1, 2)),
    AveragePool(2),
    AveragePool(3, stride=2, padding=1, ceil_mode=True),
    L2Pool(2),
    L2Pool(3, stride=2, padding=(1, 0)),
    PaddedShortcut(3),
    Residual([Conv(2, 3, padding=1), BatchNorm()], activation="tanh"),
    Residual(
        [Conv(4, 3, stride=2, padding=1), Dropout(0.3)],
        shortcut=PaddedShortcut(4),
        activation="relu",
    ),
    Parallel([[Conv(3, 1)], [Conv(2, 1), Conv(4, 3, padding=1)], Dropout(0.2)]),
    Parallel([Conv(3, 1), Conv(3, 3, padding=1, activation="tanh")], join="add"),
]
FOR_ANY = [
    BatchNorm(),
    BatchNorm(activation="tanh", epsilon=0.1),
    Dropout(0.3),
    FullyConnected(5),
    FullyConnected(5, activation="relu", dropout=0.4),
    FullyConnected(5, activation="tanh", biases=False),
    DropConnect(5, activation="tanh", dropout=0.3),
    FullyConnected(5, activation="tanh", initializer="unit_normal"),
    FullyConnected(5, activation="linear"),
    Sequence([BatchNorm(), FullyConnected(4), Dropout(0.2)]),
    Residual([BatchNorm(activation="tanh")]),
    Parallel([BatchNorm(activation="tanh"), Dropout(0.2)]),
]
CASES = [
    *((layer, IMAGE) for layer in (*FOR_IMAGES, *FOR_ANY)),
    *((layer, SERIES) for layer in FOR_ANY),
]


def test_every_kind_of_layer_is_here():
    kinds = {type(layer) for layer, _ in CASES}
    assert kinds | {Softmax} == set(LAYER_TYPES)


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]!r} on {case[1]}")
def network(request):
    # Weights of the last layer that are not 0, so that gradients pass it.
    layer, shape = request.param
    last = Softmax(3, dropout=0.2, initializer="unit_normal")
    return Network([layer, last], shape)


@pytest.fixture
def images(generator, network):
    return generator.random((4, *network.input_shape), dtype=np.float32)


@pytest.fixture
def mask(network):
    """Of sequences of different lengths; of images None."""
    return mask_of_series() if network.input_shape == SERIES else None


def mask_of_series():
    return np.arange(SERIES[0])[None] < np.array([[6], [4], [1], [5]])


def step_of(training, mask=None):
    """A pass with the masks of one key."""
    draw = drawn(jax.random.key(5), 2) if training else None
    return Step(training=training, draw=draw, mask=mask)


def test_parameters_have_the_shapes_and_type_promised(network):
    parameters = network.initial_parameters(seed=3)
    network.check_parameters(parameters)
    assert {a.dtype for _, a in named(parameters)} == {np.dtype(np.float32)}


def test_outputs_have_the_shape_promised(network, images):
    model = Model(network, network.initial_parameters(3), engine="jax")
    probabilities = model.predict_proba(images)
    assert probabilities.shape == (4, 3)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=4 * 2**-23)


@pytest.mark.parametrize("training", [False, True])
def test_in_numpy_it_computes_the_same(network, images, mask, training):
    """In float64, with the same masks; what is remembered is the same, too."""
    with jax.enable_x64(True):
        parameters = map_tree(
            lambda a: np.asarray(a, np.float64), network.initial_parameters(3)
        )
        ours, theirs = step_of(training, mask), step_of(training, mask)
        z = forward(network, map_tree(jnp.asarray, parameters), images, ours)
        ops = NumpyOperations()
        a = ops.inward(images.astype(np.float64))
        expected = network.body.weighted_input(ops, parameters, a, theirs)
        np.testing.assert_allclose(z, expected, rtol=0, atol=1e-12)
        assert ours.found.values.keys() == theirs.found.values.keys()
        for path, value in theirs.found.values.items():
            np.testing.assert_allclose(ours.found.values[path], value, atol=1e-12)


@pytest.mark.parametrize("training", [False, True])
def test_gradient_agrees_with_finite_differences(
    network, images, mask, generator, training
):
    """Along random directions, in which every number has a part.

    Central differences of step h err by about h^2 + 2^-52/h: 1e-10 at h = 1e-5.
    """
    labels = jnp.array([0, 1, 2, 1], jnp.int32)
    with jax.enable_x64(True):
        flat, rebuild = ravel_pytree(
            jax.tree.map(
                lambda a: jnp.asarray(a, jnp.float64),
                (network.initial_parameters(seed=3), images),
            )
        )

        def cost(numbers):
            parameters, pixels = rebuild(numbers)
            z = forward(network, parameters, pixels, step_of(training, mask))
            return mean_cost(network, z, Batch(pixels, labels))

        gradient = jax.grad(cost)(flat)
        step = 1e-5
        directions = generator.standard_normal((NUM_DIRECTIONS, flat.size))
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        away = step * jnp.asarray(directions)
        ends = jnp.concatenate([flat[None] + away, flat[None] - away])
        above, below = jnp.split(jax.jit(jax.vmap(cost))(ends), 2)
        assert flat.dtype == gradient.dtype == jnp.float64
        slopes = (above - below) / (2 * step)
        np.testing.assert_allclose(directions @ gradient, slopes, rtol=0, atol=1e-9)
        assert np.abs(gradient).max() > 1e-4


KEEPING_TIME = [layer for layer in FOR_ANY if len(layer.output_shape(SERIES)) == 2]


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("layer", KEEPING_TIME, ids=repr)
def test_padding_changes_no_result(generator, layer, training):
    """Steps that count are the same, and what is remembered, whatever the padding."""
    network = Network([Sequence([layer]), Softmax(2)], SERIES)
    numbers = network.initial_parameters(3)["layer1"]
    parameters = map_tree(lambda a: np.asarray(a, np.float64), numbers)
    mask = mask_of_series()
    values = generator.random((4, *SERIES))
    found = []
    for padding in (0.0, 100.0):
        given = np.where(mask[:, :, None], values, padding)
        step = step_of(training, mask).inside("layer1")
        a = network.layers[0].forward(NumpyOperations(), parameters, given, step)
        found.append((np.asarray(a)[mask], step.found.values))
    (ours, kept), (theirs, expected) = found
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
    for path, value in kept.items():
        np.testing.assert_allclose(value, expected[path], rtol=0, atol=1e-12)


def test_vectors_are_normalised_value_by_value(generator):
    images = generator.random((4, *IMAGE), dtype=np.float32)
    norm = BatchNorm(activation="relu", decay=0.0)
    layers = [FullyConnected(5, activation="linear"), norm, Softmax(3)]
    network = Network(layers, IMAGE)
    parameters = map_tree(jnp.asarray, network.initial_parameters(3))
    step = step_of(True)
    forward(network, parameters, images, step)
    dense = {n: np.asarray(array) for n, array in as_layers(parameters)[0].items()}
    values = images.reshape(4, -1) @ dense["weights"] + dense["biases"]
    found = step.found.values
    np.testing.assert_allclose(found["layer2.means"], values.mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(found["layer2.variances"], values.var(axis=0), atol=1e-5)


def test_compiled_equals_eager(network, images):
    parameters = map_tree(jnp.asarray, network.initial_parameters(seed=3))
    compiled = jax.jit(forward, static_argnums=0)(network, parameters, images)
    eager = forward(network, parameters, jnp.asarray(images))
    # The same sums in another order: at most 50 terms of size 1, 2^-23 each.
    np.testing.assert_allclose(compiled, eager, atol=50 * 2**-23)


def test_saved_and_loaded_it_predicts_the_same(network, images, tmp_path):
    model = Model(network, network.initial_parameters(seed=3), engine="jax")
    model.save(tmp_path / "model.safetensors")
    loaded = replace(load_model(tmp_path / "model.safetensors"), engine="jax")
    assert loaded.network == network
    np.testing.assert_array_equal(loaded.outputs(images), model.outputs(images))
