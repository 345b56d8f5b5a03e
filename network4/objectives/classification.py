"""Classification: the three costs of the book, judged by accuracy."""

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from network4.datasets.labels import class_numbers, is_one_hot, probability_rows
from network4.datasets.split import NO_CLASS
from network4.errors import ArgumentError, ShapeError
from network4.layers import Shape
from network4.layers.operations import Array, Operations
from network4.objectives.base import (
    Numbers,
    Objective,
    OutputActivation,
    mean_over_steps,
)
from network4.utils.checks import check_choice, check_number

Cost = Literal["log_likelihood", "cross_entropy", "quadratic"]
COSTS: tuple[Cost, ...] = ("log_likelihood", "cross_entropy", "quadratic")
Labels = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, repr=False)
class Classification(Objective):
    """The objective of naming the class of each example; the score is the accuracy.

    Let a be the outputs for an example of class c, with y_c = 1 and y_j = 0 elsewhere:

    - log_likelihood: C = -ln a_c
    - cross_entropy: C = -sum over j of y_j ln a_j + (1 - y_j) ln(1 - a_j)
    - quadratic: C = 1/2 sum over j of (y_j - a_j) squared

    A network with one output tells two classes apart; a is the probability of class 1.
    The label -1 means no class: y_j is then the same for all classes. A step of a
    sequence with the label -1 does not count. Instead of labels, targets may be the
    probabilities of all classes, which are then y (distillation, Hinton et al. 2015);
    the accuracy counts their likeliest class.

    Args:
        cost: "log_likelihood", "cross_entropy" or "quadratic".
        label_smoothing: e, 0 <= e < 1; y becomes (1 - e) y + e / (number of classes)
            (Szegedy et al. 2016); default 0.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> from network4.layers.numpy_operations import NumpyOperations
        >>> objective = Classification("quadratic")
        >>> objective.costs(NumpyOperations(), "linear", np.eye(2), np.array([0, 0]))
        array([0., 1.])

    Source: the book, Chapters 1 (quadratic) and 3 (the others).
    """

    names_classes: ClassVar[bool] = True
    score_name: ClassVar[str] = "accuracy"
    higher_is_better: ClassVar[bool] = True
    cost: Cost
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        check_choice("Network", "cost", self.cost, COSTS)
        check_number(self.name, "label_smoothing", self.label_smoothing, 0.0, 1.0)

    def check_network(
        self, output: OutputActivation, shapes: list[Shape], inputs: str | int
    ) -> None:
        """Raise ArgumentError unless the outputs are one for each class, and fit."""
        *_, given = shapes
        if len(given) > 2:
            raise ArgumentError(
                "Network: the last layer must be a Softmax or FullyConnected layer, "
                f"one unit for each class, received one that gives {given}; add "
                "Softmax(10), for example."
            )
        if given[-1:] == (1,) and output == "softmax":
            raise ArgumentError(
                "Network: a Softmax layer must have 2 or more units, received 1, whose "
                "output is always 1; use FullyConnected(1) to tell two classes apart."
            )
        if self.cost != "quadratic" and output not in ("softmax", "sigmoid"):
            raise ArgumentError(
                f"Network: cost={self.cost!r} takes logarithms and needs softmax or "
                f"sigmoid outputs, received {output!r} ones; use cost='quadratic' or "
                "another last layer."
            )

    def as_targets(self, owner: str, targets: Any, output_shape: Shape) -> Any:
        """Return labels as int32, (n,) or (n, time); see `Objective.as_targets`.

        Floats that are whole, booleans and one-hot rows are taken too. Rows of
        probabilities, one for each class, become float32 (n, *output_shape).
        """
        given = np.asarray([] if targets is None else targets)
        steps, classes = output_shape[:-1], num_classes(output_shape)
        allowed = steps, (*steps, 1), (*steps, classes)
        is_known = given.ndim and given.shape[1:] in allowed
        if targets is None or given.dtype.kind not in "biuf" or not is_known:
            each = f"for each of {steps[0]} steps" if steps else "an example"
            raise ShapeError(
                f"{owner}: labels must be whole numbers, one {each}, or rows of "
                f"{classes} probabilities, received "
                f"{'none' if targets is None else f'{given.dtype} of {given.shape}'}."
            )
        if given.ndim == 2 + len(steps) and given.shape[-1] == classes:
            rows = probability_rows(owner, given)
            if not is_one_hot(rows).all():
                return rows[..., -output_shape[-1] :].astype(np.float32)
        numbers = class_numbers(owner, given, 1 + len(steps))
        if numbers.size and not (NO_CLASS <= numbers.min() and numbers.max() < classes):
            raise ArgumentError(
                f"{owner}: labels must be in 0..{classes - 1}, or {NO_CLASS} for no "
                f"class, received {numbers.min()} to {numbers.max()}."
            )
        return numbers.astype(np.int32)

    def costs(
        self,
        ops: Operations,
        output: OutputActivation,
        z: Array,
        targets: Array,
        mask: Array | None = None,
    ) -> Array:
        """Return the cost of each example, (n,); see `Objective.costs`.

        z has the shape (n, classes), or (n, time, classes) for sequences.
        """
        y = self._wanted_outputs(ops, targets, z)
        if z.ndim > 2 and targets.ndim < z.ndim:
            asked = targets != NO_CLASS
            mask = asked if mask is None else mask & asked
        each = self._costs(ops, output, z, y)
        if self.cost == "quadratic" and targets.ndim == z.ndim:
            each = each - ops.sum(y * (1 - y), -1) / 2  # (y - a)^2, and no mean of such
        return mean_over_steps(ops, each, mask)

    def _wanted_outputs(self, ops: Operations, labels: Array, z: Array) -> Any:
        """Return y, of the shape of z, from labels or from probabilities."""
        num_outputs = z.shape[-1]
        share = 1 / num_classes((num_outputs,))
        of_others = self.label_smoothing * share
        if labels.ndim == z.ndim:
            return (1 - self.label_smoothing) * labels + of_others
        first = 1 if num_outputs == 1 else 0
        classes = np.arange(first, first + num_outputs, dtype=np.int32)
        classes = classes.reshape(*(1 for _ in labels.shape), num_outputs)
        of_own = 1 - self.label_smoothing + of_others
        labels = labels[..., None]
        y = ops.where(labels == classes, of_own, of_others)
        return ops.where(labels < 0, share, y)

    def _costs(
        self, ops: Operations, output: OutputActivation, z: Array, y: Array
    ) -> Array:
        # Each cost is linear in y, so that a mean of targets has the mean cost.
        if self.cost == "quadratic":
            a = ops.activate(output, z)
            return ops.sum(y * (1 - a) ** 2 + (1 - y) * a**2, -1) / 2
        log_a, log_rest = _logarithms(ops, output, z)
        gained = y * log_a
        if self.cost == "cross_entropy" or z.shape[-1] == 1:
            gained = gained + (1 - y) * log_rest
        return -ops.sum(gained, -1)

    def mean_cost(self, outputs: Numbers, labels: npt.NDArray[Any]) -> float:
        """Return the mean cost of examples, computed from outputs instead of z.

        Args:
            outputs: (n, classes), n 1 or more. Before a logarithm, outputs of 0 and 1
                are replaced by the nearest float32 between, so the cost is finite.
            labels: (n,) whole numbers below the number of classes.

        Returns:
            The mean cost, 0 or more.

        Example:
            >>> objective = Classification("quadratic")
            >>> objective.mean_cost(np.array([[0.5, 0.5]]), np.array([1]))
            0.25
        """
        a = np.asarray(outputs, np.float64)
        y: npt.NDArray[np.float64] = np.eye(a.shape[1])[labels]
        if self.cost == "quadratic":
            return float(((y - a) ** 2).sum()) / 2 / len(a)
        gained = y * np.log(np.maximum(a, np.finfo(np.float32).tiny))
        if self.cost == "cross_entropy":
            gained += (1 - y) * np.log(np.maximum(1 - a, np.finfo(np.float32).epsneg))
        return -float(gained.sum()) / len(a)

    def score(self, outputs: Numbers, targets: Numbers, mask: Any = None) -> float:
        """Return the accuracy, 0 to 1, over examples or over steps of sequences.

        Raises:
            ArgumentError: no label names a class.
        """
        targets = likeliest_classes(targets)
        counts = targets != NO_CLASS
        if mask is not None and np.shape(mask) == targets.shape:
            counts &= np.asarray(mask)
        if not counts.any():
            raise ArgumentError(
                "score: labels must name the class of at least one example or step, "
                f"received only {NO_CLASS}, which means no class."
            )
        return accuracy(predicted_classes(outputs)[counts], targets[counts])

    def smoothed(self, label_smoothing: float) -> "Classification":
        """Return the objective with this label smoothing; see the class."""
        return dataclasses.replace(self, label_smoothing=label_smoothing)


