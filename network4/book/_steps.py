"""Steps of gradient descent for a mini-batch as matrices, fast.

The examples of a mini-batch lie side by side as the columns of a matrix. For it the
equations of `backprop` hold as they stand, and the product with the activations sums
the gradient over the examples by itself: two large products a layer where there were
many small ones. A bias is the weight of one more input that is always 1, so each layer
keeps its weights and its biases, the column after them, in one array. Its rows are
filled up with zeros to whole cache lines: such products take half the time.
"""

import importlib
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Parameters = tuple[list[Array], list[Array]]  # biases, weights
LINE_BYTES = 64  # of a cache line
_BLAS: Any = importlib.import_module("scipy.linalg.blas")  # it has no types


class Learner(Protocol):
    """What has biases and weights."""

    biases: list[Array]
    weights: list[Array]


class Rules(NamedTuple):
    """What tells the networks of the chapters apart.

    Args:
        eta: the learning rate.
        sigmoid: the network's, whose slope is a * (1 - a) at the activation a.
        output_error: dC/dz of the output layer from z, a and y (BP1).
        shrink: regularises weights, in place; None where nothing does.
    """

    eta: float
    sigmoid: Callable[[Array], Array]
    output_error: Callable[[Array, Array, Array], Array]
    shrink: Callable[[Array], None] | None = None


def aligned_zeros(num_rows: int, num_columns: int) -> Array:
    """Return zeros, float64, in which every row begins a cache line.

    Args:
        num_rows: as many rows.
        num_columns: at least so many columns.

    Example:
        >>> aligned_zeros(10, 31).shape
        (10, 32)
    """
    line = LINE_BYTES // np.dtype(np.float64).itemsize
    width = -(-num_columns // line) * line
    room = np.zeros(num_rows * width + line)
    start = -(room.ctypes.data // room.itemsize) % line
    return room[start : start + num_rows * width].reshape(num_rows, width)


class MatrixSteps:
    """Takes steps on weights of its own, and hands them over.

    Args:
        net: whose biases and weights to begin from.
        rules: the equations to follow.
    """

    def __init__(self, net: Learner, rules: Rules) -> None:
        """Copy the parameters, a bias after the weights of its neuron."""
        self._rules = rules
        self._layers: list[Array] = []
        self._weights: list[Array] = []
        self._biases: list[Array] = []
        for weights, biases in zip(net.weights, net.biases, strict=True):
            num_inputs = weights.shape[1]
            layer = aligned_zeros(len(weights), num_inputs + 1)
            layer[:, :num_inputs], layer[:, num_inputs] = weights, biases[:, 0]
            self._layers.append(layer)
            self._weights.append(layer[:, :num_inputs])
            self._biases.append(layer[:, num_inputs : num_inputs + 1])
        self._hidden: list[Array] = []
        self._outputs: list[Array] = []

    def parameters(self) -> Parameters:
        """Return `(biases, weights)`, copied."""
        return [b.copy() for b in self._biases], [w.copy() for w in self._weights]

    def step(self, x: Array, y: Array) -> None:
        """Take a step for m examples.

        Args:
            x: (m, k), an example a row: n_in inputs, 1, and zeros, as wide as
                `aligned_zeros(m, n_in + 1)`.
            y: (m, n_out), the outputs wanted.
        """
        if not self._hidden or self._hidden[0].shape[1] != len(x):
            self._make_room(len(x))
        sigmoid, rules = self._rules.sigmoid, self._rules
        inputs = [x.T, *self._hidden]
        for layer, a, after in zip(self._layers, inputs, self._outputs, strict=False):
            after[:] = sigmoid(np.dot(layer, a))
        z = np.dot(self._layers[-1], inputs[-1])
        delta = rules.output_error(z, sigmoid(z), y.T)  # BP1
        delta *= rules.eta / len(x)
        for number in range(len(self._outputs), 0, -1):
            spread = np.dot(self._weights[number].T, delta)
            self._descend(number, delta, inputs[number])
            a = self._outputs[number - 1]
            delta = spread * (a * (1 - a))  # BP2
        self._descend(0, delta, inputs[0])

    def _descend(self, number: int, delta: Array, a: Array) -> None:
        if self._rules.shrink is not None:
            self._rules.shrink(self._weights[number])
        # BP3, BP4, summed over the examples and taken from the layer where it lies;
        # BLAS reads by columns, so that to it all of these are transposed. Arguments
        # by position: alpha, a, b, beta, c, trans_a, trans_b, overwrite_c.
        _BLAS.dgemm(-1.0, a, delta.T, 1.0, self._layers[number].T, 0, 0, 1)

    def _make_room(self, num_examples: int) -> None:
        """Make room for the hidden activations, followed by a row of ones."""
        sizes = [len(layer) for layer in self._layers[:-1]]
        widths = [layer.shape[1] for layer in self._layers[1:]]
        self._hidden = [np.zeros((width, num_examples)) for width in widths]
        for a, size in zip(self._hidden, sizes, strict=True):
            a[size] = 1.0
        self._outputs = [a[:n] for a, n in zip(self._hidden, sizes, strict=True)]
