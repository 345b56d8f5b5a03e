"""Distortions: how training images are changed at random, epoch by epoch."""

import math
from dataclasses import KW_ONLY, asdict, dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.augment.shifts import MOST_PIXELS
from network4.augment.warps import Floats, Warps, smoothing, warp
from network4.errors import ArgumentError, ShapeError
from network4.utils.arrays import as_array
from network4.utils.channels import are_last, channels_first
from network4.utils.checks import (
    check_flag,
    check_integer,
    check_kind,
    check_number,
    check_shape,
)
from network4.utils.randomness import random_generator

_MOST_ALPHA = 1e6


@dataclass(frozen=True)
class Distortions:
    """Random changes of an image that do not change what it shows.

    The image is scaled, skewed, rotated and reflected about its centre, then moved, in
    this order. An elastic field displaces each pixel besides. Every number is drawn
    anew for each image and epoch, uniformly within the bounds that the arguments give.
    Zeros fill the space outside the image.

    Args:
        shift: largest shift in pixels, up or down and left or right;
            0 <= shift < 1,000; default 0.
        rotation: largest rotation in degrees, either way; 0 <= rotation < 181;
            default 0.
        scale: height and width are multiplied, independently, by factors between
            1 - scale and 1 + scale; 0 <= scale < 1; default 0.
        skew: largest shift of a row against the next, in pixels; 0 <= skew < 1,000;
            default 0.
        elastic_alpha: strength alpha of the elastic field, in pixels;
            0 <= alpha < 1,000,000; default 0. Every pixel gets a displacement that is
            uniform in -1..1. The field is smoothed by a Gaussian and multiplied by
            alpha. Its standard deviation is then alpha / (2 sigma sqrt(3 pi)) pixels.
        elastic_sigma: standard deviation sigma of that Gaussian, in pixels;
            0.5 <= sigma < 1,000; default 4.
        crop: largest shift in whole pixels, 0 to 1,000; default 0. It is the same as
            cutting the image out of one with a border of so many zeros.
        reflect: whether to exchange left and right with probability 1/2; default
            False.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> light = Distortions(rotation=6, scale=0.06, skew=0.08, shift=1.1)
        >>> warps = light.draw(random_generator(0, "distortions"), 5, (1, 28, 28))
        >>> warps.affine.shape
        (5, 2, 3)

    Source: Simard, Steinkraus and Platt 2003. Crops and reflections are those of
    Krizhevsky et al. 2012.
    """

    _: KW_ONLY
    shift: float = 0.0
    rotation: float = 0.0
    scale: float = 0.0
    skew: float = 0.0
    elastic_alpha: float = 0.0
    elastic_sigma: float = 4.0
    crop: int = 0
    reflect: bool = False

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        check_number("Distortions", "shift", self.shift, 0.0, MOST_PIXELS)
        check_number("Distortions", "rotation", self.rotation, 0.0, 181)
        check_number("Distortions", "scale", self.scale, 0.0, 1.0)
        check_number("Distortions", "skew", self.skew, 0.0, MOST_PIXELS)
        check_number(
            "Distortions", "elastic_alpha", self.elastic_alpha, 0.0, _MOST_ALPHA
        )
        check_number(
            "Distortions", "elastic_sigma", self.elastic_sigma, 0.5, MOST_PIXELS
        )
        check_integer("Distortions", "crop", self.crop, 0, MOST_PIXELS)
        check_flag("Distortions", "reflect", self.reflect)

    def to_dict(self) -> dict[str, Any]:
        """Return the arguments that are not defaults, for a record.

        Returns:
            A dict that JSON can hold; `Distortions(**d)` makes the same distortions.

        Example:
            >>> Distortions(rotation=10).to_dict()
            {'rotation': 10}
        """
        return {k: v for k, v in asdict(self).items() if v != getattr(type(self), k)}

    def times(self, factor: float) -> "Distortions":
        """Return distortions with bounds multiplied by a factor.

        `elastic_sigma` and `reflect` stay as they are, and `crop` is rounded.

        Args:
            factor: 0 or more.

        Returns:
            The new distortions; these do not change.

        Raises:
            ArgumentError: the factor, or a bound multiplied by it, is out of range.

        Example:
            >>> Distortions(rotation=6, shift=1).times(1.5).rotation
            9.0
        """
        check_number("Distortions", "factor", factor, 0.0)
        return Distortions(
            shift=self.shift * factor,
            rotation=self.rotation * factor,
            scale=self.scale * factor,
            skew=self.skew * factor,
            elastic_alpha=self.elastic_alpha * factor,
            elastic_sigma=self.elastic_sigma,
            crop=round(self.crop * factor),
            reflect=self.reflect,
        )

    def elastic_pixels(self) -> float:
        """Return the standard deviation of the elastic displacements.

        Returns:
            Pixels, 0 or more.

        Example:
            >>> round(Distortions(elastic_alpha=34).elastic_pixels(), 2)
            1.38
        """
        return self.elastic_alpha / (2 * self.elastic_sigma * math.sqrt(3 * math.pi))

    def draw(
        self, generator: "np.random.Generator", count: int, shape: tuple[int, ...]
    ) -> Warps:
        """Draw one warp for each of a number of images.

        Args:
            generator: the source of random numbers.
            count: number of images, 0 or more.
            shape: the shape of one image, (channels, height, width).

        Returns:
            The `Warps`, one for each image.

        Raises:
            ArgumentError: an argument is out of range.

        Example:
            >>> generator = random_generator(0, "distortions")
            >>> Distortions(shift=1).draw(generator, 5, (1, 28, 28)).affine.shape
            (5, 2, 3)
        """
        check_kind("Distortions", "generator", generator, np.random.Generator)
        check_integer("Distortions", "count", count, 0)
        shape = check_shape("Distortions", "shape", shape, 3)
        affine = self._draw_affine(generator, count)
        rows, columns = (self._smoothing(side) for side in shape[1:])
        noise = generator.standard_normal(
            (count, 2, rows.shape[1], columns.shape[1]), np.float32
        )
        affine[:, :, 2] += [(side - 1) / 2 for side in shape[1:]]
        noise *= np.float32(self.elastic_pixels())
        return Warps(affine.astype(np.float32), noise, rows, columns)

    def _smoothing(self, side: int) -> Floats:
        if not self.elastic_alpha:
            return np.zeros((side, 0), np.float32)
        return smoothing(side, self.elastic_sigma)

    def _draw_affine(
        self, generator: "np.random.Generator", count: int
    ) -> npt.NDArray[np.float64]:
        """Return maps from new to old, (count, 2, 3), about the centre of the image."""
        uniform = generator.uniform(-1, 1, (count, 6))
        angle = np.radians(self.rotation) * uniform[:, 0]
        skew = self.skew * uniform[:, 1]
        scale = 1 + self.scale * uniform[:, 2:4]
        moved = self.shift * uniform[:, 4:]
        if self.crop:
            moved += generator.integers(
                -self.crop, self.crop, (count, 2), endpoint=True
            )
        flips = generator.choice([-1.0, 1.0], count) if self.reflect else np.ones(count)
        # What was enlarged, then skewed, then turned is taken back from the end.
        cos, sin = np.cos(angle), np.sin(angle)
        turned_back = np.stack([[cos, sin * flips], [-sin, cos * flips]])
        straight = turned_back.transpose(2, 0, 1)
        straight[:, 1] -= skew[:, None] * straight[:, 0]
        linear = straight / scale[:, :, None]
        offset = -np.einsum("nab,nb->na", linear, moved)
        return np.concatenate([linear, offset[:, :, None]], axis=2)


