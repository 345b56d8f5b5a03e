"""What every objective offers: a cost of z, a score, and which way it is better."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, shown
from network4.layers import Shape
from network4.layers.activations import Activation
from network4.layers.operations import Array, Operations
from network4.utils.described import Described

OutputActivation = Activation | Literal["softmax"]
Numbers = npt.NDArray[Any]


@dataclass(frozen=True, eq=False, repr=False)
class Objective(Described, ABC):
    """What a network is trained for.

    An objective of one's own says at least `score_name`, `higher_is_better`,
    `as_targets`, `costs` and `score`.

    Attributes:
        names_classes: whether outputs say to which class an example belongs, the
            targets are labels, and the score is the accuracy.
        wants_inputs: whether a network's own inputs are its targets.
        score_name: what the score is called, as records have it.
        higher_is_better: whether a higher score is better.
    """

    names_classes: ClassVar[bool] = False
    wants_inputs: ClassVar[bool] = False
    score_name: ClassVar[str]
    higher_is_better: ClassVar[bool]

    def check_network(
        self, output: OutputActivation, shapes: list[Shape], inputs: str | int
    ) -> None:
        """Raise ArgumentError unless a network suits the objective.

        Args:
            output: the activation of its last layer.
            shapes: of its inputs and of its outputs.
            inputs: what it reads; see `network4.network.Network`.
        """
        del output, shapes, inputs

    @abstractmethod
    def as_targets(self, owner: str, targets: Any, output_shape: Shape) -> Any:
        """Return targets as training needs them; refuse those that do not fit.

        Args:
            owner: the function that was given them, for messages.
            targets: as a user gave them.
            output_shape: of the network.

        Raises:
            ArgumentError, ShapeError: they do not fit the network.
        """

    @abstractmethod
    def costs(
        self,
        ops: Operations,
        output: OutputActivation,
        z: Array,
        targets: Array,
        mask: Array | None = None,
    ) -> Array:
        """Return the cost of each example, (n,).

        Args:
            ops: the operations of an array library.
            output: the activation that turns z into outputs.
            z: the weighted inputs of the last layer, (n, ...), channels last.
            targets: of the examples; where `wants_inputs` their inputs.
            mask: (n, time), True where a sequence has values; None where all have.
        """

    def slopes(
        self,
        ops: Operations,
        output: OutputActivation,
        z: Array,
        targets: Array,
        mask: Array | None = None,
    ) -> Array | None:
        """Return each example's dC/dz where it is no gradient of `costs`; else None.

        Arguments as of `costs`, which then is reported and not descended.
        """
        del ops, output, z, targets, mask
        return None

    @property
    def score_format(self) -> str:
        """How Python's `format` writes a score: an accuracy as a percentage."""
        return ".2%" if self.names_classes else ".4g"

    @abstractmethod
    def score(self, outputs: Numbers, targets: Numbers, mask: Any = None) -> float:
        """Return the figure by which epochs are judged.

        Args:
            outputs: (n, *output shape).
            targets: of the examples; where `wants_inputs` their inputs.
            mask: (n, time), True where a sequence has values; None where all have.
        """

    def is_better(self, score: float, other: float) -> bool:
        """Return whether a score is better than another one."""
        return score > other if self.higher_is_better else score < other

    def smoothed(self, label_smoothing: float) -> "Objective":
        """Return the objective with labels of which each is only probably right.

        Raises:
            ArgumentError: its targets are no labels.
        """
        if not label_smoothing:
            return self
        raise ArgumentError(
            f"fit: label_smoothing must be 0 with {self.name}, whose targets are no "
            f"labels, received {shown(label_smoothing)}; leave it out."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return a description that JSON can hold."""
        return {"type": self.name, **self._values()}


def mean_over_steps(ops: Operations, costs: Array, mask: Array | None) -> Array:
    """Return (n,): costs as they are, or of a sequence the mean over its steps.

    A sequence without a step costs nothing.

    Args:
        ops: the operations of an array library.
        costs: (n,), or (n, time).
        mask: (n, time), True where a sequence has values; None where all have.
    """
    if costs.ndim == 1:
        return costs
    if mask is None:
        return ops.mean(costs, 1)
    count = ops.sum(ops.where(mask, 1.0, 0.0), 1)
    return ops.sum(ops.where(mask, costs, 0), 1) / ops.maximum(count, 1.0)


def masked(values: Numbers, mask: Any) -> Numbers:
    """Return values (n, ...), of sequences those at the steps that a mask has."""
    is_sequence = mask is not None and values.shape[:2] == np.shape(mask)
    return values[np.asarray(mask)] if is_sequence else values
