"""Baselines: guessing, mean ink, nearest mean image, support vector machines.

All read pixels as value/256, as in the book's file, so the results equal the book's.
"""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.datasets import Dataset, Split
from network4.errors import ArgumentError, shown
from network4.utils.arrays import as_numbers
from network4.utils.blas import on_few_threads
from network4.utils.checks import (
    check_choice,
    check_flag,
    check_integer,
    check_kind,
    check_number,
)
from network4.utils.randomness import random_generator

Labels = npt.NDArray[np.int64]
_Float = npt.NDArray[np.float64]
DEFAULT_GRID = ((2.0, 0.02), (5.0, 0.01), (5.0, 0.02), (5.0, 0.03), (10.0, 0.02))
UNIT_LENGTH_GRID = tuple(
    (c, gamma) for c in (2.0, 5.0, 10.0) for gamma in (1.5, 2.0, 2.5, 3.0)
)
TUNING_IMAGES = 10_000


@dataclass(frozen=True)
class Score:
    """How many answers were right.

    Example:
        >>> print(count_right(np.array([3, 1]), np.array([3, 2])))
        1 of 2 values correct.
    """

    correct: int
    total: int

    @property
    def accuracy(self) -> float:
        """The share of right answers, 0 to 1."""
        return self.correct / self.total

    def __str__(self) -> str:
        """Return the sentence that the book's programs print."""
        return f"{self.correct} of {self.total} values correct."


def count_right(answers: npt.NDArray[Any], labels: npt.NDArray[Any]) -> Score:
    """Count how many answers equal the labels.

    Args:
        answers: (n,) numbers, one for each image.
        labels: (n,) true classes, n 1 or more.

    Raises:
        ArgumentError: there are no labels, or the shapes differ.
    """
    answers = as_numbers("count_right", "answers", answers)
    labels = as_numbers("count_right", "labels", labels)
    if not labels.ndim or answers.shape != labels.shape or not labels.size:
        raise ArgumentError(
            "count_right: answers and labels must be one for each image, received "
            f"shapes {answers.shape} and {labels.shape}."
        )
    return Score(int(np.sum(answers == labels)), len(labels))


def random_guess(train: Split, test: Split, seed: int = 0) -> Labels:
    """Answer with random classes of the training data.

    Args:
        train: the training images; their labels give the classes.
        test: the images to classify.
        seed: seed of random numbers, 0..2**63 - 1; default 0.

    Returns:
        (n,) labels, of which about ten percent are right for ten classes.

    Source: the book, Chapter 1.
    """
    classes = _classes("random_guess", train, test)
    generator = random_generator(seed, "order")
    return classes[generator.integers(len(classes), size=len(test))]


def mean_ink(train: Split, test: Split) -> Labels:
    """Answer with the class whose mean amount of ink is nearest.

    The ink of an image is the sum of its pixels.

    Args:
        train: the training images.
        test: the images to classify.

    Returns:
        (n,) labels; on MNIST 2,225 of 10,000 are right.

    Source: the book, Chapter 1.
    """
    classes = _classes("mean_ink", train, test)
    ink = _ink(train)
    means = np.array([ink[train.labels == label].mean() for label in classes])
    return classes[np.abs(_ink(test)[:, None] - means).argmin(axis=1)]


@on_few_threads
def nearest_mean(train: Split, test: Split) -> Labels:
    """Answer with the class whose mean image is nearest, by Euclidean distance.

    Args:
        train: the training images.
        test: the images to classify, of the same shape.

    Returns:
        (n,) labels.
    """
    classes = _classes("nearest_mean", train, test)
    pixels = _pixels(train)
    means = np.stack([pixels[train.labels == label].mean(axis=0) for label in classes])
    # ||x - m||^2 = ||x||^2 - 2 x.m + ||m||^2, of which the first is the same for all m.
    closeness = 2 * _pixels(test) @ means.T - (means**2).sum(axis=1)
    return classes[closeness.argmax(axis=1)]


