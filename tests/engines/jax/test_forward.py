"""What layers compute, against loops written out in NumPy."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from layered import as_tree

from network4.engines.jax.forward import forward
from network4.engines.jax.masks import given
from network4.engines.jax.operations import by_library, by_patches_of
from network4.errors import ShapeError
from network4.layers import (
    AveragePool,
    Conv,
    ConvPool,
    Dropout,
    FullyConnected,
    L2Pool,
    Layer,
    MaxPool,
    Softmax,
    Step,
)
from network4.model import Model
from network4.network import Network

# Sums of at most 200 products of size 1 in float32.
TOLERANCE = 200 * 2**-23


def last_input(layer, image):
    """The layer's output for one image, seen through an identity as last layer."""
    shape = layer.output_shape(image.shape)
    size = int(np.prod(shape))
    network = Network([layer, FullyConnected(size, activation="linear")], image.shape)
    first = network.initial_parameters(seed=1)["layer1"]
    identity = {
        "weights": np.eye(size, dtype=np.float32),
        "biases": np.zeros(size, "f"),
    }
    outputs = Model(network, as_tree(first, identity), engine="jax").outputs(
        image[None]
    )
    return outputs[0].reshape(shape), first


def convolve_by_loop(image, weights, stride, padding, groups):
    """Equation (125) of the book, with stride, padding and groups."""
    maps, channels, height, width = weights.shape
    padded = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    rows = (padded.shape[1] - height) // stride + 1
    columns = (padded.shape[2] - width) // stride + 1
    z = np.zeros((maps, rows, columns))
    for m, j, k in np.ndindex(*z.shape):
        first = m // (maps // groups) * channels
        for c, row, column in np.ndindex(channels, height, width):
            pixel = padded[first + c, stride * j + row, stride * k + column]
            z[m, j, k] += weights[m, c, row, column] * pixel
    return z


def pool_by_loop(maps, size, stride, condense):
    rows = (maps.shape[1] - size) // stride + 1
    columns = (maps.shape[2] - size) // stride + 1
    pooled = np.zeros((len(maps), rows, columns))
    for m, j, k in np.ndindex(*pooled.shape):
        top, left = stride * j, stride * k
        pooled[m, j, k] = condense(maps[m, top : top + size, left : left + size])
    return pooled


@pytest.mark.parametrize(
    ("field", "stride", "padding", "groups"),
    [(5, 1, 0, 1), (4, 1, 0, 1), (3, 2, 1, 1), (3, 1, 2, 2), (1, 3, 0, 4)],
)
def test_convolution(generator, field, stride, padding, groups):
    image = generator.random((4, 9, 8), dtype=np.float32)
    layer = Conv(
        8, field, stride=stride, padding=padding, groups=groups, activation="sigmoid"
    )
    a, numbers = last_input(layer, image)
    z = convolve_by_loop(image, numbers["weights"], stride, padding, groups)
    z += numbers["biases"][:, None, None]
    np.testing.assert_allclose(a, 1 / (1 + np.exp(-z)), atol=TOLERANCE)


def test_conv_pool_convolves_pools_adds_the_bias_and_activates(generator):
    image = generator.random((2, 9, 8), dtype=np.float32)
    a, numbers = last_input(ConvPool(3, 3, pool=2, activation="tanh"), image)
    z = convolve_by_loop(image, numbers["weights"], 1, 0, 1)
    z = pool_by_loop(z, 2, 2, np.max) + numbers["biases"][:, None, None]
    np.testing.assert_allclose(a, np.tanh(z), atol=TOLERANCE)


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 3), (3, 2), (2, 1), (2, 3)])
def test_pooling(generator, size, stride):
    image = generator.random((3, 9, 8), dtype=np.float32)
    largest, _ = last_input(MaxPool(size, stride=stride), image)
    root, _ = last_input(L2Pool(size, stride=stride), image)
    expected = pool_by_loop(image, size, stride, np.max)
    np.testing.assert_allclose(largest, expected, atol=0)
    expected = pool_by_loop(image, size, stride, lambda a: np.sqrt(np.sum(a * a)))
    np.testing.assert_allclose(root, expected, atol=TOLERANCE)


@pytest.mark.parametrize(
    ("activation", "function"),
    [
        ("linear", lambda z: z),
        ("sigmoid", lambda z: 1 / (1 + np.exp(-z))),
        ("tanh", np.tanh),
        ("relu", lambda z: np.maximum(z, 0)),
    ],
)
def test_activations(generator, activation, function):
    image = generator.random((1, 3, 4), dtype=np.float32)
    layer = FullyConnected(6, activation=activation, initializer="unit_normal")
    a, numbers = last_input(layer, image)
    z = image.reshape(-1) @ numbers["weights"] + numbers["biases"]
    np.testing.assert_allclose(a, function(z), atol=TOLERANCE)


