"""The layers of `network3` that read images: convolution, pooling, and both in one."""

import math
from typing import Literal

import numpy as np

from network4.book._activations import (
    ActivationFunction,
    Numbers,
    activation_name,
    sigmoid,
)
from network4.book._arguments import whole_numbers
from network4.book._book_layer import BookLayer, WeightedLayer, draw
from network4.errors import ArgumentError
from network4.layers import Conv, ConvPool, L2Pool, Layer, MaxPool, Shape
from network4.utils.checks import check_choice

Four = tuple[int, int, int, int]
Pair = tuple[int, int]


class _Convolution(WeightedLayer):
    """What layers with fields of shared weights have in common."""

    filter_shape: tuple[int, ...]
    image_shape: tuple[int, ...]

    def _set_shapes(
        self, filter_shape: Four, image_shape: Four, activation_fn: ActivationFunction
    ) -> None:
        owner = type(self).__name__
        self.filter_shape = whole_numbers(owner, "filter_shape", filter_shape, 4)
        self.image_shape = whole_numbers(owner, "image_shape", image_shape, 4)
        self.activation_fn = activation_fn
        self.mini_batch_size = self.image_shape[0]
        if self.filter_shape[1] != self.image_shape[1]:
            raise ArgumentError(
                f"{owner}: filter_shape and image_shape must agree in their "
                f"second number, the input maps; received {self.filter_shape} and "
                f"{self.image_shape}."
            )

    def _draw_numbers(self, pool_area: int) -> None:
        """Draw w, then b."""
        self._drawn = draw(1.0, self.filter_shape)
        biases = draw(1.0, self.filter_shape[:1])
        super().__init__(self._first_weights(pool_area), biases)

    def _first_weights(self, pool_area: int) -> Numbers:
        maps, _, *field = self.filter_shape
        n_out = maps * math.prod(field) / pool_area
        return math.sqrt(1.0 / n_out) * self._drawn

    def input_shape(self) -> Shape:
        """Return (input maps, height, width)."""
        return self.image_shape[1:]


class ConvPoolLayer(_Convolution):
    """A convolution (equation 125), max-pooling, the map's bias, the activation.

    w is drawn from N(0, 1/n_out) with n_out = maps * height * width / pool area, b from
    N(0, 1). w comes first; both come from NumPy's global generator.

    Args:
        filter_shape: (maps, input maps, field height, field width).
        image_shape: (mini-batch size, input maps, image height, image width).
        poolsize: height and width of a pool window; default (2, 2).
        activation_fn: linear, ReLU, sigmoid or tanh of this module; default sigmoid.

    Raises:
        ArgumentError: an argument is out of range.

    Source: the book, Chapter 6.
    """

    def __init__(
        self,
        filter_shape: Four,
        image_shape: Four,
        poolsize: Pair = (2, 2),
        activation_fn: ActivationFunction = sigmoid,
    ) -> None:
        """Draw w, then b."""
        self.poolsize = whole_numbers("ConvPoolLayer", "poolsize", poolsize, 2)
        self._set_shapes(filter_shape, image_shape, activation_fn)
        self.describe()
        self._draw_numbers(math.prod(self.poolsize))

    def describe(self) -> Layer:
        """Return the ConvPool of the rest of network4."""
        maps, _, height, width = self.filter_shape
        down, right = self.poolsize
        return ConvPool(
            maps,
            field=(height, width),
            pool=(down, right),
            activation=activation_name("ConvPoolLayer", self.activation_fn),
        )


class ConvLayer(_Convolution):
    """A convolution (equation 125), the map's bias, the activation; no pooling.

    A PoolLayer after it makes of both what ConvPoolLayer is: no activation decreases,
    so the largest value of a window is the same before and after. w is drawn from
    N(0, 1/n_out) with n_out = maps * height * width, b from N(0, 1). A Network in which
    a PoolLayer follows divides n_out by the pool area, as ConvPoolLayer does, unless w
    was changed before.

    Args:
        filter_shape: (maps, input maps, field height, field width).
        image_shape: (mini-batch size, input maps, image height, image width).
        activation_fn: linear, ReLU, sigmoid or tanh of this module; default sigmoid.
        stride: by how many pixels the field moves down and right; default (1, 1).

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> layer = ConvLayer((20, 1, 5, 5), (10, 1, 28, 28))
        >>> layer.w.shape, layer.describe().output_shape((1, 28, 28))
        ((20, 1, 5, 5), (20, 24, 24))

    Source: the book, Chapter 6, which proposes it.
    """

    def __init__(
        self,
        filter_shape: Four,
        image_shape: Four,
        activation_fn: ActivationFunction = sigmoid,
        stride: Pair = (1, 1),
    ) -> None:
        """Draw w, then b."""
        self.stride = whole_numbers("ConvLayer", "stride", stride, 2)
        self._set_shapes(filter_shape, image_shape, activation_fn)
        self.describe()
        self._draw_numbers(pool_area=1)

    def count_after_pooling(self, pool_area: int) -> None:
        """Divide the n_out of first weights by a pool area, unless w was changed."""
        if np.array_equal(self.w, self._first_weights(1).astype(np.float32)):
            self.w[...] = self._first_weights(pool_area)

    def describe(self) -> Layer:
        """Return the Conv of the rest of network4."""
        maps, _, height, width = self.filter_shape
        down, right = self.stride
        return Conv(
            maps,
            field=(height, width),
            stride=(down, right),
            activation=activation_name("ConvLayer", self.activation_fn),
        )


class PoolLayer(BookLayer):
    """Pooling: it passes on one value of each window of a map. It has no weights.

    A border that does not fill a window is dropped.

    Args:
        image_shape: (mini-batch size, input maps, height, width) of what it reads.
        poolsize: height and width of a window; default (2, 2).
        kind: "max", the largest value, or "L2", the root of the sum of all values
            squared; default "max".

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> layer = PoolLayer((10, 20, 24, 24))
        >>> layer.params, layer.describe().output_shape((20, 24, 24))
        ([], (20, 12, 12))

    Source: the book, Chapter 6, which proposes it.
    """

    def __init__(
        self,
        image_shape: Four,
        poolsize: Pair = (2, 2),
        kind: Literal["max", "L2"] = "max",
    ) -> None:
        """Keep the shapes."""
        self.image_shape = whole_numbers("PoolLayer", "image_shape", image_shape, 4)
        self.poolsize = whole_numbers("PoolLayer", "poolsize", poolsize, 2)
        self.kind = check_choice("PoolLayer", "kind", kind, ("max", "L2"))
        self.mini_batch_size = self.image_shape[0]

    def input_shape(self) -> Shape:
        """Return (input maps, height, width)."""
        return self.image_shape[1:]

    def describe(self) -> Layer:
        """Return the MaxPool or L2Pool of the rest of network4."""
        down, right = self.poolsize
        return (L2Pool if self.kind == "L2" else MaxPool)((down, right))
