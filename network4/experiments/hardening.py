"""MNIST made as hard as photographs are: other pens, noise, sizes, and no digits."""

from dataclasses import replace

import numpy as np

from network4.augment.corruptions import CORRUPTIONS, Corruption, corrupt
from network4.datasets import NO_CLASS, Dataset, Split
from network4.errors import ArgumentError
from network4.experiments.outliers import make_outliers
from network4.utils.randomness import random_generator

# What distortions while training do not do: up to which severity it is done to images.
_SEVEREST = {"thin": 0.75, "thick": 1.5, "shift": 3.0, "noise": 0.3, "size": 30.0}
_NUM_STEPS = 4
_SHARE_CHANGED, _SHARE_OUTLIERS = 0.5, 0.2


def harden(data: Dataset, seed: int) -> Dataset:
    """Return the data with more images to train on.

    To the training images half as many are added with thinner or thicker pens, off
    centre, noisy or large, and a fifth as many that are no digits. Validation and test
    images stay as they are, and so does `is_mnist`.

    Args:
        data: digits as MNIST has them, (n, 28, 28) uint8.
        seed: 0..2**63 - 1, of what is drawn.

    Raises:
        ArgumentError: images of another size or type, or no digit to cut pieces from.

    Example:
        >>> import network4 as n4
        >>> few = n4.load_digits()
        >>> len(few.train), len(harden(few, seed=0).train)
        (1197, 2034)
    """
    train = data.train
    if train.image_shape != (1, 28, 28) or train.images.dtype != np.uint8:
        raise ArgumentError(
            "train: data must have images of 28 x 28 bytes for this recipe, received "
            f"{train.image_shape} of {train.images.dtype}; take another recipe."
        )
    train = Split(train.images.reshape(-1, 28, 28), train.labels)
    changed = _changed(train, seed)
    count = round(_SHARE_OUTLIERS * len(train))
    outliers = make_outliers(train, count, seed)
    parts = train.images, changed.images, outliers
    images = np.concatenate(parts)
    none = np.full(count, NO_CLASS, np.int32)
    labels = np.concatenate([train.labels, changed.labels, none])
    hard = Split(images, labels)
    return replace(data, train=hard, name=f"{data.name}, hardened")


def _changed(train: Split, seed: int) -> Split:
    """Return some of the images, each changed in one way by one severity."""
    generator = random_generator(seed, "corruptions", counter=1)
    chosen = generator.permutation(len(train))[: round(_SHARE_CHANGED * len(train))]
    ways = [(c, s) for c in CORRUPTIONS for s in _severities(c)]
    images = np.asarray(train.images, np.uint8)
    made = [
        np.rint(255 * corrupt(images[part], corruption, severity, seed))
        for (corruption, severity), part in zip(
            ways, np.array_split(chosen, len(ways)), strict=True
        )
    ]
    return Split(np.concatenate(made).astype(np.uint8), train.labels[chosen])


def _severities(corruption: Corruption) -> list[float]:
    severest = _SEVEREST.get(corruption.name)
    if severest is None:
        return []
    return [severest * step / _NUM_STEPS for step in range(1, _NUM_STEPS + 1)]
