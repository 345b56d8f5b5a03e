"""Draws examples to set aside, of each class its share."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError
from network4.utils.randomness import random_generator


def stratified(
    owner: str, labels: npt.NDArray[np.int64], counts: Sequence[int], seed: int
) -> list[npt.NDArray[np.intp]]:
    """Return the indices of the examples that stay, then of those in each part.

    Each part has the same share of every class, to within one example. At least one
    example of every class stays.

    Args:
        owner: the function that sets examples aside, for messages.
        labels: (n,), the class of each example.
        counts: number of examples in each part.
        seed: of the draw.

    Raises:
        ArgumentError: there are too few examples.

    Example:
        >>> labels = np.array([0, 1] * 6)
        >>> parts = stratified("from_arrays", labels, [2], seed=0)
        >>> [sorted(labels[part].tolist()) for part in parts]
        [[0, 0, 0, 0, 0, 1, 1, 1, 1, 1], [0, 1]]
    """
    order = random_generator(seed, "split").permutation(len(labels))
    by_class = order[np.argsort(labels[order], kind="stable")]
    is_first = np.diff(labels[by_class], prepend=labels.min() - 1) > 0
    left = by_class[~is_first]
    if sum(counts) > len(left):
        raise ArgumentError(
            f"{owner}: validation and test must leave at least one image of each "
            f"class for training, received {sum(counts):,} of {len(labels):,} images "
            "to set aside; take smaller shares."
        )
    parts: list[npt.NDArray[np.intp]] = []
    for count in counts:
        # Places that are evenly apart meet each class in its share.
        places = ((np.arange(count) + 0.5) * len(left) / max(count, 1)).astype(np.intp)
        parts.append(left[places])
        left = np.delete(left, places)
    is_aside = np.isin(order, np.concatenate([*parts, order[:0]]))
    return [order[~is_aside], *(order[np.isin(order, part)] for part in parts)]
