"""Rules on digits drawn here, and how much each helps on MNIST."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.digits.rules import (
    OTHERWISE,
    RULES,
    classify,
    helps,
    kept,
    losses,
)

DRAWN = {
    8: "### #.# ### #.# ###",
    9: "### #.# ### ..# ..#",
    6: "#.. #.. ### #.# ###",
    0: "### #.# #.# #.# ###",
    1: ".#. .#. .#. .#. .#.",
    4: "#.# #.# ### ..# ..#",
    5: "### #.. ### ..# ###",
    2: "### ..# ### #.. ###",
    3: "### ..# ### ..# ###",
    7: "### ..# ..# ..# ..#",
}


def image_of(digit):
    rows = [[c == "#" for c in row] for row in DRAWN[digit].split()]
    large = np.kron(np.array(rows), np.ones((3, 3)))
    return np.pad(255 * large, 2).astype(np.uint8)


@pytest.mark.parametrize("digit", [d for d in DRAWN if d not in (3, 7)])
def test_digits_of_a_pocket_calculator(digit):
    """No rule is for this 7, which does not lean, nor for a 3 of arms so thick."""
    assert classify([image_of(digit)]).tolist() == [digit]


def test_the_first_rule_that_applies_decides(generator):
    images = np.array([image_of(digit) for digit in DRAWN])
    assert classify(images, []).tolist() == [OTHERWISE] * len(DRAWN)
    for number, rule in enumerate(RULES):
        found = classify(images, RULES[: number + 1])
        before = classify(images, RULES[:number])
        changed = found != before
        assert set(found[changed]) <= {rule.digit}
        assert set(before[changed]) <= {OTHERWISE}


def test_shares_are_counted(generator):
    images = np.array([image_of(digit) for digit in DRAWN])
    labels = list(DRAWN)
    expected = [
        np.mean(classify(images, RULES[:count]) == labels)
        for count in range(len(RULES) + 1)
    ]
    assert helps(images, labels) == pytest.approx(expected)
    without = [
        np.mean(classify(images, RULES[:n] + RULES[n + 1 :]) == labels)
        for n in range(len(RULES))
    ]
    found = losses(images, labels)
    assert found == pytest.approx([expected[-1] - share for share in without])
    assert kept(images, labels) == [
        rule for rule, loss in zip(RULES, found, strict=True) if loss > 0
    ]


def test_on_mnist_every_rule_helps(mnist_directory):
    """On validation images; no rule at all has the tenth that are 1s."""
    from network4.datasets import load_data

    split = load_data(mnist_directory).validation.part(slice(4000))
    shares = helps(split.images, split.labels)
    assert shares[0] == np.mean(split.labels == OTHERWISE)
    assert shares[5] > 0.4 and shares[-1] > 0.7
    assert kept(split.images, split.labels) == list(RULES)


IMAGES = np.zeros((2, 5, 5), np.uint8)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: classify(IMAGES, [3]), ArgumentError, "each rule must be a Rule"),
        (lambda: classify(IMAGES, 3), ArgumentError, "rules must be a list"),
        (lambda: classify(IMAGES[0]), ShapeError, "images must be"),
        (lambda: helps(IMAGES, [1]), ShapeError, "labels must be 2"),
        (lambda: losses(IMAGES, [1, 11]), ArgumentError, "labels must be whole"),
        (lambda: kept(IMAGES, "a"), ArgumentError, "labels must be numbers"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
