"""Windows that slide over images: patches for convolution, maxima for pooling.

Both are made of slices, one for each place in the window, and both have a gradient
written by hand: the one derived automatically takes twice as long on a CPU.
Images are (n, height, width, channels).
"""

from functools import partial, reduce
from typing import cast

import jax
import jax.numpy as jnp

from network4.errors import EngineError

Array = jax.Array
Pair = tuple[int, int]
_Slices = tuple[slice, ...]
MOST_PLACES = 16_384


def places(image: Array, size: Pair, stride: Pair) -> list[_Slices]:
    """Return, for each place in a window, the slices where all windows have it.

    Places are in reading order; windows that would stick out are left out.

    Raises:
        EngineError: there are more places than JAX compiles in reasonable time.
    """
    if size[0] * size[1] > MOST_PLACES:
        raise EngineError(
            f"jax: a window must have at most {MOST_PLACES:,} places where it is "
            f"smaller than its map, received {size[0]} x {size[1]}; use a smaller one, "
            "or engine='native'."
        )
    _, height, width, _ = image.shape
    starts = [(row, column) for row in range(size[0]) for column in range(size[1])]
    rows, columns = height - size[0] + 1, width - size[1] + 1
    return [
        (
            slice(None),
            slice(row, row + rows, stride[0]),
            slice(column, column + columns, stride[1]),
        )
        for row, column in starts
    ]


def patches(image: Array, size: Pair, stride: Pair) -> Array:
    """Return each window as a row of numbers, (n, rows, columns, places * channels)."""
    return cast(Array, _patches(image, size, stride))


def maxima(image: Array, size: Pair, stride: Pair) -> Array:
    """Return the largest value of each window, (n, rows, columns, channels).

    Of several largest the first, in reading order, gets the gradient.
    """
    return cast(Array, _maxima(image, size, stride))


@partial(jax.custom_vjp, nondiff_argnums=(1, 2))
def _patches(image: Array, size: Pair, stride: Pair) -> Array:
    return jnp.concatenate([image[at] for at in places(image, size, stride)], axis=3)


def _patches_forward(
    image: Array, size: Pair, stride: Pair
) -> tuple[Array, tuple[int, ...]]:
    return patches(image, size, stride), image.shape


def _patches_backward(
    size: Pair, stride: Pair, shape: tuple[int, ...], nabla: Array
) -> tuple[Array]:
    """Add up what each pixel did in all its windows: down the rows, then across."""
    num, height, _, channels = shape
    _, rows, columns, _ = nabla.shape
    nabla = nabla.reshape(num, rows, columns, size[0], size[1] * channels)
    down = jnp.zeros((num, height, columns, size[1] * channels), nabla.dtype)
    for row in range(size[0]):
        end = row + (rows - 1) * stride[0] + 1
        down = down.at[:, row : end : stride[0]].add(nabla[:, :, :, row])
    across = jnp.zeros(shape, nabla.dtype)
    for column in range(size[1]):
        end = column + (columns - 1) * stride[1] + 1
        part = down[..., column * channels : (column + 1) * channels]
        across = across.at[:, :, column : end : stride[1]].add(part)
    return (across,)


_patches.defvjp(_patches_forward, _patches_backward)


@partial(jax.custom_vjp, nondiff_argnums=(1, 2))
def _maxima(image: Array, size: Pair, stride: Pair) -> Array:
    return reduce(jnp.maximum, [image[at] for at in places(image, size, stride)])


def _maxima_forward(
    image: Array, size: Pair, stride: Pair
) -> tuple[Array, tuple[Array, Array]]:
    largest = maxima(image, size, stride)
    return largest, (image, largest)


def _maxima_backward(
    size: Pair, stride: Pair, kept: tuple[Array, Array], nabla: Array
) -> tuple[Array]:
    """Give each window's gradient to its winner, of several the first."""
    image, largest = kept
    unclaimed = jnp.ones(largest.shape, bool)
    shares: list[Array] = []
    for at in places(image, size, stride):
        wins = unclaimed & (image[at] == largest)
        unclaimed = unclaimed & ~wins
        shares.append(jnp.where(wins, nabla, 0))
    if size == stride:
        return (_tile(shares, size, image.shape),)
    result = jnp.zeros_like(image)
    for at, share in zip(places(image, size, stride), shares, strict=True):
        result = result.at[at].add(share)
    return (result,)


def _tile(shares: list[Array], size: Pair, shape: tuple[int, ...]) -> Array:
    """Lay windows that do not overlap side by side; what they leave out gets 0."""
    num, rows, columns, channels = shares[0].shape
    in_rows = [
        jnp.stack(shares[row * size[1] : (row + 1) * size[1]], axis=3)
        for row in range(size[0])
    ]
    tiled = jnp.stack(in_rows, axis=2)
    tiled = tiled.reshape(num, rows * size[0], columns * size[1], channels)
    below, beside = shape[1] - tiled.shape[1], shape[2] - tiled.shape[2]
    return jnp.pad(tiled, ((0, 0), (0, below), (0, beside), (0, 0)))


_maxima.defvjp(_maxima_forward, _maxima_backward)
