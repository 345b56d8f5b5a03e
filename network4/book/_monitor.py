"""What network2's training computes, prints and remembers after each epoch."""

import warnings
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from network4.book._arguments import number
from network4.book._pairs import Pair
from network4.errors import ArgumentError, shown

FIGURES = (
    "evaluation_cost",
    "evaluation_accuracy",
    "training_cost",
    "training_accuracy",
)
History = tuple[list[float], list[int], list[float], list[int]]


class Judged(Protocol):
    """What can be asked how well it does."""

    def accuracy(self, data: list[Pair], convert: bool = False) -> int:
        """Return how many pairs are answered rightly."""
        ...

    def total_cost(
        self, data: list[Pair], lmbda: float, convert: bool = False
    ) -> float:
        """Return the mean cost, regularisation included."""
        ...


@dataclass
class Monitor:
    """The four figures that can be followed.

    Args:
        net: the network that learns.
        training: pairs (x, y) of columns.
        evaluation: pairs (x, digit).
        lmbda: the regularisation parameter.
        evaluation_cost: and the three after it, whether to follow this figure.
    """

    net: Judged
    training: list[Pair]
    evaluation: list[Pair]
    lmbda: float
    evaluation_cost: bool = False
    evaluation_accuracy: bool = False
    training_cost: bool = False
    training_accuracy: bool = False
    history: History = field(default_factory=lambda: ([], [], [], []))
    _warned: bool = field(default=False, init=False)

    def report(self) -> None:
        """Compute and print what is followed, in the book's order and words."""
        if self.training_cost:
            cost = self.net.total_cost(self.training, self.lmbda)
            self._note_cost(self.history[2], "training", cost)
        if self.training_accuracy:
            count = self.net.accuracy(self.training, convert=True)
            self.history[3].append(count)
            print(f"Accuracy on training data: {count} / {len(self.training)}")
        if self.evaluation_cost:
            cost = self.net.total_cost(self.evaluation, self.lmbda, convert=True)
            self._note_cost(self.history[0], "evaluation", cost)
        if self.evaluation_accuracy:
            count = self.net.accuracy(self.evaluation)
            self.history[1].append(count)
            print(f"Accuracy on evaluation data: {count} / {len(self.evaluation)}")

    def _note_cost(self, costs: list[float], data: str, cost: float) -> None:
        """Remember and print a cost; warn, once, of one that is no finite number."""
        costs.append(cost)
        print(f"Cost on {data} data: {cost}")
        if not (self._warned or np.isfinite(cost)):
            self._warned = True
            warnings.warn(
                f"SGD: the cost on {data} data became {cost}; take a smaller eta.",
                stacklevel=2,
            )

    def count_right(self) -> int:
        """Return the accuracy on evaluation data after the last report."""
        if self.evaluation_accuracy:
            return self.history[1][-1]
        return self.net.accuracy(self.evaluation)


def check_evaluation(monitor: Monitor, needed: bool) -> None:
    """Raise ArgumentError if what needs evaluation data is asked for without them.

    And if lambda, or what says whether to follow a figure, is something else.

    Args:
        monitor: what is followed.
        needed: whether evaluation data decide about the learning rate or the end.
    """
    number("SGD", "lmbda", monitor.lmbda, 0.0)
    for name in FIGURES:
        if not isinstance(getattr(monitor, name), (bool, int, np.bool_)):
            raise ArgumentError(
                f"SGD: monitor_{name} must be True or False, received "
                f"{shown(getattr(monitor, name))}."
            )
    followed = monitor.evaluation_cost or monitor.evaluation_accuracy
    if (followed or needed) and not monitor.evaluation:
        raise ArgumentError(
            "SGD: evaluation_data must be given if they are monitored, or if the "
            "learning rate or the end depends on them, received none."
        )