def num_classes(output_shape: Shape) -> int:
    """Return the number of classes for an output shape; one output tells two apart."""
    return 2 if output_shape[-1] == 1 else output_shape[-1]


def predicted_classes(outputs: Numbers) -> npt.NDArray[np.int64]:
    """Return the class with the largest output; a single output above 1/2 is class 1.

    >>> predicted_classes(np.array([[0.1, 0.9], [0.6, 0.4]]))
    array([1, 0])
    >>> predicted_classes(np.array([[0.1], [0.6]]))
    array([0, 1])
    """
    if outputs.shape[-1] == 1:
        return (outputs[..., 0] > 0.5).astype(np.int64)
    return outputs.argmax(axis=-1)


def likeliest_classes(targets: Numbers) -> Numbers:
    """Return labels as they are; of rows of probabilities the likeliest class.

    Args:
        targets: what `Classification.as_targets` returns.

    >>> likeliest_classes(np.array([2, NO_CLASS]))
    array([ 2, -1])
    >>> likeliest_classes(np.array([[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]]))
    array([2, 0], dtype=int32)
    """
    if targets.dtype.kind != "f" or targets.ndim == 1:
        return targets
    return predicted_classes(targets).astype(np.int32)


def class_probabilities(outputs: Numbers) -> Numbers:
    """Return the probability of each class, (..., classes), from outputs of 0 or more.

    Outputs are divided by their sum. A single output a gives (1 - a, a).

    >>> class_probabilities(np.array([[0.25, 0.25], [0.0, 0.0]]))
    array([[0.5, 0.5],
           [0.5, 0.5]])
    >>> class_probabilities(np.array([[0.25]]))
    array([[0.75, 0.25]])
    """
    if outputs.shape[-1] == 1:
        return np.concatenate([1 - outputs, outputs], axis=-1)
    total = outputs.sum(axis=-1, keepdims=True)
    # Sigmoids may all underflow to 0: then nothing speaks for any class.
    even = np.full_like(outputs, 1 / outputs.shape[-1])
    return np.divide(outputs, total, out=even, where=total > 0)


def accuracy(predictions: npt.NDArray[Any], labels: npt.NDArray[Any]) -> float:
    """Return the share, 0 to 1, of predictions that equal the labels.

    >>> accuracy(np.array([3, 1, 4, 1]), np.array([3, 1, 4, 7]))
    0.75
    """
    return int(np.count_nonzero(predictions == labels)) / labels.size


def _logarithms(
    ops: Operations, output: OutputActivation, z: Array
) -> tuple[Array, Array]:
    """Return ln a and ln(1 - a) from z, so that no logarithm overflows."""
    if output == "sigmoid":
        return -ops.softplus(-z), -ops.softplus(z)
    total = ops.log_sum_exp(z)
    # 1 - a sums the other classes: a may have been rounded to 1.
    own = np.eye(z.shape[-1], dtype=np.bool_).reshape(
        *(1 for _ in z.shape[:-1]), z.shape[-1], z.shape[-1]
    )
    others = ops.log_sum_exp(ops.where(own, -np.inf, z[..., None, :]))
    return z - total, others[..., 0] - total
