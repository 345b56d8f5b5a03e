"""The floor under a training step: the arithmetic that no program can leave out."""

import math

from network4.layers import Conv, ConvPool, Dense, Layer, Shape
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
        network: convolutions, pooled or not, and dense layers.
        batch_size: images in a mini-batch.

    Returns:
        The number of floating-point operations.

    Example:
        >>> from network4.layers import Softmax
        >>> needed_operations(Network([Softmax(10)]), batch_size=1)  # 4 * 784 * 10
        31360.0
    """
    inputs = list(zip(network.layers, network.shapes[:-1], strict=True))
    total = sum(
        2 * _products(layer, shape) * (1 + _gradients(layer, is_first=position == 0))
        for position, (layer, shape) in enumerate(inputs)
    )
    return float(batch_size * total)


def _products(layer: Layer, input_shape: Shape) -> float:
    """Return M, the multiply-accumulates of a forward pass for one image."""
    if isinstance(layer, Conv):
        weights = layer.parameters(input_shape)["weights"].shape
        positions = math.prod(layer.output_shape(input_shape)[1:]) * _window(layer)
        return positions * math.prod(weights)
    if isinstance(layer, Dense):
        return (1 - layer.dropout) * math.prod(input_shape) * layer.units
    return 0.0


def _gradients(layer: Layer, *, is_first: bool) -> float:
    """Return the work of the backward pass as a multiple of the forward pass."""
    share = 1.0
    if isinstance(layer, Conv):
        active = 0.5 if layer.activation == "relu" else 1.0
        share = active / _window(layer)
    return share if is_first else 2 * share


def _window(layer: Conv) -> int:
    """Return J, the positions of a pooling window."""
    return math.prod(layer.pool_size) if isinstance(layer, ConvPool) else 1


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
