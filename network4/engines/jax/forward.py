"""The forward pass in JAX: what each layer computes, for a batch of images.

Between layers an image is (n, height, width, channels): with channels last, the
patches that a convolution multiplies by its weights are runs of neighbouring numbers.
Public shapes are (channels, height, width), as in the book, so the order is turned
once on the way in and once before the first fully-connected layer.
"""

from collections.abc import Callable
from functools import reduce
from typing import Any

import jax
import jax.numpy as jnp

from network4.engines.jax.windows import maxima, patches, places
from network4.layers import (
    BatchNorm,
    Conv,
    ConvPool,
    Dense,
    DropConnect,
    Dropout,
    FullyConnected,
    L2Pool,
    Layer,
    MaxPool,
)
from network4.layers.activations import Activation
from network4.network import Network

Array = jax.Array
ArrayParameters = tuple[dict[str, Array], ...]
ArrayMasks = tuple[Array | None, ...]
Convolution = Callable[[Array, Array, tuple[int, int], int], Array]

ACTIVATION_FUNCTIONS: dict[Activation, Callable[[Array], Array]] = {
    "linear": lambda z: z,
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
}


def forward(
    network: Network,
    parameters: ArrayParameters,
    images: Array,
    masks: ArrayMasks | None = None,
) -> Array:
    """Return z, the weighted inputs of the last layer, before its activation.

    See `forward_and_statistics`.
    """
    return forward_and_statistics(network, parameters, images, masks)[0]


def forward_and_statistics(
    network: Network,
    parameters: ArrayParameters,
    images: Array,
    masks: ArrayMasks | None = None,
) -> tuple[Array, ArrayParameters]:
    """Return z and, in training, what batch normalisation found in the mini-batch.

    Args:
        network: the layers.
        parameters: theirs; the whole pass is computed in their dtype.
        images: (n, *network.input_shape), uint8 in 0..255 or floating in 0..1.
        masks: for training, each layer's dropout mask of its input, (n, *input shape)
            bool (of DropConnect its weights'), or None where it has no dropout; without
            masks, inputs of layers with dropout p are multiplied by 1 - p, and batch
            normalisation takes its running averages.

    Returns:
        z (n, classes), and for each layer {"means": ..., "variances": ...} or {}.
    """
    predicting = masks is None
    on_cpu = jax.default_backend() == "cpu"
    convolve = by_patches if on_cpu and not predicting else by_library
    a = _pixels(images, parameters[-1]["weights"].dtype)
    statistics: list[dict[str, Array]] = []
    for position, (layer, numbers) in enumerate(
        zip(network.layers, parameters, strict=True)
    ):
        mask = None if predicting else masks[position]
        a = _drop(layer, a, mask, predicting)
        found = {} if predicting else _statistics(layer, a)
        statistics.append(found)
        kept = _kept_weights(layer, numbers, mask)
        a = _weighted_input(layer, {**numbers, **found, **kept}, a, convolve)
        if position + 1 < len(network.layers):
            a = _activate(layer, a)
    return a, tuple(statistics)


def dropout_probability(layer: Layer) -> float:
    """Return the probability with which a layer drops each of its inputs."""
    if isinstance(layer, Dense):
        return layer.dropout
    return layer.probability if isinstance(layer, Dropout) else 0.0


def as_numbers(images: Array, dtype: Any) -> Array:
    """Return images as numbers in 0..1, of that dtype."""
    scale = 255 if images.dtype == jnp.uint8 else 1
    return images.astype(dtype) / scale


def _pixels(images: Array, dtype: Any) -> Array:
    pixels = as_numbers(images, dtype)
    return pixels.transpose(0, 2, 3, 1) if pixels.ndim == 4 else pixels


def _drop(layer: Layer, a: Array, mask: Array | None, predicting: bool) -> Array:
    probability = dropout_probability(layer)
    if isinstance(layer, Dense):
        a = _flatten(a)
    if predicting and probability:
        return a * (1 - probability)
    if mask is None or isinstance(layer, DropConnect):
        return a
    turned = mask.transpose(0, 2, 3, 1) if a.ndim == 4 else mask.reshape(a.shape)
    return jnp.where(turned, a, 0)


