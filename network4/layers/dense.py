"""Fully-connected layers and the softmax layer that ends a classifier."""

import math
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from network4.errors import ArgumentError
from network4.layers.activations import Activation, check_activation
from network4.layers.base import Layer, check_known
from network4.layers.dropout import check_dropout
from network4.layers.initializers import (
    INITIALIZERS,
    Initializer,
    weights_and_biases,
)
from network4.layers.operations import Array, Operations
from network4.layers.parameters import Shape, Tree
from network4.layers.step import Step
from network4.utils.checks import check_choice, check_flag


@dataclass(frozen=True, eq=False, repr=False)
class Dense(Layer):
    """What fully-connected and softmax layers share: z = w a + b, dropout before."""

    units: int
    _: KW_ONLY
    dropout: float = 0.0
    initializer: Initializer = "auto"
    biases: bool = True
    _later_fields: ClassVar[tuple[str, ...]] = ("biases",)

    def __post_init__(self) -> None:
        """Refuse what no input could make possible."""
        self._store_integer("units", 1)
        check_choice(self.name, "initializer", self.initializer, INITIALIZERS)
        self._store("dropout", check_dropout(self.name, "dropout", self.dropout))
        check_flag(self.name, "biases", self.biases)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return (units,), whatever the input."""
        check_known(self.name, input_shape)
        return (self.units,)

    def parameters(self, input_shape: Shape) -> Tree:
        """Weights (inputs, units) and biases (units,)."""
        fans = (math.prod(input_shape), self.units)
        num_biases = self.units if self.biases else 0
        activation: Any = getattr(self, "activation", "linear")
        return dict(
            weights_and_biases(self.initializer, activation, fans, num_biases, fans)
        )

    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return a w + b, of inputs of which some are dropped."""
        a = step.drop(ops, ops.flatten(a), self.dropout)
        return self._product(ops, numbers, numbers["weights"], a)

    def _product(
        self, ops: Operations, numbers: Mapping[str, Any], weights: Array, a: Array
    ) -> Array:
        z = ops.matmul(a, weights)
        return z + numbers["biases"].reshape(1, -1) if self.biases else z

    def num_operations(self, input_shape: Shape) -> int:
        """One for each weight."""
        return math.prod(input_shape) * self.units


@dataclass(frozen=True, eq=False, repr=False)
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
        biases: whether there are any; default True.

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


@dataclass(frozen=True, eq=False, repr=False)
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

    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return a w + b, with weights of which some are dropped."""
        weights = numbers["weights"]
        if self.dropout and step.training:
            kept = step.kept(weights.shape, self.dropout)
            weights = ops.where(kept, weights, 0)
        elif self.dropout:
            weights = weights * (1 - self.dropout)
        return self._product(ops, numbers, weights, ops.flatten(a))


@dataclass(frozen=True, eq=False, repr=False)
class Softmax(Dense):
    """One output a class, positive and summing to one: a_j = exp(z_j) / sum exp(z_k).

    Args:
        units: number of classes, 2 or more.
        dropout: probability 0 <= p < 1 with which each *input* is set to 0 in training,
            in the book's form (see FullyConnected); default 0.
        initializer: see `network4.layers.initializers`; default "zeros", the book's.
        biases: whether there are any; default True.

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

    def __post_init__(self) -> None:
        """Refuse one unit besides."""
        super().__post_init__()
        if self.units == 1:
            raise ArgumentError(
                "Softmax: it must have 2 or more units, received 1, whose output is "
                "always 1; say FullyConnected(1) to tell two classes apart."
            )

    @property
    def output_activation(self) -> str:
        """A softmax, of which the objective takes the logarithm from z."""
        return "softmax"
