"""Windows on images: the fields of a convolution, the tiles of a pooling layer.

Images are (n, channels, height, width), with n of the mini-batch.
"""

import numpy as np
import numpy.typing as npt

from network4.errors import ShapeError

Array = npt.NDArray[np.float64]


def fields(images: Array, height: int, width: int) -> Array:
    """Return every field of an image, at every position: a view, nothing is copied.

    Returns:
        (n, channels, rows, columns, height, width), with rows and columns the number
        of positions: field[..., j, k, l, m] is pixel (j + l, k + m).

    Example:
        >>> image = np.arange(9.0).reshape(1, 1, 3, 3)
        >>> fields(image, 2, 2)[0, 0, 1, 0]  # one row down
        array([[3., 4.],
               [6., 7.]])
    """
    return np.lib.stride_tricks.sliding_window_view(images, (height, width), (2, 3))


def tiles(images: Array, size: int) -> Array:
    """Cut images into squares that do not overlap; a border that fills none is left.

    Returns:
        (n, channels, rows, columns, size * size), each square in reading order.

    Example:
        >>> tiles(np.arange(16.0).reshape(1, 1, 4, 4), 2)[0, 0, 0]
        array([[0., 1., 4., 5.],
               [2., 3., 6., 7.]])
    """
    num, channels, height, width = images.shape
    rows, columns = height // size, width // size
    whole = images[:, :, : rows * size, : columns * size]
    squares = whole.reshape(num, channels, rows, size, columns, size)
    return squares.swapaxes(3, 4).reshape(num, channels, rows, columns, size * size)


def lay_tiles(squares: Array, size: int, shape: tuple[int, ...]) -> Array:
    """Put tiles back in their places, with 0 at a border that filled none.

    >>> image = np.arange(16.0).reshape(1, 1, 4, 4)
    >>> bool(np.all(lay_tiles(tiles(image, 2), 2, image.shape) == image))
    True
    """
    num, channels, rows, columns, _ = squares.shape
    apart = squares.reshape(num, channels, rows, columns, size, size)
    image = np.zeros(shape)
    image[:, :, : rows * size, : columns * size] = apart.swapaxes(3, 4).reshape(
        num, channels, rows * size, columns * size
    )
    return image


def check_images(owner: str, images: Array, height: int, width: int) -> None:
    """Raise ShapeError unless these are images of at least one window."""
    if images.ndim != 4 or images.shape[2] < height or images.shape[3] < width:
        raise ShapeError(
            f"{owner} expects images (n, channels, height, width) of at least "
            f"{height} x {width}, received {images.shape}."
        )
