"""The images of a mini-batch, taken from those on the device, shifted where asked."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from network4.engines.jax.forward import Array


class TrainingData(NamedTuple):
    """Images (n, *input shape), labels (n,), and shifts (k, 2) or None: see `Job`."""

    images: Array
    labels: Array
    shifts: Array | None


def take_examples(data: TrainingData, indices: Array) -> tuple[Array, Array]:
    """Return the images and labels of examples (b,) int32.

    Example e is image e % n moved by shifts[e // n].
    """
    if data.shifts is None:
        return data.images[indices], data.labels[indices]
    count = data.images.shape[0]
    moved = jax.vmap(_move)(data.images[indices % count], data.shifts[indices // count])
    return moved, data.labels[indices % count]


def _move(image: Array, shift: Array) -> Array:
    """Return an image (channels, height, width) moved down and right, 0 moving in."""
    _, height, width = image.shape
    rows = jnp.arange(height, dtype=jnp.int32) - shift[0]
    columns = jnp.arange(width, dtype=jnp.int32) - shift[1]
    inside = ((rows >= 0) & (rows < height))[:, None]
    inside &= ((columns >= 0) & (columns < width))[None, :]
    taken = image[:, rows.clip(0, height - 1)][:, :, columns.clip(0, width - 1)]
    return jnp.where(inside[None], taken, jnp.zeros((), image.dtype))
