"""Open any picture as grey numbers, turned upright."""

import os
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from network4.errors import DataError
from network4.reader.constants import OPENING
from network4.utils.channels import CHANNELS
from network4.utils.pictures import (
    check_pixels,
    flat_picture,
    is_deep,
    read_picture,
    strips,
)

Grey = npt.NDArray[np.float32]
Picture = str | os.PathLike[str] | IO[bytes] | Image.Image | npt.NDArray[Any]
_WHO = "read: IMAGE"
_ROWS = 512  # of an array that are converted together


class Opened(NamedTuple):
    """A picture.

    Attributes:
        grey: (height, width) in 0..1.
        scale: pixels of the picture for each pixel of `grey`.
        image: the picture itself, upright.
    """

    grey: Grey
    scale: float
    image: Image.Image


def open_picture(picture: Picture) -> Opened:
    """Return a picture as numbers.

    Args:
        picture: a PNG, JPEG, GIF, BMP, TIFF, WEBP or PPM file, by path or open; a
            Pillow image; or an array (height, width), (height, width, channels) or
            (channels, height, width) with 1, 3 or 4 channels. Of a file with several
            pages the first is taken. Arrays hold bytes, booleans,
            floats in 0..1, or 16-bit numbers, whose smallest is black and whose
            largest is white. At most 50 million pixels.

    Raises:
        DataError: it is no picture, is damaged, or is too large.
    """
    upright = _upright(picture)
    longest = max(upright.size)
    small = upright.convert("L")
    if longest > OPENING.LONGEST_SIDE:
        small.thumbnail(
            (OPENING.LONGEST_SIDE, OPENING.LONGEST_SIDE), Image.Resampling.BOX
        )
    grey = np.asarray(small, np.float32) / np.float32(255)
    return Opened(grey, longest / max(small.size), upright)


def _upright(picture: Picture) -> Image.Image:
    if isinstance(picture, np.ndarray):
        flat = flat_picture(_WHO, _from_array(picture))
    elif isinstance(picture, Image.Image):
        check_pixels(_WHO, picture.size, OPENING.MOST_PIXELS)
        flat = flat_picture(_WHO, picture)
    else:
        flat = read_picture(_WHO, picture, OPENING.MOST_PIXELS)
    return _stretched(flat) if is_deep(flat) else flat


def _from_array(array: npt.NDArray[Any]) -> Image.Image:
    """Return an array as an image of bytes, or of 16 bits."""
    array = _with_channels_last(array)
    if array.dtype.kind not in "biuf":
        raise DataError(f"read: an array must hold numbers, received {array.dtype}.")
    check_pixels(_WHO, (array.shape[1], array.shape[0]), OPENING.MOST_PIXELS)
    return Image.fromarray(_as_bytes(array))


def _with_channels_last(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return (height, width, 3 or 4), or (height, width) for one channel."""
    ends = array.shape[::2] if array.ndim == 3 else (0, 1)
    is_picture = array.ndim in (2, 3) and any(end in CHANNELS for end in ends)
    if not is_picture or not array.size:
        raise DataError(
            "read: an array must be (height, width), (height, width, channels) or "
            "(channels, height, width) with 1, 3 or 4 channels, received "
            f"{array.shape}."
        )
    if array.ndim == 2:
        return array
    # Where both ends could have the channels they are last, as in most libraries.
    moved = array if ends[1] in CHANNELS else np.moveaxis(array, 0, 2)
    return moved[:, :, 0] if moved.shape[2] == 1 else moved


def _as_bytes(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return bytes; grey numbers of 16 bits stay as they are."""
    if array.dtype == np.uint8:
        return array
    if array.dtype.newbyteorder("=") == np.uint16:
        numbers = array.astype(np.uint16)
        return numbers if array.ndim == 2 else _scaled(numbers, *_range(numbers))
    # NaN is in no range.
    if array.dtype.kind in "bf" and array.min() >= 0 and array.max() <= 1:
        return _scaled(array, 0.0, 1.0)
    raise DataError(
        "read: an array must have bytes, 16-bit numbers, booleans, or floats in 0..1, "
        f"received {array.dtype} from {array.min()} to {array.max()}."
    )


def _range(numbers: npt.NDArray[Any]) -> tuple[float, float]:
    return float(numbers.min()), float(numbers.max())


def _scaled(
    numbers: npt.NDArray[Any], least: float, greatest: float
) -> npt.NDArray[np.uint8]:
    """Return numbers of a range as bytes, few rows at a time to save memory."""
    span = max(greatest - least, 1e-9)
    found = np.empty(numbers.shape, np.uint8)
    for top in range(0, len(numbers), _ROWS):
        wide = numbers[top : top + _ROWS].astype(np.float64)
        found[top : top + _ROWS] = np.rint(255 * (wide - least) / span)
    return found


def _stretched(image: Image.Image) -> Image.Image:
    """Return grey numbers of many bits as bytes: the smallest 0, the largest 255."""
    ranges = [_range(np.asarray(strip)) for _, strip in strips(image)]
    least = min(low for low, _ in ranges)
    greatest = max(high for _, high in ranges)
    if not np.isfinite(ranges).all():
        raise DataError(
            "read: IMAGE must have finite numbers, received NaN or infinity."
        )
    flat = Image.new("L", image.size)
    for top, strip in strips(image):
        bytes_ = _scaled(np.asarray(strip), least, greatest)
        flat.paste(Image.fromarray(bytes_), (0, top))
    return flat


def shrunk(grey: Grey, factor: float) -> tuple[Grey, float]:
    """Return a picture reduced by a factor above 1, and the factor that was reached."""
    if factor <= 1:
        return grey, 1.0
    height, width = grey.shape
    size = max(1, round(width / factor)), max(1, round(height / factor))
    small = Image.fromarray(grey).resize(size, Image.Resampling.BOX)
    return np.asarray(small, np.float32), max(grey.shape) / max(size)
