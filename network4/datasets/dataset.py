"""A data set: training, validation and test examples of one kind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

import numpy as np

from network4.datasets.arrays import OWNER, SEED, Part, arrange, checked_form
from network4.datasets.batches import Batches
from network4.datasets.class_names import checked_class_names
from network4.datasets.labels import are_whole, class_numbers, numbered_classes
from network4.datasets.split import NO_CLASS, Split, checked_weights, joined
from network4.datasets.weights import ClassWeight, weights_by_class
from network4.errors import ArgumentError, DataError, shown
from network4.text import printable
from network4.utils.checks import check_flag, check_integer, check_kind, check_line
from network4.utils.randomness import random_generator


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
        ArgumentError: a split or the batches are something else, or a name or source
            has line breaks or control characters.
        DataError: training or validation is empty, the splits differ in the shape of
            images, a label has no class, or a class has no name of its own or a name of
            several lines.

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
            splits = filter(None, (self.train, self.validation, self.test))
            names = numbered_classes(split.labels for split in splits)
            object.__setattr__(self, "class_names", names)
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

    @classmethod
    def from_arrays(  # noqa: PLR0913  each says something else of the arrays
        cls,
        images: object,
        labels: object,
        *,
        validation: Part = 1 / 6,
        test: Part | None = 1 / 6,
        seed: int = SEED,
        image_shape: tuple[int, ...] | None = None,
        channels: Literal["first", "last"] | None = None,
        value_range: tuple[float, float] | None = None,
        class_names: Sequence[str] = (),
        weights: object = None,
        name: str = "arrays",
    ) -> "Dataset":
        """Return a data set from arrays as people have them, and say what was done.

        Args:
            images: an array, a list, or what NumPy makes an array of: (n, h, w),
                (n, c, h, w), (n, h, w, c), or rows (n, h*w). Bytes; floats in 0..1;
                numbers in 0..255, of which one is 128 or more; or others, which are
                taken to reach from 0, or their least number if that is negative, to
                their greatest.
            labels: one an image: whole numbers, also as floats; one-hot rows; or text,
                whose classes are numbered in natural order.
            validation: what choices are made on: a share of the images, from 0 to
                below 1, a number of them, or (images, labels) of its own; default a
                sixth.
            test: the same of what is looked at once; default a sixth; 0 or None for
                none.
            seed: of the draw of both, in which each class keeps its share; default 0.
            image_shape: (height, width) or (channels, height, width) of rows that are
                no square images; (values,) for a table, whose numbers stay as they
                are; default None.
            channels: "first" or "last", where the shape does not say it; default None.
            value_range: (black, white), the numbers of both; default None, as above.
            class_names: the names of the classes in their order, where the labels are
                numbers; default (), their numbers.
            weights: (n,) numbers of 0 or more, how much each image counts in training;
                default None, all alike.
            name: of the data set; default "arrays".

        Returns:
            The data set; its `remarks`, which `print` shows, say what was done.

        Raises:
            ArgumentError: the arrays cannot be understood, or not in one way only.
            DataError: validation is empty, or a class has no name of its own.

        Example:
            >>> from sklearn.datasets import load_digits
            >>> print(Dataset.from_arrays(*load_digits(return_X_y=True)))
            Dataset('arrays': 1197 training, 300 validation, 300 test images of 1x8x8,
                    10 classes)
            Pixels of 0 to 16 were brought to 0..1: (x - 0) / 16.
            300 images for validation and 300 images for test were drawn with seed 0;
            each class keeps its share.
        """
        check_line(OWNER, "name", name)
        given_names = checked_class_names(OWNER, class_names)
        form = checked_form(image_shape, channels)
        found = arrange(images, labels, form, value_range)
        names = found.named_by(given_names)
        if weights is not None:
            weights = checked_weights(OWNER, weights, len(found.images))
        own = Split(found.images, found.labels, weights=cast(Any, weights))
        parts, remarks = found.parts(own, (validation, test), seed)
        return cls(*parts, name=name, class_names=names, remarks=remarks)

    def weighted(self, class_weight: ClassWeight) -> "Dataset":
        """Return the same data set in which training images count by their class.

        Args:
            class_weight: "balanced", so that all classes count alike; or a dict of
                numbers of 0 or more by the names of classes, 1 for those that are left
                out. Where images have weights already, both are multiplied.

        Raises:
            ArgumentError: it is something else, or a class is not there.

        Example:
            >>> split = Split(np.zeros((4, 8, 6), np.uint8), np.array([0, 0, 0, 1]))
            >>> Dataset(split, split).weighted({"1": 3}).train.weights
            array([1., 1., 1., 3.], dtype=float32)
        """
        train, owner = self.train, "weighted"
        labels = class_numbers(owner, np.asarray(train.labels))
        weights = weights_by_class(owner, labels, class_weight, self.class_names)
        if train.weights is not None:
            weights = weights * train.weights
        return replace(self, train=replace(train, weights=weights.astype(np.float32)))

    def _check_kinds(self) -> None:
        for name in ("train", "validation", "test"):
            if name != "test" or self.test is not None:
                check_kind("Dataset", name, getattr(self, name), Split)
        if self.batches is not None:
            hint = "; give Batches(make, num_batches)"
            check_kind("Dataset", "batches", self.batches, Batches, hint)
        for name in ("name", "source"):
            check_line("Dataset", name, getattr(self, name))
        check_flag("Dataset", "is_mnist", self.is_mnist)
        self._check_remarks()
        names = cast(object, self.class_names)
        if not isinstance(names, (tuple, list)):
            raise ArgumentError(
                "Dataset: class_names must be a tuple of names, received "
                f"{shown(names)}."
            )

    def _check_remarks(self) -> None:
        check_kind("Dataset", "remarks", self.remarks, tuple)
        for remark in self.remarks:
            check_kind("Dataset", "each of remarks", remark, str)

    def _check(self, part: str, split: Split, *, may_be_empty: bool) -> None:
        who = f"{self.name} ({self.source}): the {part} part"
        if len(split) == 0 and not may_be_empty:
            raise DataError(f"{who} must hold at least one image, received none.")
        if split.lengths is None and split.image_shape != self.image_shape:
            raise DataError(
                f"{who} must have images of shape {self.image_shape} as the training "
                f"part has, received {split.image_shape}."
            )
        if self.class_names and are_whole(split.labels):
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

    def without_test(self) -> "Dataset":
        """Return the same data set with `test=None`, for searches.

        Example:
            >>> import network4 as n4
            >>> n4.load_digits().without_test().test is None
            True
        """
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
