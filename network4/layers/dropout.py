"""Dropout as a layer of its own, in the book's form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from network4.layers.base import Layer
from network4.layers.operations import Array, Operations
from network4.layers.parameters import Shape
from network4.layers.step import Step
from network4.utils.checks import check_number


def check_dropout(owner: str, name: str, value: object) -> float:
    """Return a probability 0 <= p < 1 as a float; else raise ArgumentError."""
    return check_number(owner, name, value, 0.0, 1.0)


@dataclass(frozen=True, eq=False, repr=False)
class Dropout(Layer):
    """A layer that sets each input to 0 with a given probability during training.

    In training a_out = mask * a, where the mask holds zeros and ones and nothing is
    rescaled. In prediction a_out = (1 - p) * a. The `dropout` argument of other layers
    does the same to their inputs.

    Args:
        probability: p, the probability of dropping each value, 0 <= p < 1.

    Shapes:
        The output has the input's shape. There are no parameters.

    Raises:
        ArgumentError: the probability is not in 0 <= p < 1.

    Example:
        >>> Dropout(0.5).output_shape((40, 4, 4))
        (40, 4, 4)

    Source: the book, Chapters 3 and 6; Hinton et al. 2012.
    """

    probability: float

    def __post_init__(self) -> None:
        """Refuse anything but a probability below 1."""
        probability = check_dropout(self.name, "probability", self.probability)
        self._store("probability", probability)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the input's own shape."""
        return input_shape

    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return the inputs after dropout in training, else multiplied by 1 - p."""
        del numbers
        return step.drop(ops, a, self.probability)
