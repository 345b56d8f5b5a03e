"""What can be measured of a digit: holes, bays, and how wide it is.

An image is cut at half of full ink into ink and paper. Then

- a *hole* is paper from which no way over paper leads to the edge of the image; ways go
  up, down, left and right;
- a *bay* is paper with ink on three of four sides, above, below, left and right, and no
  hole; it is open to the fourth;
- a *width* is columns of ink over rows of ink.

Bays are counted apart in the upper and in the lower half of the digit, and as shares of
the rectangle around the ink.

The number of holes comes out of local counts alone. For a set of pixels

    pixels - pairs of neighbours + squares of four = pieces - holes in them,

Euler's formula; the pieces of what a digit encloses are its holes, and have none.

>>> ring = np.zeros((1, 9, 9), np.uint8)
>>> ring[0, 1:8, 2:7] = 255
>>> ring[0, 2:4, 3:6] = 0  # a hole in the upper half
>>> shape = measure(ring)
>>> [m.round(2).tolist() for m in (shape.holes, shape.hole_height, shape.width)]
[[1.0], [0.21], [0.71]]
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from network4.scratch.checks import as_images, as_numbers_of

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SIDES = ("left", "right", "top", "bottom")
_HALF_INK = 128
_CHUNK = 2000  # images at a time, for the sake of memory


class Shape(NamedTuple):
    """Measures of n images.

    Attributes:
        holes: (n,), how many.
        hole_height: (n,), where they lie on average: 0 at the top row of ink, 1 at the
            bottom; 0 where there is no hole.
        hole_area: (n,), of all holes, as a share of the rectangle around the ink.
        width: (n,), columns of ink over rows of ink; 0 of an empty image.
        upper: by the side to which they are open, (n,): the area of bays in the upper
            half, as a share of the rectangle.
        lower: the same in the lower half.
    """

    holes: Array
    hole_height: Array
    hole_area: Array
    width: Array
    upper: dict[str, Array]
    lower: dict[str, Array]


def measure(images: npt.ArrayLike) -> Shape:
    """Return the measures of images.

    Args:
        images: uint8 (n, height, width), 255 for ink.

    Raises:
        ShapeError: another number of axes.
        ArgumentError: the images are not uint8.
    """
    pixels = as_images("measure", images)
    parts = [
        _measured(pixels[first : first + _CHUNK])
        for first in range(0, len(pixels), _CHUNK)
    ]
    joined = np.concatenate(parts, axis=1)
    holes, hole_height, hole_area, width, *bays = joined
    upper, lower = bays[: len(SIDES)], bays[len(SIDES) :]
    return Shape(
        holes,
        hole_height,
        hole_area,
        width,
        dict(zip(SIDES, upper, strict=True)),
        dict(zip(SIDES, lower, strict=True)),
    )


def enclosed(ink: npt.ArrayLike) -> Mask:
    """Return what paper the ink encloses, (n, height, width).

    Water is let in at the edge; it spreads over the paper, a pixel at a time, until
    nothing gets wet any more. What stays dry is enclosed.

    Args:
        ink: (n, height, width), anything but 0 is ink.

    Raises:
        ShapeError: another number of axes.
        ArgumentError: the ink is no numbers.

    Example:
        >>> ink = np.array([[[1, 1, 1], [1, 0, 1], [1, 1, 1]]], np.uint8)
        >>> enclosed(ink).sum()
        np.int64(1)
    """
    is_ink = as_numbers_of("enclosed", "ink", ink) != 0
    given = as_images("enclosed", is_ink.astype(np.uint8))
    paper = np.pad(given == 0, ((0, 0), (1, 1), (1, 1)), constant_values=True)
    wet = np.zeros_like(paper)
    wet[:, 0, 0] = True
    while True:
        spread = wet.copy()
        spread[:, 1:] |= wet[:, :-1]
        spread[:, :-1] |= wet[:, 1:]
        spread[:, :, 1:] |= wet[:, :, :-1]
        spread[:, :, :-1] |= wet[:, :, 1:]
        spread &= paper
        if np.array_equal(spread, wet):
            return (paper & ~wet)[:, 1:-1, 1:-1]
        wet = spread


def _measured(pixels: npt.NDArray[np.uint8]) -> Array:
    """Return one row for each measure, (12, n), in the order of Shape."""
    ink: Mask = pixels >= _HALF_INK
    hole = enclosed(ink)
    top, height = _extent(np.any(ink, axis=2))
    _, width = _extent(np.any(ink, axis=1))
    area = np.maximum(height * width, 1)
    rows = np.arange(ink.shape[1], dtype=np.float64)[None, :, None]
    hole_pixels = _count(hole)
    middle = np.sum(hole * rows, axis=(1, 2)) / np.maximum(hole_pixels, 1)
    hole_height = (middle - top) / np.maximum(height, 1)
    is_upper = np.asarray(rows < (top + height / 2)[:, None, None], np.bool_)
    bays = _bays(ink, ~ink & ~hole)
    return np.array(
        [
            _num_pieces(hole),
            np.where(hole_pixels > 0, hole_height, 0),
            hole_pixels / area,
            width / np.maximum(height, 1),
            *(_count(bay & is_upper) / area for bay in bays),
            *(_count(bay & ~is_upper) / area for bay in bays),
        ]
    )


def _count(mask: Mask) -> Array:
    """Return how many pixels of each image (n, height, width) are True."""
    return np.asarray(np.sum(mask, axis=(1, 2)), np.float64)


def _extent(has_ink: Mask) -> tuple[Array, Array]:
    """Return the first row (or column) with ink, and how many to the last."""
    first = has_ink.argmax(axis=1).astype(np.float64)
    last = has_ink.shape[1] - 1 - has_ink[:, ::-1].argmax(axis=1)
    return first, np.where(np.any(has_ink, axis=1), last - first + 1, 0.0)


def _num_pieces(mask: Mask) -> Array:
    """Return how many pieces a mask without holes has, by Euler's formula."""
    down, right = mask[:, 1:] & mask[:, :-1], mask[:, :, 1:] & mask[:, :, :-1]
    squares = down[:, :, 1:] & down[:, :, :-1]
    pairs = _count(down) + _count(right)
    return np.asarray(_count(mask) - pairs + _count(squares))


def _bays(ink: Mask, paper: Mask) -> list[Mask]:
    """Return the paper that has ink on all sides but one, in the order of SIDES."""
    to = {
        "left": np.logical_or.accumulate(ink, axis=2),
        "right": np.logical_or.accumulate(ink[:, :, ::-1], axis=2)[:, :, ::-1],
        "top": np.logical_or.accumulate(ink, axis=1),
        "bottom": np.logical_or.accumulate(ink[:, ::-1], axis=1)[:, ::-1],
    }
    bays: list[Mask] = []
    for open_to in SIDES:
        bay = paper & ~to[open_to]
        for side in SIDES:
            if side != open_to:
                bay &= to[side]
        bays.append(bay)
    return bays
