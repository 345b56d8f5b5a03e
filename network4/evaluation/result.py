"""How well a model does: what `evaluate` returns."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from network4.datasets import NO_CLASS
from network4.errors import ArgumentError
from network4.evaluation.calibration import Rejection, Reliability
from network4.evaluation.confusions import Confusions, Labels
from network4.text import printable
from network4.utils.markup import html_block

if TYPE_CHECKING:
    from network4.plots.figures import Picture

_MOST_CLASSES_DRAWN = 1000


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation:
    """How well a model does on examples.

    `print` shows it as text, and a notebook as a table.

    Attributes:
        data_name: what the examples are, "test images of digits" say.
        num_examples: the number of examples; for sequences, the number of steps with a
            class.
        score_name: the name of the score, such as "accuracy" or "mean_squared_error".
        score: the score of the network's objective; an accuracy is 0 to 1.
        class_names: the names of the classes; () unless the network names classes.
        labels: (n,) or (n, time), the true classes, and -1 for no class; None unless
            the network names classes.
        predictions: the predicted classes, of the same shape, or None.
        reliability: how sure the model was and how often it was right; None unless its
            outputs are probabilities of classes.
        rejection: the effect of the model's threshold for refusing to answer; None
            without a threshold.

    Example:
        >>> import network4 as n4
        >>> network = n4.Network([n4.Softmax(10)])
        >>> run = n4.fit(network, n4.load_digits(), epochs=2, learning_rate=0.5)
        >>> found = n4.evaluate(run, n4.load_digits())
        >>> found.num_examples, found.accuracy > 0.5
        (300, True)
    """

    data_name: str
    num_examples: int
    score_name: str
    score: float
    class_names: tuple[str, ...] = ()
    labels: Labels | None = None
    predictions: Labels | None = None
    reliability: Reliability | None = None
    rejection: Rejection | None = None

    @property
    def accuracy(self) -> float:
        """The share of the examples whose class was predicted correctly, 0 to 1.

        Raises:
            ArgumentError: the network does not name classes.
        """
        self._answers("accuracy")
        return self.score

    @property
    def confusion_matrix(self) -> npt.NDArray[np.int64]:
        """Counts (k, k): the row is the true class, the column the predicted one.

        Raises:
            ArgumentError: the network does not name classes.
        """
        return self._confusions("confusion_matrix").matrix()

    @property
    def error_by_class(self) -> npt.NDArray[np.float64]:
        """(k,) the share of each class that was misread, 0 to 1; NaN if it is absent.

        Raises:
            ArgumentError: the network does not name classes.
        """
        return self._confusions("error_by_class").error_by_class()

    @property
    def calibration_error(self) -> float | None:
        """The mean distance between how sure the model was and how often right, 0 to 1.

        None unless its outputs are probabilities of classes.
        """
        return None if self.reliability is None else self.reliability.error

    @property
    def wrong_indices(self) -> npt.NDArray[np.int64]:
        """(m,) indices of the misread examples; for sequences (m, 2), with their steps.

        Raises:
            ArgumentError: the network does not name classes.
        """
        labels, predictions = self._answers("wrong_indices")
        found = np.argwhere((labels != NO_CLASS) & (labels != predictions))
        return found[:, 0] if labels.ndim == 1 else found

    def _answers(self, name: str) -> tuple[Labels, Labels]:
        if self.labels is not None and self.predictions is not None:
            return self.labels, self.predictions
        raise ArgumentError(
            f"Evaluation: {name} must be asked of a classifier, received a network "
            f"whose score is its {self.score_name}; ask for score."
        )

    def _confusions(self, name: str) -> Confusions:
        """Return true and predicted classes of what has a class."""
        labels, predictions = self._answers(name)
        counts = labels != NO_CLASS
        return Confusions(labels[counts], predictions[counts], self.class_names)

    def plot(self) -> "Picture":
        """Return a figure: the confusion matrix, the errors by class, the calibration.

        Returns:
            A matplotlib figure, which a notebook shows; `savefig` writes it as a file.

        Raises:
            ArgumentError: the network does not name classes, or more than 1,000.

        Example:
            >>> import network4 as n4
            >>> test = n4.load_digits().test.part(slice(20))
            >>> figure = n4.evaluate(n4.load_model(), test.images, test.labels).plot()
        """
        from network4.plots.judged import (
            evaluation_figure,  # nobody else needs its library
        )

        self._answers("plot")
        if len(self.class_names) > _MOST_CLASSES_DRAWN:
            raise ArgumentError(
                f"Evaluation.plot: there must be at most {_MOST_CLASSES_DRAWN:,} "
                f"classes, received {len(self.class_names):,}; print shows the most "
                "frequent confusions."
            )
        matrix = self.confusion_matrix
        return evaluation_figure(
            self._first_line, matrix, self.class_names, self.reliability
        )

    @property
    def _first_line(self) -> str:
        form = ".4g" if self.labels is None else ".2%"
        score = f"{self.score_name.replace('_', ' ')} {self.score:{form}}"
        return f"{score} on {self.num_examples:,} {printable(self.data_name)}"

    def __repr__(self) -> str:
        """Return the score in one line."""
        return f"Evaluation({self._first_line})"

    def __str__(self) -> str:
        """Return the score, the confusion matrix and the calibration as text."""
        lines = [self._first_line]
        if self.labels is not None:
            lines += ["", self._confusions("print").as_text()]
        notes = self._notes()
        return "\n".join([*lines, "", *notes] if notes else lines)

    def _notes(self) -> list[str]:
        notes: list[str] = []
        if self.calibration_error is not None:
            notes.append(f"expected calibration error: {self.calibration_error:.2%}")
        if self.rejection is not None:
            notes += [
                f"refused: {self.rejection.refused:.2%} of the images, because the "
                f"model is less than {self.rejection.threshold:.0%} sure of them",
                f"answered wrongly: {self.rejection.errors_kept:.2%} of the images",
            ]
        return notes

    def _repr_html_(self) -> str:
        """Return the same for a notebook."""
        table = ""
        if self.labels is not None:
            table = self._confusions("table").as_html()
        notes = "".join(f"<p>{note}</p>" for note in self._notes())
        return html_block(self._first_line, table, notes)
