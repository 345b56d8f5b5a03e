"""What a model takes for what: counts, errors by class, and their tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.text import printable
from network4.utils.markup import html_table
from network4.utils.memory import check_memory

Labels = npt.NDArray[np.integer[Any]]
MOST_CLASSES_SHOWN = 30
_MOST_CONFUSIONS = 20
_Table = tuple[list[str], list[list[str]], list[list[float]]]


@dataclass(frozen=True, eq=False)
class Confusions:
    """True classes beside predicted ones.

    Attributes:
        labels: (n,) true classes, 0..k - 1.
        predictions: (n,) predicted classes, 0..k - 1.
        class_names: of the k classes.

    Example:
        >>> found = Confusions(np.array([0, 0, 1]), np.array([0, 1, 1]), ("a", "b"))
        >>> found.matrix()
        array([[1, 1],
               [0, 1]])
        >>> found.error_by_class()
        array([0.5, 0. ])
        >>> print(found.as_text())
        rows: true class, columns: predicted class
            a  b   error
         a  1  1  50.00%
         b  0  1   0.00%
    """

    labels: Labels
    predictions: Labels
    class_names: Sequence[str]

    def matrix(self) -> npt.NDArray[np.int64]:
        """Return counts (k, k): the row is the true class, the column the predicted.

        Raises:
            EngineError: the counts take more memory than there is.
        """
        size = len(self.class_names)
        check_memory(
            "confusion_matrix",
            f"{size:,} x {size:,} counts",
            8 * size * size,
            "ask for error_by_class",
        )
        pairs = self.labels.astype(np.int64) * size + self.predictions
        return np.bincount(pairs, minlength=size * size).reshape(size, size)

    def error_by_class(self) -> npt.NDArray[np.float64]:
        """Return the share of each class that was misread; NaN if it is absent."""
        size = len(self.class_names)
        totals = np.bincount(self.labels, minlength=size)
        wrong = np.bincount(self.labels[self._is_wrong], minlength=size)
        return np.divide(wrong, totals, out=np.full(size, np.nan), where=totals > 0)

    @property
    def _is_wrong(self) -> npt.NDArray[np.bool_]:
        return self.labels != self.predictions

    def as_text(self) -> str:
        """Return the matrix in columns; of many classes the worst confusions."""
        head, rows, _ = self._table()
        lines = [[printable(cell) for cell in row] for row in (head, *rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        text = [
            " ".join(f" {c:>{width}}" for c, width in zip(line, widths, strict=True))
            for line in lines
        ]
        return "\n".join([self._title, *text])

    def as_html(self) -> str:
        """Return the same for a notebook; cells of more errors are bluer."""
        head, rows, shades = self._table()
        table = html_table(rows, "r" * len(head), head, shades)
        return f"<p>{self._title}</p>{table}"

    @property
    def _title(self) -> str:
        if len(self.class_names) <= MOST_CLASSES_SHOWN:
            return "rows: true class, columns: predicted class"
        return f"{len(self.class_names):,} classes; the most frequent confusions"

    def _table(self) -> _Table:
        """Return the head, the rows, and how blue each cell is, 0 to 1."""
        names = self.class_names
        if len(names) > MOST_CLASSES_SHOWN:
            return self._most_frequent()
        matrix, errors = self.matrix(), self.error_by_class()
        wrong = np.where(np.eye(len(names), dtype=bool), 0, matrix)
        shades = np.pad(wrong / max(1, wrong.max(initial=0)), ((0, 0), (1, 1)))
        rows = [
            [name, *map(str, counts), _percent(error)]
            for name, counts, error in zip(names, matrix, errors, strict=True)
        ]
        return ["", *names, "error"], rows, shades.tolist()

    def _most_frequent(self) -> _Table:
        wrong = np.stack([self.labels, self.predictions])[:, self._is_wrong]
        pairs, counts = np.unique(wrong, axis=1, return_counts=True)
        worst = np.argsort(-counts, kind="stable")[:_MOST_CONFUSIONS].tolist()
        rows = [
            [*(self.class_names[int(n)] for n in pairs[:, place]), f"{counts[place]:,}"]
            for place in worst
        ]
        head = ["true class", "predicted class", "images"]
        return head, rows, [[0.0] * len(head)] * len(rows)


def _percent(share: float) -> str:
    return "" if np.isnan(share) else f"{share:.2%}"
