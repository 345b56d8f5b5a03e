"""Pooling layers: each condenses windows of its input into one value a window."""

from dataclasses import KW_ONLY, dataclass

from network4.errors import ShapeError
from network4.layers.base import Layer, Shape, describe_shape
from network4.utils.checks import check_pair


def pooled_shape(
    owner: str, input_shape: Shape, size: tuple[int, int], stride: tuple[int, int]
) -> Shape:
    """Return (maps, height, width) after pooling; windows must fit entirely.

    Raises:
        ShapeError: the input is no image, or smaller than one window.
    """
    if len(input_shape) != 3:
        raise ShapeError(
            f"{owner} expects an image of shape (channels, height, width), received "
            f"{describe_shape(input_shape)}; put it before any fully-connected layer."
        )
    maps, height, width = input_shape
    if height < size[0] or width < size[1]:
        raise ShapeError(
            f"{owner} expects maps of at least {size[0]} x {size[1]} for its pooling "
            f"window, received {height} x {width}; use a smaller window."
        )
    return (
        maps,
        (height - size[0]) // stride[0] + 1,
        (width - size[1]) // stride[1] + 1,
    )


@dataclass(frozen=True)
class Pool(Layer):
    """What the pooling layers share: windows of one size, moved by one stride."""

    size: int | tuple[int, int] = 2
    _: KW_ONLY
    stride: int | tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Refuse sizes and strides below 1."""
        self._store_pair("size", 1)
        if self.stride is not None:
            self._store_pair("stride", 1)

    @property
    def window_size(self) -> tuple[int, int]:
        """Height and width of a window."""
        return check_pair(self.name, "size", self.size, 1)

    @property
    def stride_size(self) -> tuple[int, int]:
        """Steps down and right; the window's own size unless a stride was given."""
        if self.stride is None:
            return self.window_size
        return check_pair(self.name, "stride", self.stride, 1)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (maps, height, width) after pooling; ShapeError if impossible."""
        return pooled_shape(self.name, input_shape, self.window_size, self.stride_size)


@dataclass(frozen=True)
class MaxPool(Pool):
    """The largest value of each window.

    Args:
        size: height and width of a window, one number or a pair; default 2.
        stride: how far windows lie apart; default the size, so that they do not
            overlap. A smaller one makes overlapping windows.

    Shapes:
        Input (c, h, w), output (c, (h - size)//stride + 1, likewise). No parameters.

    Raises:
        ArgumentError: a size or stride below 1.

    Example:
        >>> MaxPool(3, stride=2).output_shape((20, 13, 13))
        (20, 6, 6)

    Source: the book, Chapter 6; overlapping windows: Krizhevsky et al. 2012.
    """


@dataclass(frozen=True)
class L2Pool(Pool):
    """The root of the sum of squares of each window, sqrt(sum of a squared).

    Args:
        size: height and width of a window, one number or a pair; default 2.
        stride: how far windows lie apart; default the size.

    Shapes:
        As MaxPool. No parameters.

    Raises:
        ArgumentError: a size or stride below 1.

    Example:
        >>> L2Pool(2).output_shape((20, 24, 24))
        (20, 12, 12)

    Source: the book, Chapter 6, "L2 pooling".
    """
