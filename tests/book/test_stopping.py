"""Learning rates by epoch, and rules that end training early."""

import itertools
import math

import pytest

from network4.book._stopping import Stopping, little_gain, rates_by_epoch
from network4.errors import ArgumentError


def stopping(eta=0.5, epochs=30, stop=0, halve=0, divisor=128.0, rule=None):
    return Stopping(eta, epochs, stop, halve, divisor, rule)


def test_a_function_gives_the_rate_of_each_epoch():
    rules = stopping(lambda epoch: 0.1 * 0.5**epoch, 3)
    assert [rules.next_rate() for _ in range(3)] == [0.1, 0.05, 0.025]


def test_a_wrong_rate_is_told_before_the_first_epoch():
    with pytest.raises(ArgumentError, match=r"eta\(2\) must be a finite number of at"):
        Stopping(lambda epoch: 0.1 - 0.06 * epoch, 3, 0, 0, 128, None)
    with pytest.raises(ArgumentError, match=r"eta\(0\) must be a number"):
        stopping(lambda epoch: "fast")


def test_epochs_for_ever_cost_nothing():
    """Training that stops by itself may be given any number of epochs."""
    for eta in (0.5, lambda epoch: 1 / (epoch + 1)):
        assert len(list(itertools.islice(rates_by_epoch(eta, 10**18), 5))) == 5


def test_halving_ends_at_the_divisor(capsys):
    rules = stopping(halve=1, divisor=100)
    rates = []
    while not rules.finished:
        rates.append(rules.next_rate())
        rules.epoch_ended(7)
    # The first epoch is the best; each other one halves. 2**7 is the first above 100.
    assert rates == [0.5, *(0.5 / 2**n for n in range(7))]
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "No better accuracy in 1 epochs: eta is 0.25"
    assert lines[-1] == "Training stopped early"


def test_a_rule_of_ones_own_sees_all_accuracies(capsys):
    seen = []

    def rule(accuracies):
        seen.append(accuracies)
        return accuracies[-1] < accuracies[0]

    rules = stopping(rule=rule)
    for accuracy in (5, 7, 4):
        assert not rules.finished
        rules.epoch_ended(accuracy)
    assert rules.finished
    assert seen == [(5,), (5, 7), (5, 7, 4)]
    assert "stop_when says" in capsys.readouterr().out


def test_little_gain_compares_means():
    """A curve that nears 100 by halves gains 0.75 * 25 / 4**k in means of two."""
    curve = [100 - 50 / 2**epoch for epoch in range(12)]
    rule = little_gain(2, 1.0)
    ends = [n for n in range(1, 13) if rule(curve[:n])]
    gains = {n: sum(curve[n - 2 : n]) / 2 - sum(curve[n - 4 : n - 2]) / 2 for n in ends}
    assert ends[0] == 4 + math.ceil(math.log2(0.75 * 75 / 2 / 1.0))
    assert all(gain < 1 for gain in gains.values())
    assert not rule(curve[:3])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: stopping(stop=-1), "early_stopping_n must be"),
        (lambda: stopping(halve=1.5), "halve_eta_n must be"),
        (lambda: stopping(divisor=1), "stop_at_divisor must be"),
        (lambda: stopping(rule=5), "stop_when must be a function .* received 5"),
        (lambda: stopping(lambda epoch: 1, halve=3), "eta must be a number where"),
        (lambda: stopping(rule=little_gain), "one argument, the accuracies so far"),
        (lambda: stopping(rule=lambda a: "no").epoch_ended(1), "return True or False"),
        (lambda: stopping(lambda a, b: 1), "eta must be a function of one argument"),
        (lambda: little_gain(0, 1), "n must be a whole number of at least 1"),
        (lambda: little_gain(5, "a"), "gain must be a number"),
    ],
)
def test_what_cannot_be_is_refused(make, words):
    with pytest.raises(ArgumentError, match=words):
        make()
