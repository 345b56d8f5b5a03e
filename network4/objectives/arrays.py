"""Objectives whose targets are arrays: numbers of any range, or probabilities."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError
from network4.layers import Shape
from network4.layers.operations import Array, Operations
from network4.layers.parameters import fits
from network4.objectives.base import (
    Numbers,
    Objective,
    OutputActivation,
    masked,
    mean_over_steps,
)


@dataclass(frozen=True, eq=False, repr=False)
class ArrayObjective(Objective):
    """The common part of objectives with arrays as targets.

    The score is the mean squared error of an output. The cost of an example is a sum
    over its outputs. In a sequence the sum is over the outputs of one step.
    """

    score_name: ClassVar[str] = "mean_squared_error"
    higher_is_better: ClassVar[bool] = False

    def as_targets(self, owner: str, targets: Any, output_shape: Shape) -> Any:
        """Return targets as (n, *output_shape) float32."""
        given = np.asarray(targets)
        if given.dtype.kind not in "fiu":
            raise ArgumentError(
                f"{owner}: labels must be numbers for {self.name}, received "
                f"{given.dtype}."
            )
        if given.ndim == 1 and output_shape == (1,):
            given = given[:, None]
        if not fits(given.shape[1:], output_shape):
            raise ShapeError(
                f"{owner}: labels must be (n, {', '.join(map(str, output_shape))}), "
                f"as the network's outputs are, received {given.shape}."
            )
        found = given.astype(np.float32)
        self._check_range(owner, found)
        return found

    def _check_range(self, owner: str, targets: npt.NDArray[np.float32]) -> None:
        if not np.isfinite(targets).all():
            raise ArgumentError(
                f"{owner}: labels must be finite, received some that are NaN or "
                "infinite."
            )

    def costs(
        self,
        ops: Operations,
        output: OutputActivation,
        z: Array,
        targets: Array,
        mask: Array | None = None,
    ) -> Array:
        """Return the cost of each example, (n,); see `Objective.costs`."""
        if z.ndim != 3:  # outputs of a sequence keep their steps apart
            z, targets = ops.flatten(z), ops.flatten(targets)
        each = ops.sum(self.cost_of_each(ops, output, z, targets.reshape(z.shape)), -1)
        return mean_over_steps(ops, each, mask)

    @abstractmethod
    def cost_of_each(
        self, ops: Operations, output: OutputActivation, z: Array, targets: Array
    ) -> Array:
        """Return the cost of each output, of the shape of z.

        The arguments are those of `costs`.

        Example:
            >>> from network4.layers.numpy_operations import NumpyOperations
            >>> z, y = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]])
            >>> SquaredError().cost_of_each(NumpyOperations(), "linear", z, y)
            array([[0., 2.]])
        """

    def score(self, outputs: Numbers, targets: Numbers, mask: Any = None) -> float:
        """Return the mean squared error of the outputs."""
        wanted = np.asarray(targets, np.float64).reshape(outputs.shape)
        errors = masked((outputs.astype(np.float64) - wanted) ** 2, mask)
        return float(errors.mean())


@dataclass(frozen=True, eq=False, repr=False)
class SquaredError(ArrayObjective):
    """The objective of regression: C = 1/2 sum over j of (y_j - a_j) squared.

    Targets are arrays (n, *output shape) of finite numbers. The last layer may have any
    activation; use "linear" for targets of any range. The score is the mean squared
    error of an output. There are no arguments.

    Example:
        >>> from network4.layers.numpy_operations import NumpyOperations
        >>> z, y = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]])
        >>> SquaredError().costs(NumpyOperations(), "linear", z, y)
        array([2.])

    Source: the book, Chapter 1.
    """

    def cost_of_each(
        self, ops: Operations, output: OutputActivation, z: Array, targets: Array
    ) -> Array:
        """Return half the squared error of each output, of the shape of z."""
        return (targets - ops.activate(output, z)) ** 2 / 2


@dataclass(frozen=True, eq=False, repr=False)
class BinaryCrossEntropy(ArrayObjective):
    """The objective of outputs that are each a probability of its own.

    C = -sum over j of y_j ln a_j + (1 - y_j) ln(1 - a_j). Targets are arrays
    (n, *output shape) of numbers in 0..1. The last layer must have sigmoid outputs. The
    score is the mean squared error of an output (Brier 1950). There are no arguments.

    Example:
        >>> from network4.layers.numpy_operations import NumpyOperations
        >>> z, y = np.zeros((1, 3)), np.array([[1.0, 0.0, 0.5]])
        >>> BinaryCrossEntropy().costs(NumpyOperations(), "sigmoid", z, y).round(4)
        array([2.0794])

    Source: the book, Chapter 3.
    """

    def check_network(
        self, output: OutputActivation, shapes: list[Shape], inputs: str | int
    ) -> None:
        """Raise ArgumentError unless the outputs are sigmoids."""
        del shapes, inputs
        if output != "sigmoid":
            raise ArgumentError(
                f"Network: {self.name} needs a last layer with sigmoid outputs, "
                f"received {output!r} ones; use SquaredError or another last layer."
            )

    def _check_range(self, owner: str, targets: npt.NDArray[np.float32]) -> None:
        if targets.size and not (targets.min() >= 0 and targets.max() <= 1):
            raise ArgumentError(
                f"{owner}: labels must be in 0..1 for {self.name}, received values "
                f"from {targets.min():g} to {targets.max():g}."
            )

    def cost_of_each(
        self, ops: Operations, output: OutputActivation, z: Array, targets: Array
    ) -> Array:
        """Return the cross-entropy of each output, of the shape of z."""
        del output
        return targets * ops.softplus(-z) + (1 - targets) * ops.softplus(z)
