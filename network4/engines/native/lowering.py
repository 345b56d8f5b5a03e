"""A network in the terms of the C++ engine, or the reason why it has none."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from network4.layers import (
    BatchNorm,
    Conv,
    ConvPool,
    Dropout,
    FloatArray,
    FullyConnected,
    Layer,
    MaxPool,
    Shape,
    Softmax,
)
from network4.network import Network

Numbers = dict[str, FloatArray]
_ACTIVATIONS = {"linear": 0, "sigmoid": 1, "tanh": 2, "relu": 3, "softmax": 4}
_COSTS = {"log_likelihood": 0, "cross_entropy": 1, "quadratic": 2}


def unsupported(network: Network) -> str | None:
    """Name what in a network the native engine cannot run; None if it can.

    Example:
        >>> from network4.layers import L2Pool
        >>> unsupported(Network([L2Pool(2), Softmax(10)]))
        'it has no L2Pool layer'
    """
    if len(network.input_shape) == 2:
        return "it reads no sequences"
    layers: Iterator[tuple[str, Layer, Shape]] = network.body.inner(network.input_shape)
    reasons = (_reason_against(layer, shape) for _, layer, shape in layers)
    return next(filter(None, reasons), None)


def _reason_against(layer: Layer, shape: Shape) -> str | None:
    """Say why there is no such layer here; what is not in the table there is not."""
    if type(layer) not in _DESCRIBED:
        return f"it has no {layer.name} layer"
    if isinstance(layer, BatchNorm) and len(shape) != 3:
        return "it normalises no vectors"
    if isinstance(layer, Conv) and layer.groups != 1:
        return "its convolutions have no groups"
    if not getattr(layer, "biases", True):
        return "its layers have biases"
    if isinstance(layer, MaxPool) and (layer.padding_size != (0, 0) or layer.ceil_mode):
        return "its pools have no padding"
    return None


def describe(core: Any, network: Network) -> Any:
    """Return the network as the C++ module `core` describes it."""
    layers = [_DESCRIBED[type(layer)](core, layer) for layer in network.layers]
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


def pack(numbers: Numbers) -> tuple[FloatArray, FloatArray]:
    """Return a layer's parameters as the two arrays in which the C++ reads them.

    Those of a BatchNorm are scales and offsets, then means and variances.
    """
    if "weights" in numbers:
        weights, biases = numbers["weights"], numbers["biases"]
    else:
        weights = np.concatenate([numbers["scales"], numbers["offsets"]])
        biases = np.concatenate([numbers["means"], numbers["variances"]])
    return np.ascontiguousarray(weights), np.ascontiguousarray(biases)


def unpack(weights: FloatArray, biases: FloatArray, names: Iterable[str]) -> Numbers:
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


def _convolution(core: Any, layer: Any) -> Any:
    pool = layer.pool_size if isinstance(layer, ConvPool) else (1, 1)
    sizes = (layer.field_size, layer.stride_size, layer.padding_size, pool)
    activation = _ACTIVATIONS[layer.activation]
    return core.convolution(layer.maps, *map(list, sizes), activation)


def _batch_norm(core: Any, layer: Any) -> Any:
    return core.batch_norm(_ACTIVATIONS[layer.activation], layer.decay, layer.epsilon)


def _max_pool(core: Any, layer: Any) -> Any:
    return core.max_pool(list(layer.window_size), list(layer.stride_size))


def _dropout(core: Any, layer: Any) -> Any:
    return core.dropout(layer.probability)


def _dense(core: Any, layer: Any) -> Any:
    activation = _ACTIVATIONS[getattr(layer, "activation", "linear")]
    return core.dense(layer.units, activation, layer.dropout)


# By exact type: a subclass may compute something else.
_DESCRIBED: dict[type[Layer], Callable[[Any, Any], Any]] = {
    Conv: _convolution,
    ConvPool: _convolution,
    MaxPool: _max_pool,
    BatchNorm: _batch_norm,
    Dropout: _dropout,
    FullyConnected: _dense,
    Softmax: _dense,
}
