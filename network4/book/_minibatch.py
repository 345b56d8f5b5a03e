"""The pairs that `SGD` learns from, taken by matrices where that is the same.

Readers change these programs. Steps by matrices (see `_steps`) stand for one example
after another only where nothing was replaced; and since a copy of the file may have
been edited, the first mini-batches of an epoch are done one by one, and must come to
the same weights.
"""

import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from network4.book._steps import (
    Array,
    Learner,
    MatrixSteps,
    Parameters,
    Rules,
    aligned_zeros,
)
from network4.errors import ArgumentError, ShapeError, shown
from network4.utils.checks import check_integer, check_number

Pair = tuple[Any, Any]
CHECKED_BATCHES = 2  # one would not show momentum, which begins at rest
GATHERED = 40  # examples gathered at a time, few enough to stay in a cache
CHUNK = 1000  # inputs fed forward at a time, so that memory stays small
SAME = 1e-6  # far above the rounding of float64, far below any change of meaning


def unchanged(used: Iterable[object], own: Sequence[object]) -> bool:
    """Return whether every function in use is one of the module's own.

    A bound method counts as its function, so that subclasses, instances, classes and
    modules may all have been assigned to.
    """
    plain = [getattr(function, "__func__", function) for function in used]
    return all(any(function is mine for mine in own) for function in plain)


def check_sizes(sizes: Sequence[int]) -> None:
    """Raise ArgumentError unless two or more layers have one or more neurons."""
    if len(sizes) < 2:
        raise ArgumentError(
            f"Network: sizes must name two or more layers, received {shown(sizes)}; "
            "[784, 30, 10], say."
        )
    for size in sizes:
        check_integer("Network", "sizes", size, 1)


def check_training(
    training_data: Iterable[Pair], epochs: int, mini_batch_size: int, eta: float
) -> list[Pair]:
    """Return the training data as a list, the given one if it is one.

    Raises:
        ArgumentError: no examples, or a number out of range.
    """
    check_integer("SGD", "epochs", epochs, 0)
    check_integer("SGD", "mini_batch_size", mini_batch_size, 1)
    check_number("SGD", "eta", eta, -math.inf)
    pairs = training_data if isinstance(training_data, list) else list(training_data)
    if not pairs:
        raise ArgumentError("SGD: training_data must hold an example, received none.")
    return pairs


def in_chunks(data: Iterable[Pair]) -> Iterator[list[Pair]]:
    """Yield pairs in lists that are short enough to feed forward together."""
    pairs = list(data)
    for start in range(0, len(pairs), CHUNK):
        yield pairs[start : start + CHUNK]


def is_right(output: Array, digit: Any) -> bool:
    """Return whether the most active output is the digit's."""
    return bool(np.argmax(output) == digit)


def stack_columns(name: str, columns: Sequence[Any], size: int) -> Array:
    """Return columns as the rows of one array, of shape (n, size).

    Args:
        name: what they are called, for the error.
        columns: each of shape (size, 1); a bare number will do for a column of one.
        size: values in a column.

    Raises:
        ShapeError: one has another shape.

    Example:
        >>> stack_columns("x", [np.array([[1], [2]]), np.array([[3], [4]])], 2)
        array([[1, 2],
               [3, 4]])
    """
    arrays = [np.asarray(column) for column in columns]
    if size == 1 and name == "y":
        arrays = [a.reshape(1, 1) if a.size == 1 else a for a in arrays]
    for array in arrays:
        if array.shape != (size, 1):
            raise ShapeError(
                f"Network: each {name} must be a column of shape ({size}, 1), received "
                f"shape {array.shape}; reshape it, or see mnist_loader."
            )
    return np.concatenate(arrays).reshape(len(arrays), size)


def outputs_of(
    feedforward: Callable[[Any], Array], inputs: list[Any], size: int | None
) -> Sequence[Array]:
    """Return the output for each input.

    Args:
        feedforward: the network's.
        inputs: columns.
        size: values in a column, where all may be fed forward as one matrix if that
            gives the first the output it has alone; None where one by one.

    Raises:
        ShapeError: an input is not a column of `size` values.
    """
    if size is not None:
        outputs = feedforward(stack_columns("x", inputs, size).T)
        first = feedforward(inputs[0])
        if first.shape == outputs[:, :1].shape and np.allclose(first, outputs[:, :1]):
            return list(outputs.T[..., None])
    return [feedforward(x) for x in inputs]


