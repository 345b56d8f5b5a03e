"""The objective of autoencoders: to give back their inputs."""

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from network4.errors import ArgumentError, shown
from network4.layers import Shape
from network4.layers.operations import Array, Operations
from network4.layers.parameters import is_open
from network4.objectives.arrays import (
    ArrayObjective,
    BinaryCrossEntropy,
    SquaredError,
)
from network4.objectives.base import OutputActivation
from network4.utils.checks import check_choice

_COSTS: dict[str, ArrayObjective] = {
    "squared_error": SquaredError(),
    "binary_cross_entropy": BinaryCrossEntropy(),
}


@dataclass(frozen=True, eq=False, repr=False)
class Reconstruction(ArrayObjective):
    """The objective of an autoencoder: to give back its inputs.

    The inputs are the targets, so labels are not used. The score is the mean squared
    error of an output.

    Args:
        cost: "squared_error" or "binary_cross_entropy"; default "squared_error". The
            second needs sigmoid outputs and a network that reads pixels.

    Raises:
        ArgumentError: there is no such cost.

    Example:
        >>> import network4 as n4
        >>> layers = [n4.FullyConnected(30), n4.FullyConnected(784)]
        >>> n4.Network(layers, cost="reconstruction").objective
        Reconstruction(cost='squared_error')

    Source: Hinton and Salakhutdinov 2006.
    """

    wants_inputs: ClassVar[bool] = True
    cost: Literal["squared_error", "binary_cross_entropy"] = "squared_error"

    def __post_init__(self) -> None:
        """Refuse an unknown cost."""
        check_choice(self.name, "cost", self.cost, _COSTS)

    @property
    def _readable(self) -> tuple[str, ...]:
        """What the network may read; binary cross-entropy needs targets in 0..1."""
        return (
            ("pixels",)
            if self.cost == "binary_cross_entropy"
            else ("pixels", "numbers")
        )

    @property
    def of_outputs(self) -> ArrayObjective:
        """The objective of the outputs when the inputs are the targets."""
        return _COSTS[self.cost]

    def check_network(
        self, output: OutputActivation, shapes: list[Shape], inputs: str | int
    ) -> None:
        """Raise ArgumentError unless there is an output for each input."""
        self.of_outputs.check_network(output, shapes, inputs)
        if inputs not in self._readable:
            raise ArgumentError(
                f"Network: inputs must be {' or '.join(map(repr, self._readable))} for "
                f"{shown(self)}, received {shown(inputs)}."
            )
        read, given = shapes
        same = read == given if is_open(read) else math.prod(read) == math.prod(given)
        if not same:
            raise ArgumentError(
                "Network: the last layer must have as many outputs as the network has "
                f"inputs, {read}, for a reconstruction, received {given}."
            )

    def as_targets(self, owner: str, targets: Any, output_shape: Shape) -> None:
        """Return None, since labels are not used."""
        del owner, targets, output_shape

    def cost_of_each(
        self, ops: Operations, output: OutputActivation, z: Array, targets: Array
    ) -> Array:
        """Return the cost of each output, of the shape of z."""
        return self.of_outputs.cost_of_each(ops, output, z, targets)