def svm(
    train: Split,
    test: Split,
    gamma: float | str = "scale",
    c: float = 1.0,
    unit_length: bool = False,
) -> Labels:
    """Answer with scikit-learn's support vector machine, kernel exp(-gamma ||x-y||^2).

    It takes minutes on all of MNIST.

    Args:
        train: the training images.
        test: the images to classify, of the same shape.
        gamma: a number above 0, "auto" or "scale"; default "scale". For images of 28 x
            28 pixels "auto", the default when the book was written, is 1/784. "scale",
            scikit-learn's default today, is 1/(784 times the variance of the pixels).
        c: the penalty of a wrong answer in training, above 0; default 1.
        unit_length: whether to divide each image by its length, the root of the sum of
            its squared pixels; default False. Thick and thin pens then look alike.

    Returns:
        (n,) labels; on MNIST 9,435 of 10,000 are right with gamma="auto".

    Raises:
        ArgumentError: gamma or c is not as above, or there are images of no two
            classes.

    Source: the book, Chapter 1; LIBSVM: Chang and Lin 2011.
    """
    if isinstance(gamma, str):
        check_choice("svm", "gamma", gamma, ("auto", "scale"))
    else:
        gamma = check_number("svm", "gamma", gamma, 0.0, minimum_allowed=False)
    c = check_number("svm", "c", c, 0.0, minimum_allowed=False)
    check_flag("svm", "unit_length", unit_length)
    if len(_classes("svm", train, test)) < 2:
        raise ArgumentError(
            f"svm: train must have images of 2 classes or more, received {len(train)} "
            "of one class; give more images."
        )
    # Its import takes a second, which nobody else should pay; it has no types.
    machines: Any = importlib.import_module("sklearn.svm")
    machine = machines.SVC(C=c, gamma=gamma, cache_size=1000)
    rows = _of_unit_length if unit_length else _pixels
    machine.fit(rows(train).astype(np.float32), train.labels.astype(np.int64))
    return np.asarray(machine.predict(rows(test).astype(np.float32)), np.int64)


def tune_svm(
    data: Dataset,
    grid: Sequence[tuple[float, float]] = DEFAULT_GRID,
    num_images: int = TUNING_IMAGES,
    num_finalists: int = 1,
    unit_length: bool = False,
) -> tuple[float, float]:
    """Return the pair (c, gamma) with the best accuracy on validation data.

    Test data are not used.

    Args:
        data: the data set; its first training images are fitted, and its validation
            images decide.
        grid: the pairs (c, gamma) to try; if several are best, the first wins.
        num_images: number of training images to fit, 1 or more; default 10,000, because
            all of MNIST takes minutes for each pair.
        num_finalists: number of best pairs that are fitted again, to all training
            images, before the choice, 1 or more; default 1, no second round.
        unit_length: see `svm`; default False.

    Raises:
        ArgumentError: the grid is empty, or a number is out of range.

    Example:
        >>> from network4.datasets import load_digits
        >>> tune_svm(load_digits(), [(5.0, 1e-9), (5.0, 0.01)])
        (5.0, 0.01)
    """
    check_kind("tune_svm", "data", data, Dataset)
    check_integer("tune_svm", "num_images", num_images, 1)
    check_integer("tune_svm", "num_finalists", num_finalists, 1)
    pairs = _checked_grid(grid)

    def best(pairs: list[tuple[float, float]], fitted: int) -> list[Any]:
        few = Split(data.train.images[:fitted], data.train.labels[:fitted])

        def right(pair: tuple[float, float]) -> int:
            answers = svm(few, data.validation, pair[1], pair[0], unit_length)
            return count_right(answers, data.validation.labels).correct

        return sorted(pairs, key=right, reverse=True)  # stable: of equals the first

    finalists = best(pairs, num_images)[:num_finalists]
    return (finalists if num_finalists == 1 else best(finalists, len(data.train)))[0]


def _checked_grid(grid: object) -> list[tuple[float, float]]:
    is_list = isinstance(grid, (list, tuple))
    pairs: list[Any] = list(cast(Sequence[Any], grid)) if is_list else []
    if pairs and all(isinstance(p, tuple) and len(cast(Any, p)) == 2 for p in pairs):
        return pairs
    raise ArgumentError(
        f"tune_svm: grid must hold pairs (c, gamma) in a list, received {shown(grid)}."
    )


def _classes(owner: str, train: Split, test: Split) -> Labels:
    check_kind(owner, "train", train, Split)
    check_kind(owner, "test", test, Split)
    if not len(train):
        raise ArgumentError(f"{owner}: train must hold an image, received none.")
    return np.unique(train.labels).astype(np.int64)


def _pixels(split: Split) -> _Float:
    return split.images.reshape(len(split), -1) / 256


def _of_unit_length(split: Split) -> _Float:
    pixels = _pixels(split)
    lengths = np.sqrt((pixels**2).sum(axis=1, keepdims=True))
    return pixels / np.where(lengths > 0, lengths, 1.0)  # a blank image stays blank


def _ink(split: Split) -> _Float:
    return split.images.reshape(len(split), -1).sum(axis=1, dtype=np.int64) / 256
