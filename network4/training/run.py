"""A run of training: how it went, and the trained model."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError
from network4.model import Model
from network4.text import counted
from network4.utils.markup import html_block, html_folded, html_table
from network4.utils.records import Record, machine, versions

if TYPE_CHECKING:
    from network4.plots.figures import Picture

MOST_EPOCHS_SHOWN = 100  # in a notebook
Stopped = Literal["finished", "patience", "time", "interrupted"]
_Score = TypeVar("_Score", float, float | None)


@dataclass(frozen=True)
class EpochResult:
    """The results of one epoch.

    Attributes:
        epoch: counted from 0.
        training_cost: mean cost of its mini-batches, each before its step, without l2.
        validation_score: on validation data, after the epoch; a classifier's is its
            accuracy, 0 to 1.
        learning_rate: the learning rate of its last step.
        elapsed_seconds: seconds since training began, with compiling and validation.
        cpu_seconds: seconds of the processor in that time, on all threads together.
        observed: what `observe` of `fit` returned after the epoch.
    """

    epoch: int
    training_cost: float
    validation_score: float
    learning_rate: float
    elapsed_seconds: float
    cpu_seconds: float
    observed: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def validation_accuracy(self) -> float:
        """A classifier's `validation_score`."""
        return self.validation_score

    def to_dict(self, score_name: str) -> dict[str, Any]:
        """Return the results for a record, together with what was observed.

        Args:
            score_name: the name of the score, such as "accuracy".
        """
        own = asdict(self)
        observed = own.pop("observed")
        names = {"validation_score": f"validation_{score_name}"}
        return {**observed, **{names.get(name, name): own[name] for name in own}}


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """A finished run.

    Attributes:
        model: the trained network, with the weights of `kept_epoch`.
        last_model: with the weights after the last epoch.
        history: one result an epoch.
        best_epoch: the epoch, from 0, with the best validation score; if several are
            best, the last.
        test_score: the score on test data at `kept_epoch`; None without test data.
        test_predictions: the classes that a classifier predicted for the test images at
            `kept_epoch`, (n,), else None.
        test_labels: their true classes, (n,), or None.
        settings: all settings, as in a record.
        stopped: why training ended.

    Example:
        >>> import network4 as n4
        >>> network = n4.Network([n4.Softmax(10)])
        >>> run = n4.fit(network, n4.load_digits(), epochs=2, learning_rate=0.5)
        >>> len(run.history), run.stopped, run.test_accuracy > 0.5
        (2, 'finished', True)
    """

    model: Model
    last_model: Model
    history: tuple[EpochResult, ...]
    best_epoch: int
    test_score: float | None
    test_predictions: npt.NDArray[np.int64] | None
    test_labels: npt.NDArray[np.int32] | None
    settings: dict[str, Any]
    stopped: Stopped

    @property
    def kept_epoch(self) -> int:
        """The epoch of all results: `best_epoch`, or with `keep="last"` the last."""
        is_best = self.settings["keep"] == "best"
        return self.best_epoch if is_best else len(self.history) - 1

    @property
    def score_name(self) -> str:
        """What the scores are: "accuracy", or "mean_squared_error"."""
        return self.model.network.objective.score_name

    @property
    def validation_score(self) -> float:
        """The score on validation data at the kept epoch."""
        return self.history[self.kept_epoch].validation_score

    @property
    def validation_accuracy(self) -> float:
        """A classifier's accuracy on validation data, 0 to 1, at the kept epoch."""
        return self._accuracy("validation_accuracy", self.validation_score)

    @property
    def test_accuracy(self) -> float | None:
        """A classifier's accuracy on test data, 0 to 1, at the kept epoch, or None."""
        return self._accuracy("test_accuracy", self.test_score)

    def _accuracy(self, name: str, score: _Score) -> _Score:
        if self.model.network.objective.names_classes:
            return score
        raise ArgumentError(
            f"Run: {name} must be asked of a classifier, received a network whose "
            f"score is its {self.score_name}; ask for {name.split('_')[0]}_score."
        )

    @property
    def seconds(self) -> float:
        """Seconds that training took, with compiling and validation."""
        return self.history[-1].elapsed_seconds

    @property
    def wrong_test_indices(self) -> npt.NDArray[np.int64]:
        """The indices of the test images that were misread at the kept epoch."""
        if self.test_predictions is None or self.test_labels is None:
            return np.zeros(0, np.int64)
        return np.flatnonzero(self.test_predictions != self.test_labels)

    @property
    def wrong_test_answers(self) -> npt.NDArray[np.int64]:
        """The classes given to `wrong_test_indices`."""
        if self.test_predictions is None:
            return np.zeros(0, np.int64)
        return self.test_predictions[self.wrong_test_indices]

    def plot(self) -> "Picture":
        """Return a figure of the training cost and the validation score, by epoch.

        Returns:
            A matplotlib figure, which a notebook shows; `savefig` writes it as a file.

        Example:
            >>> import network4 as n4
            >>> network = n4.Network([n4.Softmax(10)])
            >>> run = n4.fit(network, n4.load_digits(), epochs=2, learning_rate=0.5)
            >>> run.plot().axes[0].get_title().strip()
            'Cost on training data'
        """
        from network4.plots.curves import curves_figure  # nobody else needs its library

        return curves_figure(self.record())

    def __repr__(self) -> str:
        """Return the duration of training and its results, in one line."""
        came = ", ".join(f"{name} {value}" for name, value in self._scores().items())
        epochs = counted(len(self.history), "epoch")
        return f"Run({epochs} in {self.seconds:.1f} s, {self.stopped}: {came})"

    def _scores(self) -> dict[str, str]:
        """Return the scores at the kept epoch by name, as text."""
        objective = self.model.network.objective
        name, form = objective.score_name.replace("_", " "), objective.score_format
        epoch = f"epoch {self.kept_epoch + 1}"
        scores = {f"validation {name}": f"{self.validation_score:{form}} in {epoch}"}
        if self.test_score is not None:
            scores[f"test {name}"] = f"{self.test_score:{form}}"
        return scores

    def _repr_html_(self) -> str:
        """Return the results, the network and the epochs, for a notebook."""
        time = f"{self.seconds:.1f} s, {counted(len(self.history), 'epoch')}"
        rows = {**self._scores(), "time": time, "ended": self.stopped}
        return html_block(
            f"Run of {self.model.network.summary}",
            html_table(list(rows.items()), "ll"),
            self._html_epochs(),
        )

    def _html_epochs(self) -> str:
        form = self.model.network.objective.score_format
        rows = [
            (
                each.epoch + 1,
                f"{each.training_cost:.4g}",
                f"{each.validation_score:{form}}",
                f"{each.elapsed_seconds:.1f}",
            )
            for each in self.history[-MOST_EPOCHS_SHOWN:]
        ]
        score = f"validation {self.score_name.replace('_', ' ')}"
        head = "epoch", "training cost", score, "seconds"
        is_cut = len(rows) < len(self.history)
        title = f"the last {len(rows)} epochs" if is_cut else "epochs"
        return html_folded(title, html_table(rows, "rrrr", head))

    def record(self) -> Record:
        """Return the run as a record: settings, machine, versions, curves and results.

        Returns:
            A dict that JSON can hold, as in `record.json` of `network4 train`.

        Example:
            >>> import network4 as n4
            >>> network = n4.Network([n4.Softmax(10)])
            >>> run = n4.fit(network, n4.load_digits(), epochs=2, learning_rate=0.5)
            >>> record = run.record()
            >>> len(record["epochs"]), record["validation_accuracy"] > 0.5
            (2, True)
        """
        return {
            "network": self.model.network.to_dict(),
            **self.settings,
            "versions": versions(),
            "machine": machine(),
            "stopped": self.stopped,
            "seconds": self.seconds,
            "cpu_seconds": self.history[-1].cpu_seconds,
            "best_epoch": self.best_epoch,
            "kept_epoch": self.kept_epoch,
            f"validation_{self.score_name}": self.validation_score,
            f"test_{self.score_name}": self.test_score,
            "wrong_test_indices": self.wrong_test_indices.tolist(),
            "wrong_test_answers": self.wrong_test_answers.tolist(),
            "epochs": [result.to_dict(self.score_name) for result in self.history],
        }
