"""Which axis of images has the channels, told in one place."""

from typing import Any

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, Network4Error
from network4.utils.checks import check_choice

CHANNELS = (1, 3, 4)  # grey, colours, and colours with their opacity


def channels_first(
    owner: str,
    images: npt.NDArray[Any],
    order: object = None,
    expected: tuple[int, ...] | None = None,
    error: type[Network4Error] = ArgumentError,
    allowed: tuple[int, ...] = CHANNELS,
) -> npt.NDArray[Any]:
    """Return images (n, channels, height, width), contiguous in memory.

    Args:
        owner: the function that was given them, for messages.
        images: (n, channels, height, width) or (n, height, width, channels).
        order: "first" or "last", which axis has the channels; default None, the one
            that `expected` says, else the one that has an allowed number.
        expected: (channels, height, width) that are wanted; default None, any.
        error: what to raise; default ArgumentError.
        allowed: how many channels images may have where nothing is expected.

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
        is_first, is_last = first[0] in allowed, last[0] in allowed
    if is_first and is_last and images[:1].size > 1:
        raise error(
            f"{owner}: images of shape {images.shape} may have their channels first or "
            'last; say which by channels="first" or channels="last".'
        )
    if not (is_first or is_last):
        counts = " or ".join(map(str, allowed)).replace(" or ", ", ", len(allowed) - 2)
        wanted = f"{counts} channels, first or last" if expected is None else expected
        raise error(
            f"{owner}: images must have {wanted}, received shape {images.shape}."
        )
    return np.ascontiguousarray(images if is_first else np.moveaxis(images, 3, 1))


def are_last(shape: tuple[int, ...], allowed: tuple[int, ...] = CHANNELS) -> bool:
    """Return whether only the last axis of images can have the channels.

    Args:
        shape: of images (n, height, width), which have none, or with an axis more.
        allowed: how many channels images may have.

    Example:
        >>> are_last((5, 28, 28, 3)), are_last((5, 3, 28, 28)), are_last((5, 3, 3, 3))
        (True, False, False)
    """
    return len(shape) == 4 and shape[3] in allowed and shape[1] not in allowed
