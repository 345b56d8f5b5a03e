"""Picture files by their heads, and pictures brought to a size."""

import mimetypes
import os
from typing import Any

import numpy as np
from PIL import ExifTags, Image, ImageOps

from network4.utils.pictures import (
    FORMATS,
    MOST_PIXELS,
    check_pixels,
    file_of,
    is_deep,
    opened,
    refusing_damage,
)

_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257  # its tags
_SIDEWAYS = (5, 6, 7, 8)  # turns that make the width the height
# Those that not every system knows by name.
_OTHER_ENDINGS = (".heic", ".heif", ".avif", ".jxl", ".jp2", ".jfif", ".webp", ".dng")


def picture_size(who: str, path: str | os.PathLike[str]) -> tuple[int, int]:
    """Return the width and height of a picture when it is upright, from its head alone.

    Raises:
        DataError: as `read_picture`, but for damage after the head.
    """
    with file_of(who, path) as file, refusing_damage(who):
        with opened(who, file) as image:
            check_pixels(who, image.size, MOST_PIXELS)
            # The method of PNG files would unpack the pixels.
            tag = Image.Image.getexif(image).get(ExifTags.Base.Orientation, 1)
            width, height = _stored_size(image)
            return (height, width) if tag in _SIDEWAYS else (width, height)


def _stored_size(image: Image.Image) -> tuple[int, int]:
    """Return the size before any turn, which Pillow takes off that of a TIFF file."""
    tags: Any = getattr(image, "tag_v2", None)
    if image.format != "TIFF" or tags is None:
        return image.size
    return tags[_TIFF_WIDTH], tags[_TIFF_HEIGHT]


def is_picture(who: str, path: str | os.PathLike[str]) -> bool:
    """Return whether a file begins as a picture in one of `FORMATS` does.

    Raises:
        DataError: it is no regular file.
    """
    with file_of(who, path) as file, refusing_damage(who):
        try:
            with Image.open(file, formats=FORMATS):
                return True
        except Image.UnidentifiedImageError:
            return False


def has_picture_name(name: str) -> bool:
    """Return whether a file is named as pictures are, also those of other formats.

    >>> has_picture_name("a.JPG"), has_picture_name("a.heic"), has_picture_name("a.csv")
    (True, True, False)
    """
    kind, _ = mimetypes.guess_type(f"x{os.path.splitext(name)[1].lower()}")
    return (kind or "").startswith("image/") or name.lower().endswith(_OTHER_ENDINGS)


def fitted(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a picture at a size, its proportions kept, centred on its border's colour.

    Args:
        image: grey or of colours, as `read_picture` returns it.
        size: (width, height).

    Example:
        >>> fitted(Image.new("L", (8, 2), 7), (4, 4)).getcolors()
        [(16, 7)]
    """
    if image.size == size:
        return image
    if not is_deep(image):
        how = Image.Resampling.LANCZOS
        return ImageOps.pad(image, size, how, color=_border_colour(image))
    # Deep greys can be resized as floats alone.
    numbers = Image.fromarray(np.asarray(image).astype(np.float32))
    found = ImageOps.pad(
        numbers, size, Image.Resampling.BOX, color=_border_colour(numbers)
    )
    return Image.fromarray(np.rint(np.asarray(found)).astype(np.int32))


def _border_colour(image: Image.Image) -> Any:
    """Return the median of the outermost pixels: a float, or whole numbers."""
    numbers = np.asarray(image)
    border = np.concatenate([numbers[0], numbers[-1], numbers[:, 0], numbers[:, -1]])
    colour = np.median(border, axis=0)
    if image.mode == "F":
        return float(colour)
    return tuple(map(int, colour)) if colour.ndim else int(colour)
