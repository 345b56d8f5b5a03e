"""Fully-connected layers and the softmax layer that ends a classifier."""

import math
from dataclasses import KW_ONLY, dataclass

import numpy as np

from network4.layers.activations import Activation, check_activation
from network4.layers.base import Layer, LayerParameters, Shape
from network4.layers.dropout import check_dropout
from network4.layers.initializers import INITIALIZERS, Initializer, draw_parameters
from network4.utils.checks import check_choice


@dataclass(frozen=True)
class Dense(Layer):
    """What fully-connected and softmax layers share: z = w a + b, dropout before."""

    units: int
    _: KW_ONLY
    dropout: float = 0.0
    initializer: Initializer = "auto"

    def __post_init__(self) -> None:
        """Refuse what no input could make possible."""
        self._store_integer("units", 1)
        check_choice(self.name, "initializer", self.initializer, INITIALIZERS)
        self._store("dropout", check_dropout(self.name, "dropout", self.dropout))

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (units,), whatever the input."""
        del input_shape
        return (self.units,)

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Weights (inputs, units) and biases (units,)."""
        return {
            "weights": (math.prod(input_shape), self.units),
            "biases": (self.units,),
        }

    def _draw(
        self, activation: Activation, input_shape: Shape, generator: np.random.Generator
    ) -> LayerParameters:
        shapes = self.parameter_shapes(input_shape)
        fans = shapes["weights"]
        return draw_parameters(
            self.initializer, activation, shapes, (fans[0], fans[1]), generator
        )


@dataclass(frozen=True)
class FullyConnected(Dense):
    """Each unit is connected to every input: a = activation(w a_in + b).

    Args:
        units: number of neurons, 1 or more.
        activation: "linear", "sigmoid", "tanh" or "relu"; default "sigmoid", as in
            the book.
        dropout: probability 0 <= p < 1 with which each *input* is set to 0 in training;
            inputs are not rescaled then but multiplied by 1 - p when predicting (the
            book's form); default 0.
        initializer: see `network4.layers.initializers`; default "auto".

    Shapes:
        Any input, flattened in the order (channels, height, width); output (units,).
        Weights (inputs, units), biases (units,).

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> FullyConnected(100, activation="relu", dropout=0.5).output_shape((40, 4, 4))
        (100,)

    Source: the book, Chapters 1 to 3 and 6.
    """

    _: KW_ONLY
    activation: Activation = "sigmoid"

    def __post_init__(self) -> None:
        """Refuse what no input could make possible."""
        super().__post_init__()
        check_activation(self.name, self.activation)

    def initial_parameters(
        self, input_shape: Shape, generator: np.random.Generator
    ) -> LayerParameters:
        """Draw the weights, then the biases."""
        return self._draw(self.activation, input_shape, generator)


@dataclass(frozen=True)
class DropConnect(FullyConnected):
    """A fully-connected layer that drops weights instead of inputs.

    In training a = activation((mask * w) a_in + b) with a mask of 0 and 1, drawn for
    each mini-batch; when predicting all weights are multiplied by 1 - p.

    Args:
        units: number of neurons, 1 or more.
        activation: as in FullyConnected.
        dropout: probability 0 <= p < 1 with which each *weight* is set to 0.
        initializer: see `network4.layers.initializers`; default "auto".

    Shapes:
        As FullyConnected.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> DropConnect(100, activation="relu", dropout=0.5).output_shape((40, 4, 4))
        (100,)

    Source: Wan et al. 2013, who draw a mask for each image, and when predicting take
    the expectation of the activation rather than that of its weighted input.
    """


@dataclass(frozen=True)
class Softmax(Dense):
    """One output a class, positive and summing to one: a_j = exp(z_j) / sum exp(z_k).

    Args:
        units: number of classes, 1 or more.
        dropout: probability 0 <= p < 1 with which each *input* is set to 0 in training,
            in the book's form (see FullyConnected); default 0.
        initializer: see `network4.layers.initializers`; default "zeros", the book's.

    Shapes:
        Any input, flattened; output (units,). Weights (inputs, units), biases (units,).

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> Softmax(10).output_shape((100,))
        (10,)

    Source: the book, Chapter 3, "Softmax", and Chapter 6.
    """

    _: KW_ONLY
    initializer: Initializer = "zeros"

    def initial_parameters(
        self, input_shape: Shape, generator: np.random.Generator
    ) -> LayerParameters:
        """Draw the weights, then the biases; by default both are 0."""
        return self._draw("linear", input_shape, generator)
