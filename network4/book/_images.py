"""The pairs (x, y) of `network3`: all images in one array, all digits in another."""

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.book._pairs import described
from network4.book._shapes import check_finite
from network4.book._shared_data import ExpandedImages, Pair
from network4.engines import as_batch
from network4.engines.pixels import warn_of_flags
from network4.errors import ArgumentError, Network4Warning, ShapeError
from network4.network import Network
from network4.utils.arrays import as_array


def checked_images(owner: str, name: str, data: Any, network: Network) -> Pair:
    """Return a pair as images and digits, when they fit the network.

    Args:
        owner: the function that was given it, for errors.
        name: what the pair is called, for errors.
        data: (x, y), x of n images or ExpandedImages, y of n digits.
        network: what reads them.

    Raises:
        DataError: a pixel is NaN or infinite.
        ArgumentError: data are no pair, or a digit has no output.
        ShapeError: x or y do not fit the network, or each other.
    """
    given: Any = data
    if not isinstance(data, (tuple, list)) or len(given) != 2:
        raise ArgumentError(
            f"{owner}: {name} must be a pair (x, y) of arrays, as "
            f"network3.load_data_shared() returns them, received {described(data)}."
        )
    x = given[0]
    if not isinstance(x, ExpandedImages):  # whose rows are made on demand
        x = as_pixels(f"{owner}, {name}", x, network)
    y = as_digits(owner, name, given[1], network)
    if len(x) != len(y):
        raise ShapeError(
            f"{owner}: {name} must have a digit for each image, received {len(x)} "
            f"images and {len(y)} digits."
        )
    return x, y


def check_trains(name: str, num_images: int, mini_batch_size: int) -> None:
    """Raise ArgumentError where images do not fill a mini-batch."""
    if num_images < mini_batch_size:
        raise ArgumentError(
            f"SGD: {name} must fill a mini-batch; mini_batch_size must be at most "
            f"{num_images}, the number of its images, received {mini_batch_size}."
        )


def check_judges(name: str, num_images: int, mini_batch_size: int) -> None:
    """Warn where images do not fill a mini-batch; without one there is no accuracy.

    Raises:
        ArgumentError: there is no image.
    """
    if not num_images:
        raise ArgumentError(f"SGD: {name} must hold an image, received none.")
    if num_images < mini_batch_size:
        warnings.warn(
            f"SGD: {name} should fill a mini-batch of {mini_batch_size} images, "
            f"received {num_images}; the accuracy of so few says little.",
            Network4Warning,
            stacklevel=2,
        )


def as_pixels(owner: str, x: Any, network: Network) -> Any:
    """Return images as the network reads them; bytes are divided by 256 as in the book.

    Args:
        owner: the function that was given them, for errors.
        x: (n, ...) images, bytes in 0..255 or numbers in 0..1.
        network: what reads them.

    Raises:
        DataError: a pixel is NaN or infinite.
        ShapeError: images of another size or range.
    """
    array = as_array(owner, "x", x)
    if array.dtype == np.uint8:
        warn_of_flags(owner, array)
        array = array.astype(np.float32) / 256
    check_finite(owner, "x", array)
    low, high = array.min(initial=0), array.max(initial=0)
    if low < 0 or high > 1:
        raise ShapeError(
            f"{owner}: x must lie in 0..1, as network3.load_data_shared() has it, "
            f"received values from {low:g} to {high:g}; divide bytes by 256."
        )
    try:
        return as_batch(network, array)
    except ShapeError as error:
        raise ShapeError(f"{owner}: {error}") from None


def as_digits(owner: str, name: str, y: Any, network: Network) -> npt.NDArray[Any]:
    """Return digits as whole numbers, one an image.

    Args:
        owner: the function that was given them, for errors.
        name: what they belong to, likewise.
        y: (n,).
        network: whose answers they are.

    Raises:
        ArgumentError: a digit has no output.
        ShapeError: they are no whole numbers, or in columns.
    """
    array = as_array(owner, f"{name}'s y", y)
    if array.ndim > 1:
        raise ShapeError(
            f"{owner}: {name}'s y must hold a digit for each image, received shape "
            f"{array.shape}; argmax(axis=1) makes digits of columns."
        )
    objective = network.objective
    return objective.as_targets(f"{owner}, {name}", array, network.output_shape)
