"""How well a network of network2's does: right answers and cost."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from network4.book._arguments import number
from network4.book._evaluating import in_chunks, is_right
from network4.book._pairs import Pair, as_pairs, column_of, digits_of
from network4.book._steps import Array
from network4.errors import ArgumentError, shown
from network4.utils.blas import on_few_threads


def checked_cost(cost: Any) -> Any:
    """Return a cost if it can be used as one.

    Raises:
        ArgumentError: it has no `fn` and `delta` to call.
    """
    if all(callable(getattr(cost, name, None)) for name in ("fn", "delta")):
        return cost
    raise ArgumentError(
        "Network: cost must be a class with fn and delta, such as QuadraticCost, "
        f"received {shown(cost)}."
    )


class Scored(ABC):
    """What `accuracy` and `total_cost` are computed from."""

    sizes: Sequence[int]
    biases: list[Array]
    weights: list[Array]
    cost: Any
    regularization: str

    @abstractmethod
    def outputs_for(self, pairs: list[Pair]) -> Sequence[Array]:
        """Return the output, a column, for the x of each pair."""

    @on_few_threads
    def accuracy(self, data: Iterable[Pair], convert: bool = False) -> int:
        """Return for how many pairs the most active output is the right one.

        Args:
            data: pairs (x, digit), or (x, y) of columns.
            convert: whether a y is a column, as the book has it; each is taken for
                what it is.

        Raises:
            ArgumentError: they are no pairs, or a y is neither.
            ShapeError: an x is not a column of the network's size.
        """
        del convert
        right = 0
        for pairs in in_chunks(as_pairs("accuracy", "data", data)):
            digits = digits_of("accuracy", [y for _, y in pairs], self.sizes[-1])
            right += sum(map(is_right, self.outputs_for(pairs), digits))
        return right

    @on_few_threads
    def total_cost(
        self, data: Iterable[Pair], lmbda: float, convert: bool = False
    ) -> float:
        """Return the mean cost, regularisation included.

        Args:
            data: pairs (x, y) of columns, or (x, digit).
            lmbda: the regularisation parameter, divided by the length of these data.
            convert: whether a y is a digit, as the book has it; each is taken for what
                it is.

        Raises:
            ArgumentError: no data, they are no pairs, or a y is neither.
            ShapeError: an x is not a column of the network's size.
        """
        del convert
        number("total_cost", "lmbda", lmbda)
        total, n = 0.0, 0
        for pairs in in_chunks(as_pairs("total_cost", "data", data)):
            wanted = [column_of("total_cost", y, self.sizes[-1]) for _, y in pairs]
            total += sum(map(self.cost.fn, self.outputs_for(pairs), wanted))
            n += len(pairs)
        if not n:
            raise ArgumentError("total_cost: data must hold a pair, received none.")
        if not lmbda:  # and 0 times weights too large to be squared is NaN
            return float(total / n)
        return float(total / n + lmbda / n * sum(map(self._size, self.weights)))

    def _size(self, w: Array) -> float:
        """Return what `lmbda` weighs: the absolute values or half the squares."""
        l1 = self.regularization == "L1"
        return float(np.sum(np.abs(w) if l1 else w * w / 2))
