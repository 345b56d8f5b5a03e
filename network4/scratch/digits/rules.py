"""Digits by rules: "a 9 has a loop at the top", made precise.

It is how people describe digits, and it is a programme that one can write. Each rule
says of some shapes which digit they are; the first that applies decides. What none
applies to is called a 1, the most frequent digit.

The thresholds were looked up on MNIST's training images: quantiles of each measure of
`shape`, digit by digit. Which rules stay is chosen on validation images (`kept`): those
without which fewer images are right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from network4.scratch.checks import as_images, as_labels, as_sequence, check_kind
from network4.scratch.digits.shape import Mask, Shape, measure

Answers = npt.NDArray[np.int64]
OTHERWISE = 1  # the most frequent digit of the training images


@dataclass(frozen=True)
class Rule:
    """What says of some shapes which digit they are.

    Attributes:
        says: in words.
        digit: 0..9.
        applies: from measures of n images to (n,), True where the rule applies.
    """

    says: str
    digit: int
    applies: Callable[[Shape], Mask]


def _one_hole(shape: Shape) -> Mask:
    return np.equal(shape.holes, 1)


def _loop(shape: Shape, above: float, below: float) -> Mask:
    """Return where there is one hole, and it lies between two heights."""
    height = shape.hole_height
    return _one_hole(shape) & np.greater(height, above) & np.less(height, below)


RULES: tuple[Rule, ...] = (
    Rule("two loops or more: 8", 8, lambda s: np.greater(s.holes, 1)),
    Rule(
        "a loop low down and a bay open to the left above it: 2",
        2,
        lambda s: _loop(s, 0.6, 1) & np.greater(s.upper["left"], 0.02),
    ),
    Rule("a loop at the top: 9", 9, lambda s: _loop(s, 0, 0.4)),
    Rule("a loop at the bottom: 6", 6, lambda s: _loop(s, 0.6, 1)),
    Rule("a loop in the middle: 0", 0, _one_hole),
    Rule("narrow: 1", 1, lambda s: np.less(s.width, 0.4)),
    Rule("a bay open to the top: 4", 4, lambda s: np.greater(s.upper["top"], 0.03)),
    Rule(
        "bays open to the right above and to the left below: 5",
        5,
        lambda s: (
            np.greater(s.upper["right"], 0.02)
            & np.greater(s.lower["left"], 0.02)
            & np.less(s.upper["left"], 0.02)
        ),
    ),
    Rule(
        "a bay open to the right above, none to the left below: 6",
        6,
        lambda s: np.greater(s.upper["right"], 0.03) & np.less(s.lower["left"], 0.01),
    ),
    Rule(
        "bays open to the left above and to the right below: 2",
        2,
        lambda s: (
            np.greater(s.upper["left"], 0.02) & np.greater(s.lower["right"], 0.01)
        ),
    ),
    Rule(
        "bays open to the left, above and below: 3",
        3,
        lambda s: np.greater(s.upper["left"], 0.02) & np.greater(s.lower["left"], 0.07),
    ),
    Rule(
        "a bay open to the left above, and little below: 7",
        7,
        lambda s: np.greater(s.upper["left"], 0.01),
    ),
)


def classify(images: npt.ArrayLike, rules: Sequence[Rule] = RULES) -> Answers:
    """Return the digit that the rules give each image, (n,).

    Args:
        images: uint8 (n, height, width), 255 for ink.
        rules: in order; the first that applies decides. Default `RULES`.

    Raises:
        ShapeError: images of another number of axes.
        ArgumentError: images that are not uint8, or a rule that is none.
    """
    return _decided(measure(images), _checked("classify", rules))


def helps(
    images: npt.ArrayLike, labels: npt.ArrayLike, rules: Sequence[Rule] = RULES
) -> list[float]:
    """Return the share right with no rule, with the first, with the first two, ...

    Args:
        images: uint8 (n, height, width), 255 for ink.
        labels: (n,), 0..9.
        rules: in order; default `RULES`.

    Returns:
        One share more than there are rules, each 0 to 1.

    Raises:
        ShapeError: there is not one label for each image.
        ArgumentError: images, labels or rules of another kind.
    """
    pixels = as_images("helps", images)
    digits = as_labels("helps", labels, len(pixels))
    checked, shape = _checked("helps", rules), measure(pixels)
    return [
        _share_right(shape, checked[:count], digits)
        for count in range(len(checked) + 1)
    ]


def losses(
    images: npt.ArrayLike, labels: npt.ArrayLike, rules: Sequence[Rule] = RULES
) -> list[float]:
    """Return by how much the share right falls if one rule is left out, a rule each.

    A rule may say what would be said without it, and yet help: it keeps images from a
    later rule.

    Args:
        images: uint8 (n, height, width), 255 for ink.
        labels: (n,), 0..9.
        rules: in order; default `RULES`.

    Returns:
        As many as there are rules, each -1 to 1; below 0, it does harm.

    Raises:
        ShapeError: there is not one label for each image.
        ArgumentError: images, labels or rules of another kind.
    """
    pixels = as_images("losses", images)
    digits = as_labels("losses", labels, len(pixels))
    checked, shape = _checked("losses", rules), measure(pixels)
    right = _share_right(shape, checked, digits)
    without = [checked[:n] + checked[n + 1 :] for n in range(len(checked))]
    return [right - _share_right(shape, others, digits) for others in without]


def kept(
    images: npt.ArrayLike, labels: npt.ArrayLike, rules: Sequence[Rule] = RULES
) -> list[Rule]:
    """Return the rules that help on these images, to be validation images.

    Args:
        images: uint8 (n, height, width), 255 for ink.
        labels: (n,), 0..9.
        rules: in order; default `RULES`.

    Raises:
        ShapeError: there is not one label for each image.
        ArgumentError: images, labels or rules of another kind.
    """
    found = losses(images, labels, rules)
    return [rule for rule, loss in zip(rules, found, strict=True) if loss > 0]


def _decided(shape: Shape, rules: Sequence[Rule]) -> Answers:
    answers = np.full(len(shape.holes), OTHERWISE)
    for rule in reversed(rules):  # the first has the last word
        answers[rule.applies(shape)] = rule.digit
    return answers


def _share_right(shape: Shape, rules: Sequence[Rule], digits: Answers) -> float:
    return np.count_nonzero(_decided(shape, rules) == digits) / len(digits)


def _checked(owner: str, rules: object) -> list[Rule]:
    given = as_sequence(owner, "rules", rules)
    return [check_kind(owner, "each rule", rule, Rule) for rule in given]
