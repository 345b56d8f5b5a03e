"""The floor under a training step: the arithmetic that no program can leave out."""

import math
from collections.abc import Callable
from typing import Any

from network4.bench.by_type import entry_of
from network4.layers import (
    AveragePool,
    BatchNorm,
    Conv,
    ConvPool,
    DropConnect,
    Dropout,
    FullyConnected,
    L2Pool,
    Layer,
    MaxPool,
    Shape,
    Softmax,
)
from network4.network import Network


def needed_operations(network: Network, batch_size: int) -> float:
    """Return the additions and multiplications that one training step needs.

    With M the multiply-accumulates of a layer's forward pass for one image,

        convolution   M = maps * height * width * (channels / groups * field size)
        dense         M = (1 - p) * inputs * units

    where height and width are those of the convolution's output as far as it is pooled,
    and p is the probability with which the layer drops each input: a dropped input
    needs no products. A step costs, for each image and layer, with 2 operations for
    each multiply-accumulate,

        2M forward + 2sM for the weights' gradient + 2sM for the input's gradient,

    the last but for the first layer, whose input is the image. The share s is 1 for a
    dense layer. A convolution pooled by windows of J positions that do not overlap
    has s = 1/J, since only the winner of each window gets any gradient, and of winners
    under rectified linear units about half are active, s = 1/(2J).

    What is done once for each weight or each activation is left out, so that the
    floor is below what any program can reach.

    Args:
        network: convolutions, pooled or not, dense layers, and what has no weights
            that it multiplies by; no blocks.
        batch_size: images in a mini-batch.

    Returns:
        The number of floating-point operations.

    Raises:
        ArgumentError: it is not known what one of the layers needs.

    Example:
        >>> from network4.layers import Softmax
        >>> needed_operations(Network([Softmax(10)]), batch_size=1)  # 4 * 784 * 10
        31360.0
    """
    total, passes_back = 0.0, 1
    for layer, shape in zip(network.layers, network.shapes[:-1], strict=True):
        products, share = entry_of("floor", _NEEDED, layer)(layer, shape)
        total += 2 * products * (1 + passes_back * share)
        passes_back = 2
    return float(batch_size * total)


def _convolution(layer: Any, input_shape: Shape) -> tuple[float, float]:
    active = 0.5 if layer.activation == "relu" else 1.0
    return layer.num_operations(input_shape), active


def _pooled(layer: Any, input_shape: Shape) -> tuple[float, float]:
    products, active = _convolution(layer, input_shape)
    per_output = products // math.prod(layer.convolved_shape(input_shape))
    window = math.prod(layer.pool_size)
    outputs = math.prod(layer.output_shape(input_shape))
    return per_output * outputs * window, active / window


def _dense(layer: Any, input_shape: Shape) -> tuple[float, float]:
    return (1 - layer.dropout) * layer.num_operations(input_shape), 1.0


def _nothing(layer: Any, input_shape: Shape) -> tuple[float, float]:
    del layer, input_shape
    return 0.0, 1.0


# Of layers by their exact types: M, and the share s.
_NEEDED: dict[type[Layer], Callable[[Any, Shape], tuple[float, float]]] = {
    Conv: _convolution,
    ConvPool: _pooled,
    **dict.fromkeys((FullyConnected, DropConnect, Softmax), _dense),
    **dict.fromkeys((MaxPool, AveragePool, L2Pool, BatchNorm, Dropout), _nothing),
}


def floor_microseconds(
    network: Network, batch_size: int, gigaflops: float | None
) -> float | None:
    """Return the microseconds that a step's needed operations take at a given rate.

    Args:
        network: what is trained.
        batch_size: images in a mini-batch.
        gigaflops: billions of operations a second; None if it is not known.

    Example:
        >>> from network4.layers import Softmax
        >>> floor_microseconds(Network([Softmax(10)]), 100, gigaflops=31.36)
        100.0
    """
    if gigaflops is None:
        return None
    return needed_operations(network, batch_size) / gigaflops / 1e3
