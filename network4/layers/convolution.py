"""Convolutional layers: local receptive fields that share their weights."""

import math
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from network4.errors import ArgumentError, ShapeError
from network4.layers.activations import Activation, check_activation
from network4.layers.base import Layer, Room, check_known, describe_shape
from network4.layers.initializers import (
    INITIALIZERS,
    Initializer,
    weights_and_biases,
)
from network4.layers.operations import Array, Operations
from network4.layers.parameters import Shape, Tree
from network4.layers.step import Step
from network4.layers.windows import pooled_shape
from network4.utils.checks import check_choice, check_flag, check_pair


@dataclass(frozen=True, eq=False, repr=False)
class Conv(Layer):
    """A convolutional layer: each map slides one field of weights over the input.

    z[m, j, k] = b[m] + sum over c, l, n of w[m, c, l, n] * a[c, s*j + l, s*k + n],
    where s is the stride. The field is not flipped. The output is activation(z).

    Args:
        maps: number of feature maps, 1 or more.
        field: height and width of the local receptive field in pixels, 1 or more; one
            number or a pair.
        stride: pixels by which the field moves, down and right, 1 or more; one number
            or a pair; default 1.
        padding: rows of zeros above and below, columns of zeros left and right, 0 or
            more; one number or a pair; default 0. With "same" and a stride of 1 the
            output has the input's height and width.
        groups: number of groups into which input channels and maps are divided, 1 or
            more; a map reads only the channels of its own group; default 1.
        activation: "linear", "sigmoid", "tanh" or "relu"; default "sigmoid", as in
            the book.
        initializer: as in FullyConnected; default "auto".
        biases: whether the layer has biases; default True.

    Shapes:
        Input: (c, h, w). Output: (maps, (h + 2*padding - field)//stride + 1, the same
        for the width). Weights: (maps, c/groups, field height, field width). Biases:
        (maps,). All are float32.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> Conv(20, field=5, activation="relu").output_shape((1, 28, 28))
        (20, 24, 24)

    Source: the book, Chapter 6, equation (125); groups: Krizhevsky et al. 2012.
    """

    maps: int
    field: int | tuple[int, int]
    _: KW_ONLY
    stride: int | tuple[int, int] = 1
    padding: int | tuple[int, int] | str = 0
    groups: int = 1
    activation: Activation = "sigmoid"
    initializer: Initializer = "auto"
    biases: bool = True
    _later_fields: ClassVar[tuple[str, ...]] = ("biases",)

    def __post_init__(self) -> None:
        """Refuse what no input could make possible."""
        self._store_integer("maps", 1)
        self._store_integer("groups", 1)
        check_activation(self.name, self.activation)
        check_choice(self.name, "initializer", self.initializer, INITIALIZERS)
        check_flag(self.name, "biases", self.biases)
        self._store_pair("field", 1)
        self._store_pair("stride", 1)
        if isinstance(self.padding, str) and self.padding == "same":
            self._store("padding", self._padding_that_keeps())
        self._store_pair("padding", 0)

    def _padding_that_keeps(self) -> tuple[int, int]:
        height, width = self.field_size
        if height % 2 == 0 or width % 2 == 0:
            raise ArgumentError(
                f"{self.name}: padding='same' must go with a field of odd sides, "
                f"received {height} x {width}; give the padding as a number."
            )
        return height // 2, width // 2

    @property
    def field_size(self) -> tuple[int, int]:
        """Height and width of the field."""
        return check_pair(self.name, "field", self.field, 1)

    @property
    def stride_size(self) -> tuple[int, int]:
        """Pixels by which the field moves down and right."""
        return check_pair(self.name, "stride", self.stride, 1)

    @property
    def padding_size(self) -> tuple[int, int]:
        """Rows of zeros above and below, columns of zeros left and right."""
        return check_pair(self.name, "padding", self.padding, 0)

    def convolved_shape(self, input_shape: Shape) -> Shape:
        """Return (maps, height, width) after the convolution and before any pooling.

        Args:
            input_shape: (channels, height, width).

        Returns:
            The shape of the maps.

        Raises:
            ShapeError: the input is no image, too small for the field, or has a number
                of channels that `groups` does not divide.

        Example:
            >>> ConvPool(20, field=5).convolved_shape((1, 28, 28))
            (20, 24, 24)
        """
        check_known(self.name, input_shape)
        if len(input_shape) != 3:
            raise ShapeError(
                f"{self.name} expects an image of shape (channels, height, width), "
                f"received {describe_shape(input_shape)}; put it before any "
                "fully-connected layer."
            )
        channels = input_shape[0]
        for what, count in (("input channels", channels), ("maps", self.maps)):
            if count % self.groups:
                raise ShapeError(
                    f"{self.name} with groups={self.groups} expects a number of {what} "
                    f"divisible by {self.groups}, received {count}."
                )
        padded = [
            side + 2 * padding
            for side, padding in zip(input_shape[1:], self.padding_size, strict=True)
        ]
        if any(s < f for s, f in zip(padded, self.field_size, strict=True)):
            raise ShapeError(
                f"{self.name} expects an image of at least {self.field_size[0]} x "
                f"{self.field_size[1]} for its field, received {padded[0]} x "
                f"{padded[1]} (padding included); use a smaller field or more padding."
            )
        height, width = (
            (side - field) // step + 1
            for side, field, step in zip(
                padded, self.field_size, self.stride_size, strict=True
            )
        )
        return (self.maps, height, width)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (maps, height, width) of one output; ShapeError if there is none."""
        return self.convolved_shape(input_shape)

    def _outputs_per_field(self) -> float:
        """Return n_out as the book counts it: the weights that one input feeds."""
        return self.maps * math.prod(self.field_size) / self.groups

    def parameters(self, input_shape: Shape) -> Tree:
        """Weights (maps, channels/groups, field height, width) and biases (maps,)."""
        self.convolved_shape(input_shape)
        shape = (self.maps, input_shape[0] // self.groups, *self.field_size)
        fans = math.prod(shape[1:]), self._outputs_per_field()
        num_biases = self.maps if self.biases else 0
        return dict(
            weights_and_biases(
                self.initializer, self.activation, shape, num_biases, fans
            )
        )

    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return z of equation (125) at each place of each map."""
        del step
        z = self._condensed(ops, self._convolved(ops, numbers, a))
        return z + numbers["biases"].reshape(1, 1, 1, -1) if self.biases else z

    def _convolved(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array
    ) -> Array:
        down, right = self.padding_size
        padded = ops.pad(a, ((down, down), (right, right)))
        return ops.convolve(padded, numbers["weights"], self.stride_size, self.groups)

    def _condensed(self, ops: Operations, z: Array) -> Array:
        """Return z, pooled if the layer pools."""
        del ops
        return z

    def room(self, input_shape: Shape) -> Room:
        """Return the sizes of the padded maps and of the windows written out."""
        sides = zip(input_shape[1:], self.padding_size, strict=True)
        padded = input_shape[0] * math.prod(side + 2 * more for side, more in sides)
        places = math.prod(self.convolved_shape(input_shape)[1:])
        return Room(padded, places * input_shape[0] * math.prod(self.field_size))

    def num_operations(self, input_shape: Shape) -> int:
        """Return the number of weights, each counted at every place of its map."""
        maps, height, width = self.convolved_shape(input_shape)
        per_place = input_shape[0] // self.groups * math.prod(self.field_size)
        return maps * height * width * per_place


