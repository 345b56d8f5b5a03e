"""An autoencoder's objective: to give back what it was shown."""

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
    """To give back the inputs, which are their own targets: an autoencoder's objective.

    Args:
        cost: "squared_error", or for sigmoid outputs "binary_cross_entropy"; default
            "squared_error".

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
        """What the network may read: probabilities are compared with shares of 1."""
        return (
            ("pixels",)
            if self.cost == "binary_cross_entropy"
            else ("pixels", "numbers")
        )

    @property
    def of_outputs(self) -> ArrayObjective:
        """The objective that the outputs have, with the inputs as targets."""
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
                f"Network: the last layer must give as many values as the network "
                f"reads, {read}, for a reconstruction, received {given}."
            )

    def as_targets(self, owner: str, targets: Any, output_shape: Shape) -> None:
        """Return None: what else the data hold is no target."""
        del owner, targets, output_shape

    def cost_of_each(
        self, ops: Operations, output: OutputActivation, z: Array, targets: Array
    ) -> Array:
        """See `ArrayObjective.cost_of_each`."""
        return self.of_outputs.cost_of_each(ops, output, z, targets)
