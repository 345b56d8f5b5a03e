"""Windows that slide over maps: their number, and the padding around the maps."""

from network4.errors import ShapeError
from network4.layers.base import check_known, describe_shape
from network4.layers.operations import Pair
from network4.layers.parameters import Shape


def num_windows(
    length: int, size: int, stride: int, padding: int = 0, ceil_mode: bool = False
) -> int:
    """Return how many windows fit along a side.

    Windows that would stick out are left out. With `ceil_mode` the first of these is
    kept if it begins inside the input or the padding before it.

    >>> num_windows(5, 2, 2), num_windows(5, 2, 2, ceil_mode=True)
    (2, 3)
    """
    room = length + 2 * padding - size
    count = room // stride + 1
    if ceil_mode and room % stride and count * stride < length + padding:
        count += 1
    return count


def pooled_shape(
    owner: str,
    input_shape: Shape,
    size: Pair,
    stride: Pair,
    padding: Pair = (0, 0),
    ceil_mode: bool = False,
) -> Shape:
    """Return (maps, height, width) after pooling.

    Raises:
        ShapeError: the input is no image, or is smaller than one window.
    """
    if len(input_shape) != 3:
        raise ShapeError(
            f"{owner} expects an image of shape (channels, height, width), received "
            f"{describe_shape(input_shape)}; put it before any fully-connected layer."
        )
    check_known(owner, input_shape)
    maps, *sides = input_shape
    if any(s + 2 * p < w for s, p, w in zip(sides, padding, size, strict=True)):
        raise ShapeError(
            f"{owner} expects maps of at least {size[0]} x {size[1]} for its pooling "
            f"window, received {sides[0]} x {sides[1]}; use a smaller window."
        )
    height, width = (
        num_windows(*along, ceil_mode)
        for along in zip(sides, size, stride, padding, strict=True)
    )
    return (maps, height, width)


def margins(length: int, size: int, stride: int, padding: int, count: int) -> Pair:
    """Return the padding before and behind a side, for a number of windows.

    The padding behind is smaller if the windows end before it does.
    """
    needed = (count - 1) * stride + size - length - padding
    return padding, max(needed, 0)
