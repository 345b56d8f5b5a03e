"""Images with their labels: one split, and a data set of up to three."""

from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, DataError
from network4.utils.checks import check_integer
from network4.utils.randomness import random_generator

ByteArray = npt.NDArray[np.uint8]
NO_CLASS = 255  # the label of a training image that belongs to no class
MOST_CLASSES = NO_CLASS
SEED = 0  # of what is set aside
ImageArray = npt.NDArray[np.uint8 | np.float32]


@dataclass(frozen=True, eq=False, repr=False)
class Split:
    """Images and the class of each.

    Args:
        images: uint8 in 0..255 or float32 in 0..1, of shape (n, height, width) for one
            channel or (n, channels, height, width).
        labels: uint8 of shape (n,), the class of each image.

    Raises:
        ArgumentError: a type or shape is not as above, or the counts differ.

    Example:
        >>> Split(np.zeros((2, 28, 28), np.uint8), np.array([3, 1], np.uint8))
        Split(2 images of 28x28)
    """

    images: ImageArray
    labels: ByteArray

    def __post_init__(self) -> None:
        """Refuse what training could not use."""
        _check_array("images", self.images, (3, 4), (np.uint8, np.float32))
        _check_array("labels", self.labels, (1,), (np.uint8,))
        if len(self.images) != len(self.labels):
            raise ArgumentError(
                f"Split: labels must be one an image, received {len(self.labels)} "
                f"labels for {len(self.images)} images."
            )
        if 0 in self.images.shape[1:]:
            raise ArgumentError(
                "Split: images must have at least one pixel, received shape "
                f"{self.images.shape}."
            )

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.images)

    def __repr__(self) -> str:
        """Return the count and the size; the pixels stay out of sight."""
        size = "x".join(map(str, self.images.shape[1:]))
        return f"Split({len(self)} images of {size})"

    def divided(self, num_images: int) -> tuple["Split", "Split"]:
        """Return the first so many images, and the others."""
        first, rest = slice(num_images), slice(num_images, None)
        return (
            Split(self.images[first], self.labels[first]),
            Split(self.images[rest], self.labels[rest]),
        )

    @property
    def channels_first(self) -> ImageArray:
        """The images as a view of shape (n, channels, height, width)."""
        return self.images if self.images.ndim == 4 else self.images[:, None]

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """The (channels, height, width) of one image."""
        _, channels, height, width = self.channels_first.shape
        return channels, height, width


def _check_array(
    name: str,
    value: object,
    num_dimensions: tuple[int, ...],
    types: tuple[npt.DTypeLike, ...],
) -> None:
    received = type(value).__name__
    if isinstance(value, np.ndarray):
        array = cast(npt.NDArray[Any], value)
        if any(array.dtype == kind for kind in types) and array.ndim in num_dimensions:
            return _check_range(name, array)
        received = f"{array.dtype} of shape {array.shape}"
    allowed = " or ".join(np.dtype(kind).name for kind in types)
    count = " or ".join(map(str, num_dimensions))
    raise ArgumentError(
        f"Split: {name} must be an array of {allowed} of {count} dimensions, "
        f"received {received}."
    )


def _check_range(name: str, array: npt.NDArray[Any]) -> None:
    if array.dtype != np.float32 or not array.size:
        return
    # NaN is in no range.
    if not (array.min() >= 0 and array.max() <= 1):
        raise ArgumentError(
            f"Split: {name} must be in 0..1 where they are float32, received values "
            f"from {array.min():g} to {array.max():g}; divide by the largest."
        )


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Training, validation and test images of one kind.

    Args:
        train: what a network learns from; of images labelled `NO_CLASS` it learns to be
            undecided (outlier exposure, Hendrycks et al. 2019).
        validation: what choices are made on.
        test: what is looked at once; None where there is none.
        name: a short name, such as "mnist".
        is_mnist: whether every byte is MNIST's.
        source: where the images came from, for people to read.
        class_names: the name of each class, in the order of the labels; up to 255.

    Raises:
        DataError: there are too many classes, training or validation is empty, the
            splits differ in image shape, or a label has no class.

    Example:
        >>> few = Split(np.zeros((4, 8, 6), np.uint8), np.array([0, 1, 1, 0], np.uint8))
        >>> data = Dataset(few, few, None, "tiny", False, "made up", ("no", "yes"))
        >>> data, data.num_classes, data.image_shape
        (Dataset('tiny': 4 training, 4 validation, 0 test images of 1x8x6, 2 classes),
         2, (1, 8, 6))
    """

    train: Split
    validation: Split
    test: Split | None
    name: str
    is_mnist: bool
    source: str
    class_names: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse splits that do not belong together."""
        if self.num_classes > MOST_CLASSES:
            raise DataError(
                f"{self.name} ({self.source}): there must be at most {MOST_CLASSES} "
                f"classes, received {self.num_classes}."
            )
        self._check("training", self.train, may_be_empty=False)
        self._check("validation", self.validation, may_be_empty=False)
        if self.test is not None:
            self._check("test", self.test, may_be_empty=True)
            if not len(self.test):
                object.__setattr__(self, "test", None)

    def _check(self, part: str, split: Split, *, may_be_empty: bool) -> None:
        who = f"{self.name} ({self.source}): the {part} part"
        if len(split) == 0 and not may_be_empty:
            raise DataError(f"{who} must hold at least one image, received none.")
        if split.image_shape != self.image_shape:
            raise DataError(
                f"{who} must have images of shape {self.image_shape} as the training "
                f"part has, received {split.image_shape}."
            )
        labels = split.labels
        if split is self.train:
            labels = labels[labels != NO_CLASS]
        if len(labels) and int(labels.max()) >= self.num_classes:
            raise DataError(
                f"{who} must have labels in 0..{self.num_classes - 1}, "
                f"received {int(labels.max())}."
            )

    def __repr__(self) -> str:
        """Return the name, the counts and the shape."""
        counts = f"{len(self.train)} training, {len(self.validation)} validation"
        test = 0 if self.test is None else len(self.test)
        size = "x".join(map(str, self.image_shape))
        return (
            f"Dataset({self.name!r}: {counts}, {test} test images of {size}, "
            f"{self.num_classes} classes)"
        )

    @property
    def num_classes(self) -> int:
        """How many classes there are."""
        return len(self.class_names)

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """The (channels, height, width) of one image."""
        return self.train.image_shape

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
        shuffled = Split(validation.images[order], validation.labels[order])
        to_move, to_stay = shuffled.divided(moved)
        return replace(self, train=_joined(self.train, to_move), validation=to_stay)


def _joined(one: Split, other: Split) -> Split:
    parts = one.channels_first, other.channels_first
    if parts[0].dtype != parts[1].dtype:
        parts = tuple(map(_as_shares, parts))
    images = np.concatenate(parts)
    labels = np.concatenate([one.labels, other.labels])
    return Split(images[:, 0] if one.images.ndim == 3 else images, labels)


def _as_shares(images: ImageArray) -> ImageArray:
    return images / np.float32(255) if images.dtype == np.uint8 else images
