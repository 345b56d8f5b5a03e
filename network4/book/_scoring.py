"""How well a network of network2's does: right answers and cost."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from network4.book._minibatch import Pair, in_chunks, is_right
from network4.book._steps import Array
from network4.book.mnist_loader import vectorized_result
from network4.errors import ArgumentError


class Scored(ABC):
    """What `accuracy` and `total_cost` are computed from."""

    weights: list[Array]
    cost: Any
    regularization: str

    @abstractmethod
    def outputs_for(self, pairs: list[Pair]) -> Sequence[Array]:
        """Return the output, a column, for the x of each pair."""

    def accuracy(self, data: Iterable[Pair], convert: bool = False) -> int:
        """Return for how many pairs the most active output is the right one.

        Args:
            data: pairs (x, digit), or (x, y) of columns with convert=True.
            convert: whether a y is a column; default False.
        """
        right = 0
        for pairs in in_chunks(data):
            digits = [np.argmax(y) if convert else y for _, y in pairs]
            right += sum(map(is_right, self.outputs_for(pairs), digits))
        return right

    def total_cost(
        self, data: Iterable[Pair], lmbda: float, convert: bool = False
    ) -> float:
        """Return the mean cost, regularisation included.

        Args:
            data: pairs (x, y) of columns, or (x, digit) with convert=True.
            lmbda: the regularisation parameter, divided by the length of these data.
            convert: whether a y is a digit; default False.

        Raises:
            ArgumentError: no data.
        """
        total, n = 0.0, 0
        for pairs in in_chunks(data):
            wanted = [vectorized_result(y) if convert else y for _, y in pairs]
            total += sum(map(self.cost.fn, self.outputs_for(pairs), wanted))
            n += len(pairs)
        if not n:
            raise ArgumentError("total_cost: data must hold a pair, received none.")
        return float(total / n + lmbda / n * sum(map(self._size, self.weights)))

    def _size(self, w: Array) -> float:
        """Return what `lmbda` weighs: the absolute values or half the squares."""
        l1 = self.regularization == "L1"
        return float(np.sum(np.abs(w) if l1 else w * w / 2))
