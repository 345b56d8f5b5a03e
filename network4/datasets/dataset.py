"""A data set: training, validation and test examples of one kind."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from network4.datasets.batches import Batches
from network4.datasets.class_names import MOST_CLASSES, checked_class_names
from network4.datasets.split import NO_CLASS, Split, joined
from network4.errors import ArgumentError, DataError, shown
from network4.text import printable
from network4.utils.checks import as_items, check_flag, check_integer, check_kind
from network4.utils.randomness import random_generator

SEED = 0  # of what is set aside


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Training, validation and test images of one kind, or other examples.

    Args:
        train: what a network learns from; of images labelled `NO_CLASS` it learns to be
            undecided (outlier exposure, Hendrycks et al. 2019).
        validation: what choices are made on.
        test: what is looked at once; default None, there is none.
        name: a short name, such as "mnist"; default "data".
        is_mnist: whether every byte is MNIST's; default False.
        source: where the images came from, for people to read; default "arrays".
        class_names: the name of each class, in the order of the labels; default (),
            their numbers; of labels that cannot be classes there are none.
        batches: what makes the mini-batches to train on; `train` is then a sample of
            them. Default None, they are drawn from `train`.
        remarks: what was done to the images on their way here, a sentence each, for
            people to read; `print(data)` shows them; default ().

    Raises:
        ArgumentError: a split or the batches are something else.
        DataError: training or validation is empty, the splits differ in the shape of
            images, a label has no class, or a class has no name of one line.

    Example:
        >>> few = Split(np.zeros((4, 8, 6), np.uint8), np.array([0, 1, 1, 0]))
        >>> data = Dataset(few, few, name="tiny", class_names=("no", "yes"))
        >>> data, data.num_classes, data.image_shape
        (Dataset('tiny': 4 training, 4 validation, 0 test images of 1x8x6, 2 classes),
         2, (1, 8, 6))
    """

    train: Split
    validation: Split
    test: Split | None = None
    name: str = "data"
    is_mnist: bool = False
    source: str = "arrays"
    class_names: tuple[str, ...] = ()
    batches: Batches | None = None
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse splits that do not belong together."""
        self._check_kinds()
        if not self.class_names:
            splits = [self.train, self.validation, *([self.test] if self.test else [])]
            object.__setattr__(self, "class_names", _numbered_classes(splits))
        who = f"{self.name} ({self.source})"
        object.__setattr__(
            self, "class_names", checked_class_names(who, self.class_names)
        )
        self._check("training", self.train, may_be_empty=False)
        self._check("validation", self.validation, may_be_empty=False)
        if self.test is not None:
            self._check("test", self.test, may_be_empty=True)
            if not len(self.test):
                object.__setattr__(self, "test", None)

    def _check_kinds(self) -> None:
        for name in ("train", "validation", "test"):
            if name != "test" or self.test is not None:
                check_kind("Dataset", name, getattr(self, name), Split)
        if self.batches is not None:
            hint = "; give Batches(make, num_batches)"
            check_kind("Dataset", "batches", self.batches, Batches, hint)
        for name in ("name", "source"):
            check_kind("Dataset", name, getattr(self, name), str)
        check_flag("Dataset", "is_mnist", self.is_mnist)
        self._check_remarks()
        names = cast(object, self.class_names)
        if not isinstance(names, (tuple, list)):
            raise ArgumentError(
                "Dataset: class_names must be a tuple of names, received "
                f"{shown(names)}."
            )

    def _check_remarks(self) -> None:
        remarks = as_items(self.remarks, MOST_CLASSES)
        if isinstance(cast(object, self.remarks), str) or remarks is None:
            remarks = (None,)
        for remark in remarks:
            check_kind("Dataset", "each of remarks", remark, str)
        object.__setattr__(self, "remarks", remarks)

    def _check(self, part: str, split: Split, *, may_be_empty: bool) -> None:
        who = f"{self.name} ({self.source}): the {part} part"
        if len(split) == 0 and not may_be_empty:
            raise DataError(f"{who} must hold at least one image, received none.")
        if split.lengths is None and split.image_shape != self.image_shape:
            raise DataError(
                f"{who} must have images of shape {self.image_shape} as the training "
                f"part has, received {split.image_shape}."
            )
        if self.class_names and _are_whole(split):
            self._check_classes(who, split)

    def _check_classes(self, who: str, split: Split) -> None:
        labels = split.labels
        if split is self.train or split.labels.ndim > 1:
            labels = labels[labels != NO_CLASS]
        if labels.size and not (0 <= labels.min() and labels.max() < self.num_classes):
            wrong = labels.max() if labels.min() >= 0 else labels.min()
            raise DataError(
                f"{who} must have labels in 0..{self.num_classes - 1}, "
                f"received {wrong}."
            )

    def __repr__(self) -> str:
        """Return the name, the counts and the shape."""
        counts = f"{len(self.train)} training, {len(self.validation)} validation"
        test = 0 if self.test is None else len(self.test)
        size = "x".join(map(str, self.image_shape))
        classes = f", {self.num_classes} classes" if self.class_names else ""
        return (
            f"Dataset({self.name!r}: {counts}, {test} test images of {size}{classes})"
        )

    def __str__(self) -> str:
        """Return the same, then each remark on a line of its own."""
        return "\n".join([repr(self), *map(printable, self.remarks)])

    @property
    def num_classes(self) -> int:
        """How many classes there are."""
        return len(self.class_names)

    @property
    def image_shape(self) -> tuple[int, ...]:
        """The (channels, height, width) of one image; (values,) of a vector."""
        return self.train.image_shape

    def check_images_differ(self, owner: str) -> None:
        """Refuse training images that are all the same; none can be told from others.

        Args:
            owner: the function that was given them, for messages.

        Raises:
            DataError: there are two or more, and all are the same.

        Example:
            >>> black = Split(np.zeros((2, 8, 6), np.uint8), np.array([0, 1]))
            >>> Dataset(black, black).check_images_differ("train")
            Traceback (most recent call last):
            network4.errors.DataError: train: data must have images that differ,
            received 2 that are all the same; look at its files.
        """
        images = self.train.images
        if len(images) > 1 and all((image == images[0]).all() for image in images):
            raise DataError(
                f"{owner}: {self.name} must have images that differ, received "
                f"{len(images):,} that are all the same; look at its files."
            )

    def without_test(self) -> "Dataset":
        """Return the same data set with `test=None`, for searches."""
        return replace(self, test=None)

    def with_validation_of(self, num_images: int) -> "Dataset":
        """Return the same data set, only so many images kept from training.

        For a last training, when nothing is to be chosen any more.

        Args:
            num_images: how many stay for validation, drawn by a fixed seed, 1 or more;
                where there are no more than that, all do.

        Returns:
            The data set; the images that were moved come after those for training.

        Raises:
            ArgumentError: num_images is no whole number of at least 1.

        Example:
            >>> import network4 as n4
            >>> n4.load_digits().with_validation_of(100)
            Dataset('digits': 1397 training, 100 validation, 300 test images of 1x28x28,
                    10 classes)
        """
        kept = check_integer("with_validation_of", "num_images", num_images, 1)
        validation, moved = self.validation, len(self.validation) - kept
        if moved <= 0:
            return self
        order = random_generator(SEED, "split").permutation(len(validation))
        to_move, to_stay = validation.part(order).divided(moved)
        train = joined(self.train, to_move)
        return replace(self, train=train, validation=to_stay)


def _are_whole(split: Split) -> bool:
    return getattr(split.labels, "dtype", None) == np.int32


def _numbered_classes(splits: Iterable[Split]) -> tuple[str, ...]:
    """Return a number for each class where labels may be classes, else ()."""
    labels = [split.labels for split in splits if _are_whole(split)]
    lowest = min((int(array.min(initial=0)) for array in labels), default=0)
    highest = max((int(array.max(initial=0)) for array in labels), default=-1)
    if lowest < NO_CLASS or highest >= MOST_CLASSES:
        return ()
    return tuple(map(str, range(highest + 1)))
