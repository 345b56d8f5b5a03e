"""JAX as the operations that layers are written with."""

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import jax
import jax.numpy as jnp

from network4.engines.jax.windows import maxima, patches, places
from network4.layers.named_as_in_numpy import NamedAsInNumpy
from network4.layers.operations import Pair

Array = jax.Array
# A slice each makes small windows quick; thousands would take minutes to compile.
MANY_PLACES = 1024
_FEW_WEIGHTS = 8  # XLA writes a loop of its own for 1 or 2, and calls a kernel for more
ACTIVATION_FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "linear": lambda z: z,
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "softmax": lambda z: jax.nn.softmax(z, axis=-1),
}


class JaxOperations(NamedAsInNumpy):
    """See `network4.layers.operations.Operations`.

    Args:
        by_patches: whether to convolve by one product of patches, as is quick in
            training on a CPU: `lax.conv` inside `lax.scan` runs ten times slower there
            (jax-ml/jax#12868). Else by JAX's own kernel, the fastest outside loops and
            on GPUs.
    """

    xp = jnp
    activations = ACTIVATION_FUNCTIONS

    def __init__(self, by_patches: bool = False) -> None:
        """Remember how to convolve."""
        self._convolve = by_patches_of if by_patches else by_library

    def log_sum_exp(self, a: Array) -> Array:
        """See `Operations.log_sum_exp`."""
        return jax.nn.logsumexp(a, axis=-1, keepdims=True)

    def softplus(self, a: Array) -> Array:
        """See `Operations.softplus`."""
        return jax.nn.softplus(a)

    def scan(
        self, advance: Callable[[Any, Array], tuple[Any, Array]], state: Any, a: Array
    ) -> tuple[Any, Array]:
        """See `Operations.scan`."""
        last, outputs = jax.lax.scan(advance, state, a.swapaxes(0, 1))
        return last, outputs.swapaxes(0, 1)

    def convolve(self, a: Array, weights: Array, stride: Pair, groups: int) -> Array:
        """See `Operations.convolve`."""
        is_large = math.prod(weights.shape[2:]) > MANY_PLACES
        convolve = by_library if is_large else self._convolve
        return convolve(weights, a, stride, groups)

    def window_maxima(self, a: Array, size: Pair, stride: Pair) -> Array:
        """See `Operations.window_maxima`."""
        if _are_whole_maps(a, size):
            flat = a.reshape(len(a), -1, a.shape[3])
            first = jnp.argmax(flat, axis=1, keepdims=True)
            return jnp.take_along_axis(flat, first, axis=1)[:, None]
        return maxima(a, size, stride)

    def window_sums(self, a: Array, size: Pair, stride: Pair) -> Array:
        """See `Operations.window_sums`."""
        if _are_whole_maps(a, size):
            return jnp.sum(a, axis=(1, 2), keepdims=True)
        return reduce(jnp.add, [a[at] for at in places(a, size, stride)])


def _are_whole_maps(a: Array, size: Pair) -> bool:
    """Return whether there is one window, so large that slices of it are slow."""
    return a.shape[1:3] == size and math.prod(size) > MANY_PLACES


def by_patches_of(weights: Array, a: Array, stride: Pair, groups: int) -> Array:
    """Convolve as one product a group: patches (places, field * channels) x weights."""
    parts = zip(
        jnp.split(weights, groups, axis=0), jnp.split(a, groups, axis=3), strict=True
    )
    return jnp.concatenate(
        [_patch_product(w, part, stride) for w, part in parts], axis=3
    )


def _patch_product(weights: Array, a: Array, stride: Pair) -> Array:
    maps, channels, height, width = weights.shape
    rows = patches(a, (height, width), stride)
    matrix = weights.transpose(2, 3, 1, 0).reshape(height * width * channels, maps)
    z = rows.reshape(-1, matrix.shape[0]) @ matrix
    return z.reshape(*rows.shape[:3], maps)


def by_library(weights: Array, a: Array, stride: Pair, groups: int) -> Array:
    """Convolve with JAX's own kernel."""
    if weights.size <= _FEW_WEIGHTS:
        # With padding, XLA's own loop reads outside of the map, and ends the process.
        a = jax.lax.optimization_barrier(a)
    return jax.lax.conv_general_dilated(
        a.astype(weights.dtype),
        weights,
        stride,
        "VALID",
        dimension_numbers=("NHWC", "OIHW", "NHWC"),
        feature_group_count=groups,
    )
