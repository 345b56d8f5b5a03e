"""Changes that real digits have and MNIST lacks, by severity, to measure accuracy."""

import importlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.augment.warps import Floats, Warps, warp
from network4.utils.randomness import random_generator

_FINE = 4  # pens are thinned and thickened on pixels a quarter as wide


@dataclass(frozen=True)
class Corruption:
    """One kind of change, in severities from none to severe.

    Attributes:
        name: the name, one word.
        unit: the unit of the severities, in words.
        severities: from 0, which changes nothing, to severe.
        apply: a function of images (n, h, w), float32 in 0..1, a severity and a
            generator; it returns the changed images.
    """

    name: str
    unit: str
    severities: tuple[float, ...]
    apply: Callable[[Floats, float, np.random.Generator], Floats]


def corrupt(
    images: npt.NDArray[np.uint8], corruption: Corruption, severity: float, seed: int
) -> Floats:
    """Return images changed by one corruption.

    Args:
        images: (n, height, width) uint8.
        corruption: one of `CORRUPTIONS`.
        severity: 0 or more, in the corruption's unit.
        seed: the seed of random numbers, 0..2**63 - 1.

    Returns:
        (n, height, width) float32 in 0..1.

    Example:
        >>> import network4 as n4
        >>> images = n4.load_digits().test.images[:3]
        >>> corrupt(images, CORRUPTIONS[0], 0.5, seed=0).shape
        (3, 28, 28)
    """
    numbers = images.astype(np.float32) / np.float32(255)
    if not severity:
        return numbers
    generator = random_generator(seed, "corruptions")
    return corruption.apply(numbers, severity, generator).clip(0, 1).astype(np.float32)


def _thin(images: Floats, pixels: float, _: np.random.Generator) -> Floats:
    return _with_pen(images, pixels, "grey_erosion")


def _thicken(images: Floats, pixels: float, _: np.random.Generator) -> Floats:
    return _with_pen(images, pixels, "grey_dilation")


def _with_pen(images: Floats, pixels: float, operation: str) -> Floats:
    """Move the edges of strokes by a part of a pixel, on an enlarged image."""
    ndimage: Any = importlib.import_module("scipy.ndimage")
    reach = math.floor(pixels * _FINE)
    rows, columns = np.ogrid[-reach : reach + 1, -reach : reach + 1]
    disk = (rows**2 + columns**2 <= (pixels * _FINE) ** 2)[None]
    changed: list[Floats] = []
    for part in np.array_split(images, max(1, len(images) // 500)):
        fine = ndimage.zoom(
            part, (1, _FINE, _FINE), order=1, mode="nearest", grid_mode=True
        )
        moved: Any = getattr(ndimage, operation)(fine, footprint=disk)
        changed.append(_averaged(moved))
    return np.concatenate(changed)


def _averaged(fine: Floats) -> Floats:
    count, height, width = fine.shape
    blocks = fine.reshape(count, height // _FINE, _FINE, width // _FINE, _FINE)
    return blocks.mean(axis=(2, 4), dtype=np.float32)


def _shift(images: Floats, pixels: float, generator: np.random.Generator) -> Floats:
    """Move each image by exactly this many pixels, in a random direction."""
    angles = generator.uniform(0, 2 * math.pi, len(images))
    moved = pixels * np.stack([np.sin(angles), np.cos(angles)], axis=1)
    return _warped(images, np.eye(2)[None].repeat(len(images), 0), moved)


def _rotate(images: Floats, degrees: float, generator: np.random.Generator) -> Floats:
    """Turn each image to the left or to the right, at random."""
    angles = np.radians(degrees) * generator.choice([-1, 1], len(images))
    cos, sin = np.cos(angles), np.sin(angles)
    turns = np.stack([[cos, sin], [-sin, cos]]).transpose(2, 0, 1)
    return _warped(images, turns, np.zeros((len(images), 2)))


def _enlarge(images: Floats, percent: float, _: np.random.Generator) -> Floats:
    shrink = np.eye(2)[None].repeat(len(images), 0) / (1 + percent / 100)
    return _warped(images, shrink, np.zeros((len(images), 2)))


def _add_noise(
    images: Floats, deviation: float, generator: np.random.Generator
) -> Floats:
    noise: Floats = generator.standard_normal(images.shape, np.float32)
    noise *= np.float32(deviation)
    return images + noise


def _warped(
    images: Floats, linear: npt.NDArray[Any], moved: npt.NDArray[Any]
) -> Floats:
    """Return images under q = linear (p - c - moved) + c."""
    count, height, width = images.shape
    centre = np.array([(height - 1) / 2, (width - 1) / 2])
    offset = centre - np.einsum("nab,nb->na", linear, moved)
    affine = np.concatenate([linear, offset[:, :, None]], axis=2).astype(np.float32)
    none = np.zeros((count, 2, 0, 0), np.float32)
    sides = (np.zeros((side, 0), np.float32) for side in (height, width))
    return warp(images[:, None], Warps(affine, none, *sides))[:, 0]


CORRUPTIONS: tuple[Corruption, ...] = (
    Corruption("thin", "pixels off each edge", (0, 0.25, 0.5, 0.75, 1.0), _thin),
    Corruption("thick", "pixels onto each edge", (0, 0.5, 1.0, 1.5, 2.0), _thicken),
    Corruption("shift", "pixels", (0, 1, 2, 3, 4), _shift),
    Corruption("rotation", "degrees", (0, 5, 10, 15, 20), _rotate),
    Corruption("noise", "standard deviation", (0, 0.1, 0.2, 0.3, 0.4), _add_noise),
    Corruption("size", "percent larger", (0, 10, 20, 30, 40), _enlarge),
)
