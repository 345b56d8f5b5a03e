"""JAX as the operations that layers are written with."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import jax
import jax.numpy as jnp

from network4.engines.jax.windows import maxima, patches, places
from network4.layers.operations import Pair
from network4.layers.parameters import Shape

Array = jax.Array
ACTIVATION_FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "linear": lambda z: z,
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "softmax": lambda z: jax.nn.softmax(z, axis=-1),
}


class JaxOperations:
    """See `network4.layers.operations.Operations`.

    Args:
        by_patches: whether to convolve by one product of patches, as is quick in
            training on a CPU: `lax.conv` inside `lax.scan` runs ten times slower there
            (jax-ml/jax#12868). Else by JAX's own kernel, the fastest outside loops and
            on GPUs.
    """

    def __init__(self, by_patches: bool = False) -> None:
        """Remember how to convolve."""
        self._convolve = by_patches_of if by_patches else by_library

    def matmul(self, a: Array, b: Array) -> Array:
        """See `Operations.matmul`."""
        return a @ b

    def einsum(self, subscripts: str, *arrays: Array) -> Array:
        """See `Operations.einsum`."""
        return jnp.einsum(subscripts, *arrays)

    def sum(self, a: Array, axis: int | Sequence[int], keepdims: bool = False) -> Array:
        """See `Operations.sum`."""
        return jnp.sum(a, axis, keepdims=keepdims)

    def mean(
        self, a: Array, axis: int | Sequence[int], keepdims: bool = False
    ) -> Array:
        """See `Operations.mean`."""
        return jnp.mean(a, axis, keepdims=keepdims)

    def variance(self, a: Array, axis: int | Sequence[int]) -> Array:
        """See `Operations.variance`."""
        return jnp.var(a, axis)

    def where(self, condition: Array, a: Array, b: Any) -> Array:
        """See `Operations.where`."""
        return jnp.where(condition, a, b)

    def exp(self, a: Array) -> Array:
        """See `Operations.exp`."""
        return jnp.exp(a)

    def log(self, a: Array) -> Array:
        """See `Operations.log`."""
        return jnp.log(a)

    def sqrt(self, a: Array) -> Array:
        """See `Operations.sqrt`."""
        return jnp.sqrt(a)

    def maximum(self, a: Array, b: Any) -> Array:
        """See `Operations.maximum`."""
        return jnp.maximum(a, b)

    def activate(self, activation: str, z: Array) -> Array:
        """See `Operations.activate`."""
        return ACTIVATION_FUNCTIONS[activation](z)

    def concatenate(self, arrays: Sequence[Array], axis: int) -> Array:
        """See `Operations.concatenate`."""
        return jnp.concatenate(arrays, axis)

    def zeros(self, shape: Shape, like: Array) -> Array:
        """See `Operations.zeros`."""
        return jnp.zeros(shape, like.dtype)

    def scan(
        self, advance: Callable[[Any, Array], tuple[Any, Array]], state: Any, a: Array
    ) -> tuple[Any, Array]:
        """See `Operations.scan`."""
        last, outputs = jax.lax.scan(advance, state, a.swapaxes(0, 1))
        return last, outputs.swapaxes(0, 1)

    def pad(self, a: Array, padding: Sequence[Pair], value: float = 0.0) -> Array:
        """See `Operations.pad`."""
        return jnp.pad(a, ((0, 0), *padding, (0, 0)), constant_values=value)

    def convolve(self, a: Array, weights: Array, stride: Pair, groups: int) -> Array:
        """See `Operations.convolve`."""
        return self._convolve(weights, a, stride, groups)

    def window_maxima(self, a: Array, size: Pair, stride: Pair) -> Array:
        """See `Operations.window_maxima`."""
        return maxima(a, size, stride)

    def window_sums(self, a: Array, size: Pair, stride: Pair) -> Array:
        """See `Operations.window_sums`."""
        return reduce(jnp.add, [a[at] for at in places(a, size, stride)])

    def flatten(self, a: Array) -> Array:
        """See `Operations.flatten`."""
        if a.ndim == 4:
            a = a.transpose(0, 3, 1, 2)
        return a.reshape(a.shape[0], -1)

    def inward(self, a: Array) -> Array:
        """See `Operations.inward`."""
        return a.transpose(0, 2, 3, 1) if a.ndim == 4 else a

    def outward_shape(self, a: Array) -> Shape:
        """See `Operations.outward_shape`."""
        if a.ndim != 4:
            return a.shape
        number, height, width, channels = a.shape
        return number, channels, height, width


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
    return jax.lax.conv_general_dilated(
        a,
        weights,
        stride,
        "VALID",
        dimension_numbers=("NHWC", "OIHW", "NHWC"),
        feature_group_count=groups,
    )
