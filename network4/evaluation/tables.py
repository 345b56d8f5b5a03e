"""A confusion matrix as text and for notebooks."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.utils.markup import html_table
from network4.utils.memory import check_memory

Labels = npt.NDArray[np.integer[Any]]
Matrix = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
MOST_CLASSES_SHOWN = 30
_MOST_CONFUSIONS = 20


def count_confusions(labels: Labels, predictions: Labels, size: int) -> Matrix:
    """Return counts (size, size): the row is the true class, the column the predicted.

    Args:
        labels: (n,) true classes, 0..size - 1.
        predictions: (n,) predicted classes, 0..size - 1.
        size: how many classes there are.

    Raises:
        EngineError: the counts take more memory than there is.

    Example:
        >>> count_confusions(np.array([0, 0, 1]), np.array([1, 1, 1]), 2)
        array([[0, 2],
               [0, 1]])
    """
    check_memory(
        "confusion_matrix",
        f"{size:,} x {size:,} counts",
        8 * size * size,
        "ask for error_by_class",
    )
    pairs = labels.astype(np.int64) * size + predictions
    return np.bincount(pairs, minlength=size * size).reshape(size, size)


def error_by_class(labels: Labels, predictions: Labels, size: int) -> Shares:
    """Return the share of each class that was misread, 0 to 1; NaN if it is absent.

    >>> error_by_class(np.array([0, 0, 1]), np.array([0, 1, 1]), 3)
    array([0.5, 0. , nan])
    """
    totals = np.bincount(labels, minlength=size)
    wrong = np.bincount(labels[labels != predictions], minlength=size)
    return np.divide(wrong, totals, out=np.full(size, np.nan), where=totals > 0)


def as_text(labels: Labels, predictions: Labels, names: Sequence[str]) -> str:
    """Return a confusion matrix in columns; of many classes the worst confusions.

    Args:
        labels: (n,) true classes.
        predictions: (n,) predicted classes.
        names: of all classes, printable.

    Example:
        >>> print(as_text(np.array([0, 0, 1]), np.array([0, 1, 1]), ["a", "b"]))
        rows: true class, columns: predicted class
            a  b   error
         a  1  1  50.00%
         b  0  1   0.00%
    """
    head, rows, _ = _table(labels, predictions, names)
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [
        " ".join(f" {cell:>{width}}" for cell, width in zip(row, widths, strict=True))
        for row in (head, *rows)
    ]
    return "\n".join([_title(names), *lines])


def as_html(labels: Labels, predictions: Labels, names: Sequence[str]) -> str:
    """Return the same for a notebook; a cell of errors is the bluer, the more it has.

    Args:
        labels: (n,) true classes.
        predictions: (n,) predicted classes.
        names: of all classes.
    """
    head, rows, shades = _table(labels, predictions, names)
    table = html_table(rows, "r" * len(head), head, shades)
    return f"<p>{_title(names)}</p>{table}"


def _title(names: Sequence[str]) -> str:
    if len(names) <= MOST_CLASSES_SHOWN:
        return "rows: true class, columns: predicted class"
    return f"{len(names):,} classes; the most frequent confusions"


def _table(
    labels: Labels, predictions: Labels, names: Sequence[str]
) -> tuple[list[str], list[list[str]], list[list[float]]]:
    """Return the head, the rows, and how blue each cell is, 0 to 1."""
    if len(names) > MOST_CLASSES_SHOWN:
        return _most_frequent(labels, predictions, names)
    matrix = count_confusions(labels, predictions, len(names))
    errors = error_by_class(labels, predictions, len(names))
    wrong = np.where(np.eye(len(names), dtype=bool), 0, matrix)
    shades = np.pad(wrong / max(1, wrong.max(initial=0)), ((0, 0), (1, 1)))
    rows = [
        [name, *map(str, counts), _percent(error)]
        for name, counts, error in zip(names, matrix, errors, strict=True)
    ]
    return ["", *names, "error"], rows, shades.tolist()


def _most_frequent(
    labels: Labels, predictions: Labels, names: Sequence[str]
) -> tuple[list[str], list[list[str]], list[list[float]]]:
    wrong = np.stack([labels, predictions])[:, labels != predictions]
    pairs, counts = np.unique(wrong, axis=1, return_counts=True)
    worst = np.argsort(-counts, kind="stable")[:_MOST_CONFUSIONS].tolist()
    rows = [
        [*(names[int(each)] for each in pairs[:, place]), f"{counts[place]:,}"]
        for place in worst
    ]
    return ["true class", "predicted class", "images"], rows, [[0.0] * 3] * len(rows)


def _percent(share: float) -> str:
    return "" if np.isnan(share) else f"{share:.2%}"
