"""How far a model can be trusted with digits unlike those it was trained on."""

from collections.abc import Mapping, Sequence

import numpy as np

from network4.augment.corruptions import CORRUPTIONS, Corruption, corrupt
from network4.datasets import Split
from network4.errors import ShapeError
from network4.model import Model
from network4.objectives import accuracy

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

    Example:
        >>> import network4 as n4
        >>> network = n4.Network([n4.Softmax(10)])
        >>> model = n4.Model(network, network.initial_parameters(seed=0))
        >>> curves = accuracy_by_severity(model, n4.load_digits().test, CORRUPTIONS[:1])
        >>> list(curves["thin"])
        [0, 0.25, 0.5, 0.75, 1.0]
    """
    channels, height, width = split.image_shape
    if channels != 1 or split.images.dtype != np.uint8:
        raise ShapeError(
            "accuracy_by_severity: split must have grey images of bytes, received "
            f"{channels} channels of {split.images.dtype}."
        )
    images = np.asarray(split.images, np.uint8).reshape(-1, height, width)
    return {
        each.name: {
            severity: accuracy(
                model.predict(corrupt(images, each, severity, seed)), split.labels
            )
            for severity in each.severities
        }
        for each in corruptions
    }
