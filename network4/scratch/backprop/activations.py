"""Activation functions and their slopes, and what every weighted layer keeps."""

from collections.abc import Callable
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, shown

Array = npt.NDArray[np.float64]
Gradients = dict[str, Array]


class Activation(NamedTuple):
    """A function s of weighted inputs z, and its slope s'(z)."""

    function: Callable[[Array], Array]
    slope: Callable[[Array], Array]


def sigmoid(z: Array) -> Array:
    """Return 1/(1 + exp(-z)), written by tanh so that nothing overflows."""
    return (1 + np.tanh(z / 2)) / 2


def _sigmoid_slope(z: Array) -> Array:
    """Return s'(z) = s(z) (1 - s(z)): never more than 1/4, and near 0 far out."""
    return sigmoid(z) * (1 - sigmoid(z))


def _tanh_slope(z: Array) -> Array:
    return 1 - np.tanh(z) ** 2


def _linear(z: Array) -> Array:
    return z


def _relu(z: Array) -> Array:
    return np.maximum(z, 0)


def _relu_slope(z: Array) -> Array:
    """Return 1 where z > 0, else 0; at the kink, too."""
    return (z > 0).astype(np.float64)


ACTIVATIONS = {
    "linear": Activation(_linear, np.ones_like),
    "sigmoid": Activation(sigmoid, _sigmoid_slope),
    "tanh": Activation(np.tanh, _tanh_slope),
    "relu": Activation(_relu, _relu_slope),
}


def find_activation(name: str) -> Activation:
    """Return the activation of that name.

    >>> find_activation("tanh").slope(np.zeros(1))
    array([1.])

    Raises:
        ArgumentError: there is none.
    """
    if not isinstance(cast(object, name), str) or name not in ACTIVATIONS:
        raise ArgumentError(
            f"activation must be one of {', '.join(ACTIVATIONS)}, received "
            f"{shown(name)}."
        )
    return ACTIVATIONS[name]


def check_parameters(owner: str, weights: Array, biases: Array, form: str) -> None:
    """Raise ShapeError unless the weights have the form, and a bias each unit.

    Args:
        owner: the layer's name.
        weights: of as many axes as the form has words.
        biases: one for each "units" or "maps" of the form.
        form: the names of the axes, such as "inputs, units".
    """
    axes = form.split(", ")
    units_axis = next(i for i, name in enumerate(axes) if name in ("units", "maps"))
    fits = weights.ndim == len(axes) and weights.size > 0
    if not fits or biases.shape != (weights.shape[units_axis],):
        raise ShapeError(
            f"{owner} expects weights ({form}) and a bias for each of the "
            f"{axes[units_axis]}, received {weights.shape} and {biases.shape}."
        )
