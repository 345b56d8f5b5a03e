"""The layers of the NumPy competitor: forward, backward and the step, by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np

from network4.layers import FloatArray
from network4.layers.activations import Activation

Function = Callable[[FloatArray], FloatArray]


def _sigmoid(z: FloatArray) -> FloatArray:
    """Return 1/(1 + exp(-z)) in a form that cannot overflow."""
    a = np.tanh(z * np.float32(0.5))
    a += 1
    a *= np.float32(0.5)
    return a


def _relu(z: FloatArray) -> FloatArray:
    return np.maximum(z, 0)


# Each with its slope, computed from the activation itself.
_ACTIVATIONS: dict[Activation, tuple[Function, Function]] = {
    "linear": (lambda z: z, np.ones_like),
    "sigmoid": (_sigmoid, lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a * a),
    "relu": (_relu, lambda a: (a > 0).astype(np.float32)),
}


class _Weighted:
    """What both layers share: weights as a matrix, biases, an activation."""

    def __init__(
        self, weights: FloatArray, biases: FloatArray, activation: Activation
    ) -> None:
        self._shape: tuple[int, ...] = weights.shape
        self.weights = weights.reshape(-1, weights.shape[-1])
        self.biases = biases
        self._activate, self._slope = _ACTIVATIONS[activation]
        self._is_linear = activation == "linear"
        self._a: FloatArray = np.zeros(0, np.float32)
        self._nabla_weights: FloatArray = self._a
        self._nabla_biases: FloatArray = self._a

    @property
    def shaped_weights(self) -> FloatArray:
        """The weights in the shape they came in."""
        return self.weights.reshape(self._shape)

    def _delta(self, nabla: FloatArray) -> FloatArray:
        """Return dC/dz from dC/da of the latest forward pass."""
        return nabla if self._is_linear else nabla * self._slope(self._a)

    def descend(self, rate: float, l2: float) -> None:
        """Take the step w <- w - rate * (dC/dw + l2 * w), b <- b - rate * dC/db."""
        self.weights *= np.float32(1 - rate * l2)
        self.weights -= np.float32(rate) * self._nabla_weights
        self.biases -= np.float32(rate) * self._nabla_biases


class DenseByHand(_Weighted):
    """a = activation(w a_in + b), with the book's dropout on a_in."""

    def __init__(
        self,
        weights: FloatArray,
        biases: FloatArray,
        activation: Activation,
        dropout: float,
    ) -> None:
        """Take weights (inputs, units)."""
        super().__init__(weights, biases, activation)
        self._dropout = np.float32(dropout)
        self._mask: Any = None
        self._input: FloatArray = np.zeros(0, np.float32)
        self._input_shape: tuple[int, ...] = ()

    def forward(
        self, a: FloatArray, generator: np.random.Generator | None
    ) -> FloatArray:
        """Return the layer's output (n, units); without a generator, to predict."""
        self._input_shape = a.shape
        a = a.reshape(len(a), -1)
        if self._dropout and generator is not None:
            self._mask = generator.random(a.shape, np.float32) >= self._dropout
            a = a * self._mask
        elif self._dropout:
            a = a * (1 - self._dropout)
        self._input = a
        self._a = self._activate(a @ self.weights + self.biases)
        return self._a

    def backward(self, nabla: FloatArray, *, is_first: bool) -> FloatArray | None:
        """Keep the gradients; return the input's, or None for the first layer."""
        delta = self._delta(nabla)
        self._nabla_weights = self._input.T @ delta
        self._nabla_biases = delta.sum(axis=0)
        if is_first:
            return None
        nabla = delta @ self.weights.T
        if self._dropout:
            nabla *= self._mask
        return nabla.reshape(self._input_shape)


class ConvPoolByHand(_Weighted):
    """a = activation(max over each window of (w * a_in) + b), channels last."""

    def __init__(
        self,
        weights: FloatArray,
        biases: FloatArray,
        activation: Activation,
        pool: tuple[int, int],
    ) -> None:
        """Take weights (height, width, channels, maps)."""
        super().__init__(weights, biases, activation)
        self._pool = pool
        self._input_shape: tuple[int, ...] = ()
        self._patches: FloatArray = np.zeros(0, np.float32)
        self._z: FloatArray = self._patches
        self._largest: FloatArray = self._patches

    def forward(
        self, a: FloatArray, generator: np.random.Generator | None
    ) -> FloatArray:
        """Return the layer's output (n, rows, columns, maps)."""
        del generator
        field = self._shape[0], self._shape[1]
        self._input_shape = a.shape
        windows = np.lib.stride_tricks.sliding_window_view(a, field, axis=(1, 2))
        rows, columns = windows.shape[1:3]
        ordered = windows.transpose(0, 1, 2, 4, 5, 3)
        self._patches = ordered.reshape(-1, len(self.weights))
        z = self._patches @ self.weights
        self._z = z.reshape(len(a), rows, columns, -1)
        self._largest = self._maxima()
        self._a = self._activate(self._largest + self.biases)
        return self._a

    def _places(self) -> list[tuple[slice, ...]]:
        """Return, for each place in a window, the slices where all windows have it."""
        down, right = self._pool
        rows, columns = (
            size // side * side
            for size, side in zip(self._z.shape[1:3], self._pool, strict=True)
        )
        return [
            (slice(None), slice(row, rows, down), slice(column, columns, right))
            for row in range(down)
            for column in range(right)
        ]

    def _maxima(self) -> FloatArray:
        first, *others = self._places()
        largest = self._z[first].copy()
        for place in others:
            np.maximum(largest, self._z[place], out=largest)
        return largest

    def backward(self, nabla: FloatArray, *, is_first: bool) -> FloatArray | None:
        """Keep the gradients; return the input's, or None for the first layer."""
        delta = self._delta(nabla)
        self._nabla_biases = delta.sum(axis=(0, 1, 2))
        spread = self._to_winners(delta).reshape(-1, delta.shape[-1])
        self._nabla_weights = self._patches.T @ spread
        return None if is_first else self._add_up(spread @ self.weights.T)

    def _to_winners(self, delta: FloatArray) -> FloatArray:
        """Give each window's gradient to its winner, of several the first."""
        spread = np.zeros_like(self._z)
        unclaimed = np.ones(delta.shape, bool)
        for place in self._places():
            wins = self._z[place] == self._largest
            wins &= unclaimed
            unclaimed ^= wins
            np.multiply(delta, wins, out=spread[place])
        return spread

    def _add_up(self, nabla: FloatArray) -> FloatArray:
        """Add up what each pixel did in all its patches: down the rows, then across."""
        num, height, _, channels = self._input_shape
        rows, columns = self._z.shape[1:3]
        tall, wide = self._shape[0], self._shape[1]
        strips = nabla.reshape(num, rows, columns, tall, wide * channels)
        down = np.zeros((num, height, columns, wide * channels), np.float32)
        for row in range(tall):
            down[:, row : row + rows] += strips[:, :, :, row]
        across = np.zeros(self._input_shape, np.float32)
        for column in range(wide):
            part = down[..., column * channels : (column + 1) * channels]
            across[:, :, column : column + columns] += part
        return across
