"""What every objective offers: a cost of z, a score, and which scores are better."""

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
    """What a network is trained for: a cost to lower and a score to judge epochs by.

    To write your own objective, derive a frozen dataclass from this class. Define at
    least `score_name`, `higher_is_better`, `as_targets`, `costs` and `score`.

    Attributes:
        names_classes: whether targets are labels, outputs name the class of an example,
            and the score is the accuracy; default False.
        wants_inputs: whether the inputs of a network are its targets; default False.
        score_name: the name of the score in records, for example "accuracy".
        higher_is_better: whether a higher score is better.

    Example:
        >>> from network4.objectives import Classification
        >>> objective = Classification("quadratic")
        >>> objective.score_name, objective.is_better(0.98, 0.97)
        ('accuracy', True)
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
            output: the activation of the network's last layer.
            shapes: [input shape, output shape].
            inputs: what the network reads; see `network4.network.Network`.

        Raises:
            ArgumentError: a network of this kind cannot be trained for the objective.
        """
        del output, shapes, inputs

    @abstractmethod
    def as_targets(self, owner: str, targets: Any, output_shape: Shape) -> Any:
        """Return targets in the form that training needs; refuse any that do not fit.

        Args:
            owner: the function that received the targets, for messages.
            targets: the targets as the user gave them.
            output_shape: the output shape of the network.

        Returns:
            (n, ...), an array that `costs` and `score` take.

        Raises:
            ArgumentError, ShapeError: the targets do not fit the network.

        Example:
            >>> from network4.objectives import Classification
            >>> Classification("quadratic").as_targets("fit", [3, 1], (10,))
            array([3, 1], dtype=int32)
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
            targets: the targets of the examples, or their inputs if `wants_inputs`.
            mask: (n, time), True at the steps at which a sequence has values; default
                None, there is no padding.

        Returns:
            (n,) costs, 0 or more.

        Example:
            >>> from network4.layers.numpy_operations import NumpyOperations
            >>> from network4.objectives import SquaredError
            >>> z, y = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]])
            >>> SquaredError().costs(NumpyOperations(), "linear", z, y)
            array([2.])
        """

    def slopes(
        self,
        ops: Operations,
        output: OutputActivation,
        z: Array,
        targets: Array,
        mask: Array | None = None,
    ) -> Array | None:
        """Return dC/dz of each example if training should not use that of `costs`.

        Training descends along these slopes if there are any, and only reports `costs`.
        The arguments are those of `costs`.

        Returns:
            (n, ...) like z; None, the default, if the gradient of `costs` counts.

        Example:
            >>> from network4.layers.numpy_operations import NumpyOperations
            >>> from network4.objectives import SquaredError
            >>> z, y = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]])
            >>> print(SquaredError().slopes(NumpyOperations(), "linear", z, y))
            None
        """
        del ops, output, z, targets, mask
        return None

    @property
    def score_format(self) -> str:
        """How Python's `format` writes a score: an accuracy as a percentage."""
        return ".2%" if self.names_classes else ".4g"

    @abstractmethod
    def score(self, outputs: Numbers, targets: Numbers, mask: Any = None) -> float:
        """Return the score by which epochs are judged.

        Args:
            outputs: (n, *output shape), the outputs of the network.
            targets: the targets of the examples, or their inputs if `wants_inputs`.
            mask: as in `costs`; default None.

        Returns:
            The score; `higher_is_better` says which scores are better.

        Example:
            >>> from network4.objectives import SquaredError
            >>> SquaredError().score(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]]))
            2.0
        """

    def is_better(self, score: float, other: float) -> bool:
        """Return whether a score is better than another, by `higher_is_better`.

        Args:
            score: the score.
            other: the score to compare it with.

        Returns:
            True if `score` is better; False if they are equal.

        Example:
            >>> from network4.objectives import SquaredError
            >>> SquaredError().is_better(0.1, 0.2)
            True
        """
        return score > other if self.higher_is_better else score < other

    def smoothed(self, label_smoothing: float) -> "Objective":
        """Return the objective with smoothed labels; see `Classification`.

        Args:
            label_smoothing: 0 <= e < 1; 0 changes nothing.

        Raises:
            ArgumentError: the targets are no labels.

        Example:
            >>> from network4.objectives import Classification
            >>> Classification("quadratic").smoothed(0.1).label_smoothing
            0.1
        """
        if not label_smoothing:
            return self
        raise ArgumentError(
            f"fit: label_smoothing must be 0 with {self.name}, whose targets are no "
            f"labels, received {shown(label_smoothing)}; leave it out."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return a description that JSON can hold.

        Returns:
            The type's name as "type", and the fields.

        Example:
            >>> from network4.objectives import SquaredError
            >>> SquaredError().to_dict()["type"]
            'SquaredError'
        """
        return {"type": self.name, **self._values()}


def mean_over_steps(ops: Operations, costs: Array, mask: Array | None) -> Array:
    """Return the cost of each example, (n,); a sequence has the mean over its steps.

    A sequence without any step has the cost 0.

    Args:
        ops: the operations of an array library.
        costs: (n,), or (n, time) for sequences.
        mask: (n, time), True at the steps at which a sequence has values; None if there
            is no padding.
    """
    if costs.ndim == 1:
        return costs
    if mask is None:
        return ops.mean(costs, 1)
    count = ops.sum(ops.where(mask, 1.0, 0.0), 1)
    return ops.sum(ops.where(mask, costs, 0), 1) / ops.maximum(count, 1.0)


def masked(values: Numbers, mask: Any) -> Numbers:
    """Return values (n, ...); of sequences only those where the mask is True."""
    is_sequence = mask is not None and values.shape[:2] == np.shape(mask)
    return values[np.asarray(mask)] if is_sequence else values
