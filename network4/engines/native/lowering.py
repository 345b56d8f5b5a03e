"""A network in the terms of the C++ engine, or the reason why it has none."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from network4.layers import (
    BatchNorm,
    Conv,
    ConvPool,
    DropConnect,
    Dropout,
    FullyConnected,
    Layer,
    LayerParameters,
    MaxPool,
    Softmax,
)
from network4.layers.initializers import FloatArray
from network4.network import Network

_ACTIVATIONS = {"linear": 0, "sigmoid": 1, "tanh": 2, "relu": 3, "softmax": 4}
_COSTS = {"log_likelihood": 0, "cross_entropy": 1, "quadratic": 2}


def unsupported(network: Network) -> str | None:
    """Name what in a network the native engine cannot run; None if it can.

    Example:
        >>> from network4.layers import L2Pool
        >>> unsupported(Network([L2Pool(2), Softmax(10)]))
        'it has no L2Pool layer'
    """
    for layer, shape in zip(network.layers, network.shapes[:-1], strict=True):
        if isinstance(layer, BatchNorm):
            if len(shape) != 3:
                return "it normalises no vectors"
            continue
        if isinstance(layer, DropConnect) or not isinstance(
            layer, (Conv, MaxPool, Dropout, FullyConnected, Softmax)
        ):
            return f"it has no {layer.name} layer"
    return None


def describe(core: Any, network: Network) -> Any:
    """Return the network as the C++ module `core` describes it."""
    layers = [_describe_layer(core, layer) for layer in network.layers]
    output, cost = _ACTIVATIONS[network.output_activation], _COSTS[network.cost]
    return core.Description(list(image_shape(network)), layers, output, cost)


def image_shape(network: Network) -> tuple[int, int, int]:
    """Return (channels, height, width) of the input; a vector is an image's one row.

    Example:
        >>> image_shape(Network([Softmax(10)], input_shape=(784,)))
        (1, 1, 784)
    """
    if len(network.input_shape) == 1:
        return (1, 1, network.input_shape[0])
    channels, height, width = network.input_shape
    return (channels, height, width)


def pack(numbers: LayerParameters) -> tuple[FloatArray, FloatArray]:
    """Return a layer's parameters as the two arrays in which the C++ reads them.

    Those of a BatchNorm are scales and offsets, then means and variances.
    """
    if "weights" in numbers:
        weights, biases = numbers["weights"], numbers["biases"]
    else:
        weights = np.concatenate([numbers["scales"], numbers["offsets"]])
        biases = np.concatenate([numbers["means"], numbers["variances"]])
    return np.ascontiguousarray(weights), np.ascontiguousarray(biases)


def unpack(
    weights: FloatArray, biases: FloatArray, names: Iterable[str]
) -> LayerParameters:
    """Return what `pack` was given, by the layer's names of its parameters."""
    if "weights" in names:
        return {"weights": weights, "biases": biases}
    scales, offsets = np.split(weights, 2)
    means, variances = np.split(biases, 2)
    return {
        "scales": scales,
        "offsets": offsets,
        "means": means,
        "variances": variances,
    }


def _describe_layer(core: Any, layer: Layer) -> Any:
    if isinstance(layer, Conv):
        pool = layer.pool_size if isinstance(layer, ConvPool) else (1, 1)
        sizes = (layer.field_size, layer.stride_size, layer.padding_size, pool)
        activation = _ACTIVATIONS[layer.activation]
        return core.convolution(
            layer.maps, *map(list, sizes), activation, groups=layer.groups
        )
    if isinstance(layer, BatchNorm):
        return core.batch_norm(
            _ACTIVATIONS[layer.activation], layer.decay, layer.epsilon
        )
    if isinstance(layer, MaxPool):
        return core.max_pool(list(layer.window_size), list(layer.stride_size))
    if isinstance(layer, Dropout):
        return core.dropout(layer.probability)
    if isinstance(layer, FullyConnected):
        return core.dense(layer.units, _ACTIVATIONS[layer.activation], layer.dropout)
    if isinstance(layer, Softmax):
        return core.dense(layer.units, _ACTIVATIONS["linear"], layer.dropout)
    raise TypeError(f"the native engine has no {layer.name} layer")