def distort(
    images: npt.NDArray[np.uint8 | np.float32], distortions: Distortions, seed: int
) -> Floats:
    """Return images changed at random, as `fit` shows them to a network.

    Args:
        images: (n, height, width), (n, channels, height, width) or (n, height, width,
            channels), uint8 in 0..255 or float32 in 0..1. Where both orders are
            possible, channels come first.
        distortions: the bounds of the changes.
        seed: 0..2**63 - 1. Given all training images and the seed of a run, this
            function returns what the run's first epoch shows.

    Returns:
        Float32 in 0..1, of the same shape.

    Raises:
        ArgumentError: `distortions` is something else, or the seed is out of range.
        ShapeError: the images have another dtype or another number of dimensions.

    Example:
        >>> import network4 as n4
        >>> images = n4.load_digits().test.images[:3]
        >>> n4.distort(images, Distortions(rotation=15), seed=0).shape
        (3, 28, 28)
    """
    if not isinstance(cast(object, distortions), Distortions):
        raise ArgumentError(
            "distort: distortions must be Distortions(...), received "
            f"{type(distortions).__name__}."
        )
    images = as_array("distort", "images", images)
    if images.dtype.name not in ("uint8", "float32"):
        raise ShapeError(
            "distort: images must be uint8 (0..255) or float32 (0..1), received "
            f"{images.dtype}."
        )
    if images.ndim not in (3, 4):
        raise ShapeError(
            "distort: images must be (n, height, width), (n, channels, height, width) "
            f"or (n, height, width, channels), received {images.shape}."
        )
    scale = np.float32(255 if images.dtype == np.uint8 else 1)
    numbers = images.astype(np.float32) / scale
    is_last = are_last(images.shape)
    if is_last:
        batch = channels_first("distort", numbers, "last")
    else:
        batch = numbers[:, None] if images.ndim == 3 else numbers
    warps = draw_warps(distortions, seed, 0, len(batch), batch.shape[1:])
    moved = warp(batch, warps)
    return np.moveaxis(moved, 1, 3) if is_last else moved.reshape(images.shape)


def draw_warps(
    distortions: Distortions, seed: int, epoch: int, count: int, shape: tuple[int, ...]
) -> Warps:
    """Draw the warps of an epoch, one for each image."""
    return distortions.draw(random_generator(seed, "distortions", epoch), count, shape)
