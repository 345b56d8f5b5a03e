"""The operations of layers in NumPy: the reference, in float64.

Each follows its definition; none is written for speed.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.layers.named_as_in_numpy import NamedAsInNumpy
from network4.layers.operations import Pair

Array = npt.NDArray[Any]
_ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True),
}


class NumpyOperations(NamedAsInNumpy):
    """See `network4.layers.operations.Operations`."""

    xp = np
    activations = _ACTIVATIONS

    def log_sum_exp(self, a: Array) -> Array:
        """See `Operations.log_sum_exp`."""
        return np.logaddexp.reduce(a, axis=-1, keepdims=True)

    def softplus(self, a: Array) -> Array:
        """See `Operations.softplus`."""
        return np.logaddexp(0, a)

    def scan(
        self, advance: Callable[[Any, Array], tuple[Any, Array]], state: Any, a: Array
    ) -> tuple[Any, Array]:
        """See `Operations.scan`."""
        outputs: list[Array] = []
        for moment in range(a.shape[1]):
            state, output = advance(state, a[:, moment])
            outputs.append(output)
        return state, np.stack(outputs, axis=1)

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


def _windows(a: Array, size: Pair, stride: Pair) -> Array:
    """Return (n, rows, columns, channels, window height, window width)."""
    every = np.lib.stride_tricks.sliding_window_view(a, size, axis=(1, 2))
    return every[:, :: stride[0], :: stride[1]]
