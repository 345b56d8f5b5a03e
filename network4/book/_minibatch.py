"""The pairs that `SGD` learns from, taken by matrices where that is the same.

Readers change these programs. Steps by matrices (see `_steps`) stand for one example
after another only where nothing was replaced; and since a copy of the file may have
been edited, the first mini-batches of an epoch are done one by one, and must come to
the same weights.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np

from network4.book._arguments import checked_schedule, number, whole_number
from network4.book._pairs import Pair, as_pairs
from network4.book._shapes import (
    Sized,
    check_finite,
    check_learned,
    check_parameters,
    stack_columns,
    warn_of_bytes,
)
from network4.book._steps import (
    Array,
    Learner,
    MatrixSteps,
    Parameters,
    Rolling,
    Rules,
    aligned_zeros,
)
from network4.book._stopping import Rate
from network4.errors import ArgumentError

CHECKED_BATCHES = 2  # one would not show momentum, which begins at rest
GATHERED = 40  # examples gathered at a time, few enough to stay in a cache
SAME = 1e-6  # far above the rounding of float64, far below any change of meaning


class Propagates(Learner, Protocol):
    """A network that knows the gradient of one example."""

    def backprop(self, x: Any, y: Any) -> Parameters:
        """Return the gradient of the cost by biases and by weights."""
        ...


def unchanged(used: Iterable[object], own: Sequence[object]) -> bool:
    """Return whether every function in use is one of the module's own.

    A bound method counts as its function, so that subclasses, instances, classes and
    modules may all have been assigned to.
    """
    plain = [getattr(function, "__func__", function) for function in used]
    return all(any(function is mine for mine in own) for function in plain)


def checked_batch(
    mini_batch: object, eta: object, lmbda: object = 0.0, n: object = 1
) -> list[Pair]:
    """Return a mini-batch as a list, if a step can be taken for it.

    Args:
        mini_batch: pairs (x, y).
        eta: the learning rate, 0 or more.
        lmbda: the regularisation parameter, 0 or more; default 0.
        n: the size of the training data, 1 or more; default 1.

    Raises:
        ArgumentError: they are no pairs, there is none, or a number is out of range.
    """
    number("update_mini_batch", "eta", eta, 0.0)
    number("update_mini_batch", "lmbda", lmbda, 0.0)
    whole_number("update_mini_batch", "n", n)
    pairs = as_pairs("update_mini_batch", "mini_batch", mini_batch)
    if not pairs:
        raise ArgumentError(
            "update_mini_batch: mini_batch must hold a pair, received none."
        )
    return pairs


def summed_gradient(net: Propagates, mini_batch: Iterable[Pair]) -> Parameters:
    """Return the sum of the gradients of a mini-batch's examples, by `backprop`."""
    sum_b = [np.zeros(b.shape) for b in net.biases]
    sum_w = [np.zeros(w.shape) for w in net.weights]
    for x, y in mini_batch:
        nabla_b, nabla_w = net.backprop(x, y)
        sum_b = [s + nabla for s, nabla in zip(sum_b, nabla_b, strict=True)]
        sum_w = [s + nabla for s, nabla in zip(sum_w, nabla_w, strict=True)]
    return sum_b, sum_w


def checked_training(
    net: Sized, training_data: object, epochs: int, mini_batch_size: int, eta: Rate
) -> tuple[list[Pair], int, int]:
    """Return the training data as a list, the given one if it is one, and two sizes.

    Raises:
        ArgumentError: no pairs, none at all, or a number out of range.
        ShapeError: the network's weights do not have the shapes of its sizes.
    """
    check_parameters(net)
    num_epochs, size = checked_schedule(epochs, mini_batch_size, eta)
    pairs = as_pairs("SGD", "training_data", training_data)
    if not pairs:
        raise ArgumentError("SGD: training_data must hold an example, received none.")
    return pairs, num_epochs, size


