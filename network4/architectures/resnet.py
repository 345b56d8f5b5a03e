"""Residual networks for small images."""

from collections.abc import Iterator

from network4.errors import ArgumentError
from network4.layers import (
    AveragePool,
    BatchNorm,
    Conv,
    Layer,
    PaddedShortcut,
    Residual,
    Softmax,
)
from network4.layers.activations import Activation
from network4.network import Network
from network4.utils.checks import check_integer, check_shape

_WIDTHS = (16, 32, 64)


def resnet(
    depth: int = 20,
    num_classes: int = 10,
    input_shape: tuple[int, int, int] = (3, 32, 32),
) -> Network:
    """Return the residual network of He et al. for CIFAR-10.

    After one convolution follow three groups of n blocks with 16, 32 and 64 maps, where
    the depth is 6n + 2. The second and the third group halve height and width in their
    first block, whose shortcut has no parameters.

    Args:
        depth: number of layers with weights, 8, 14, 20, 26 and so on; default 20.
        num_classes: number of classes, 2 or more; default 10.
        input_shape: (channels, height, width); height and width are equal multiples of
            4 pixels; default (3, 32, 32), as in CIFAR-10.

    Returns:
        The untrained network; it reads `input_shape` and gives (num_classes,).

    Raises:
        ArgumentError: the depth is not 6n + 2, the sides are no equal multiples of 4,
            or there are fewer than two classes.

    Example:
        >>> resnet(20).num_parameters
        269722

    Source: He et al. 2016, section 4.2, which gives 0.27 million parameters.
    """
    check_integer("resnet", "depth", depth, 8)
    if depth % 6 != 2:
        raise ArgumentError(
            f"resnet: depth must be 6n + 2, such as 20, 32, 44, 56, received {depth}."
        )
    _, height, width = check_shape("resnet", "input_shape", input_shape, 3)
    if height % 4 or width % 4 or height != width:
        raise ArgumentError(
            "resnet: input_shape must be a square with sides that are multiples of 4, "
            f"received {input_shape}."
        )
    last = [AveragePool(height // 4), Softmax(num_classes, initializer="he")]
    first = _normalized(_WIDTHS[0], 1, "relu")
    return Network([*first, *_blocks((depth - 2) // 6), *last], input_shape)


def _normalized(maps: int, stride: int, activation: Activation) -> list[Layer]:
    """Return a 3 x 3 convolution with its batch normalisation."""
    convolution = Conv(
        *(maps, 3),
        stride=stride,
        padding=1,
        activation="linear",
        initializer="he",
        biases=False,
    )
    return [convolution, BatchNorm(activation=activation)]


def _blocks(per_group: int) -> Iterator[Layer]:
    for width in _WIDTHS:
        for number in range(per_group):
            narrows = number == 0 and width > _WIDTHS[0]
            body = _normalized(width, 2 if narrows else 1, "relu")
            body += _normalized(width, 1, "linear")
            shortcut = PaddedShortcut(width) if narrows else None
            yield Residual(body, shortcut=shortcut, activation="relu")
