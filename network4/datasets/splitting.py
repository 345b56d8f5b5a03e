"""Sets images aside for validation and test, the same ones each time."""

import numpy as np
import numpy.typing as npt

from network4.datasets.arrays import SEED
from network4.datasets.contents import Contents
from network4.datasets.dataset import Dataset
from network4.datasets.labels import are_whole
from network4.datasets.split import NO_CLASS, Split
from network4.errors import DataError, shown
from network4.text import printable
from network4.utils.randomness import random_generator

_SHARE = 6


def complete(contents: Contents, name: str) -> Dataset:
    """Return a data set; draw validation (and test) images if they are missing.

    If there are n training images only, ceil(n/6) of them are drawn for validation and
    as many for the test. If there are test images too, only those for validation are
    drawn. The seed is fixed. At least one image of every class stays for training. If
    there are validation images, nothing is drawn.

    Args:
        contents: what a reader found.
        name: the data set's name.

    Returns:
        The data set, with a class for every label up to the largest.

    Raises:
        DataError: there are too few images to divide, the splits do not match, or
            validation or test images are of a class that no training image has.

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
    data = Dataset(
        train,
        validation,
        test,
        printable(name),
        source=printable(contents.source),
        class_names=contents.class_names,
        remarks=contents.remarks,
    )
    for part, split in (("validation", data.validation), ("test", data.test)):
        _check_classes_are_trained(data, part, split)
    return data


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
    order = _with_every_class(pile, order, kept)
    cuts = [kept + part * i for i in range(drawn_parts)]
    return [pile.part(rows) for rows in np.split(order, cuts)]


def _with_every_class(
    pile: Split, order: npt.NDArray[np.int64], kept: int
) -> npt.NDArray[np.int64]:
    """Return an order; if its first ones lack a class, one of each class comes first.

    Rare classes would be lost otherwise, since nobody looks at labels before the draw.
    """
    if not are_whole(pile.labels) or pile.labels.ndim > 1:
        return order
    _, firsts = np.unique(pile.labels[order], return_index=True)
    if (firsts < kept).all():
        return order
    return np.concatenate([order[firsts], np.delete(order, firsts)])


def _check_classes_are_trained(data: Dataset, part: str, split: Split | None) -> None:
    """Refuse a class that no training image has, since no network can learn it."""
    train = data.train
    if split is None or not (are_whole(train.labels) and are_whole(split.labels)):
        return
    known = [*np.unique(train.labels), NO_CLASS]
    unknown: list[int] = np.setdiff1d(split.labels, known).tolist()
    for label in unknown[:1]:
        has_name = 0 <= label < data.num_classes
        name = data.class_names[label] if has_name else label
        raise DataError(
            f"{data.source}: the {part} part must have only classes that the training "
            f"part has, received class {shown(name)}; add images of it for training, "
            "or leave it out."
        )
