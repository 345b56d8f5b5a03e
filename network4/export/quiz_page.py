"""A page that asks a person what digits are, with no network about it."""

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
    """Digits that are asked, and what a network said of them.

    Attributes:
        images: (n, 28, 28) uint8, ink 255; n 1 or more.
        labels, answers: (n,) true classes, and the network's answers, 0..9.
        indices: (n,) which test images they are, counted from 0.
        is_hard: (n,) whether a digit was drawn from the hard ones.
        is_disputed: (n,) whether people dispute the label.
        about: sentences for the start: which digits there are.
        rival: sentences for the end: which network answered, and how fast.
        rival_wrong, rival_total: how many test images it misread, of how many.
        following: a sentence for the end: what to do for other digits.

    Raises:
        ShapeError: arrays do not go together, or have another type.
        ArgumentError: a label or an answer is no digit, or a text or a count is none.
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
        """Refuse what no page can ask."""
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
    """Write a page on which a person is asked what digits are, against a network.

    It is one file that asks nothing of any network and works from a disk. Digits are
    answered by keys or buttons. In the end it shows the errors and times of the person
    beside the network's errors, with 95% intervals, and the digits that either misread.

    Args:
        path: the file, `*.html` by custom.
        quiz: what is asked.

    Raises:
        ArgumentError: the path or the quiz is none.
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