@dataclass(frozen=True, eq=False, repr=False)
class ConvPool(Conv):
    """A convolution followed by max-pooling, like the book's `ConvPoolLayer`.

    a = activation(max over each window of z), where z is that of `Conv`. Rows and
    columns at the border that do not fill a window are dropped.

    Args:
        maps: number of feature maps, 1 or more.
        field: height and width of the local receptive field in pixels, 1 or more; one
            number or a pair.
        stride: as in Conv; default 1.
        padding: as in Conv; default 0.
        groups: as in Conv; default 1.
        activation: as in Conv; default "sigmoid".
        initializer: as in FullyConnected; default "auto".
        biases: whether the layer has biases; default True.
        pool: height and width of the pooling windows, 1 or more; one number or a pair;
            default 2. The windows do not overlap.

    Shapes:
        The same as Conv, with height and width divided by `pool` and rounded down.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> ConvPool(20, field=5, activation="relu").output_shape((1, 28, 28))
        (20, 12, 12)

    Source: the book, Chapter 6 (`network3.py`).
    """

    _: KW_ONLY
    pool: int | tuple[int, int] = 2

    def __post_init__(self) -> None:
        """Refuse what no input could make possible."""
        super().__post_init__()
        self._store_pair("pool", 1)

    @property
    def pool_size(self) -> tuple[int, int]:
        """Height and width of a pooling window."""
        return check_pair(self.name, "pool", self.pool, 1)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (maps, height, width) after pooling; ShapeError if there is none."""
        convolved = self.convolved_shape(input_shape)
        return pooled_shape(self.name, convolved, self.pool_size, self.pool_size)

    def room(self, input_shape: Shape) -> Room:
        """Return the sizes for the convolution, and of its maps before pooling."""
        padded, windows = super().room(input_shape)
        return Room(padded + math.prod(self.convolved_shape(input_shape)), windows)

    def _outputs_per_field(self) -> float:
        return super()._outputs_per_field() / math.prod(self.pool_size)

    def _condensed(self, ops: Operations, z: Array) -> Array:
        return ops.window_maxima(z, self.pool_size, self.pool_size)