@pytest.mark.parametrize(("stride", "groups"), [((1, 1), 1), ((2, 1), 1), ((1, 2), 2)])
def test_both_ways_to_convolve_agree_and_so_do_their_gradients(
    generator, stride, groups
):
    weights = jnp.asarray(
        generator.standard_normal((6, 4 // groups, 3, 2)), jnp.float32
    )
    a = jnp.asarray(generator.standard_normal((2, 9, 8, 4)), jnp.float32)

    def total(method):
        return lambda w, x: jnp.sum(jnp.sin(method(w, x, stride, groups)))

    pairs = [
        jax.grad(total(method), argnums=(0, 1))(weights, a)
        for method in (by_patches_of, by_library)
    ]
    for one, other in zip(*pairs, strict=True):
        np.testing.assert_allclose(one, other, atol=TOLERANCE)


def test_a_tie_for_the_maximum_gives_the_gradient_to_the_first():
    network = Network(
        [MaxPool(2), FullyConnected(1, activation="linear")], input_shape=(1, 2, 2)
    )
    parameters = as_tree({}, {"weights": jnp.ones((1, 1)), "biases": jnp.zeros(1)})
    slope = jax.grad(lambda x: forward(network, parameters, x)[0, 0])(
        jnp.ones((1, 1, 2, 2))
    )
    np.testing.assert_array_equal(slope[0, 0], [[1, 0], [0, 0]])


def test_l2_pooling_of_nothing_has_no_gradient_instead_of_nan():
    network = Network(
        [L2Pool(2), FullyConnected(1, activation="linear")], input_shape=(1, 2, 2)
    )
    parameters = as_tree({}, {"weights": jnp.ones((1, 1)), "biases": jnp.zeros(1)})
    slope = jax.grad(lambda x: forward(network, parameters, x)[0, 0])
    np.testing.assert_array_equal(slope(jnp.zeros((1, 1, 2, 2))), 0)


def test_pixels_are_value_over_255():
    network = Network([FullyConnected(1, activation="linear")], input_shape=(1, 1, 2))
    numbers = {"weights": np.array([[1], [10]], "f"), "biases": np.zeros(1, "f")}
    parameters = as_tree(numbers)
    outputs = Model(network, parameters, engine="jax").outputs(
        np.array([[[255, 51]]], np.uint8)
    )
    np.testing.assert_allclose(outputs, 1 + 10 * 0.2, rtol=3 * 2**-23)


@pytest.mark.parametrize("form", ["argument", "layer"])
def test_dropout_is_the_books(form):
    """A 0/1 mask in training, not rescaled; inputs times 1 - p when predicting."""
    full = FullyConnected(1, activation="linear", dropout=0.25 * (form == "argument"))
    layers = [full] if form == "argument" else [Dropout(0.25), full]
    network = Network(layers, input_shape=(4,))
    numbers = {
        "weights": jnp.array([[1.0], [2.0], [4.0], [8.0]]),
        "biases": jnp.ones(1),
    }
    parameters = as_tree(*([numbers] if form == "argument" else [{}, numbers]))
    masks = {"layer1": jnp.array([[True, False, True, True]])}
    ones = jnp.ones((1, 4))
    step = Step(training=True, draw=given(masks))
    assert forward(network, parameters, ones, step)[0, 0] == 1 + 4 + 8 + 1
    assert forward(network, parameters, ones)[0, 0] == 0.75 * 15 + 1


def test_masks_of_images_are_in_the_books_order(generator):
    """A mask of (channels, rows, columns) drops just those pixels."""
    image = jnp.asarray(generator.random((1, 2, 3, 3)), jnp.float32)
    mask = generator.random((1, 2, 3, 3)) < 0.5
    dropped = jnp.where(jnp.asarray(mask), image, 0)
    for layers in ([Dropout(0.5), Softmax(2)], [Softmax(2, dropout=0.5)]):
        network = Network(layers, input_shape=(2, 3, 3))
        numbers = {"weights": jnp.asarray(generator.random((18, 2)), jnp.float32)}
        numbers["biases"] = jnp.zeros(2)
        step = Step(training=True, draw=given({"layer1": jnp.asarray(mask)}))
        plain = Network([Softmax(2)], input_shape=(2, 3, 3))
        expected = forward(plain, as_tree(numbers), dropped)
        parameters = as_tree(*[{} for _ in layers[1:]], numbers)
        received = forward(network, parameters, image, step)
        np.testing.assert_allclose(received, expected, atol=TOLERANCE)


def test_whole_numbers_are_convolved(generator):
    """As the same network does that reads them as numbers."""
    image = generator.integers(0, 4, (2, 2, 5, 5), dtype=np.int32)
    layers = [Conv(3, 3, activation="linear"), Softmax(2, initializer="he")]
    outputs = []
    for inputs in (4, "numbers"):
        network = Network(layers, (2, 5, 5), inputs=inputs)
        model = Model(network, network.initial_parameters(0), engine="jax")
        outputs.append(model.outputs(image))
    np.testing.assert_allclose(*outputs, atol=TOLERANCE)


def test_a_network_without_parameters_is_run(generator):
    images = generator.random((3, 1, 4, 4), dtype=np.float32)
    network = Network([AveragePool(2)], (1, 4, 4), cost="squared_error")
    outputs = Model(network, network.initial_parameters(0), engine="jax").outputs(
        images
    )
    assert outputs.dtype == np.float32
    means = images.reshape(3, 1, 2, 2, 2, 2).mean(axis=(3, 5))
    np.testing.assert_allclose(outputs, means, atol=TOLERANCE)


@dataclass(frozen=True)
class Cut(Layer):
    """All values but the last few; what it says of them may be wrong."""

    cut: int
    said: int

    def output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] - self.said)

    def weighted_input(self, ops, numbers, a, step):
        return a[..., : a.shape[-1] - self.cut]


@pytest.mark.parametrize("shape", [(4,), (None, 4)])
def test_outputs_must_have_the_shape_that_the_last_layer_says(shape):
    images = np.ones((2, *(side or 7 for side in shape)), np.float32)

    def outputs(layer):
        network = Network([layer], shape, cost="squared_error", inputs="numbers")
        return Model(network, network.initial_parameters(0)).outputs(images)

    assert outputs(Cut(1, said=1)).shape == (*images.shape[:-1], 3)
    words = r"Cut: weighted_input must give .* 2\) with .* received .* 3\)"
    with pytest.raises(ShapeError, match=words):
        outputs(Cut(1, said=2))
