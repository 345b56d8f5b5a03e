"""The layers of `network3` in which every input is connected to every output."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.book._activations import (
    ActivationFunction,
    activation_name,
    sigmoid,
    softmax,
)
from network4.book._arguments import check_room, whole_number
from network4.book._book_layer import WeightedLayer, draw
from network4.book._likelihood import mean_cost
from network4.errors import ArgumentError, ShapeError, shown
from network4.layers import FullyConnected, Layer, Shape, Softmax
from network4.utils.arrays import as_array


class DenseLayer(WeightedLayer):
    """What fully-connected and softmax layers share.

    Attributes:
        n_in, n_out: numbers of inputs and outputs.
        y_out: for each input the number of its most active output; see `set_inpt`.
    """

    n_in: int
    n_out: int

    def _set_sizes(self, n_in: int, n_out: int, p_dropout: float) -> None:
        self.n_in = whole_number(type(self).__name__, "n_in", n_in)
        self.n_out = whole_number(type(self).__name__, "n_out", n_out)
        self.p_dropout = p_dropout

    def input_shape(self) -> Shape:
        """Return (n_in,)."""
        return (self.n_in,)

    @property
    def y_out(self) -> npt.NDArray[np.intp]:
        """For each input the number of its most active output, (n,)."""
        return np.argmax(self.output, axis=1)

    def accuracy(self, y: npt.ArrayLike) -> float:
        """Return the share of inputs whose most active output is the one wanted.

        Args:
            y: for each input the number of the output wanted, (n,).

        Raises:
            ArgumentError: the layer has nothing to read.
            ShapeError: there is not one number for each input.
        """
        found, wanted = self.y_out, as_array("accuracy", "y", y)
        if found.shape != wanted.shape:
            raise ShapeError(
                f"accuracy: y must have the shape {found.shape}, one number for each "
                f"input, received {wanted.shape}."
            )
        right: npt.NDArray[np.bool_] = found == wanted
        return float(np.mean(right))


class FullyConnectedLayer(DenseLayer):
    """Each output is connected to every input: a = activation_fn(a_in w + b).

    w is drawn from N(0, 1/n_out), as in the book, whose author calls that a slip for
    n_in; `corrected=True` draws from N(0, 1/n_in). b is drawn from N(0, 1). w comes
    first; both come from NumPy's global generator.

    Args:
        n_in: number of inputs.
        n_out: number of outputs.
        activation_fn: linear, ReLU, sigmoid or tanh of this module; default sigmoid.
        p_dropout: probability with which each input is dropped in training; default 0.
        corrected: whether w's variance is 1/n_in; default False, 1/n_out.

    Raises:
        ArgumentError: an argument is out of range.

    Source: the book, Chapter 6.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        activation_fn: ActivationFunction = sigmoid,
        p_dropout: float = 0.0,
        *,
        corrected: bool = False,
    ) -> None:
        """Draw w, then b."""
        self._set_sizes(n_in, n_out, p_dropout)
        self.activation_fn = activation_fn
        self.describe()
        scale = math.sqrt(1.0 / (self.n_in if corrected else self.n_out))
        shape = self.n_in, self.n_out
        super().__init__(draw(scale, shape), draw(1.0, shape[1:]))

    def describe(self) -> Layer:
        """Return the FullyConnected of the rest of network4."""
        name = activation_name("FullyConnectedLayer", self.activation_fn)
        return FullyConnected(self.n_out, activation=name, dropout=self.p_dropout)


class SoftmaxLayer(DenseLayer):
    """The last layer: a = softmax(a_in w + b), trained by its log-likelihood.

    Args:
        n_in: number of inputs.
        n_out: number of classes.
        p_dropout: probability with which each input is dropped in training; default 0.

    Raises:
        ArgumentError: an argument is out of range.

    Source: the book, Chapter 6.
    """

    activation_fn = staticmethod(softmax)

    def __init__(self, n_in: int, n_out: int, p_dropout: float = 0.0) -> None:
        """Start with zeros."""
        self._set_sizes(n_in, n_out, p_dropout)
        self.describe()
        check_room("SoftmaxLayer", "n_in and n_out", self.n_in * self.n_out)
        super().__init__(np.zeros((self.n_in, self.n_out)), np.zeros(self.n_out))

    def describe(self) -> Layer:
        """Return the Softmax of the rest of network4."""
        return Softmax(self.n_out, dropout=self.p_dropout)

    def cost(self, net: Any) -> float:
        """Return the mean negative log-likelihood of `net.y`, inputs dropped.

        This is what a step of training lowers, without the regularization. Of all
        images, as when the network is used: `net.cost(data)`.

        Args:
            net: the network, whose x and y were assigned.
        """
        if not callable(getattr(net, "description", None)):
            raise ArgumentError(
                "cost: net must be the Network that the layer belongs to, received "
                f"{shown(net)}."
            )
        objective = net.description().objective
        return mean_cost(objective, self.output_dropout, net.y)
