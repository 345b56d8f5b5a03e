"""Pixels of any range as a network reads them: bytes, or floats in 0..1."""

from typing import Any

import numpy as np
import numpy.typing as npt

from network4.datasets.split import ImageArray
from network4.errors import ArgumentError, shown
from network4.utils.checks import as_items, as_real

_WHITE = 255
LEAST_WHITE = 128  # the greatest number of images in 0..255 is rarely below


def as_brightness(
    owner: str, images: npt.NDArray[Any], value_range: object = None
) -> tuple[ImageArray, str]:
    """Return images in a range that networks read, and what was done to them.

    Args:
        owner: the function that was given them, for messages.
        images: numbers or booleans of any shape. Of bytes, of floats in 0..1 and of
            numbers in 0..255 of which one is 128 or more the range is known. All
            others are taken to reach from 0, or their least number if that is
            negative, to their greatest.
        value_range: (black, white), the numbers of both, for all images whose range is
            another; what lies outside counts as one of them; default None, as above.

    Returns:
        uint8, or float32 in 0..1; and a sentence, "" where nothing was done.

    Raises:
        ArgumentError: a number is NaN or infinite, or there are no numbers.

    Example:
        >>> as_brightness("from_arrays", np.array([0, 4, 16]))
        (array([0.  , 0.25, 1.  ], dtype=float32),
         'Pixels of 0 to 16 were brought to 0..1: (x - 0) / 16.')
    """
    if images.dtype.kind not in "biuf" or not np.isfinite(images).all():
        raise ArgumentError(
            f"{owner}: images must be finite numbers, received "
            f"{'NaN or infinity' if images.dtype.kind == 'f' else images.dtype}; mend "
            "or leave out those that are not."
        )
    if value_range is not None:
        return _scaled(images, *_checked_range(owner, value_range))
    if images.dtype.kind == "b" or images.dtype == np.uint8 or not images.size:
        return images.astype(np.float32 if images.dtype.kind == "b" else np.uint8), ""
    least, greatest = float(images.min()), float(images.max())
    if 0 <= least and greatest <= 1:
        return images.astype(np.float32), ""
    if 0 <= least and LEAST_WHITE <= greatest <= _WHITE:
        if (images == np.trunc(images)).all():
            return images.astype(np.uint8), ""
        return _scaled(images, 0.0, float(_WHITE))
    return _scaled(images, min(least, 0.0), greatest)


def _scaled(
    images: npt.NDArray[Any], black: float, white: float
) -> tuple[ImageArray, str]:
    span = (white - black) or 1.0
    # In float64, where differences of whole numbers of 32 bits are exact.
    shares = np.subtract(images, black, dtype=np.float64) / span
    said = f"(x - {black:g}) / {span:g}"
    remark = f"Pixels of {black:g} to {white:g} were brought to 0..1: {said}."
    return shares.clip(0, 1).astype(np.float32), remark


def _checked_range(owner: str, value_range: object) -> tuple[float, float]:
    items = as_items(value_range, 3) or ()
    black, white = [as_real(item) for item in items] if len(items) == 2 else (None,) * 2
    if black is not None and white is not None and -1e300 < black < white < 1e300:
        return black, white
    raise ArgumentError(
        f"{owner}: value_range must be None or (black, white), two finite numbers of "
        f"which the second is greater, received {shown(value_range)}."
    )
