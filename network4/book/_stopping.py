"""The learning rate of each epoch, and when training stops early."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from typing import Any, cast

import numpy as np

from network4.book._arguments import number, whole_number
from network4.errors import ArgumentError, shown
from network4.utils.checks import check_number

Rate = float | Callable[[int], float]
StopRule = Callable[[Sequence[float]], bool]
_MANY_EPOCHS = 10_000  # more than anyone waits for: epochs for ever, until it stops


def little_gain(n: int, gain: float) -> StopRule:
    """Return a rule that stops when the mean accuracy rises too slowly.

    The accuracy sways from epoch to epoch, so that no-improvement-in-n waits long for a
    chance. The mean of n epochs sways less: by the root of n.

    Args:
        n: epochs whose mean accuracy is compared with that of the n before.
        gain: by how much it must be higher, in the unit of the accuracy: right answers
            with network2, a share in 0..1 with network3.

    Returns:
        A rule for `stop_when`: given the accuracies so far, whether to stop.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> rule = little_gain(2, 10)
        >>> rule([9000, 9100, 9200]), rule([9000, 9100, 9200, 9300])
        (False, False)
        >>> rule([9200, 9300, 9255, 9260])
        True
    """
    n = whole_number("little_gain", "n", n)
    number("little_gain", "gain", gain)

    def rule(accuracies: Sequence[float]) -> bool:
        if len(accuracies) < 2 * n:
            return False
        now, before = accuracies[-n:], accuracies[-2 * n : -n]
        return float(np.mean(now) - np.mean(before)) < gain

    return rule


def rates_by_epoch(eta: Rate, epochs: int) -> Iterable[float]:
    """Return the learning rates of all epochs.

    Args:
        eta: a number, or a function of the epoch, which counts from 0.
        epochs: how many there are.

    Raises:
        ArgumentError: a rate is no number of at least 0.
    """
    if not callable(eta):
        return repeat(number("SGD", "eta", eta, 0.0), epochs)
    _check_takes_one("eta", eta, "the epoch")
    function = cast(Callable[[int], Any], eta)

    def rate(epoch: int) -> float:
        return number("SGD", f"eta({epoch})", function(epoch), 0.0)

    # A wrong rate of a late epoch is told before the first.
    first = list(map(rate, range(min(epochs, _MANY_EPOCHS))))
    return chain(first, map(rate, range(len(first), epochs)))


def _check_takes_one(name: str, function: Callable[..., Any], what: str) -> None:
    """Raise ArgumentError where a function cannot be called with one argument."""
    try:
        inspect.signature(function).bind(0)
    except TypeError:
        raise ArgumentError(
            f"SGD: {name} must be a function of one argument, {what}, received "
            f"{shown(function)}, which cannot be called so."
        ) from None
    except ValueError:  # some of Python's own functions do not say what they take
        return


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
        self._best = -1.0
        self._waited = 0

    def reached(self, accuracy: float) -> bool:
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
    """The rules for the rate and the end of training.

    Args:
        eta: the learning rate, or a function of the epoch.
        epochs: how many there are at most.
        stop_after: stop after so many epochs without a better accuracy; 0 is never.
        halve_after: halve the rate after so many; 0 is never.
        divisor: stop when the rate has fallen to eta/divisor.
        stop_when: stop when this says so of the accuracies so far; None is never.

    Raises:
        ArgumentError: an argument is out of range, or does not fit the others.

    Source: the book, Chapter 3, "How to choose a neural network's hyper-parameters?".
    """

    def __init__(
        self,
        eta: Rate,
        epochs: int,
        stop_after: int,
        halve_after: int,
        divisor: float,
        stop_when: StopRule | None,
    ) -> None:
        """Begin with the first learning rate."""
        self._stop_after = whole_number("SGD", "early_stopping_n", stop_after, 0)
        self._halve_after = whole_number("SGD", "halve_eta_n", halve_after, 0)
        number("SGD", "stop_at_divisor", divisor)
        check_number("SGD", "stop_at_divisor", divisor, 1.0, minimum_allowed=False)
        _check_rules(eta, halve_after, stop_when)
        self._rates = iter(rates_by_epoch(eta, epochs))
        self._parts, self._divisor = 1.0, divisor
        self._rule, self._accuracies = stop_when, list[float]()
        self._stop = Plateau(self._stop_after)
        self._halve = Plateau(self._halve_after)
        self.finished = False
        self.needed = bool(stop_after or halve_after or stop_when)

    def next_rate(self) -> float:
        """Return the learning rate of the epoch that begins."""
        self.eta = next(self._rates) / self._parts
        return self.eta

    def epoch_ended(self, accuracy: float) -> None:
        """Apply the rules to an epoch's accuracy, and print what follows from it."""
        self._accuracies.append(accuracy)
        if self._halve.reached(accuracy):
            self._parts *= 2
            self.finished = self._parts >= self._divisor
            print(
                f"No better accuracy in {self._halve_after} epochs: eta is "
                f"{self.eta / 2}"
            )
        if self._stop.reached(accuracy):
            self.finished = True
            print(f"No better accuracy in {self._stop_after} epochs")
        if self._rule is not None and _says_stop(self._rule, self._accuracies):
            self.finished = True
            print("stop_when says that it is enough")
        if self.finished:
            print("Training stopped early")


def _says_stop(rule: StopRule, accuracies: Sequence[float]) -> bool:
    said: Any = cast(Any, rule)(tuple(accuracies))
    if type(said) in (bool, np.bool_):
        return bool(said)
    raise ArgumentError(
        f"SGD: stop_when must return True or False, received {shown(said)} for the "
        f"accuracies {shown(accuracies)}."
    )


def _check_rules(eta: object, halve_after: int, stop_when: object) -> None:
    if stop_when is not None and not callable(stop_when):
        raise ArgumentError(
            "SGD: stop_when must be a function of the accuracies so far, little_gain(5,"
            f" 10) say, or None, received {shown(stop_when)}."
        )
    if stop_when is not None:
        _check_takes_one("stop_when", stop_when, "the accuracies so far")
    if callable(eta) and halve_after:
        raise ArgumentError(
            "SGD: eta must be a number where halve_eta_n is given, received a function;"
            " say halve_eta_n=0, or give the first rate."
        )
