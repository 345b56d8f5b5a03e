"""A run of training: how it went, and the trained model."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from network4.model import Model, accuracy
from network4.utils.records import Record, machine, versions

Stopped = Literal["finished", "patience", "time", "interrupted"]


@dataclass(frozen=True)
class EpochResult:
    """What one epoch gave.

    Attributes:
        epoch: counted from 0.
        training_cost: mean cost of its mini-batches, each before its step, without l2.
        validation_accuracy: 0 to 1, after the epoch.
        learning_rate: of its last step.
        elapsed_seconds: since training began, compiling and validation included.
        cpu_seconds: of the processor, on all its threads, in that time.
        observed: what `observe` of `fit` returned after the epoch.
    """

    epoch: int
    training_cost: float
    validation_accuracy: float
    learning_rate: float
    elapsed_seconds: float
    cpu_seconds: float
    observed: Mapping[str, float] = field(default_factory=dict[str, float])

    def to_dict(self) -> dict[str, Any]:
        """Return all of it for a record, what was observed among the rest."""
        own = asdict(self)
        return {**own.pop("observed"), **own}


@dataclass(frozen=True, eq=False)
class Run:
    """A finished run.

    Attributes:
        model: the trained network, with the weights of `kept_epoch`.
        last_model: with the weights after the last epoch.
        history: one result an epoch.
        best_epoch: the epoch, from 0, with the best validation accuracy; of several
            the last.
        test_predictions: the classes predicted for the test images at `kept_epoch`,
            (n,), or None without a test set.
        test_labels: their true classes, (n,), or None.
        settings: all that was asked for, as a record holds it.
        stopped: why training ended.
    """

    model: Model
    last_model: Model
    history: tuple[EpochResult, ...]
    best_epoch: int
    test_predictions: npt.NDArray[np.int64] | None
    test_labels: npt.NDArray[np.uint8] | None
    settings: dict[str, Any]
    stopped: Stopped

    @property
    def kept_epoch(self) -> int:
        """`best_epoch`, or with `keep="last"` the last; all figures are of it."""
        is_best = self.settings["keep"] == "best"
        return self.best_epoch if is_best else len(self.history) - 1

    @property
    def validation_accuracy(self) -> float:
        """The accuracy on validation data, 0 to 1, at the kept epoch."""
        return self.history[self.kept_epoch].validation_accuracy

    @property
    def test_accuracy(self) -> float | None:
        """The accuracy on test data, 0 to 1, at the kept epoch; None without any."""
        if self.test_predictions is None or self.test_labels is None:
            return None
        return accuracy(self.test_predictions, self.test_labels)

    @property
    def seconds(self) -> float:
        """Time of training, compiling and validation included."""
        return self.history[-1].elapsed_seconds

    @property
    def wrong_test_indices(self) -> npt.NDArray[np.int64]:
        """The test images, by index, that were read wrongly at the kept epoch."""
        if self.test_predictions is None or self.test_labels is None:
            return np.zeros(0, np.int64)
        return np.flatnonzero(self.test_predictions != self.test_labels)

    @property
    def wrong_test_answers(self) -> npt.NDArray[np.int64]:
        """The classes given to `wrong_test_indices`."""
        if self.test_predictions is None:
            return np.zeros(0, np.int64)
        return self.test_predictions[self.wrong_test_indices]

    def record(self) -> Record:
        """Return the run as a record: settings, machine, versions, curves, results."""
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
            "validation_accuracy": self.validation_accuracy,
            "test_accuracy": self.test_accuracy,
            "wrong_test_indices": self.wrong_test_indices.tolist(),
            "wrong_test_answers": self.wrong_test_answers.tolist(),
            "epochs": [result.to_dict() for result in self.history],
        }
