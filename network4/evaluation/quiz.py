"""Which digits a person is asked, to be compared with a network."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, shown
from network4.utils.arrays import as_numbers
from network4.utils.checks import check_integer
from network4.utils.randomness import random_generator

NUM_HARDEST = 100
MOST_HARD = NUM_HARDEST // 2
MOST_RANDOM = 1000
Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating[Any]]


class Chosen(NamedTuple):
    """Digits in the order in which they are asked.

    Attributes:
        indices: (n,) which of the images.
        is_hard: (n,) whether a digit was drawn from the hard ones.
    """

    indices: Indices
    is_hard: npt.NDArray[np.bool_]


def choose_digits(
    probabilities: npt.ArrayLike,
    labels: npt.ArrayLike,
    num_random: int,
    num_hard: int,
    seed: int,
) -> Chosen:
    """Draw digits at random, and others from the hardest, and mix them.

    The hardest are those to whose label a network gives the least probability. Digits
    at random are drawn first and from all images, so that they are a fair sample.

    Args:
        probabilities: (n, classes), a network's; n 1,100 or more.
        labels: (n,) true classes.
        num_random: how many at random, 0..1,000.
        num_hard: how many of the 100 hardest, 0..50; with the others 1 or more.
        seed: 0..2**63 - 1; the same seed draws the same digits.

    Returns:
        Each index once.

    Raises:
        ArgumentError: a number or a label is out of its range.
        ShapeError: there are too few images, or not one whole label an image.

    Example:
        >>> probabilities = np.full((2000, 10), 0.1)
        >>> chosen = choose_digits(probabilities, np.zeros(2000, int), 3, 2, seed=0)
        >>> len(chosen.indices), int(chosen.is_hard.sum())
        (5, 2)
    """
    owner = "choose_digits"
    check_integer(owner, "num_hard", num_hard, 0, MOST_HARD)
    fewest = 0 if num_hard else 1
    check_integer(owner, "num_random", num_random, fewest, MOST_RANDOM)
    of_label = _of_label(probabilities, labels)
    generator = random_generator(seed, "quiz")
    drawn = generator.choice(len(of_label), num_random, replace=False)
    hardest = np.argsort(of_label, kind="stable")[: NUM_HARDEST + num_random]
    left = hardest[~np.isin(hardest, drawn)][:NUM_HARDEST]
    hard = generator.choice(left, num_hard, replace=False)
    order = generator.permutation(num_random + num_hard)
    return Chosen(np.concatenate([drawn, hard])[order], order >= num_random)


def _of_label(probabilities: npt.ArrayLike, labels: npt.ArrayLike) -> Floats:
    """Return the probability of each image's label, (n,)."""
    rows = as_numbers("choose_digits", "probabilities", probabilities)
    classes = as_numbers("choose_digits", "labels", labels)
    least = NUM_HARDEST + MOST_RANDOM
    fits = rows.ndim == 2 and classes.shape == rows.shape[:1] and len(rows) >= least
    if not fits or not np.issubdtype(classes.dtype, np.integer):
        raise ShapeError(
            f"choose_digits: there must be {least:,} images or more, each with a label "
            f"and a row of probabilities, received {shown(classes)} and {shown(rows)}."
        )
    if classes.min() < 0 or classes.max() >= rows.shape[1]:
        raise ArgumentError(
            f"choose_digits: labels must be in 0..{rows.shape[1] - 1}, received "
            f"{classes.min()}..{classes.max()}."
        )
    return rows[np.arange(len(rows)), classes]
