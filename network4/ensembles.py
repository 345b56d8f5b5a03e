"""Several networks, trained side by side, that answer together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.augment import Shifts
from network4.checks import check_integer
from network4.datasets import Dataset
from network4.engines import Outputs, StepSettings, choose_engine, has_accelerator
from network4.errors import ArgumentError, ShapeError
from network4.jobs import map_jobs, num_cores
from network4.model import Model
from network4.network import Network
from network4.randomness import LARGEST_SEED
from network4.runs import Run
from network4.together import fit_together
from network4.training import fit

Answers = npt.NDArray[np.integer[Any]]


def fit_many(
    network: Network,
    data: Dataset,
    *,
    count: int,
    seed: int = 0,
    num_jobs: int | None = None,
    engine: str = "auto",
    **settings: Any,
) -> list[Run]:
    """Train a network from several seeds, as many at a time as there are cores.

    Args:
        network: what to train.
        data: what to train on.
        count: how many runs, 1 or more.
        seed: of the first; the others have the seeds after it.
        num_jobs: how many runs at a time; default None, as many as there are cores,
            each on one of them; one with the JAX engine, which takes all for a run. On
            a GPU, where the default is all of them, as one program.
        engine: as in `fit`.
        settings: all other arguments of `fit`.

    Returns:
        The runs, by seed. Each is what `fit` gives for its seed on as many threads,
        which is one for runs side by side on the native engine.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> import network4 as n4
        >>> network = n4.Network([n4.FullyConnected(30), n4.Softmax(10)])
        >>> settings = {"epochs": 2, "learning_rate": 0.5, "num_jobs": 1}
        >>> runs = fit_many(network, n4.load_digits(), count=2, **settings)
        >>> ensemble = Ensemble([run.model for run in runs])
        >>> ensemble.predict_proba(np.zeros((28, 28))).shape
        (1, 10)
    """
    if "checkpoint" in settings:
        raise ArgumentError(
            "fit_many: checkpoint must be left out, since each run would need its own; "
            "call fit for each seed."
        )
    check_integer("fit_many", "count", count, 1)
    check_integer("fit_many", "seed", seed, 0, LARGEST_SEED - count)
    seeds = range(seed, seed + count)
    asked = StepSettings(1, optimizer=settings.get("optimizer", "sgd"))
    one_core_each = choose_engine(engine, network, asked).name == "native"
    if num_jobs is None and not one_core_each and has_accelerator():
        return fit_together(network, data, seeds, **settings)
    if num_jobs is None:
        num_jobs = min(count, num_cores()) if one_core_each else 1
    check_integer("fit_many", "num_jobs", num_jobs, 1)
    if num_jobs > 1:
        settings = {"num_threads": 1, **settings}
    train = partial(_fit, network, data, {**settings, "engine": engine})
    runs = map_jobs(train, seeds, num_jobs)
    return sorted(runs, key=lambda run: run.settings["seed"])


def _fit(network: Network, data: Dataset, settings: dict[str, Any], seed: int) -> Run:
    return fit(network, data, seed=seed, **settings)


def plurality(answers: Answers, accuracies: Sequence[float]) -> npt.NDArray[np.int64]:
    """Return for each image the class that most networks answer.

    Args:
        answers: (networks, n) classes, 0 or more.
        accuracies: of each network on validation data; among classes with as many
            votes the one that the best of their voters answers wins.

    Returns:
        (n,) classes.

    Raises:
        ShapeError: there is no network, or not an accuracy for each.

    Example:
        >>> plurality(np.array([[3, 1], [3, 2], [5, 2], [5, 7]]), [0.9, 0.8, 0.7, 0.6])
        array([3, 2])
    """
    if answers.ndim != 2 or not len(answers) or len(answers) != len(accuracies):
        raise ShapeError(
            "plurality: answers must be (networks, n) with an accuracy for each "
            f"network, received {answers.shape} and {len(accuracies)} accuracies."
        )
    num_classes = int(answers.max(initial=0)) + 1
    votes = (answers[:, None, :] == np.arange(num_classes)[:, None]).sum(axis=0)
    best_first = np.argsort([-accuracy for accuracy in accuracies], kind="stable")
    # argmax takes the first of equals, and the best voters come first.
    of_each = np.take_along_axis(votes, answers[best_first], axis=0)
    winner = of_each.argmax(axis=0)
    chosen: npt.NDArray[np.int64] = np.take_along_axis(
        answers[best_first], winner[None], axis=0
    )[0].astype(np.int64)
    return chosen


@dataclass(frozen=True)
class Ensemble:
    """Models that answer by the mean of their probabilities.

    Args:
        models: one or more, with the same classes.

    Raises:
        ArgumentError: there is none, or their classes differ in number or name.

    Example:
        >>> from network4.layers import Softmax
        >>> from network4.network import Network
        >>> network = Network([Softmax(10)])
        >>> model = Model(network, network.initial_parameters(seed=0))
        >>> Ensemble([model, model]).predict(np.zeros((2, 28, 28), np.uint8))
        array([0, 0])

    Source: the book, Chapter 6.
    """

    models: Sequence[Model]

    def __post_init__(self) -> None:
        """Refuse models that cannot answer together."""
        counts = sorted({model.network.num_classes for model in self.models})
        if len(counts) != 1:
            raise ArgumentError(
                "Ensemble: models must be one or more with the same number of classes, "
                f"received {len(self.models)} with {counts or 'none'}."
            )
        names = sorted({model.class_names for model in self.models})
        if len(names) != 1:
            raise ArgumentError(
                "Ensemble: models must have the same classes in the same order, "
                f"received {' and '.join(', '.join(each) for each in names)}."
            )

    def predict_proba(
        self, images: npt.ArrayLike, *, shifts: Shifts | None = None
    ) -> Outputs:
        """Return the mean of the models' probabilities, (n, classes) float32.

        Args:
            images: as for `Model.outputs`.
            shifts: as for `Model.outputs`.
        """
        outputs = [model.predict_proba(images, shifts=shifts) for model in self.models]
        return np.asarray(np.mean(np.stack(outputs), axis=0), np.float32)

    def predict(
        self, images: npt.ArrayLike, *, shifts: Shifts | None = None
    ) -> npt.NDArray[np.int64]:
        """Return for each image the class with the largest mean, (n,).

        Args:
            images: as for `Model.outputs`.
            shifts: as for `Model.outputs`.
        """
        return self.predict_proba(images, shifts=shifts).argmax(axis=1)
