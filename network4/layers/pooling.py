"""Pooling layers: each condenses every window of its input into one value."""

import math
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from network4.errors import ArgumentError, shown
from network4.layers.base import Layer, Room
from network4.layers.operations import Array, Operations, Pair
from network4.layers.parameters import Shape
from network4.layers.step import Step
from network4.layers.windows import margins, pooled_shape
from network4.utils.checks import check_flag, check_pair


@dataclass(frozen=True, eq=False, repr=False)
class Pool(Layer):
    """The common part of pooling layers: windows of one size, moved by one stride."""

    size: int | tuple[int, int] = 2
    _: KW_ONLY
    stride: int | tuple[int, int] | None = None
    padding: int | tuple[int, int] = 0
    ceil_mode: bool = False
    _later_fields: ClassVar[tuple[str, ...]] = ("padding", "ceil_mode")
    # The value of padding, chosen so that it changes no window.
    _outside: ClassVar[float] = 0.0

    def __post_init__(self) -> None:
        """Refuse sizes and strides below 1, and windows of nothing but padding."""
        self._store_pair("size", 1)
        if self.stride is not None:
            self._store_pair("stride", 1)
        self._store_pair("padding", 0)
        check_flag(self.name, "ceil_mode", self.ceil_mode)
        sides = zip(self.padding_size, self.window_size, strict=True)
        if any(padding > size // 2 for padding, size in sides):
            raise ArgumentError(
                f"{self.name}: padding must be at most half of the window, "
                f"{shown(self.size)}, received {shown(self.padding)}."
            )

    @property
    def window_size(self) -> Pair:
        """Height and width of a window."""
        return check_pair(self.name, "size", self.size, 1)

    @property
    def stride_size(self) -> Pair:
        """Pixels between windows, down and right; by default the window's size."""
        if self.stride is None:
            return self.window_size
        return check_pair(self.name, "stride", self.stride, 1)

    @property
    def padding_size(self) -> Pair:
        """Rows added above and below, columns added left and right."""
        return check_pair(self.name, "padding", self.padding, 0)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (maps, height, width) after pooling; ShapeError if there is none."""
        sizes = self.window_size, self.stride_size, self.padding_size
        return pooled_shape(self.name, input_shape, *sizes, self.ceil_mode)

    def room(self, input_shape: Shape) -> Room:
        """Return the size of the padded maps."""
        sides = zip(input_shape[1:], self.padding_size, strict=True)
        return Room(input_shape[0] * math.prod(s + 2 * more for s, more in sides))

    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return one value for each window."""
        del numbers, step
        return self._condensed(ops, self._padded(ops, a, self._outside), a.shape)

    @abstractmethod
    def _condensed(self, ops: Operations, padded: Array, shape: Shape) -> Array:
        """Return one value for each window of the padded input."""

    def _padded(self, ops: Operations, a: Array, value: float) -> Array:
        _, height, width, channels = a.shape
        _, *counts = self.output_shape((channels, height, width))
        sides = zip(
            *((height, width), self.window_size, self.stride_size),
            *(self.padding_size, counts),
            strict=True,
        )
        around = [margins(*along) for along in sides]
        return a if around == [(0, 0), (0, 0)] else ops.pad(a, around, value)


@dataclass(frozen=True, eq=False, repr=False)
class MaxPool(Pool):
    """Max-pooling: the output is the largest value of each window.

    Args:
        size: height and width of a window in pixels, 1 or more; one number or a pair;
            default 2.
        stride: pixels from one window to the next, 1 or more; one number or a pair;
            default None, the size, so that windows do not overlap. They overlap if the
            stride is smaller than the size.
        padding: rows added above and below, columns added left and right, 0 to half of
            the size; one number or a pair; default 0. The maximum ignores them.
        ceil_mode: whether to keep a last window that sticks out; default False.

    Shapes:
        Input: (c, h, w). Output: (c, (h + 2*padding - size)//stride + 1, the same for
        the width), rounded up with `ceil_mode`. There are no parameters.

    Raises:
        ArgumentError: a size or a stride is below 1, or the padding is too large.

    Example:
        >>> MaxPool(3, stride=2).output_shape((20, 13, 13))
        (20, 6, 6)

    Source: the book, Chapter 6. Krizhevsky et al. 2012 let windows overlap.
    """

    _outside: ClassVar[float] = float("-inf")

    def _condensed(self, ops: Operations, padded: Array, shape: Shape) -> Array:
        del shape
        return ops.window_maxima(padded, self.window_size, self.stride_size)


@dataclass(frozen=True, eq=False, repr=False)
class AveragePool(Pool):
    """Average pooling: the output is the mean of each window, without its padding.

    Args:
        size: as in MaxPool; default 2.
        stride: as in MaxPool; default None, the size.
        padding: as in MaxPool; default 0.
        ceil_mode: as in MaxPool; default False.

    Shapes:
        The same as MaxPool. There are no parameters.

    Raises:
        ArgumentError: a size or a stride is below 1, or the padding is too large.

    Example:
        >>> AveragePool(8).output_shape((64, 8, 8))
        (64, 1, 1)

    Source: LeCun et al. 1998. Lin et al. 2014 pool over whole maps.
    """

    def _condensed(self, ops: Operations, padded: Array, shape: Shape) -> Array:
        windows = self.window_size, self.stride_size
        ones = ops.zeros((1, *shape[1:3], 1), padded) + 1
        counts = ops.window_sums(self._padded(ops, ones, 0.0), *windows)
        return ops.window_sums(padded, *windows) / counts


@dataclass(frozen=True, eq=False, repr=False)
class L2Pool(Pool):
    """L2 pooling: the output is sqrt(sum of a squared) over each window.

    Args:
        size: as in MaxPool; default 2.
        stride: as in MaxPool; default None, the size.
        padding: as in MaxPool; default 0. Padding counts as zeros.
        ceil_mode: as in MaxPool; default False.

    Shapes:
        The same as MaxPool. There are no parameters.

    Raises:
        ArgumentError: a size or a stride is below 1, or the padding is too large.

    Example:
        >>> L2Pool(2).output_shape((20, 24, 24))
        (20, 12, 12)

    Source: the book, Chapter 6, "L2 pooling".
    """

    def _condensed(self, ops: Operations, padded: Array, shape: Shape) -> Array:
        del shape
        squares = padded * padded
        total = ops.window_sums(squares, self.window_size, self.stride_size)
        # The root's slope is infinite at 0, where the gradient is taken as 0.
        is_positive = total > 0
        root = ops.sqrt(ops.where(is_positive, total, 1))
        return ops.where(is_positive, root, 0)
