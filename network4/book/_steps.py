"""Steps of gradient descent for a mini-batch as matrices, fast.

The examples of a mini-batch lie side by side as the columns of a matrix. For it the
equations of `backprop` hold as they stand, and the product with the activations sums
the gradient over the examples by itself: two large products a layer where there were
many small ones. A bias is the weight of one more input that is always 1, so each layer
keeps its weights and its biases, the column after them, in one array. Its rows are
filled up with zeros to whole cache lines: such products take half the time.
"""

import importlib
from collections.abc import Callable, Sequence
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


class Rolling:
    """Adds to every step of a network what is left of the velocity before.

    With s the step that the network takes by itself, -eta dC/dw,

        v -> momentum * v + s,  w -> w + v.

    So it fits any network's own step, and one that was changed.

    Args:
        momentum: the share of its velocity that a weight keeps, 0 <= momentum < 1:
            below 0 it would swing, and from 1 on it would only gather speed.

    Attributes:
        velocities: of biases, then of weights; [] before the first step.

    Source: the book, Chapter 3, "Variations on stochastic gradient descent".
    """

    def __init__(self, momentum: float) -> None:
        """Begin at rest."""
        self.momentum = momentum
        self.velocities: list[Array] = []

    def of(self, net: Learner) -> list[Array]:
        """Return the velocities of a network; at first it is at rest."""
        if not self.velocities:
            arrays = [*net.biases, *net.weights]
            self.velocities = [np.zeros(np.shape(array)) for array in arrays]
        return self.velocities

    def roll(self, net: Learner, step: Callable[[], None]) -> None:
        """Have a network take its step, and let it roll on."""
        kept = [self.momentum * v for v in self.of(net)]
        before = [np.array(array) for array in [*net.biases, *net.weights]]
        step()
        after = [*net.biases, *net.weights]
        self.velocities = [
            new - old + left for new, old, left in zip(after, before, kept, strict=True)
        ]
        rolled = [new + left for new, left in zip(after, kept, strict=True)]
        net.biases = rolled[: len(net.biases)]
        net.weights = rolled[len(net.biases) :]


class Rules(NamedTuple):
    """What tells the networks of the chapters, and their options, apart.

    Args:
        eta: the learning rate.
        sigmoid: the network's, whose slope is a * (1 - a) at the activation a.
        output_error: dC/dz of the output layer from z, a and y (BP1).
        shrink: regularises weights, in place; None where nothing does.
        rolling: momentum, and the velocities so far; None where there is none.
    """

    eta: float
    sigmoid: Callable[[Array], Array]
    output_error: Callable[[Array, Array, Array], Array]
    shrink: Callable[[Array], None] | None = None
    rolling: Rolling | None = None


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


def _joined(biases: Sequence[Array], weights: Sequence[Array]) -> list[Array]:
    """Return for each layer an array of its weights, a neuron a row, then its bias."""
    layers: list[Array] = []
    for b, w in zip(biases, weights, strict=True):
        num_inputs = w.shape[1]
        layers.append(aligned_zeros(len(w), num_inputs + 1))
        layers[-1][:, :num_inputs], layers[-1][:, num_inputs] = w, b[:, 0]
    return layers


def _weights_of(layers: Sequence[Array], num_inputs: Sequence[int]) -> list[Array]:
    return [layer[:, :n] for layer, n in zip(layers, num_inputs, strict=False)]


def _apart(layers: Sequence[Array], num_inputs: Sequence[int]) -> Parameters:
    """Return copies of the biases and the weights that `_joined` put together."""
    weights = [w.copy() for w in _weights_of(layers, num_inputs)]
    columns = zip(layers, num_inputs, strict=False)
    return [layer[:, n : n + 1].copy() for layer, n in columns], weights


class MatrixSteps:
    """Takes steps on weights of its own, and hands them over.

    Args:
        net: whose biases and weights to begin from.
        rules: the equations to follow.
    """

    def __init__(self, net: Learner, rules: Rules) -> None:
        """Copy the parameters, a bias after the weights of its neuron."""
        self._rules = rules
        self._num_inputs = [w.shape[1] for w in net.weights]
        self._layers = _joined(net.biases, net.weights)
        self._weights = _weights_of(self._layers, self._num_inputs)
        self._velocities: list[Array] = []
        if rules.rolling is not None:
            count = len(net.biases)
            rolling = rules.rolling.of(net)
            self._velocities = _joined(rolling[:count], rolling[count:])
        self._hidden: list[Array] = []
        self._outputs: list[Array] = []

    def parameters(self) -> Parameters:
        """Return `(biases, weights)`, copied."""
        return _apart(self._layers, self._num_inputs)

    def velocities(self) -> list[Array]:
        """Return those of biases, then of weights, copied; none without momentum."""
        biases, weights = _apart(self._velocities, self._num_inputs)
        return [*biases, *weights]

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
        before = self._layers[number].copy() if self._velocities else None
        if self._rules.shrink is not None:
            self._rules.shrink(self._weights[number])
        # BP3, BP4, summed over the examples and taken from the layer where it lies;
        # BLAS reads by columns, so that to it all of these are transposed. Arguments
        # by position: alpha, a, b, beta, c, trans_a, trans_b, overwrite_c.
        _BLAS.dgemm(-1.0, a, delta.T, 1.0, self._layers[number].T, 0, 0, 1)
        if self._rules.rolling is not None and before is not None:
            self._roll(number, before, self._rules.rolling.momentum)

    def _roll(self, number: int, before: Array, momentum: float) -> None:
        """Add to a step what is left of the velocity; see `Rolling`."""
        layer, velocity = self._layers[number], self._velocities[number]
        step = layer - before
        velocity *= momentum
        layer += velocity
        velocity += step

    def _make_room(self, num_examples: int) -> None:
        """Make room for the hidden activations, followed by a row of ones."""
        sizes = [len(layer) for layer in self._layers[:-1]]
        widths = [layer.shape[1] for layer in self._layers[1:]]
        self._hidden = [np.zeros((width, num_examples)) for width in widths]
        for a, size in zip(self._hidden, sizes, strict=True):
            a[size] = 1.0
        self._outputs = [a[:n] for a, n in zip(self._hidden, sizes, strict=True)]