class MiniBatches:
    """Training data that each epoch shuffles and cuts into mini-batches.

    Args:
        data: the pairs, shuffled in place as the book does.
        size: examples in a mini-batch; the last may be shorter.
    """

    def __init__(self, data: list[Pair], size: int) -> None:
        """Remember the first order, which the rows of the matrices keep."""
        self.data = data
        self._size = size
        self._pairs = list(data)
        self._order = list(range(len(data)))
        self._inputs = self._outputs = np.empty((0, 0))
        self._block = min(len(data), size * max(1, GATHERED // size))
        self._trusted = True

    def stack(self, num_inputs: int, num_outputs: int) -> None:
        """Lay the examples side by side, once, for steps by matrices."""
        if not len(self._inputs):
            xs = stack_columns("x", [x for x, _ in self._pairs], num_inputs)
            ys = stack_columns("y", [y for _, y in self._pairs], num_outputs)
            self._inputs, self._outputs = xs, ys
            self._taken = np.empty_like(xs[: self._block])
            self._gathered = aligned_zeros(self._block, num_inputs + 1)
            self._gathered[:, num_inputs] = 1.0

    def run_epoch(
        self,
        net: Learner,
        one_by_one: Callable[[list[Pair]], None],
        rules: Rules | None,
    ) -> None:
        """Shuffle, then take a step for each mini-batch.

        Args:
            net: whose biases and weights the steps change.
            one_by_one: takes a step for a list of pairs.
            rules: for steps by matrices; None where only `one_by_one` will do.
        """
        self._shuffle()
        batches = [
            slice(start, start + self._size)
            for start in range(0, len(self.data), self._size)
        ]
        checked = 0
        while rules and self._trusted and checked < min(CHECKED_BATCHES, len(batches)):
            self._check(net, one_by_one, rules, batches[checked])
            checked += 1
        if rules and self._trusted:
            self._run_matrices(net, rules, self._order[checked * self._size :])
        else:
            for batch in batches[checked:]:
                one_by_one(self.data[batch])

    def _shuffle(self) -> None:
        random.shuffle(self._order)
        self.data[:] = [self._pairs[row] for row in self._order]

    def _check(
        self,
        net: Learner,
        one_by_one: Callable[[list[Pair]], None],
        rules: Rules,
        batch: slice,
    ) -> None:
        """Take a step one by one, and see whether matrices come to the same."""
        steps = MatrixSteps(net, rules)
        steps.step(*self._gather(self._order[batch]))
        expected = steps.parameters()
        slack = _slack(net, expected)
        one_by_one(self.data[batch])
        self._trusted = _agree(net, expected, slack)

    def _run_matrices(self, net: Learner, rules: Rules, order: list[int]) -> None:
        steps, size = MatrixSteps(net, rules), self._size
        rows = np.array(order, np.intp)
        try:
            for start in range(0, len(rows), self._block):
                x, y = self._gather(rows[start : start + self._block])
                for k in range(0, len(x), size):
                    steps.step(x[k : k + size], y[k : k + size])
        finally:  # Ctrl-C leaves the network as far as it got
            net.biases, net.weights = steps.parameters()

    def _gather(self, rows: Any) -> tuple[Array, Array]:
        """Return examples, until the next are gathered."""
        x, taken = self._gathered[: len(rows)], self._taken[: len(rows)]
        # mode="clip" lets NumPy write to `out` at once; no row is out of range.
        x[:, : taken.shape[1]] = self._inputs.take(rows, 0, out=taken, mode="clip")
        return x, self._outputs[rows]


def _slack(net: Learner, expected: Parameters) -> float:
    """Return how far two ways to take the same step may come apart."""
    before, after = [*net.biases, *net.weights], [*expected[0], *expected[1]]
    pairs = list(zip(before, after, strict=True))
    change = max(float(np.abs(new - old).max()) for old, new in pairs)
    largest = max(float(np.abs(new).max()) for _, new in pairs)
    return SAME * change + 4 * float(np.finfo(np.float64).eps) * largest


def _agree(net: Learner, expected: Parameters, slack: float) -> bool:
    received, wanted = [*net.biases, *net.weights], [*expected[0], *expected[1]]
    return len(received) == len(wanted) and all(
        have.shape == want.shape and float(np.abs(have - want).max()) <= slack
        for have, want in zip(received, wanted, strict=True)
    )
