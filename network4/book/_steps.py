"""Steps of gradient descent for a mini-batch as matrices, fast.

The examples of a mini-batch lie side by side as the columns of a matrix. For it the
equations of `backprop` hold as they stand, and the product with the activations sums
the gradient over the examples by itself: two large products a layer where there were
many small ones. A bias is the weight of one more input that is always 1, so each layer
keeps its weights and its biases, the last column, in one array.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Parameters = tuple[list[Array], list[Array]]  # biases, weights


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


class MatrixSteps:
    """Takes steps on weights of its own, and hands them over.

    Args:
        net: whose biases and weights to begin from.
        rules: the equations to follow.
    """

    def __init__(self, net: Learner, rules: Rules) -> None:
        """Copy the parameters, a bias beside the weights of its neuron."""
        both = list(zip(net.weights, net.biases, strict=True))
        self._layers = [np.hstack(pair).astype(np.float64) for pair in both]
        self._gradients = [np.empty_like(layer) for layer in self._layers]
        self._rules = rules
        self._hidden: list[Array] = []

    def parameters(self) -> Parameters:
        """Return `(biases, weights)`, copied."""
        layers = self._layers
        biases = [layer[:, -1:].copy() for layer in layers]
        return biases, [layer[:, :-1].copy() for layer in layers]

    def step(self, x: Array, y: Array) -> None:
        """Take a step for m examples.

        Args:
            x: (m, n_in + 1), an example a row, each ending with 1.
            y: (m, n_out), the outputs wanted.
        """
        sigmoid, rules = self._rules.sigmoid, self._rules
        activations = [x.T, *self._hidden_for(len(x))]
        for layer, a, after in zip(
            self._layers, activations, activations[1:], strict=False
        ):
            after[:-1] = sigmoid(np.dot(layer, a))
        z = np.dot(self._layers[-1], activations[-1])
        delta = rules.output_error(z, sigmoid(z), y.T) * (rules.eta / len(x))  # BP1
        for number in range(len(self._layers) - 1, -1, -1):
            spread = self._spread(number, delta) if number else None
            self._descend(number, delta, activations[number])
            if spread is not None:
                a = activations[number][:-1]
                delta = spread * (a * (1 - a))  # BP2

    def _spread(self, number: int, delta: Array) -> Array:
        return np.dot(self._layers[number][:, :-1].T, delta)

    def _descend(self, number: int, delta: Array, a: Array) -> None:
        layer, gradient = self._layers[number], self._gradients[number]
        np.dot(delta, a.T, out=gradient)  # BP3, BP4, summed over the examples
        if self._rules.shrink is not None:
            self._rules.shrink(layer[:, :-1])
        np.subtract(layer, gradient, out=layer)

    def _hidden_for(self, num_examples: int) -> list[Array]:
        """Return room for the hidden activations, each with a last row of ones."""
        if not self._hidden or self._hidden[0].shape[1] != num_examples:
            sizes = [len(layer) + 1 for layer in self._layers[:-1]]
            self._hidden = [np.ones((size, num_examples)) for size in sizes]
        return self._hidden
