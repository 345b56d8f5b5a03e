"""The activation functions of `network3`, and their names in the rest of network4."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, shown
from network4.layers.activations import Activation
from network4.utils.arrays import as_numbers

Numbers = npt.NDArray[Any]
ActivationFunction = Callable[[Any], Any]


def linear(z: Numbers) -> Numbers:
    """Return z.

    >>> linear(-2.0)
    -2.0
    """
    return z


def ReLU(z: Numbers) -> Numbers:
    """Return max(0, z).

    >>> ReLU(np.array([-2.0, 3.0]))
    array([0., 3.])
    """
    return np.maximum(0.0, as_numbers("ReLU", "z", z))


def sigmoid(z: Numbers) -> Numbers:
    """Return 1 / (1 + exp(-z)), without overflow.

    >>> sigmoid(np.array([-1000.0, 0.0]))
    array([0. , 0.5])
    """
    return 0.5 * (1.0 + np.tanh(0.5 * as_numbers("sigmoid", "z", z)))


def tanh(z: Numbers) -> Numbers:
    """Return the hyperbolic tangent of z.

    >>> tanh(0.0)
    np.float64(0.0)
    """
    return np.tanh(as_numbers("tanh", "z", z))


_ACTIVATIONS: dict[ActivationFunction, Activation] = {
    linear: "linear",
    ReLU: "relu",
    sigmoid: "sigmoid",
    tanh: "tanh",
}
FUNCTIONS = {name: function for function, name in _ACTIVATIONS.items()}


def activation_name(owner: str, function: ActivationFunction) -> Activation:
    """Return what the rest of network4 calls an activation of network3.

    Raises:
        ArgumentError: it is none of network3's.
    """
    for known, name in _ACTIVATIONS.items():
        if function is known:
            return name
    raise ArgumentError(
        f"{owner}: activation_fn must be linear, ReLU, sigmoid or tanh of network3, "
        f"without quotes or brackets, received {shown(function)}."
    )


def softmax(z: Numbers) -> Numbers:
    """Return exp(z) divided by its sum over the last axis, without overflow.

    >>> softmax(np.array([1000.0, 1000.0]))
    array([0.5, 0.5])
    """
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
