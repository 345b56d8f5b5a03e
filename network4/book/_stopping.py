"""When network2's training halves its learning rate, and when it stops early."""

import numpy as np

from network4.book._arguments import number, whole_number
from network4.book._monitor import FIGURES, Monitor
from network4.errors import ArgumentError, shown
from network4.utils.checks import check_number


class Plateau:
    """Says when the accuracy has not improved for `limit` epochs; 0 is never.

    Example:
        >>> plateau = Plateau(2)
        >>> [plateau.reached(accuracy) for accuracy in (7, 6, 7, 8, 8, 8)]
        [False, False, True, False, False, True]
    """

    def __init__(self, limit: int) -> None:
        """Begin before the first epoch."""
        self._limit = limit
        self._best = -1
        self._waited = 0

    def reached(self, accuracy: int) -> bool:
        """Take note of an epoch's accuracy; begin to count anew where this is True."""
        if accuracy > self._best:
            self._best, self._waited = accuracy, 0
            return False
        self._waited += 1
        if self._waited != self._limit:
            return False
        self._waited = 0
        return True


class Stopping:
    """The book's rules for the rate and the end of training.

    Args:
        eta: the first learning rate.
        stop_after: stop after so many epochs without a better accuracy; 0 is never.
        halve_after: halve the rate after so many; 0 is never.
        divisor: stop when the rate has fallen to eta/divisor.

    Raises:
        ArgumentError: a number is out of range.

    Source: the book, Chapter 3, "How to choose a neural network's hyper-parameters?".
    """

    def __init__(
        self, eta: float, stop_after: int, halve_after: int, divisor: float
    ) -> None:
        """Begin with the first learning rate."""
        stop_after = whole_number("SGD", "early_stopping_n", stop_after, 0)
        halve_after = whole_number("SGD", "halve_eta_n", halve_after, 0)
        number("SGD", "stop_at_divisor", divisor)
        check_number("SGD", "stop_at_divisor", divisor, 1.0, minimum_allowed=False)
        self.eta = eta
        self.finished = False
        self.needed = bool(stop_after or halve_after)
        self._last_eta = abs(eta) / divisor
        self._stop, self._halve = Plateau(stop_after), Plateau(halve_after)
        self._stop_after, self._halve_after = stop_after, halve_after

    def epoch_ended(self, accuracy: int) -> None:
        """Apply the rules to an epoch's accuracy, and print what follows from it."""
        if self._halve.reached(accuracy):
            self.eta /= 2
            self.finished = abs(self.eta) <= self._last_eta
            print(
                f"No better accuracy in {self._halve_after} epochs: eta is {self.eta}"
            )
        if self._stop.reached(accuracy):
            self.finished = True
            print(f"No better accuracy in {self._stop_after} epochs")
        if self.finished:
            print("Training stopped early")


def check_evaluation(monitor: Monitor, stopping: Stopping) -> None:
    """Raise ArgumentError if what needs evaluation data is asked for without them.

    And if lambda, or what says whether to follow a figure, is something else.
    """
    number("SGD", "lmbda", monitor.lmbda, 0.0)
    for name in FIGURES:
        if not isinstance(getattr(monitor, name), (bool, int, np.bool_)):
            raise ArgumentError(
                f"SGD: monitor_{name} must be True or False, received "
                f"{shown(getattr(monitor, name))}."
            )
    followed = monitor.evaluation_cost or monitor.evaluation_accuracy
    if (followed or stopping.needed) and not monitor.evaluation:
        raise ArgumentError(
            "SGD: evaluation_data must be given where they are monitored or decide "
            "about the learning rate or the end, received none."
        )