class MiniBatches:
    """Training data that each epoch shuffles and cuts into mini-batches.

    Args:
        data: the pairs, shuffled in place as the book does.
        size: examples in a mini-batch; the last may be shorter.
        rolling: momentum; default None, each step is for itself.
    """

    def __init__(
        self, data: list[Pair], size: int, rolling: Rolling | None = None
    ) -> None:
        """Remember the first order, which the rows of the matrices keep."""
        self.data, self.rolling = data, rolling
        self._size = size
        self._pairs = list(data)
        self._order = list(range(len(data)))
        self._inputs = self._outputs = np.empty((0, 0))
        self._block = min(len(data), size * max(1, GATHERED // size))
        self._trusted = True
        self._finite = False

    def run_epoch(
        self,
        net: Sized,
        one_by_one: Callable[[list[Pair]], None],
        rules: Rules | None,
    ) -> None:
        """Shuffle, then take a step for each mini-batch.

        Args:
            net: whose biases and weights the steps change.
            one_by_one: takes a step for a list of pairs.
            rules: for steps by matrices; None where only `one_by_one` will do.

        Raises:
            ShapeError: an x or y is not a column of the network's size.
            DataError: an x or y has NaN or infinite numbers.
            TrainingDivergedError: weights became infinite or NaN.
        """
        self._look(net, rules is not None)
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
                self._step(net, one_by_one, batch)
        check_learned(net)

    def _look(self, net: Sized, by_matrices: bool) -> None:
        """Check the examples, once, and lay them side by side for steps by matrices."""
        if by_matrices and not len(self._inputs):
            self._stack(net.sizes[0], net.sizes[-1])
        elif not by_matrices and not self._finite:
            for x, y in self._pairs:
                check_finite("SGD", "x", np.asarray(x))
                check_finite("SGD", "y", np.asarray(y))
        self._finite = True

    def _stack(self, num_inputs: int, num_outputs: int) -> None:
        xs = stack_columns("SGD", "x", [x for x, _ in self._pairs], num_inputs)
        ys = stack_columns("SGD", "y", [y for _, y in self._pairs], num_outputs)
        warn_of_bytes("SGD", xs)
        self._inputs, self._outputs = xs, ys
        self._taken = np.empty_like(xs[: self._block])
        self._gathered = aligned_zeros(self._block, num_inputs + 1)
        self._gathered[:, num_inputs] = 1.0

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
        with _without_warnings():
            steps.step(*self._gather(self._order[batch]))
            expected = steps.parameters()
            slack = _slack(net, expected)
            self._step(net, one_by_one, batch)
            self._trusted = _agree(net, expected, slack)
        check_learned(net)

    def _step(
        self, net: Learner, one_by_one: Callable[[list[Pair]], None], batch: slice
    ) -> None:
        step = partial(one_by_one, self.data[batch])
        if self.rolling is None:
            step()
        else:
            self.rolling.roll(net, step)

    def _run_matrices(self, net: Learner, rules: Rules, order: list[int]) -> None:
        steps, size = MatrixSteps(net, rules), self._size
        rows = np.array(order, np.intp)
        try:
            with _without_warnings():
                for start in range(0, len(rows), self._block):
                    x, y = self._gather(rows[start : start + self._block])
                    for k in range(0, len(x), size):
                        steps.step(x[k : k + size], y[k : k + size])
        finally:  # Ctrl-C leaves the network as far as it got
            net.biases, net.weights = steps.parameters()
            if rules.rolling is not None:
                rules.rolling.velocities = steps.velocities()

    def _gather(self, rows: Any) -> tuple[Array, Array]:
        """Return examples, until the next are gathered."""
        x, taken = self._gathered[: len(rows)], self._taken[: len(rows)]
        # mode="clip" lets NumPy write to `out` at once; no row is out of range.
        x[:, : taken.shape[1]] = self._inputs.take(rows, 0, out=taken, mode="clip")
        return x, self._outputs[rows]


def _without_warnings() -> np.errstate:
    """Return where overflows are silent: `check_learned` says what came of them."""
    return np.errstate(over="ignore", invalid="ignore")


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
