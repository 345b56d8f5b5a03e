"""NumPy as the operations that layers are written with: the reference, in float64.

Each is written as its definition says, and not to be quick.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.layers.operations import Pair
from network4.layers.parameters import Shape

Array = npt.NDArray[Any]
_ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True),
}


class NumpyOperations:
    """See `network4.layers.operations.Operations`."""

    def matmul(self, a: Array, b: Array) -> Array:
        """See `Operations.matmul`."""
        return a @ b

    def einsum(self, subscripts: str, *arrays: Array) -> Array:
        """See `Operations.einsum`."""
        return np.einsum(subscripts, *arrays)

    def sum(self, a: Array, axis: int | Sequence[int], keepdims: bool = False) -> Array:
        """See `Operations.sum`."""
        return a.sum(axis=_axes(axis), keepdims=keepdims)

    def mean(
        self, a: Array, axis: int | Sequence[int], keepdims: bool = False
    ) -> Array:
        """See `Operations.mean`."""
        return a.mean(axis=_axes(axis), keepdims=keepdims)

    def variance(self, a: Array, axis: int | Sequence[int]) -> Array:
        """See `Operations.variance`."""
        return a.var(axis=_axes(axis))

    def where(self, condition: Array, a: Array, b: Any) -> Array:
        """See `Operations.where`."""
        return np.where(condition, a, b)

    def exp(self, a: Array) -> Array:
        """See `Operations.exp`."""
        return np.exp(a)

    def log(self, a: Array) -> Array:
        """See `Operations.log`."""
        return np.log(a)

    def sqrt(self, a: Array) -> Array:
        """See `Operations.sqrt`."""
        return np.sqrt(a)

    def maximum(self, a: Array, b: Any) -> Array:
        """See `Operations.maximum`."""
        return np.maximum(a, b)

    def activate(self, activation: str, z: Array) -> Array:
        """See `Operations.activate`."""
        return _ACTIVATIONS[activation](z)

    def concatenate(self, arrays: Sequence[Array], axis: int) -> Array:
        """See `Operations.concatenate`."""
        return np.concatenate(arrays, axis)

    def zeros(self, shape: Shape, like: Array) -> Array:
        """See `Operations.zeros`."""
        return np.zeros(shape, like.dtype)

    def scan(
        self, advance: Callable[[Any, Array], tuple[Any, Array]], state: Any, a: Array
    ) -> tuple[Any, Array]:
        """See `Operations.scan`."""
        outputs: list[Array] = []
        for moment in range(a.shape[1]):
            state, output = advance(state, a[:, moment])
            outputs.append(output)
        return state, np.stack(outputs, axis=1)

    def pad(self, a: Array, padding: Sequence[Pair], value: float = 0.0) -> Array:
        """See `Operations.pad`."""
        return np.pad(a, ((0, 0), *padding, (0, 0)), constant_values=value)

    def convolve(self, a: Array, weights: Array, stride: Pair, groups: int) -> Array:
        """See `Operations.convolve`."""
        windows = _windows(a, (weights.shape[2], weights.shape[3]), stride)
        parts = zip(
            np.split(windows, groups, axis=3), np.split(weights, groups), strict=True
        )
        products = [np.einsum("njkcli,mcli->njkm", *part) for part in parts]
        return np.concatenate(products, axis=3)

    def window_maxima(self, a: Array, size: Pair, stride: Pair) -> Array:
        """See `Operations.window_maxima`."""
        return _windows(a, size, stride).max(axis=(4, 5))

    def window_sums(self, a: Array, size: Pair, stride: Pair) -> Array:
        """See `Operations.window_sums`."""
        return _windows(a, size, stride).sum(axis=(4, 5))

    def flatten(self, a: Array) -> Array:
        """See `Operations.flatten`."""
        turned = a.transpose(0, 3, 1, 2) if a.ndim == 4 else a
        return turned.reshape(len(a), -1)

    def inward(self, a: Array) -> Array:
        """See `Operations.inward`."""
        return a.transpose(0, 2, 3, 1) if a.ndim == 4 else a

    def outward_shape(self, a: Array) -> Shape:
        """See `Operations.outward_shape`."""
        if a.ndim != 4:
            return a.shape
        number, height, width, channels = a.shape
        return number, channels, height, width


def _axes(axis: int | Sequence[int]) -> int | tuple[int, ...]:
    return axis if isinstance(axis, int) else tuple(axis)


def _windows(a: Array, size: Pair, stride: Pair) -> Array:
    """Return (n, rows, columns, channels, window height, window width)."""
    every = np.lib.stride_tricks.sliding_window_view(a, size, axis=(1, 2))
    return every[:, :: stride[0], :: stride[1]]
