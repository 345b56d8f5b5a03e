"""Judge a trained model on examples."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from network4.augment import Shifts, as_shifts
from network4.datasets import NO_CLASS, Dataset, Split
from network4.engines import Examples, Outputs, score
from network4.evaluation.calibration import (
    Rejection,
    refuse_below,
    reliability,
)
from network4.evaluation.confusions import Labels
from network4.evaluation.given import Answering, Given, as_given
from network4.evaluation.result import Evaluation
from network4.model import Model
from network4.model.ensemble import Ensemble
from network4.objectives import (
    class_probabilities,
    likeliest_classes,
    predicted_classes,
)


def evaluate(
    model: Answering,
    data: Dataset | Split | tuple[npt.ArrayLike, npt.ArrayLike] | npt.ArrayLike,
    labels: npt.ArrayLike | None = None,
    *,
    part: Literal["test", "validation", "train"] | None = None,
    shifts: Shifts | None = None,
) -> Evaluation:
    """Judge a trained model: its accuracy, its confusions, how sure it may be.

    Args:
        model: a Model, an Ensemble, or a Run, whose model is taken.
        data: a Dataset; a Split; or images, as `Model.predict` takes them, with
            `labels`, or as a pair (images, labels).
        labels: (n,) whole numbers, the positions of the classes among the model's; of
            a network that does not name classes what it should give; default None, they
            are in `data`.
        part: which part of a Dataset: "test", "validation" or "train"; default None,
            the test part.
        shifts: pixels (down, right); the outputs are the means over each image moved by
            all of these, as by `Model.outputs`; default None, images as they are.

    Returns:
        An `Evaluation`: `score`; of a network that names classes `accuracy`,
        `confusion_matrix`, `error_by_class`, `calibration_error`, `wrong_indices`.
        `print` shows it, `plot()` draws it.

    Raises:
        ArgumentError: an argument is of another kind, or no example has a class.
        ShapeError: images or labels do not fit the network.
        DataError: there are no examples, or a class of the data set is none of the
            model's.

    Example:
        >>> import network4 as n4
        >>> data = n4.load_digits()
        >>> network = n4.Network([n4.FullyConnected(30), n4.Softmax(10)])
        >>> run = n4.fit(network, data, epochs=5, learning_rate=0.5)
        >>> evaluation = n4.evaluate(run.model, data)
        >>> evaluation.accuracy == run.test_accuracy
        True
        >>> evaluation.confusion_matrix.shape
        (10, 10)
    """
    return evaluated(
        "evaluate", as_given("evaluate", model, data, labels, part), shifts
    )


def evaluated(owner: str, given: Given, shifts: Shifts | None) -> Evaluation:
    """Return what `evaluate` does.

    Args:
        owner: the function that was given shifts, for messages.
        given: the examples, with their model.
        shifts: as for `evaluate`.
    """
    network, outputs = given.first.network, given.outputs(as_shifts(owner, shifts))
    judged = score(network, given.examples, outputs)
    name = network.objective.score_name
    if not network.objective.names_classes:
        return Evaluation(given.name, len(given.examples), name, judged)
    labels = _labels_that_count(given.examples)
    counts = labels != NO_CLASS
    probabilities = _probabilities(given.first, outputs)
    sure, refused = None, None
    if probabilities is not None:
        sure = reliability(probabilities[counts], labels[counts])
        refused = _refused(given.model, probabilities[counts], labels[counts])
    return Evaluation(
        given.name,
        int(counts.sum()),
        name,
        judged,
        given.class_names,
        labels,
        predicted_classes(outputs),
        sure,
        refused,
    )


def _labels_that_count(examples: Examples) -> Labels:
    """Return the labels, `NO_CLASS` at steps that a sequence does not have."""
    labels = likeliest_classes(np.asarray(examples.targets))
    mask = examples.mask
    if mask is None or mask.shape != labels.shape:
        return labels
    return np.where(mask, labels, NO_CLASS)


def _probabilities(model: Model, outputs: Outputs) -> Outputs | None:
    """Return what `predict_proba` says of the outputs; None where it refuses."""
    if model.network.output_activation not in ("softmax", "sigmoid"):
        return None
    return np.asarray(class_probabilities(outputs), np.float32)


def _refused(
    model: Model | Ensemble, probabilities: Outputs, labels: Labels
) -> Rejection | None:
    """Return what a model's threshold does; None if it has none."""
    if not isinstance(model, Model):
        return None
    threshold = model.details.get("rejection_threshold")
    if threshold is None:
        return None
    return refuse_below(probabilities, labels, threshold)
