"""Several trained networks that answer together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.augment import Shifts
from network4.engines import Outputs
from network4.errors import ArgumentError, ShapeError, shown
from network4.model.model import Model
from network4.text import counted
from network4.utils.checks import check_kind
from network4.utils.markup import html_block, html_table

Answers = npt.NDArray[np.integer[Any]]


def plurality(answers: Answers, accuracies: Sequence[float]) -> npt.NDArray[np.int64]:
    """Return for each image the class with the most votes.

    If classes have equally many votes, the one wins whose best voter is best.

    Args:
        answers: (networks, n) classes, whole numbers of 0 or more.
        accuracies: the accuracy of each network on validation data.

    Returns:
        (n,) classes.

    Raises:
        ShapeError: there is no network, or the number of accuracies is wrong.

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


@dataclass(frozen=True, repr=False)
class Ensemble:
    """Models that answer together, by the mean of their probabilities.

    Args:
        models: one or more models with the same classes.

    Raises:
        ArgumentError: there is no model, a model gives no probabilities of classes, or
            classes differ in number or name.

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
        if not isinstance(cast(object, self.models), Sequence):
            raise ArgumentError(
                f"Ensemble: models must be a list of models, received "
                f"{shown(self.models)}."
            )
        for model in self.models:
            check_kind("Ensemble", "each of models", model, Model)
            model.check_gives_probabilities("Ensemble")
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

    def __repr__(self) -> str:
        """Return the number of models and of their classes."""
        models = counted(len(self.models), "model")
        return f"Ensemble({models}, {len(self.class_names)} classes)"

    def _repr_html_(self) -> str:
        """Return a row for each model, for a notebook."""
        rows = [(n, model.network.summary) for n, model in enumerate(self.models, 1)]
        return html_block(repr(self), html_table(rows, "rl", ("model", "network")))

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the classes are called; their numbers if they have no names."""
        return self.models[0].class_names

    def predict_proba(
        self,
        images: npt.ArrayLike,
        *,
        shifts: Shifts | None = None,
        lengths: npt.ArrayLike | None = None,
    ) -> Outputs:
        """Return the mean of the models' probabilities.

        Args:
            images: as for `Model.outputs`.
            shifts: as for `Model.outputs`; default None.
            lengths: as for `Model.outputs`; default None.

        Returns:
            (n, classes) float32 in 0..1.

        Raises:
            ShapeError, ArgumentError, EngineError: as for `Model.outputs`.

        Example:
            >>> from network4.model import load_model
            >>> both = Ensemble([load_model(), load_model()])
            >>> both.predict_proba(np.zeros((28, 28))).shape
            (1, 10)
        """
        outputs = [
            model.predict_proba(images, shifts=shifts, lengths=lengths)
            for model in self.models
        ]
        return np.asarray(np.mean(np.stack(outputs), axis=0), np.float32)

    def predict(
        self,
        images: npt.ArrayLike,
        *,
        shifts: Shifts | None = None,
        lengths: npt.ArrayLike | None = None,
    ) -> npt.NDArray[np.int64]:
        """Return for each image the class with the largest mean probability.

        Args:
            images: as for `Model.outputs`.
            shifts: as for `Model.outputs`; default None.
            lengths: as for `Model.outputs`; default None.

        Returns:
            (n,) int64 classes.

        Raises:
            ShapeError, ArgumentError, EngineError: as for `Model.outputs`.

        Example:
            >>> from network4.model import load_model
            >>> Ensemble([load_model()]).predict(np.zeros((2, 28, 28))).shape
            (2,)
        """
        means = self.predict_proba(images, shifts=shifts, lengths=lengths)
        return means.argmax(axis=-1)
