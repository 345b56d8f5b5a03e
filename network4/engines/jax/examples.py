"""The images of a mini-batch, taken from those on the device, moved or warped."""

from typing import Any, NamedTuple, cast

import jax
import jax.numpy as jnp
from jax.scipy.ndimage import map_coordinates

from network4.augment import Warps
from network4.augment.warps import Floats
from network4.engines.base import Shifts
from network4.engines.examples import Examples
from network4.engines.jax.costs import Batch
from network4.engines.jax.forward import Array, as_numbers


class TrainingData(NamedTuple):
    """`network4.engines.Examples` on the device, and shifts: see `SessionSetup`."""

    images: Array
    targets: Array | None
    lengths: Array | None
    weights: Array | None
    shifts: Array | None = None

    def batch(self, images: Array, indices: Array) -> Batch:
        """Return the examples at indices, with images taken from them already."""
        lengths, others = self.lengths, (self.targets, self.weights)
        targets, weights = (None if x is None else x[indices] for x in others)
        if lengths is None:
            return Batch(images, targets, None, weights)
        steps = jnp.arange(images.shape[1], dtype=jnp.int32)
        mask = steps[None, :] < lengths[indices][:, None]
        return Batch(images, targets, mask, weights)


def data_on_device(examples: Examples, shifts: Shifts | None = None) -> TrainingData:
    """Return examples on the device."""
    arrays = (examples.images, examples.targets, examples.lengths, examples.weights)
    return TrainingData(
        *(None if x is None else jnp.asarray(x) for x in (*arrays, shifts))  # pyright: ignore[reportArgumentType]
    )


class ArrayWarps(NamedTuple):
    """`network4.augment.Warps` on the device."""

    affine: Array
    noise: Array
    rows: Array
    columns: Array


def on_device(warps: Warps | None) -> ArrayWarps | None:
    """Return warps on the device; None where there are none."""
    return None if warps is None else ArrayWarps(*map(_as_array, warps))


def _as_array(array: Floats) -> Array:
    return jnp.asarray(array)


def take_examples(
    data: TrainingData, warps: ArrayWarps | None, indices: Array
) -> Batch:
    """Return the mini-batch of examples (b,) int32.

    Example e is image e % n moved by shifts[e // n], or image e under its warp.
    """
    if warps is not None:
        drawn = warps._replace(affine=warps.affine[indices], noise=warps.noise[indices])
        return data.batch(_warped(data.images[indices], drawn), indices)
    if data.shifts is None:
        return data.batch(data.images[indices], indices)
    count = data.images.shape[0]
    moved = jax.vmap(_move)(data.images[indices % count], data.shifts[indices // count])
    return data.batch(moved, indices % count)


def _move(image: Array, shift: Array) -> Array:
    """Return an image (channels, height, width) moved down and right, 0 moving in."""
    _, height, width = image.shape
    rows = jnp.arange(height, dtype=jnp.int32) - shift[0]
    columns = jnp.arange(width, dtype=jnp.int32) - shift[1]
    inside = ((rows >= 0) & (rows < height))[:, None]
    inside &= ((columns >= 0) & (columns < width))[None, :]
    taken = image[:, rows.clip(0, height - 1)][:, :, columns.clip(0, width - 1)]
    return jnp.where(inside[None], taken, jnp.zeros((), image.dtype))


def _warped(images: Array, warps: ArrayWarps) -> Array:
    """Return images (b, channels, height, width) as numbers in 0..1, each warped."""
    channels = jax.vmap(_sample, in_axes=(0, None))
    numbers = as_numbers(images, jnp.float32)
    return jax.vmap(channels)(numbers, _sources(warps))


def _sources(warps: ArrayWarps) -> Array:
    """Return where each pixel is taken from; see `Warps.sources`."""
    sides = warps.rows.shape[0], warps.columns.shape[0]
    centred = [jnp.arange(n, dtype=jnp.float32) - (n - 1) / 2 for n in sides]
    grid = jnp.stack(jnp.meshgrid(*centred, indexing="ij"))
    turned = jnp.einsum("nab,byx->nayx", warps.affine[:, :, :2], grid)
    moved = turned + warps.affine[:, :, 2, None, None]
    noise = jnp.einsum("yi,ncij,xj->ncyx", warps.rows, warps.noise, warps.columns)
    return moved + noise


def _sample(channel: Array, source: Array) -> Array:
    rows, columns = source
    return cast(Any, map_coordinates)(channel, [rows, columns], 1, "constant")
