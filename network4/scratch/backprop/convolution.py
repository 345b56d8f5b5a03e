"""Convolution: local receptive fields that share their weights."""

import numpy as np
import numpy.typing as npt

from network4.errors import ShapeError
from network4.scratch.backprop.activations import (
    Array,
    Gradients,
    check_parameters,
    find_activation,
)
from network4.scratch.backprop.windows import check_images, fields
from network4.scratch.checks import as_numbers


class Convolution:
    """Feature maps: one field of shared weights slides over the input.

    Forward, the book's (125) for several maps m and input channels c:

        z_mjk = b_m + sum over c, l, n of w_mcln * a_c,(j+l),(k+n),    a = s(z).

    Backward, from dC/da:

        (BP1, BP2)  delta_mjk = dC/da_mjk * s'(z_mjk)
        (BP3)       dC/db_m = sum over j, k of delta_mjk
        (BP4)       dC/dw_mcln = sum over j, k of a_c,(j+l),(k+n) * delta_mjk

    as in a fully-connected layer, only that all positions j, k share b and w, so that
    their slopes add up. BP4 is itself a convolution, of the input by delta.

    One layer back: input pixel p, q was read at each position j, k = p - l, q - n, with
    weight w_mcln. So the other half of the next layer's BP2 is

        dC/da_cpq = sum over m, l, n of w_mcln * delta_m,(p-l),(q-n),

    a convolution again: the field slides over delta, which gets a border of zeros, and
    is turned by half a turn, since here l and n count backwards.

    Args:
        weights: (maps, channels, height, width).
        biases: (maps,).
        activation: "linear", "sigmoid" (default), "tanh" or "relu".

    Attributes:
        gradients: dC/dw and dC/db of the last backward pass, by name.

    Raises:
        ShapeError: weights and biases that do not go together.
        ArgumentError: an unknown activation.

    Example:
        >>> edge = Convolution([[[[-1, 1]]]], [0], "linear")  # right minus left
        >>> edge.forward(np.array([[[[0.0, 0.0, 1.0, 1.0]]]]))
        array([[[[0., 1., 0.]]]])
        >>> edge.backward(np.array([[[[1.0, 0.0, 10.0]]]]))
        array([[[[ -1.,   1., -10.,  10.]]]])
        >>> edge.gradients["weights"]  # 1 * (0, 0) + 0 * (0, 1) + 10 * (1, 1)
        array([[[[10., 10.]]]])
    """

    def __init__(
        self,
        weights: npt.ArrayLike,
        biases: npt.ArrayLike,
        activation: str = "sigmoid",
    ) -> None:
        """Take the first weights and biases."""
        self.weights = as_numbers("Convolution", "weights", weights)
        self.biases = as_numbers("Convolution", "biases", biases)
        form = "maps, channels, height, width"
        check_parameters("Convolution", self.weights, self.biases, form)
        self.gradients: Gradients = {}
        self._activation = find_activation(activation)
        self._input = self._z = np.zeros(0)

    def forward(self, a: Array, generator: np.random.Generator | None = None) -> Array:
        """Return (n, maps, rows, columns) from (n, channels, height, width)."""
        del generator
        self._check(a)
        self._input = a
        read = fields(a, *self.weights.shape[2:])
        by_position = np.tensordot(read, self.weights, axes=([1, 4, 5], [1, 2, 3]))
        self._z = by_position.transpose(0, 3, 1, 2) + self.biases[:, None, None]
        return self._activation.function(self._z)

    def backward(self, nabla: Array) -> Array:
        """Keep the gradients; return dC/da of the inputs from dC/da of the outputs."""
        delta = nabla * self._activation.slope(self._z)
        height, width = self.weights.shape[2:]
        read = fields(self._input, height, width)
        self.gradients = {
            "weights": np.tensordot(delta, read, axes=([0, 2, 3], [0, 2, 3])),
            "biases": delta.sum(axis=(0, 2, 3)),
        }
        above, beside = height - 1, width - 1
        border = ((0, 0), (0, 0), (above, above), (beside, beside))
        reached = fields(np.pad(delta, border), height, width)
        turned = self.weights[:, :, ::-1, ::-1]
        by_pixel = np.tensordot(reached, turned, axes=([1, 4, 5], [0, 2, 3]))
        return by_pixel.transpose(0, 3, 1, 2)

    def _check(self, a: Array) -> None:
        _, channels, height, width = self.weights.shape
        check_images("Convolution", a, height, width)
        if a.shape[1] != channels:
            raise ShapeError(
                f"Convolution expects {channels} channels, received {a.shape[1]}."
            )
