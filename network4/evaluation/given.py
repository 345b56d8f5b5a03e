"""What a user gives to be evaluated: a model of any kind, and examples of any kind."""

import os
from collections.abc import Sized
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.augment import Shifts
from network4.datasets import Dataset, Split
from network4.datasets.split import NO_CLASS
from network4.engines import Examples, Outputs, as_batch, as_examples, as_targets
from network4.errors import ArgumentError, DataError, shown
from network4.model import Model
from network4.model.ensemble import Ensemble
from network4.objectives import likeliest_classes
from network4.training.run import Run
from network4.utils.arrays import as_array
from network4.utils.checks import check_choice

Answering = Model | Ensemble | Run
PARTS = "test", "validation", "train"
_NAMES = {"test": "test", "validation": "validation", "train": "training"}


@dataclass(frozen=True, eq=False)
class Given:
    """Examples as a model reads them.

    Attributes:
        name: what they are, "test images of digits" say.
        images: as the user gave them.
        examples: as the network reads them; labels are the model's classes.
        class_names: what the classes are called; () where there are none.
        model: what reads them.
        first: the same, or of an ensemble the first model.
    """

    name: str
    images: npt.ArrayLike
    examples: Examples
    class_names: tuple[str, ...]
    model: Model | Ensemble
    first: Model

    def outputs(self, shifts: Shifts | None) -> Outputs:
        """Return the model's outputs; an ensemble's are its probabilities."""
        model, lengths = self.model, self.examples.lengths
        if isinstance(model, Model):
            return model.outputs(self.images, shifts=shifts, lengths=lengths)
        return model.predict_proba(self.images, shifts=shifts, lengths=lengths)


def _as_model(owner: str, model: object) -> Model | Ensemble:
    """Return a run's model, or the model or the ensemble that was given.

    Raises:
        ArgumentError: it is none of them.
    """
    if isinstance(model, Run):
        return model.model
    if isinstance(model, (Model, Ensemble)):
        return model
    raise ArgumentError(
        f"{owner}: model must be a Model, an Ensemble or a Run, received "
        f"{shown(model)}; fit and load_model return one."
    )


def first_model(owner: str, model: object) -> Model:
    """Return the model, or of an ensemble the first.

    Raises:
        ArgumentError: it is no model, no ensemble and no run.
    """
    found = _as_model(owner, model)
    return found if isinstance(found, Model) else found.models[0]


def as_given(
    owner: str, model: object, data: object, labels: object, part: str | None
) -> Given:
    """Return examples as a model reads them.

    Args:
        owner: the function that was given them, for messages.
        model: a model, an ensemble or a run.
        data: a data set, a split, a pair of images and labels, or images alone.
        labels: what the images should give; None where they are in `data`.
        part: of a data set; None, its test part.

    Raises:
        ArgumentError, ShapeError, DataError: they do not go together, or do not fit the
            model.
    """
    first = first_model(owner, model)
    if isinstance(data, Dataset):
        name, split = _part_of(owner, data, part)
        names, split = _by_name(owner, first, data, split)
    else:
        _check_no_part(owner, part)
        name, split, names = "examples", data, first.class_names
    if isinstance(split, Split):
        _check_no_labels(owner, labels)
        _check_some(owner, split)
        images, examples = split.images, as_examples(owner, first.network, split)
    else:
        images, labels = _as_pair(owner, split, labels)
        batch = as_batch(first.network, cast(Any, images))
        _check_some(owner, batch)
        examples = Examples(batch, as_targets(owner, first.network, labels, batch))
    classifies = first.network.objective.names_classes
    names = names if classifies else ()
    reads = _as_model(owner, model)
    return Given(name, cast(Any, images), examples, names, reads, first)


def _part_of(owner: str, data: Dataset, part: str | None) -> tuple[str, Split]:
    part = check_choice(owner, "part", "test" if part is None else part, PARTS)
    split: Split | None = getattr(data, part)
    if split is not None:
        return f"{_NAMES[part]} images of {data.name}", split
    raise DataError(
        f"{owner}: data must have test images, received {shown(data)}; say "
        "part='validation', or give other images."
    )


def _by_name(
    owner: str, model: Model, data: Dataset, split: Split
) -> tuple[tuple[str, ...], Split]:
    """Return the names of classes, and labels that are their positions."""
    names = model.class_names
    if not model.details.get("classes"):
        names = (*data.class_names, *names[data.num_classes :])
    if not model.network.objective.names_classes or not data.class_names:
        return names, split
    positions = {name: position for position, name in enumerate(names)}
    unknown = [name for name in data.class_names if name not in positions]
    if unknown:
        raise DataError(
            f"{owner}: data must have classes that the model knows "
            f"({', '.join(names)}), received {', '.join(unknown)}; give images of the "
            "kind that it was trained on."
        )
    network = model.network
    labels = likeliest_classes(
        network.objective.as_targets(owner, split.labels, network.output_shape)
    )
    of_each = np.array([positions[name] for name in data.class_names], np.int32)
    labels = np.where(labels == NO_CLASS, NO_CLASS, of_each[labels])
    return names, Split(split.images, labels, split.lengths, split.weights)


def _check_no_part(owner: str, part: str | None) -> None:
    if part is not None:
        raise ArgumentError(
            f"{owner}: part must be left out unless data is a Dataset, received "
            f"{shown(part)}."
        )


def _check_no_labels(owner: str, labels: object) -> None:
    if labels is not None:
        raise ArgumentError(
            f"{owner}: labels must be left out where data has its own, received "
            f"{shown(labels)}."
        )


def _check_some(owner: str, examples: Sized) -> None:
    if not len(examples):
        raise DataError(f"{owner}: data must hold one example or more, received none.")


def _as_pair(owner: str, data: object, labels: object) -> tuple[object, object]:
    """Return images and labels; a tuple of two is a pair of them."""
    if labels is None and isinstance(data, tuple) and len(cast(Any, data)) == 2:
        return cast(tuple[object, object], data)
    if data is None or isinstance(data, (str, os.PathLike, dict)):
        raise ArgumentError(
            f"{owner}: data must be a Dataset, a Split, or images with labels, "
            f"received {shown(cast(object, data))}; load_data reads files of images."
        )
    return as_array(owner, "data", cast(object, data)), labels
