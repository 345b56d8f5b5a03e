"""Residual blocks: layers with a shortcut around them."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, cast

from network4.errors import ShapeError
from network4.layers.activations import Activation, check_activation
from network4.layers.base import Layer, check_known, describe_shape
from network4.layers.nesting import check_nesting
from network4.layers.operations import Array, Operations
from network4.layers.parameters import Shape, is_open
from network4.layers.sequence import Layers, as_layer
from network4.layers.step import Step


@dataclass(frozen=True, eq=False, repr=False)
class Residual(Layer):
    """A residual block: a = activation(body(a_in) + shortcut(a_in)).

    Args:
        body: a layer or a list of layers.
        shortcut: a layer or a list of layers; default None, the input as it is. If the
            body changes the shape, give a projection such as `Conv(64, 1, stride=2,
            activation="linear")`, or `PaddedShortcut(64)`, which has no parameters.
        activation: "linear", "sigmoid", "tanh" or "relu"; default "linear".

    Shapes:
        Input: any shape that the body can read. Output: the body's output shape, which
        must be the shortcut's output shape too.

    Raises:
        ArgumentError: an argument is no layer, or an unknown activation.

    Example:
        >>> from network4.layers import Conv
        >>> block = Residual([Conv(8, 3, padding=1), Conv(8, 3, padding=1)])
        >>> block.output_shape((8, 32, 32))
        (8, 32, 32)

    Source: He et al. 2016.
    """

    body: Layers
    _: KW_ONLY
    shortcut: Layers | None = None
    activation: Activation = "linear"

    def __post_init__(self) -> None:
        """Refuse anything that is no layer, and an unknown activation."""
        self._store("body", as_layer(self.name, self.body))
        if self.shortcut is not None:
            self._store("shortcut", as_layer(self.name, self.shortcut))
        check_activation(self.name, self.activation)
        check_nesting(self.name, self)

    def inner_layers(self) -> Mapping[str, Layer]:
        """Return the body, and the shortcut if there is one."""
        inner = {"body": self.body, "shortcut": self.shortcut}
        return {n: cast(Layer, layer) for n, layer in inner.items() if layer}

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the body's output shape; ShapeError if the shortcut's is another."""
        inner = self.inner_layers()
        found = inner["body"].output_shape(input_shape)
        other = input_shape
        if "shortcut" in inner:
            other = inner["shortcut"].output_shape(input_shape)
        if found != other:
            raise ShapeError(
                f"Residual: body and shortcut must give the same shape, received "
                f"{describe_shape(found)} and {describe_shape(other)}"
                f"{_fitting(input_shape, found)}."
            )
        return found

    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return the sum of body and shortcut."""
        outputs = [
            layer.forward(ops, numbers[name], a, step.inside(name))
            for name, layer in self.inner_layers().items()
        ]
        return outputs[0] + (outputs[1] if len(outputs) > 1 else a)


@dataclass(frozen=True, eq=False, repr=False)
class PaddedShortcut(Layer):
    """A shortcut without parameters: it skips rows and columns and adds maps of zeros.

    Args:
        maps: number of maps in the output, 1 or more.
        stride: the shortcut takes every stride-th row and column, 1 or more; default 2.

    Shapes:
        Input: (c, h, w), where c is at most `maps`. Output: (maps, h/stride, w/stride),
        rounded up. There are no parameters.

    Raises:
        ArgumentError: an argument is below 1.

    Example:
        >>> PaddedShortcut(32).output_shape((16, 32, 32))
        (32, 16, 16)

    Source: He et al. 2016, option A.
    """

    maps: int
    stride: int = 2

    def __post_init__(self) -> None:
        """Refuse numbers below 1."""
        self._store_integer("maps", 1)
        self._store_integer("stride", 1)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (maps, height, width); ShapeError if the input has too many maps."""
        check_known(self.name, input_shape)
        if len(input_shape) != 3 or input_shape[0] > self.maps:
            raise ShapeError(
                f"PaddedShortcut expects at most {self.maps} maps, received "
                f"{describe_shape(input_shape)}; use Conv({self.maps}, 1)."
            )
        height, width = (-(-side // self.stride) for side in input_shape[1:])
        return (self.maps, height, width)

    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return the rows and columns taken, with maps of zeros added."""
        del numbers, step
        taken = a[:, :: self.stride, :: self.stride]
        more = ops.zeros((*taken.shape[:3], self.maps - a.shape[3]), taken)
        return ops.concatenate([taken, more], axis=3)


def _fitting(input_shape: Shape, wanted: Shape) -> str:
    """Return advice: which shortcut would fit, or that none does."""
    layer = _projection(input_shape, wanted)
    if layer:
        return f'; give shortcut={layer}, activation="linear")'
    if len(input_shape) == len(wanted) == 3:
        return "; no projection fits: give the body paddings that keep height and width"
    return "; no projection fits: let the body keep the shape"


def _projection(input_shape: Shape, wanted: Shape) -> str:
    if is_open(input_shape) or is_open(wanted):
        return ""
    if len(wanted) == 1:
        return f"FullyConnected({wanted[0]}"
    if not len(input_shape) == len(wanted) == 3:
        return ""
    stride = -(-input_shape[1] // wanted[1])
    sides = tuple(-(-side // stride) for side in input_shape[1:])
    return f"Conv({wanted[0]}, 1, stride={stride}" if sides == wanted[1:] else ""
