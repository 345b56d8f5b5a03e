"""Fully-connected layers.

A mini-batch is a matrix with one example a row, so the book's w_jk, from input k to
neuron j, stands at weights[k, j]: z = a weights + biases, for all rows at once.
"""

import numpy as np
import numpy.typing as npt

from network4.errors import ShapeError
from network4.scratch.backprop.activations import (
    Array,
    Gradients,
    check_parameters,
    find_activation,
)
from network4.scratch.checks import as_numbers


class Dense:
    """What both layers share that read all their inputs: weights, z, BP3 and BP4."""

    def __init__(self, weights: npt.ArrayLike, biases: npt.ArrayLike) -> None:
        """Take the first weights (inputs, units) and biases (units,)."""
        self.weights = as_numbers(self._name, "weights", weights)
        self.biases = as_numbers(self._name, "biases", biases)
        check_parameters(self._name, self.weights, self.biases, "inputs, units")
        self.gradients: Gradients = {}
        self._input_shape: tuple[int, ...] = ()
        self._input = self._z = np.zeros(0)

    @property
    def _name(self) -> str:
        return type(self).__name__

    def _weigh(self, a: Array) -> None:
        """Remember the inputs, one example a row, and z."""
        self._input_shape, self._input = a.shape, a.reshape(len(a), -1)
        if self._input.shape[1] != len(self.weights):
            raise ShapeError(
                f"{self._name} expects {len(self.weights)} inputs, received "
                f"{self._input.shape[1]}."
            )
        self._z = self._input @ self.weights + self.biases

    def _spread(self, delta: Array) -> Array:
        """Do BP3 and BP4, and go one layer back."""
        self.gradients = {
            "weights": self._input.T @ delta,
            "biases": delta.sum(axis=0),
        }
        return (delta @ self.weights.T).reshape(self._input_shape)


class FullyConnected(Dense):
    """Every neuron reads every input.

    Forward: z_j = b_j + sum over k of w_jk a_k, and the output is s(z). Feature maps
    are first laid out in a row.

    Backward, from dC/da of the outputs:

        (BP1, BP2)  delta_j = dC/da_j * s'(z_j)
        (BP3)       dC/db_j = delta_j
        (BP4)       dC/dw_jk = a_k delta_j
        dC/da of the inputs, the other half of BP2 one layer back:
                    dC/da_k = sum over j of w_jk delta_j

    With one example a row, BP3 sums over the rows, and BP4 is the product of the
    transposed inputs with delta, which sums over them too.

    Args:
        weights: (inputs, units).
        biases: (units,).
        activation: "linear", "sigmoid" (default), "tanh" or "relu".

    Attributes:
        gradients: dC/dw and dC/db of the last backward pass, by name.

    Raises:
        ShapeError: weights and biases that do not go together.
        ArgumentError: an unknown activation.

    Example:
        >>> layer = FullyConnected([[2.0], [-1.0]], [0.5], "linear")
        >>> layer.forward(np.array([[3.0, 4.0]]))
        array([[2.5]])
        >>> layer.backward(np.array([[10.0]]))
        array([[ 20., -10.]])
        >>> layer.gradients["weights"], layer.gradients["biases"]
        (array([[30.], [40.]]), array([10.]))
    """

    def __init__(
        self,
        weights: npt.ArrayLike,
        biases: npt.ArrayLike,
        activation: str = "sigmoid",
    ) -> None:
        """Take the first weights and biases."""
        super().__init__(weights, biases)
        self._activation = find_activation(activation)

    def forward(self, a: Array, generator: np.random.Generator | None = None) -> Array:
        """Return (n, units) from (n, inputs) or (n, channels, height, width)."""
        del generator
        self._weigh(a)
        return self._activation.function(self._z)

    def backward(self, nabla: Array) -> Array:
        """Keep the gradients; return dC/da of the inputs from dC/da of the outputs."""
        return self._spread(nabla * self._activation.slope(self._z))
