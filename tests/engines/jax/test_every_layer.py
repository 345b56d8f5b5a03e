"""Every layer goes through one harness, with every activation where it has one."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from network4.engines.jax.costs import mean_cost
from network4.engines.jax.epoch import draw_masks
from network4.engines.jax.forward import forward, forward_and_statistics
from network4.layers import (
    BatchNorm,
    Conv,
    ConvPool,
    DropConnect,
    Dropout,
    FullyConnected,
    L2Pool,
    MaxPool,
    Softmax,
)
from network4.model import Model, load_model
from network4.network import Network

INPUT_SHAPE = (2, 7, 8)
LAYERS = [
    Conv(3, 3),
    Conv(3, (2, 4), activation="tanh"),
    Conv(4, 3, stride=2, padding=1, groups=2, activation="relu"),
    Conv(2, 1, stride=(1, 3), padding=(2, 0), activation="linear"),
    ConvPool(3, 3, activation="relu"),
    ConvPool(4, 2, pool=(3, 2), groups=2),
    MaxPool(2),
    MaxPool(3, stride=2),
    MaxPool((2, 3), stride=(1, 2)),
    L2Pool(2),
    L2Pool(3, stride=2),
    BatchNorm(),
    BatchNorm(activation="tanh", epsilon=0.1),
    Dropout(0.3),
    FullyConnected(5),
    FullyConnected(5, activation="relu", dropout=0.4),
    DropConnect(5, activation="tanh", dropout=0.3),
    FullyConnected(5, activation="tanh", initializer="unit_normal"),
    FullyConnected(5, activation="linear"),
]


@pytest.fixture(params=LAYERS, ids=repr)
def network(request):
    # Weights of the last layer that are not 0, so that gradients pass it.
    last = Softmax(3, dropout=0.2, initializer="unit_normal")
    return Network([request.param, last], INPUT_SHAPE)


@pytest.fixture
def images(generator):
    return generator.random((4, *INPUT_SHAPE), dtype=np.float32)


def test_parameters_have_the_shapes_and_type_promised(network):
    parameters = network.initial_parameters(seed=3)
    network.check_parameters(parameters)
    assert {a.dtype for p in parameters for a in p.values()} == {np.dtype(np.float32)}


def test_outputs_have_the_shape_promised(network, images):
    model = Model(network, network.initial_parameters(3), engine="jax")
    probabilities = model.predict_proba(images)
    assert probabilities.shape == (4, 3)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=4 * 2**-23)


@pytest.mark.parametrize("training", [False, True])
def test_gradient_agrees_with_finite_differences(network, images, training):
    """Central differences of step h err by about h^2 + 2^-52/h: 1e-10 at h = 1e-5."""
    labels = jnp.array([0, 1, 2, 1])
    with jax.enable_x64(True):
        masks = None
        if training:
            masks = draw_masks(network, 4, jax.random.key(5))
        flat, rebuild = ravel_pytree(
            jax.tree.map(
                lambda a: jnp.asarray(a, jnp.float64),
                (network.initial_parameters(seed=3), images),
            )
        )

        def cost(numbers):
            parameters, pixels = rebuild(numbers)
            z = forward(network, parameters, pixels, masks)
            return mean_cost(network.cost, "softmax", z, labels)

        gradient = jax.grad(cost)(flat)
        step = 1e-5
        shifts = step * jnp.eye(flat.size)
        both = jax.jit(
            jax.vmap(lambda s: (cost(flat + s) - cost(flat - s)) / (2 * step))
        )
        assert flat.dtype == gradient.dtype == jnp.float64
        np.testing.assert_allclose(gradient, both(shifts), atol=1e-8)
        assert np.abs(gradient).max() > 1e-4


def test_vectors_are_normalised_value_by_value(images):
    layers = [FullyConnected(5, activation="linear"), BatchNorm(activation="relu")]
    network = Network([*layers, Softmax(3)], INPUT_SHAPE)
    parameters = jax.tree.map(jnp.asarray, network.initial_parameters(3))
    masks = (None, None, None)
    _, (_, found, _) = forward_and_statistics(network, parameters, images, masks)
    dense = {name: np.asarray(array) for name, array in parameters[0].items()}
    values = images.reshape(4, -1) @ dense["weights"] + dense["biases"]
    np.testing.assert_allclose(found["means"], values.mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(found["variances"], values.var(axis=0), atol=1e-5)


def test_compiled_equals_eager(network, images):
    parameters = jax.tree.map(jnp.asarray, network.initial_parameters(seed=3))
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
