"""The operations that layers are written with; each array library has its own.

Arrays are batches: (n, height, width, channels) for images, (n, time, values) for
sequences, (n, values) for vectors. The channels are always the last axis, although a
network states an image's shape with the channels first. Layers leave products and sums
to the operations, never to an array, so that a library can keep sums in a wider type.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from network4.layers.parameters import Shape

Array = Any
Pair = tuple[int, int]


class Operations(Protocol):
    """What an array library does for layers; arrays themselves do + - * /."""

    def matmul(self, a: Array, b: Array) -> Array:
        """Return the matrix product of (..., k) and (k, m)."""
        ...

    def einsum(self, subscripts: str, *arrays: Array) -> Array:
        """Return the sum of products that the subscripts name."""
        ...

    def sum(self, a: Array, axis: int | Sequence[int], keepdims: bool = False) -> Array:
        """Return sums over axes."""
        ...

    def mean(
        self, a: Array, axis: int | Sequence[int], keepdims: bool = False
    ) -> Array:
        """Return means over axes."""
        ...

    def variance(self, a: Array, axis: int | Sequence[int]) -> Array:
        """Return mean squared distances from the mean, over axes."""
        ...

    def where(self, condition: Array, a: Array, b: Any) -> Array:
        """Return values of a where the condition holds, else of b."""
        ...

    def exp(self, a: Array) -> Array:
        """Return e to the power of each value."""
        ...

    def log(self, a: Array) -> Array:
        """Return natural logarithms."""
        ...

    def log_sum_exp(self, a: Array) -> Array:
        """Return ln of the sum of e^a over the last axis; that axis keeps length 1."""
        ...

    def softplus(self, a: Array) -> Array:
        """Return ln(1 + e^a)."""
        ...

    def sqrt(self, a: Array) -> Array:
        """Return square roots."""
        ...

    def maximum(self, a: Array, b: Any) -> Array:
        """Return the larger of two values, place by place."""
        ...

    def activate(self, activation: str, z: Array) -> Array:
        """Return a from z; "softmax" works along the last axis."""
        ...

    def concatenate(self, arrays: Sequence[Array], axis: int) -> Array:
        """Return arrays side by side."""
        ...

    def zeros(self, shape: Shape, like: Array) -> Array:
        """Return zeros with the dtype of another array."""
        ...

    def scan(
        self, advance: Callable[[Any, Array], tuple[Any, Array]], state: Any, a: Array
    ) -> tuple[Any, Array]:
        """Step through (n, time, ...); return the last state and all outputs."""
        ...

    def pad(self, a: Array, padding: Sequence[Pair], value: float = 0.0) -> Array:
        """Return (n, height, width, channels) with rows and columns added around it."""
        ...

    def convolve(self, a: Array, weights: Array, stride: Pair, groups: int) -> Array:
        """Return the products of windows with weights (maps, channels, rows, columns).

        z[n, j, k, m] = sum over c, l, i of w[m, c, l, i] * a[n, s*j + l, s*k + i, c].
        """
        ...

    def window_maxima(self, a: Array, size: Pair, stride: Pair) -> Array:
        """Return the maximum of each window; the gradient goes to its first place."""
        ...

    def window_sums(self, a: Array, size: Pair, stride: Pair) -> Array:
        """Return the sum of each window."""
        ...

    def flatten(self, a: Array) -> Array:
        """Return (n, values); images give the order channels, rows, columns."""
        ...

    def inward(self, a: Array) -> Array:
        """Return a batch as layers see it: images have the channels last."""
        ...

    def outward_shape(self, a: Array) -> Shape:
        """Return the shape of a batch outside layers: images have channels first."""
        ...
