"""Sets images aside for validation and test, the same ones each time."""

import numpy as np

from network4.datasets.arrays import SEED
from network4.datasets.contents import Contents
from network4.datasets.dataset import Dataset
from network4.datasets.split import Split
from network4.errors import DataError
from network4.utils.randomness import random_generator

_SHARE = 6


def complete(contents: Contents, name: str) -> Dataset:
    """Return a data set; draw validation (and test) images if they are missing.

    If there are n training images only, ceil(n/6) of them are drawn for validation and
    as many for the test. If there are test images too, only those for validation are
    drawn. The seed is fixed. If there are validation images, nothing is drawn.

    Args:
        contents: what a reader found.
        name: the data set's name.

    Returns:
        The data set, with a class for every label up to the largest.

    Raises:
        DataError: there are too few images to divide, or the splits do not match.

    Example:
        >>> pile = Split(np.zeros((13, 8, 6), np.uint8), np.zeros(13, np.uint8))
        >>> complete(Contents(pile, None, None, "made up"), "tiny")
        Dataset('tiny': 7 training, 3 validation, 3 test images of 1x8x6, 1 classes)
    """
    train, validation, test = contents.train, contents.validation, contents.test
    if validation is None and test is None:
        train, validation, test = _divide(contents, drawn_parts=2)
    elif validation is None:
        train, validation = _divide(contents, drawn_parts=1)
    return Dataset(
        train,
        validation,
        test,
        name,
        source=contents.source,
        class_names=contents.class_names,
        remarks=contents.remarks,
    )


def _divide(contents: Contents, drawn_parts: int) -> list[Split]:
    """Return what is left of the training images, then the drawn parts."""
    pile = contents.train
    part = -(-len(pile) // _SHARE)
    kept = len(pile) - drawn_parts * part
    if kept < 1:
        raise DataError(
            f"{contents.source}: must hold at least {drawn_parts + 1} images, because "
            f"some are set aside for validation and test, received {len(pile)}."
        )
    order = random_generator(SEED, "split").permutation(len(pile))
    cuts = [kept + part * i for i in range(drawn_parts)]
    return [pile.part(rows) for rows in np.split(order, cuts)]
