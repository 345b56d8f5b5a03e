"""Converts pixels of any range to what a network reads: bytes, or floats in 0..1."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.datasets.split import ImageArray
from network4.errors import ArgumentError, shown
from network4.utils.checks import as_items, as_real

LEAST_WHITE = 128  # the greatest number of images in 0..255 is rarely below
_WHITE = 255


@dataclass(frozen=True)
class Brightness:
    """The range of images: the numbers of black and of white.

    Example:
        >>> Brightness(0, 16)("from_arrays", np.array([0, 4, 16]))
        array([0.  , 0.25, 1.  ], dtype=float32)
    """

    black: float
    white: float

    def __call__(self, owner: str, images: npt.NDArray[Any]) -> ImageArray:
        """Return bytes as uint8, and all other pixels as float32 in 0..1.

        Args:
            owner: the function that was given them, for messages.
            images: numbers or booleans of any shape. Values outside the range count as
                black or as white.

        Raises:
            ArgumentError: a value is NaN, or is outside by more than the width of the
                range.
        """
        _check_finite(owner, images)
        span = self.white - self.black
        least, greatest = _range(images)
        if least < self.black - span or greatest > self.white + span:
            raise ArgumentError(
                f"{owner}: images must be in {self.black:g}..{self.white:g}, the "
                f"range of the other images, received {least:g} to {greatest:g}; "
                "bring them to "
                "the same range."
            )
        if (self.black, self.white) == (0, _WHITE) and _are_whole(images):
            return images.clip(0, _WHITE).astype(np.uint8)
        # In float64, where differences of whole numbers of 32 bits are exact.
        shares = np.subtract(images, self.black, dtype=np.float64) / span
        return shares.clip(0, 1).astype(np.float32)

    @property
    def remark(self) -> str:
        """A sentence on what is done to the images; "" if nothing is."""
        if self.black == 0 and self.white in (1, _WHITE):
            return ""
        return (
            f"Pixels of {self.black:g} to {self.white:g} were brought to 0..1: "
            f"(x - {self.black:g}) / {self.white - self.black:g}."
        )


def find_brightness(
    owner: str, images: npt.NDArray[Any], value_range: object = None
) -> Brightness:
    """Return the range of the pixels.

    Args:
        owner: the function that was given them, for messages.
        images: numbers or booleans of any shape. The range is known for bytes, for
            floats in 0..1, and for numbers in 0..255 if one is 128 or more. Others
            reach from 0, or from their least number if that is negative, to their
            greatest.
        value_range: (black, white), the values of black and white; default None, found
            as above.

    Raises:
        ArgumentError: the images are not finite numbers, or `value_range` is not a
            range.

    Example:
        >>> find_brightness("from_arrays", np.array([0, 4, 16])).remark
        'Pixels of 0 to 16 were brought to 0..1: (x - 0) / 16.'
    """
    _check_finite(owner, images)
    if value_range is not None:
        return _checked_range(owner, value_range)
    least, greatest = _range(images)
    if images.dtype == np.uint8 or (0 <= least and LEAST_WHITE <= greatest <= _WHITE):
        return Brightness(0, _WHITE)
    if 0 <= least and greatest <= 1:
        return Brightness(0, 1)
    black = min(least, 0.0)
    return Brightness(black, greatest if greatest > black else black + 1)


def _check_finite(owner: str, images: npt.NDArray[Any]) -> None:
    is_number = images.dtype.kind in "biuf"
    if is_number and (images.dtype.kind != "f" or np.isfinite(images).all()):
        return
    raise ArgumentError(
        f"{owner}: images must be finite numbers, received "
        f"{'NaN or infinity' if is_number else images.dtype}; repair or leave out the "
        "images that are not."
    )


def _range(images: npt.NDArray[Any]) -> tuple[float, float]:
    if not images.size:
        return 0.0, 0.0
    return float(images.min()), float(images.max())


def _are_whole(images: npt.NDArray[Any]) -> bool:
    return images.dtype.kind in "biu" or bool((images == np.trunc(images)).all())


def _checked_range(owner: str, value_range: object) -> Brightness:
    numbers = [as_real(item) for item in as_items(value_range, 3) or ()]
    black, white = numbers if len(numbers) == 2 else (None, None)
    if black is not None and white is not None and -1e300 < black < white < 1e300:
        return Brightness(black, white)
    raise ArgumentError(
        f"{owner}: value_range must be None or (black, white), two finite numbers, "
        f"the second greater than the first, received {shown(value_range)}."
    )
