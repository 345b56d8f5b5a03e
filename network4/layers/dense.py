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
    """The common part of FullyConnected and Softmax: dropout, then z = w a + b."""

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
        """Return a w + b, after dropout of the inputs."""
        a = step.drop(ops, ops.flatten(a), self.dropout)
        return self._product(ops, numbers, numbers["weights"], a)

    def _product(
        self, ops: Operations, numbers: Mapping[str, Any], weights: Array, a: Array
    ) -> Array:
        z = ops.matmul(a, weights)
        return z + numbers["biases"].reshape(1, -1) if self.biases else z

    def num_operations(self, input_shape: Shape) -> int:
        """Return the number of weights."""
        return math.prod(input_shape) * self.units


@dataclass(frozen=True, eq=False, repr=False)
class FullyConnected(Dense):
    """A layer in which each unit reads every input: a = activation(w a_in + b).

    Args:
        units: number of neurons, 1 or more.
        dropout: probability 0 <= p < 1 of setting each *input* to 0 during training;
            default 0. This is the book's form: training does not rescale the inputs
            that stay, and prediction multiplies all inputs by 1 - p.
        initializer: how weights and biases start: "auto", "unit_normal", "fan_out",
            "fan_in", "he", "glorot" or "zeros" (see `network4.layers.initializers`);
            default "auto", which follows the activation.
        biases: whether the layer has biases; default True.
        activation: "linear", "sigmoid", "tanh" or "relu"; default "sigmoid", as in
            the book.

    Shapes:
        Input: any shape; it is flattened in the order channels, height, width.
        Output: (units,). Weights: (inputs, units). Biases: (units,). All are float32.

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

    In training a = activation((mask * w) a_in + b). The mask of zeros and ones is drawn
    anew for each mini-batch. Prediction multiplies all weights by 1 - p instead.

    Args:
        units: number of neurons, 1 or more.
        dropout: probability 0 <= p < 1 of setting each *weight* to 0 during training;
            default 0.
        initializer: as in FullyConnected; default "auto".
        biases: whether the layer has biases; default True.
        activation: as in FullyConnected; default "sigmoid".

    Shapes:
        The same as FullyConnected.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> DropConnect(100, activation="relu", dropout=0.5).output_shape((40, 4, 4))
        (100,)

    Source: Wan et al. 2013. The paper draws one mask for each image. To predict, it
    takes the expectation of the activation, not of the weighted input as here.
    """

    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return a w + b, after dropout of the weights."""
        weights = numbers["weights"]
        if self.dropout and step.training:
            kept = step.kept(weights.shape, self.dropout)
            weights = ops.where(kept, weights, 0)
        elif self.dropout:
            weights = weights * (1 - self.dropout)
        return self._product(ops, numbers, weights, ops.flatten(a))


@dataclass(frozen=True, eq=False, repr=False)
class Softmax(Dense):
    """The last layer of a classifier, with one output for each class.

    a_j = exp(z_j) / sum over k of exp(z_k), with z = w a_in + b. The outputs are
    positive and their sum is 1, so they can be read as probabilities.

    Args:
        units: number of classes, 2 or more.
        dropout: probability 0 <= p < 1 of setting each *input* to 0 during training, in
            the book's form (see FullyConnected); default 0.
        biases: whether the layer has biases; default True.
        initializer: as in FullyConnected; default "zeros", as in the book.

    Shapes:
        Input: any shape; it is flattened in the order channels, height, width.
        Output: (units,). Weights: (inputs, units). Biases: (units,). All are float32.

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
        """Refuse a single unit, besides what `Dense` refuses."""
        super().__post_init__()
        if self.units == 1:
            raise ArgumentError(
                "Softmax: a layer must have 2 or more units, received 1, whose output "
                "is always 1; use FullyConnected(1) to tell two classes apart."
            )

    @property
    def output_activation(self) -> str:
        """Always "softmax"; objectives take its logarithm from z."""
        return "softmax"
