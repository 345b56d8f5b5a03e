"""Turn the ink of one character into an image like those of MNIST."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from network4.errors import ArgumentError, ShapeError
from network4.reader.constants import NORMALIZING
from network4.reader.strokes import Ink, pen_width, with_margin
from network4.utils.arrays import as_numbers


def normalize(ink: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Return the ink of one character as an image like those of MNIST.

    The ink is scaled to fit 20 x 20 pixels; its proportions stay. Strokes that are
    thinner or thicker than MNIST's are corrected. The result is placed in 28 x 28
    pixels with the centre of mass in the middle.

    Args:
        ink: (height, width) numbers of 0 or more; 0 is paper, and more is more ink.

    Returns:
        (28, 28) uint8, 255 for the most ink; all 0 if there is no ink.

    Raises:
        ShapeError: `ink` does not have two dimensions.
        ArgumentError: a number is negative, NaN or infinite.

    Example:
        >>> stroke = np.zeros((60, 40))
        >>> stroke[10:50, 18:22] = 1
        >>> rows, columns = np.nonzero(normalize(stroke) > 127)
        >>> int(rows.max() - rows.min()) + 1
        20

    Source: LeCun et al. 1998, section III A.
    """
    with np.errstate(over="ignore"):  # what is too large is refused as infinite
        array = as_numbers("normalize", "ink", ink).astype(np.float32)
    if array.ndim != 2:
        raise ShapeError(
            f"normalize: ink must be (height, width), received {array.shape}."
        )
    if array.size and not (np.isfinite(array).all() and array.min() >= 0):
        raise ArgumentError(
            "normalize: ink must be finite numbers of at least 0, received "
            f"{array.min():g} to {array.max():g}."
        )
    return normalize_checked(array)


def normalize_checked(ink: Ink) -> npt.NDArray[np.uint8]:
    """Return the same, of ink that is known to be finite and at least 0."""
    if not ink.any():
        return np.zeros((NORMALIZING.SIDE, NORMALIZING.SIDE), np.uint8)
    small = fit_into_box(_with_usual_pen(_cropped(ink / ink.max())))
    return _centred(np.rint(255 * small / small.max()).astype(np.uint8))


def fit_into_box(ink: Ink, side: int = NORMALIZING.BOX) -> Ink:
    """Return ink scaled so that its longer side is `side` pixels."""
    height, width = ink.shape
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    # Larger pixels are means of all that they cover; smaller ones lie on smooth slopes.
    way = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    # Through bytes, which is twice as fast as through the interface for arrays.
    picture = Image.frombuffer("F", (width, height), np.ascontiguousarray(ink))
    fitted = np.frombuffer(picture.resize(size, way).tobytes(), np.float32)
    return fitted.reshape(size[::-1]).clip(0)


def _cropped(ink: Ink) -> Ink:
    rows = np.flatnonzero(ink.max(axis=1) > NORMALIZING.EDGE_INK)
    columns = np.flatnonzero(ink.max(axis=0) > NORMALIZING.EDGE_INK)
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _with_usual_pen(ink: Ink) -> Ink:
    """Correct strokes that are thinner or thicker than MNIST's, on a fine image."""
    fine = fit_into_box(ink, NORMALIZING.BOX * NORMALIZING.FINE)
    width = pen_width(fine) / NORMALIZING.FINE
    usual = min(max(width, NORMALIZING.THINNEST_PEN), NORMALIZING.THICKEST_PEN)
    # What is left or has grown is scaled to the box again, and its pen with it.
    reach = round(
        abs(usual - width)
        / (NORMALIZING.BOX - usual)
        * NORMALIZING.BOX
        / 2
        * NORMALIZING.FINE
    )
    if reach == 0:
        return fine
    if usual > width:
        changed = over_disk(np.maximum, fine, reach)
    else:
        parted = np.asarray(
            (fine - NORMALIZING.BLOT).clip(0) / (1 - NORMALIZING.BLOT), np.float32
        )
        changed = over_disk(np.minimum, parted, reach)
    # Nothing is left of a stroke that erosion has worn away.
    return _cropped(changed) if changed.max() > NORMALIZING.EDGE_INK else fine


def over_disk(combine: np.ufunc, ink: Ink, reach: int) -> Ink:
    """Return the most or the least ink within a disk about each pixel.

    A disk consists of rows of different widths. Each width follows from a narrower one,
    which is faster than comparing all pixels of each disk, as SciPy does.

    Args:
        combine: np.maximum or np.minimum.
        ink: (height, width); there is no ink outside.
        reach: radius of the disk in pixels, 1 or more.

    Returns:
        (height + 2 reach, width + 2 reach).
    """
    height, width = (length + 2 * reach for length in ink.shape)
    framed = with_margin(ink, 2 * reach)
    halves = [math.isqrt(reach**2 - down**2) for down in range(-reach, reach + 1)]
    row = framed[:, reach : reach + width]
    result = row[reach : reach + height]
    for half in range(reach + 1):
        for left in {reach - half, reach + half}:
            row = combine(row, framed[:, left : left + width])
        for top in (top for top, own in enumerate(halves) if own == half):
            result = combine(result, row[top : top + height])
    return result


def _centred(small: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Move ink by whole pixels so that its centre of mass is in the middle."""
    height, width = small.shape
    mass = small.astype(np.float64)
    middle = (NORMALIZING.SIDE - 1) / 2
    starts: list[int] = []
    for axis, length in ((1, height), (0, width)):
        along: list[float] = mass.sum(axis=axis).tolist()
        centre = sum(place * m for place, m in enumerate(along)) / sum(along)
        wanted = math.floor(middle - centre + 0.5)
        starts.append(min(max(wanted, 0), NORMALIZING.SIDE - length))
    top, left = starts
    image = np.zeros((NORMALIZING.SIDE, NORMALIZING.SIDE), np.uint8)
    image[top : top + height, left : left + width] = small
    return image
