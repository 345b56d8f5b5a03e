"""Warps: they say for each pixel of a new image where its value in the old one is.

A pixel p = (row, column) takes the value at q = M (p - c) + o + d(p). Here c is the
centre of the image, M and o are an affine map, and d is a smooth random displacement.
Values between pixels are interpolated bilinearly. There are zeros around the image.
"""

import importlib
import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_SQRT_2 = math.sqrt(2)


class Warps(NamedTuple):
    """One warp for each of n images, as numbers that both engines read.

    The displacement of pixel (y, x) is d = sum over i, j of
    rows[y, i] * noise[:, i, j] * columns[x, j].

    Attributes:
        affine: (n, 2, 3), M and o side by side.
        noise: (n, 2, i, j), in pixels down and right; i and j are 0 if there are no
            displacements.
        rows: (height, i).
        columns: (width, j).
    """

    affine: Floats
    noise: Floats
    rows: Floats
    columns: Floats

    def displacements(self) -> Floats:
        """Return d for every pixel, (n, 2, height, width)."""
        return np.einsum("yi,ncij,xj->ncyx", self.rows, self.noise, self.columns)

    def sources(self) -> Floats:
        """Return q for every pixel, (n, 2, height, width)."""
        centred = [
            np.arange(len(side), dtype=np.float32) - np.float32((len(side) - 1) / 2)
            for side in (self.rows, self.columns)
        ]
        grid = np.stack(np.meshgrid(*centred, indexing="ij"))
        turned = np.einsum("nab,byx->nayx", self.affine[:, :, :2], grid)
        return turned + self.affine[:, :, 2, None, None] + self.displacements()


def smoothing(length: int, sigma: float) -> Floats:
    """Return the matrix that turns noise on a coarse lattice into smooth values.

    Noise on every pixel that is smoothed by a Gaussian varies slowly. Noise on a
    lattice of spacing sqrt(2) sigma can replace it; covariances agree to 3%. Rows have
    the length 1, so noise of variance 1 gives values of variance 1.

    Args:
        length: number of pixels, 1 or more.
        sigma: standard deviation of the Gaussian in pixels, above 0.

    Returns:
        (length, points of the lattice) float32.

    Example:
        >>> smoothing(28, 4.0).shape
        (28, 9)
    """
    spacing = _SQRT_2 * sigma
    count = math.ceil((length - 1 + 4 * sigma) / spacing) + 1
    points = (length - 1) / 2 + spacing * (np.arange(count) - (count - 1) / 2)
    distances = np.arange(length)[:, None] - points[None]
    weights = np.exp(-(distances**2) / (2 * sigma**2))
    weights /= np.sqrt((weights**2).sum(axis=1, keepdims=True))
    return weights.astype(np.float32)


def warp(images: Floats, warps: Warps) -> Floats:
    """Return images (n, channels, height, width), each changed by its warp."""
    if not len(images):
        return images
    return np.stack(
        [
            [_sample(channel, source) for channel in image]
            for image, source in zip(images, warps.sources(), strict=True)
        ]
    )


def _sample(channel: Floats, source: Floats) -> Floats:
    # SciPy takes a tenth of a second to import, which training need not pay.
    ndimage: Any = importlib.import_module("scipy.ndimage")
    return ndimage.map_coordinates(channel, source, order=1, mode="grid-constant")
