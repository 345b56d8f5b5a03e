"""How far a model can be trusted with digits unlike those it was trained on."""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np

from network4.augment.corruptions import CORRUPTIONS, Corruption, corrupt
from network4.datasets import Split
from network4.engines import as_examples
from network4.errors import ArgumentError, ShapeError, shown
from network4.model import Model
from network4.objectives import accuracy, likeliest_classes
from network4.utils.checks import check_kind

Curves = Mapping[str, Mapping[float, float]]


def accuracy_by_severity(
    model: Model,
    split: Split,
    corruptions: Sequence[Corruption] = CORRUPTIONS,
    seed: int = 0,
) -> Curves:
    """Return a model's accuracy on images changed more and more.

    Args:
        model: what reads them.
        split: uint8 images (n, h, w) of one channel, and their labels.
        corruptions: what is done to them; default all of `CORRUPTIONS`.
        seed: 0..2**63 - 1, of what is random in that; default 0.

    Returns:
        For each corruption's name the accuracy, 0 to 1, at each severity.

    Raises:
        ShapeError: images of more than one channel, or not of bytes.
        ArgumentError: the model names no classes, or a label is none of them.

    Example:
        >>> import network4 as n4
        >>> network = n4.Network([n4.Softmax(10)])
        >>> model = n4.Model(network, network.initial_parameters(seed=0))
        >>> curves = accuracy_by_severity(model, n4.load_digits().test, CORRUPTIONS[:1])
        >>> list(curves["thin"])
        [0, 0.25, 0.5, 0.75, 1.0]
    """
    owner = "accuracy_by_severity"
    check_kind(owner, "model", model, Model).check_names_classes(owner)
    check_kind(owner, "split", split, Split)
    if not isinstance(cast(object, corruptions), (list, tuple)):
        raise ArgumentError(
            f"{owner}: corruptions must be a list of them, received "
            f"{shown(corruptions)}."
        )
    for each in corruptions:
        check_kind(owner, "each of corruptions", each, Corruption)
    is_grey = len(split.image_shape) == 3 and split.image_shape[0] == 1
    if not is_grey or split.images.dtype != np.uint8:
        raise ShapeError(
            f"{owner}: split must have grey images of bytes, received {shown(split)} "
            f"of {split.images.dtype}."
        )
    targets = as_examples(owner, model.network, split).targets
    labels = likeliest_classes(np.asarray(targets))
    images = np.asarray(split.images, np.uint8).reshape(-1, *split.image_shape[1:])
    return {
        each.name: {
            severity: accuracy(
                model.predict(corrupt(images, each, severity, seed)), labels
            )
            for severity in each.severities
        }
        for each in corruptions
    }
