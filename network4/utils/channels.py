"""Which axis of images has the channels, told in one place."""

from typing import Any

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, Network4Error, shown
from network4.utils.checks import check_choice

CHANNELS = (1, 3, 4)  # grey, colours, and colours with their opacity


def channels_first(
    owner: str,
    images: npt.NDArray[Any],
    order: object = None,
    expected: tuple[int, ...] | None = None,
    error: type[Network4Error] = ArgumentError,
) -> npt.NDArray[Any]:
    """Return images (n, channels, height, width), contiguous in memory.

    Args:
        owner: the function that was given them, for messages.
        images: (n, channels, height, width) or (n, height, width, channels).
        order: "first" or "last", which axis has the channels; default None, the one
            that `expected` says, else the one that has 1, 3 or 4 values.
        expected: (channels, height, width) that are wanted; default None, any.
        error: what to raise; default ArgumentError.

    Raises:
        Network4Error: of the class `error`: neither axis can have the channels, or both
            can, and nobody says which.

    Example:
        >>> channels_first("fit", np.zeros((5, 28, 20, 3))).shape
        (5, 3, 28, 20)
        >>> channels_first("fit", np.zeros((5, 3, 28, 3))).shape
        Traceback (most recent call last):
        network4.errors.ArgumentError: fit: images of shape (5, 3, 28, 3) may have their
        channels first or last; say which by channels="first" or channels="last".
    """
    first, last = images.shape[1:], (images.shape[3], *images.shape[1:3])
    if order is not None:
        order = check_choice(owner, "channels", order, ("first", "last"))
        is_first, is_last = order == "first", order == "last"
    elif expected is not None:
        is_first, is_last = first == expected, first != expected and last == expected
    else:
        is_first, is_last = first[0] in CHANNELS, last[0] in CHANNELS
    if is_first and is_last and images[:1].size > 1:
        raise error(
            f"{owner}: images of shape {images.shape} may have their channels first or "
            'last; say which by channels="first" or channels="last".'
        )
    if not (is_first or is_last):
        wanted = "1, 3 or 4 channels, first or last" if expected is None else expected
        raise error(
            f"{owner}: images must have {shown(wanted).strip(chr(39))}, received shape "
            f"{images.shape}."
        )
    return np.ascontiguousarray(images if is_first else np.moveaxis(images, 3, 1))
