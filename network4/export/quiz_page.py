"""Writes a web page on which a person reads digits; it works without the internet."""

import base64
import json
import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, shown
from network4.export.bundle import bundle, fill, read_style
from network4.utils.arrays import as_numbers
from network4.utils.checks import check_integer, check_kind, check_path
from network4.utils.files import write_whole
from network4.utils.markup import as_html

Array = npt.NDArray[Any]
Numbers = npt.NDArray[np.integer[Any]]
_SIDE = 28
_NUM_CLASSES = 10
_ARRAYS: dict[str, type[np.generic]] = {
    "images": np.uint8,
    **dict.fromkeys(("labels", "answers", "indices"), np.integer),
    **dict.fromkeys(("is_hard", "is_disputed"), np.bool_),
}


@dataclass(frozen=True, eq=False)
class Quiz:
    """The digits of a quiz, and a network's answers.

    Attributes:
        images: (n, 28, 28) uint8, ink 255; n 1 or more.
        labels, answers: (n,) the true classes and the network's answers, 0..9.
        indices: (n,) the indices of the test images, counted from 0.
        is_hard: (n,) whether the digit was drawn from the hard ones.
        is_disputed: (n,) whether people dispute the label.
        about: sentences for the start, which say what digits are shown.
        rival: sentences for the end, which say what network answered, and how fast.
        rival_wrong, rival_total: the number of test images that it misread, and of all.
        following: a sentence for the end, which says how to get other digits.

    Raises:
        ShapeError: the shapes of the arrays differ, or an array has another type.
        ArgumentError: a label or an answer is not a digit, or a text or a number is
            something else.
    """

    images: Array
    labels: Numbers
    answers: Numbers
    indices: Numbers
    is_hard: npt.NDArray[np.bool_]
    is_disputed: npt.NDArray[np.bool_]
    about: str
    rival: str
    rival_wrong: int
    rival_total: int
    following: str

    def __post_init__(self) -> None:
        """Refuse a quiz that a page cannot show."""
        for name, kind in _ARRAYS.items():
            array = _checked_array(name, getattr(self, name), kind)
            object.__setattr__(self, name, array)
        num = len(self.labels)
        lengths = {len(getattr(self, name)) for name in _ARRAYS}
        if lengths != {num} or not num or self.images.shape[1:] != (_SIDE, _SIDE):
            raise ShapeError(
                "Quiz: images must be (n, 28, 28), each with one label, answer, index "
                f"and two flags, received {shown(self.images)} and {num} labels."
            )
        for name in ("labels", "answers"):
            _check_digits(name, getattr(self, name))
        for name in ("about", "rival", "following"):
            check_kind("Quiz", name, getattr(self, name), str)
        check_integer("Quiz", "rival_total", self.rival_total, 1)
        check_integer("Quiz", "rival_wrong", self.rival_wrong, 0, self.rival_total)


def _checked_array(name: str, value: object, kind: type[np.generic]) -> Array:
    dimensions = 3 if name == "images" else 1
    array = as_numbers("Quiz", name, value)
    if array.ndim == dimensions and np.issubdtype(array.dtype, kind):
        return array
    raise ShapeError(
        f"Quiz: {name} must be an array of {kind.__name__} with {dimensions} axes, "
        f"received {shown(value)}."
    )


def _check_digits(name: str, digits: Numbers) -> None:
    if digits.min() < 0 or digits.max() >= _NUM_CLASSES:
        raise ArgumentError(
            f"Quiz: {name} must be in 0..9, received {digits.min()}..{digits.max()}."
        )


def write_quiz_page(path: str | os.PathLike[str], quiz: Quiz) -> None:
    """Write a web page on which a person reads digits, against a network.

    The page is one file that works from a disk, without the internet. The person
    answers with keys or buttons. At the end the page shows the person's errors and
    times beside the network's errors, with 95% confidence intervals, and the digits
    that either misread.

    Args:
        path: the file, `*.html` by custom.
        quiz: the digits and the answers.

    Raises:
        ArgumentError: an argument has another type.
        OSError: the file cannot be written.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> one, no = np.ones(1, int), np.zeros(1, bool)
        >>> image = np.zeros((1, 28, 28), np.uint8)
        >>> quiz = Quiz(image, one, one, one, no, no, "One.", "It.", 0, 9, "Go.")
        >>> path = Path(tempfile.mkdtemp()) / "quiz.html"
        >>> write_quiz_page(path, quiz)
        >>> path.read_text(encoding="utf-8")[:15]
        '<!DOCTYPE html>'
    """
    target = check_path("write_quiz_page", "path", path)
    check_kind("write_quiz_page", "quiz", quiz, Quiz)
    parts = {
        "style": read_style("quiz/quiz.css"),
        "about": as_html(quiz.about),
        "rival": as_html(quiz.rival),
        "next": as_html(quiz.following),
        "quiz": _as_json(quiz),
        "script": bundle("quiz/main.js"),
    }
    write_whole(target, fill("quiz/quiz.html", parts))


def _as_json(quiz: Quiz) -> str:
    columns = {
        "index": quiz.indices.tolist(),
        "label": quiz.labels.tolist(),
        "answer": quiz.answers.tolist(),
        "isHard": quiz.is_hard.tolist(),
        "isDisputed": quiz.is_disputed.tolist(),
    }
    rows = zip(*columns.values(), strict=True)
    return json.dumps(
        {
            "rival": {"wrong": quiz.rival_wrong, "total": quiz.rival_total},
            "digits": [dict(zip(columns, row, strict=True)) for row in rows],
            "images": base64.b64encode(quiz.images.tobytes()).decode("ascii"),
        }
    )
