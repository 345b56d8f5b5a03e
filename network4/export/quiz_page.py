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
from network4.utils.checks import check_kind, check_path
from network4.utils.files import write_whole
from network4.utils.markup import as_html

Numbers = npt.NDArray[np.integer[Any]]
_SIDE = 28
_NUM_CLASSES = 10


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
        rival_errors: how many of how many test images it misread.
        following: a sentence for the end: what to do for other digits.

    Raises:
        ShapeError: arrays do not go together.
        ArgumentError: a label or an answer is no digit.
    """

    images: npt.NDArray[Any]
    labels: Numbers
    answers: Numbers
    indices: Numbers
    is_hard: npt.NDArray[np.bool_]
    is_disputed: npt.NDArray[np.bool_]
    about: str
    rival: str
    rival_errors: tuple[int, int]
    following: str

    def __post_init__(self) -> None:
        """Refuse what no page can ask."""
        num = len(self.labels)
        rows = self.answers, self.indices, self.is_hard, self.is_disputed
        fits = num > 0 and all(row.shape == (num,) for row in (self.labels, *rows))
        of_bytes = self.images.dtype == np.uint8
        if not fits or not of_bytes or self.images.shape != (num, _SIDE, _SIDE):
            raise ShapeError(
                "Quiz: images must be (n, 28, 28) uint8, each with one label, answer, "
                f"index and two flags, received {shown(self.images)} and {num} labels."
            )
        for name, digits in (("labels", self.labels), ("answers", self.answers)):
            if digits.min() < 0 or digits.max() >= _NUM_CLASSES:
                raise ArgumentError(
                    f"Quiz: {name} must be in 0..9, received {digits.min()}.."
                    f"{digits.max()}."
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
        >>> quiz = Quiz(image, one, one, one, no, no, "One.", "None.", (0, 1), "None.")
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
    wrong, total = quiz.rival_errors
    return json.dumps(
        {
            "rival": {"wrong": wrong, "total": total},
            "digits": [dict(zip(columns, row, strict=True)) for row in rows],
            "images": base64.b64encode(quiz.images.tobytes()).decode("ascii"),
        }
    )