def _flatten(a: Array) -> Array:
    """Return (n, values) in the book's order: channels, then rows, then columns."""
    if a.ndim == 4:
        a = a.transpose(0, 3, 1, 2)
    return a.reshape(a.shape[0], -1)


def _statistics(layer: Layer, a: Array) -> dict[str, Array]:
    """Return means and variances over all but the last axis; {} for other layers."""
    if not isinstance(layer, BatchNorm):
        return {}
    over = tuple(range(a.ndim - 1))
    return {"means": jnp.mean(a, over), "variances": jnp.var(a, over)}


def _kept_weights(
    layer: Layer, numbers: dict[str, Array], mask: Array | None
) -> dict[str, Array]:
    if mask is None or not isinstance(layer, DropConnect):
        return {}
    return {"weights": jnp.where(mask, numbers["weights"], 0)}


def _weighted_input(
    layer: Layer, numbers: dict[str, Array], a: Array, convolve: Convolution
) -> Array:
    if isinstance(layer, Conv):
        (down, right) = layer.padding_size
        a = jnp.pad(a, ((0, 0), (down, down), (right, right), (0, 0)))
        z = convolve(numbers["weights"], a, layer.stride_size, layer.groups)
        if isinstance(layer, ConvPool):
            z = maxima(z, layer.pool_size, layer.pool_size)
        return z + numbers["biases"].reshape(1, 1, 1, -1)
    if isinstance(layer, Dense):
        return a @ numbers["weights"] + numbers["biases"].reshape(1, -1)
    if isinstance(layer, BatchNorm):
        return _normalized(layer, numbers, a)
    if isinstance(layer, MaxPool):
        return maxima(a, layer.window_size, layer.stride_size)
    if isinstance(layer, L2Pool):
        return _root_of_squares(a, layer.window_size, layer.stride_size)
    return a


def _activate(layer: Layer, z: Array) -> Array:
    if isinstance(layer, (Conv, FullyConnected, BatchNorm)):
        return ACTIVATION_FUNCTIONS[layer.activation](z)
    return z


def _normalized(layer: BatchNorm, numbers: dict[str, Array], a: Array) -> Array:
    spread = jnp.sqrt(numbers["variances"] + layer.epsilon)
    slope = (numbers["scales"] / spread).reshape((1,) * (a.ndim - 1) + (-1,))
    centre, offset = (numbers[n].reshape(slope.shape) for n in ("means", "offsets"))
    return (a - centre) * slope + offset


def _root_of_squares(a: Array, size: tuple[int, int], stride: tuple[int, int]) -> Array:
    squares = a * a
    total = reduce(jnp.add, [squares[at] for at in places(a, size, stride)])
    # The root's slope is infinite at 0, where the gradient is taken as 0.
    positive = total > 0
    return jnp.where(positive, jnp.sqrt(jnp.where(positive, total, 1)), 0)


def by_patches(weights: Array, a: Array, stride: tuple[int, int], groups: int) -> Array:
    """Convolve as one product a group: patches (places, field * channels) x weights.

    In training on a CPU: `lax.conv` inside `lax.scan` runs ten times slower than this
    (jax-ml/jax#12868).
    """
    parts = zip(
        jnp.split(weights, groups, axis=0), jnp.split(a, groups, axis=3), strict=True
    )
    return jnp.concatenate(
        [_patch_product(w, part, stride) for w, part in parts], axis=3
    )


def _patch_product(weights: Array, a: Array, stride: tuple[int, int]) -> Array:
    maps, channels, height, width = weights.shape
    rows = patches(a, (height, width), stride)
    matrix = weights.transpose(2, 3, 1, 0).reshape(height * width * channels, maps)
    z = rows.reshape(-1, matrix.shape[0]) @ matrix
    return z.reshape(*rows.shape[:3], maps)


def by_library(weights: Array, a: Array, stride: tuple[int, int], groups: int) -> Array:
    """Convolve with JAX's own kernel, the fastest outside loops and on GPUs."""
    return jax.lax.conv_general_dilated(
        a,
        weights,
        stride,
        "VALID",
        dimension_numbers=("NHWC", "OIHW", "NHWC"),
        feature_group_count=groups,
    )
