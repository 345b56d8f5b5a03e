"""A quiz of MNIST's test digits: a person against the book's best network, or ours."""

import time
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from network4.datasets import Split
from network4.datasets.disputed import DISPUTED_TEST_LABELS
from network4.evaluation.quiz import choose_digits
from network4.experiments.record_fields import refusing_records
from network4.experiments.results import Results
from network4.export import Quiz
from network4.model import Model
from network4.utils.randomness import LARGEST_SEED

RIVAL = "ensemble_5"
Digits = npt.NDArray[np.integer[Any]]


class _Rival(NamedTuple):
    """Whose answers a person's are compared with.

    Attributes:
        answers: (n,) of all test images.
        said: a sentence that says who it is.
    """

    answers: Digits
    said: str


def make_quiz(
    test: Split,
    model: Model,
    results: Results,
    *,
    num_random: int,
    num_hard: int,
    seed: int,
) -> Quiz:
    """Choose digits of MNIST's test images, and what to compare a person with.

    Args:
        test: MNIST's 10,000 test images.
        model: the network by which digits are hard. It answers, too, where the record
            of the vote of five networks is not in `results`.
        results: records.
        num_random: how many digits at random, 0..1,000.
        num_hard: how many of the 100 hardest, 0..50; with the others 1 or more.
        seed: 0..2**63 - 1, of the choice.

    Raises:
        ArgumentError: a number is out of its range.
        DataError: the record is damaged.
    """
    began = time.perf_counter()
    probabilities = model.predict_proba(test.images)
    seconds = time.perf_counter() - began
    chosen = choose_digits(probabilities, test.labels, num_random, num_hard, seed)
    voted = _recorded_rival(results, test.labels)
    rival = voted or _Rival(
        probabilities.argmax(axis=1),
        "The network is the one that comes with network4, for there is no record of "
        f"{RIVAL}.",
    )
    indices = chosen.indices
    return Quiz(
        test.images[indices],
        test.labels[indices],
        rival.answers[indices],
        indices,
        chosen.is_hard,
        np.isin(indices, DISPUTED_TEST_LABELS),
        about=_about(num_random, num_hard, seed),
        rival=f"{rival.said} {_speed(len(test), seconds)}",
        rival_wrong=int((rival.answers != test.labels).sum()),
        rival_total=len(test),
        following=f"For other digits: network4 quiz --seed {_next(seed)}.",
    )


def _recorded_rival(results: Results, labels: Digits) -> _Rival | None:
    """Return what the vote of five networks answered; None without its record."""
    records = results.read(RIVAL)
    if not records:
        return None
    answers = labels.copy()
    with refusing_records("quiz", RIVAL):
        wrong = np.array(records[0]["wrong_test_indices"], np.int64)
        answers[wrong] = np.array(records[0]["wrong_test_answers"], labels.dtype)
        share = records[0]["test_accuracy"]
        if len(wrong) != round((1 - share) * len(labels)):
            raise ValueError(f"{len(wrong)} wrong answers, but {share} right")
    return _Rival(
        answers,
        f"The network is {RIVAL}, five networks of the book's last chapter that vote: "
        f"{share:.2%} of the test images.",
    )


def _next(seed: int) -> int:
    return seed + 1 if seed < LARGEST_SEED else 0


def _about(num_random: int, num_hard: int, seed: int) -> str:
    return (
        f"There are {num_random + num_hard} of MNIST's test digits, mixed: "
        f"{num_random} at random, and {num_hard} of the hundred hardest. To the label "
        "of a hard one, the network that comes with network4 gives little "
        f"probability. The digits were drawn with seed {seed}."
    )


def _speed(count: int, seconds: float) -> str:
    return (
        "For comparison of times: the network that comes with network4 read "
        f"{count:,} digits in {seconds:.1f} s when this page was made, "
        f"{1000 * seconds / count:.2f} ms each."
    )
