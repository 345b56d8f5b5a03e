"""Draws the curves of runs that never learn some of the digits."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from network4.plots import draw_panels
from network4.utils.records import Record

_FEWEST_READ = 0.5  # of a digit's images; far above what chance and 1 or 2 runs give
_TITLES = (
    "every digit learned",
    "one never learned",
    "more never learned",
)
CAPTION = (
    "Test accuracy by epoch, of every run. A digit counts as not learned where fewer "
    "than half of its images are read at the best epoch. First weights drawn from N(0, "
    "1) make weighted sums so large that an output may begin near 0 for every image. "
    "The sigmoid is flat there, the gradient of the quadratic cost has its slope as a "
    "factor, and so the output stays near 0 and its digit is never answered. A curve "
    "jumps when an output comes free. The book's own program gets stuck as often."
)


def digits_unlearned(
    record: Record, labels: npt.NDArray[np.integer], num_classes: int
) -> list[int]:
    """Return the digits whose test images a run mostly misreads.

    Args:
        record: the record of the run.
        labels: (n,), the labels of the test images.
        num_classes: the number of digits.
    """
    counts = np.bincount(labels, minlength=num_classes)
    wrong = np.bincount(labels[record["wrong_test_indices"]], minlength=num_classes)
    return np.flatnonzero(counts - wrong < _FEWEST_READ * counts).tolist()


def draw_unlearned(
    path: Path,
    records: Sequence[Record],
    labels: npt.NDArray[np.integer],
    class_names: Sequence[str],
) -> str:
    """Draw the curve of each run, by the number of digits that it never learns.

    Args:
        path: a PNG file.
        records: the records of the runs.
        labels: (n,), the labels of the test images.
        class_names: the names of the digits.

    Returns:
        A sentence on what the picture shows, for its caption.
    """
    panels: dict[str, dict[str, list[float]]] = {}
    for record in records:
        missing = digits_unlearned(record, labels, len(class_names))
        names = ", ".join(class_names[digit] for digit in missing)
        label = f"seed {record['seed']}" + (f": no {names}" if names else "")
        title = _TITLES[min(len(missing), len(_TITLES) - 1)]
        panels.setdefault(title, {})[label] = _percents(record)
    there = {title: panels[title] for title in _TITLES if title in panels}
    draw_panels(path, there, quantity="test accuracy, %")
    return CAPTION


def _percents(record: Mapping[str, Sequence[Mapping[str, float]]]) -> list[float]:
    return [100 * epoch["validation_accuracy"] for epoch in record["epochs"]]
