"""Any picture as grey numbers, the right way up."""

import os
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from network4.errors import DataError
from network4.reader.constants import OPENING

Grey = npt.NDArray[np.float32]
Picture = str | os.PathLike[str] | IO[bytes] | Image.Image | npt.NDArray[Any]
# What Pillow raises on files that are none, or not whole.
_UNREADABLE = (
    *(OSError, ValueError, SyntaxError, EOFError, TypeError, AttributeError),
    RuntimeError,
)


class Opened(NamedTuple):
    """A picture.

    Attributes:
        grey: (height, width) in 0..1.
        scale: pixels of the picture for each of these.
        image: the picture itself, upright, to draw on.
    """

    grey: Grey
    scale: float
    image: Image.Image


def open_picture(picture: Picture) -> Opened:
    """Return a picture as numbers.

    Args:
        picture: what Pillow opens, by path or as an open file; a Pillow image; or an
            array (height, width) or (height, width, 3 or 4) of bytes, booleans, or
            floating in 0..1; or of 16-bit numbers, the least of which is black and the
            greatest white.

    Raises:
        DataError: it is no picture, a damaged one, or too large a one.
    """
    with _opened(picture) as image:
        upright = _upright(image)
    longest = max(upright.size)
    small = upright.convert("L")
    if longest > OPENING.LONGEST_SIDE:
        small.thumbnail(
            (OPENING.LONGEST_SIDE, OPENING.LONGEST_SIDE), Image.Resampling.BOX
        )
    grey = np.asarray(small, np.float32) / np.float32(255)
    return Opened(grey, longest / max(small.size), upright)


@contextmanager
def _opened(picture: Picture) -> Generator[Image.Image]:
    """Yield a picture as an image; close the file if it was opened here."""
    image = _as_image(picture)
    try:
        yield image
    finally:
        if isinstance(picture, (str, os.PathLike)):
            image.close()


def _upright(image: Image.Image) -> Image.Image:
    if image.width * image.height > OPENING.MOST_PIXELS:
        raise _too_large(f"{image.width:,} x {image.height:,}")
    try:
        return _on_paper(ImageOps.exif_transpose(image))
    except DataError:
        raise
    except _UNREADABLE as error:
        raise DataError(
            f"read: IMAGE must be a whole picture; this one is damaged ({error})."
        ) from None


def _as_image(picture: Picture) -> Image.Image:
    if isinstance(picture, Image.Image):
        return picture
    if isinstance(picture, np.ndarray):
        return _from_array(picture)
    with warnings.catch_warnings():
        # It warns of pictures that are larger than ours may be.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(picture)
        except FileNotFoundError:
            raise DataError(f"read: IMAGE {picture} does not exist.") from None
        except Image.DecompressionBombError:
            raise _too_large("more than twice Pillow's limit") from None
        except _UNREADABLE:
            raise DataError(
                "read: IMAGE must be a picture, such as a JPEG or PNG file, received "
                f"{_named(picture)}."
            ) from None


def _too_large(received: str) -> DataError:
    return DataError(
        f"read: IMAGE must have at most {OPENING.MOST_PIXELS:,} pixels, received "
        f"{received}; make it smaller."
    )


def _named(picture: object) -> str:
    name: object = getattr(picture, "name", picture)
    kind = f"an object of type {type(picture).__name__}"
    return f"{name}" if isinstance(name, (str, Path)) else kind


def _from_array(array: npt.NDArray[Any]) -> Image.Image:
    """Return an array as an image of bytes."""
    depth = array.shape[2] if array.ndim == 3 else 0
    if depth not in (0, 3, 4) or array.ndim not in (2, 3) or not array.size:
        raise DataError(
            "read: an array must be (height, width) or (height, width, 3 or 4), "
            f"received {array.shape}."
        )
    if array.dtype.kind not in "biuf":
        raise DataError(f"read: an array must hold numbers, received {array.dtype}.")
    return Image.fromarray(_as_bytes(array))


def _as_bytes(array: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    if array.dtype == np.uint8:
        return array
    if array.dtype == np.uint16:
        return _stretched(array)
    if array.dtype == np.bool_ or np.issubdtype(array.dtype, np.floating):
        numbers = array.astype(np.float64)
        # NaN is in no range.
        if numbers.min() >= 0 and numbers.max() <= 1:
            return np.rint(255 * numbers).astype(np.uint8)
    raise DataError(
        "read: an array must be of bytes, 16-bit numbers, booleans, or floating in "
        f"0..1, received {array.dtype} from {array.min()} to {array.max()}."
    )


def _stretched(numbers: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Return numbers of any range as bytes, from the least to the greatest."""
    wide = numbers.astype(np.float64)
    if not np.isfinite(wide).all():
        raise DataError(
            "read: IMAGE must have finite numbers, received NaN or infinity."
        )
    span = max(wide.max() - wide.min(), 1e-9)
    return np.rint(255 * (wide - wide.min()) / span).astype(np.uint8)


def _on_paper(image: Image.Image) -> Image.Image:
    """Return an image of bytes, on paper unlike the ink where it is transparent."""
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(_stretched(np.asarray(image)))
    if not image.has_transparency_data:
        return image.convert("RGB")
    whole = image.convert("RGBA")
    numbers = np.asarray(whole, np.float64)
    opacity = numbers[..., 3] / 255
    visible = numbers[..., :3].mean(axis=2)
    seen = float((visible * opacity).sum() / max(opacity.sum(), 1e-9))
    paper = Image.new("RGBA", whole.size, "white" if seen < 128 else "black")
    return Image.alpha_composite(paper, whole).convert("RGB")


def shrunk(grey: Grey, factor: float) -> tuple[Grey, float]:
    """Return a picture smaller by a factor, if that is above 1, and by which it is."""
    if factor <= 1:
        return grey, 1.0
    height, width = grey.shape
    size = max(1, round(width / factor)), max(1, round(height / factor))
    small = Image.fromarray(grey).resize(size, Image.Resampling.BOX)
    return np.asarray(small, np.float32), max(grey.shape) / max(size)
