"""How dark a digit is: a 2 has more ink than a 1.

The darkness of an image is its ink, the sum of its pixels, 0 for paper and 1 for ink.
Guessing the digit whose mean darkness is nearest is the simplest thing that is better
than chance; the book's program for it has 22.25% of the test images right.

>>> one, two = np.zeros((2, 28, 28), np.uint8)
>>> one[4:24, 13:15] = 255
>>> two[4:6, 8:20], two[6:22, 13:15], two[22:24, 8:20] = 255, 255, 255
>>> darkness([one, two])
array([40., 80.])
"""

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, shown
from network4.scratch.checks import as_images, as_labels, as_row, as_whole

Array = npt.NDArray[np.float64]
_INK = 255


def darkness(images: npt.ArrayLike) -> Array:
    """Return the ink of each image, (n,), in pixels' worth of full ink.

    Args:
        images: uint8 (n, height, width).

    Raises:
        ShapeError: another number of axes.
        ArgumentError: the images are not uint8.
    """
    pixels = as_images("darkness", images)
    return pixels.sum(axis=(1, 2), dtype=np.float64) / _INK


def by_digit(images: npt.ArrayLike, labels: npt.ArrayLike) -> dict[str, Array]:
    """Return the darkness of the images of each digit.

    Args:
        images: uint8 (n, height, width).
        labels: (n,), 0..9.

    Returns:
        By the digit's name, of those that there are: (images of it,).

    Raises:
        ShapeError: there is not one label for each image.
        ArgumentError: images or labels of another kind.
    """
    ink = darkness(images)
    digits = as_labels("by_digit", labels, len(ink))
    return {str(digit): ink[digits == digit] for digit in np.unique(digits)}


def nearest(images: npt.ArrayLike, means: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return for each image the digit whose mean darkness is nearest, (n,).

    Args:
        images: uint8 (n, height, width).
        means: (10,), the mean darkness of each digit.

    Raises:
        ShapeError: there are not ten means.
        ArgumentError: images or means of another kind.

    Example:
        >>> nearest(np.full((1, 2, 2), 255, np.uint8), range(10))
        array([4])
    """
    typical = as_row("nearest", "means", means)
    if len(typical) != 10:
        raise ShapeError(f"nearest: means must be 10, one a digit, not {len(typical)}.")
    distance = np.abs(darkness(images)[:, None] - typical)
    return distance.argmin(axis=1)


def typical(
    images: npt.ArrayLike, labels: npt.ArrayLike, digit: int
) -> npt.NDArray[np.uint8]:
    """Return the image of a digit, (height, width), nearest to the mean of them all.

    Args:
        images: uint8 (n, height, width).
        labels: (n,), 0..9.
        digit: 0..9.

    Raises:
        ArgumentError: there is no image of the digit.
        ShapeError: there is not one label for each image.
    """
    pixels = as_images("typical", images)
    digits = as_labels("typical", labels, len(pixels))
    if as_whole(digit) is None:
        raise ArgumentError(
            f"typical: digit must be a whole number in 0..9, received {shown(digit)}."
        )
    own = pixels[digits == digit]
    if not len(own):
        raise ArgumentError(
            f"typical: labels must have a {shown(digit)}, received none."
        )
    mean = np.mean(own, axis=0)
    distances = [float(np.sum((image - mean) ** 2)) for image in own]
    return own[int(np.argmin(distances))]
