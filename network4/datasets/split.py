"""Examples with their targets: images and labels, or other arrays."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, shown
from network4.utils.arrays import as_array
from network4.utils.checks import check_integer

NO_CLASS = -1  # the label of a training image that belongs to no class
ByteArray = npt.NDArray[np.uint8]
# Floats of images; a network that reads whole numbers has int32 here.
ImageArray = npt.NDArray[np.uint8 | np.float32]
# Labels of classes are int32, other targets float32.
LabelArray = npt.NDArray[Any]


@dataclass(frozen=True, eq=False, repr=False)
class Split:
    """Images and the class of each, or other inputs and their targets.

    Args:
        images: (n, ...), uint8 in 0..255 or float32; images of shape (n, height, width)
            for one channel or (n, channels, height, width). Booleans are kept as
            float32. int32 is for networks that read whole numbers.
        labels: whole numbers or booleans of shape (n,), the class of each image, or (n,
            time), the class at each step of a sequence; kept as int32. Floats (n, ...)
            are values to predict, kept as float32; a classifier takes floats with whole
            values, and one-hot rows (n, classes), as classes, and learns from rows of
            probabilities. Default None, for a network that reconstructs its inputs.
        lengths: (n,) whole numbers, the number of steps of each sequence; what follows
            is padding. Default None, all steps count.
        weights: (n,) numbers of 0 or more: how much each example counts in the cost;
            default None, 1 for each.

    Raises:
        ArgumentError: an array has another type or shape, or the counts differ.

    Example:
        >>> Split(np.zeros((2, 28, 28), np.uint8), np.array([3, 1]))
        Split(2 images of 28x28)
    """

    images: ImageArray
    labels: LabelArray = None  # pyright: ignore[reportAssignmentType]  read as an array
    lengths: npt.NDArray[np.int32] | None = None
    weights: npt.NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        """Refuse what training could not use."""
        self._store("images", _checked_images(self.images))
        if cast(object, self.labels) is not None:
            self._store("labels", _as_labels(self.labels))
        if self.lengths is not None:
            found = checked_lengths("Split", self.lengths, self.images.shape)
            self._store("lengths", found)
        if self.weights is not None:
            found = checked_weights("Split", self.weights, len(self.images))
            self._store("weights", found)
        for name in ("labels", "lengths"):
            array = getattr(self, name)
            if array is not None and len(array) != len(self.images):
                raise ArgumentError(
                    f"Split: {name} must have one entry for each image, received "
                    f"{len(array)} {name} for {len(self.images)} images."
                )

    def _store(self, name: str, array: npt.NDArray[Any]) -> None:
        object.__setattr__(self, name, array)

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.images)

    def __repr__(self) -> str:
        """Return the number of images and their size."""
        size = "x".join(map(str, self.images.shape[1:]))
        return f"Split({len(self)} images of {size})"

    def part(self, which: slice | npt.NDArray[Any]) -> "Split":
        """Return some of the examples, chosen by a slice or an array of indices.

        Args:
            which: a slice, or (k,) whole numbers in 0..n-1, or (n,) booleans.

        Returns:
            The chosen examples, in that order.

        Raises:
            ArgumentError: it is neither, or an index is out of range.

        Example:
            >>> split = Split(np.zeros((3, 8, 6), np.uint8), np.array([3, 1, 2]))
            >>> split.part(np.array([2, 0])).labels
            array([2, 3], dtype=int32)
        """
        _check_indices(which, len(self))
        arrays: list[Any] = [getattr(self, field.name) for field in fields(self)]
        parts: list[Any] = [None if array is None else array[which] for array in arrays]
        return Split(*parts)

    def divided(self, num_images: int) -> tuple["Split", "Split"]:
        """Return the first images, and the others.

        Args:
            num_images: number of images in the first part, 0 or more.

        Returns:
            Two splits: the first `num_images` images, and all others.

        Raises:
            ArgumentError: `num_images` is not a whole number of 0 or more.

        Example:
            >>> Split(np.zeros((3, 8, 6), np.uint8), np.zeros(3, int)).divided(2)
            (Split(2 images of 8x6), Split(1 images of 8x6))
        """
        check_integer("Split", "num_images", num_images, 0)
        return self.part(slice(num_images)), self.part(slice(num_images, None))

    @property
    def channels_first(self) -> ImageArray:
        """The images as a view of shape (n, channels, height, width)."""
        return self.images[:, None] if self.images.ndim == 3 else self.images

    @property
    def image_shape(self) -> tuple[int, ...]:
        """The (channels, height, width) of one image; (values,) of a vector."""
        return self.channels_first.shape[1:]


def joined(*splits: Split) -> Split:
    """Return the examples of several splits, joined in their order.

    If some images are floats, bytes are divided by 255. If only some splits have
    weights, the other examples have weight 1. If only some have lengths, all steps of
    the others count.

    Raises:
        ArgumentError: some splits have labels and others have none.
    """
    parts = [split.channels_first for split in splits]
    if len({part.dtype for part in parts}) > 1:
        parts = list(map(as_shares, parts))
    images = np.concatenate(parts)
    return Split(
        images[:, 0] if splits[0].images.ndim == 3 else images,
        _together("labels", _no_labels, splits),
        _together("lengths", _all_steps, splits),
        _together("weights", _even_weights, splits),
    )


def as_shares(images: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return bytes as float32 in 0..1; other numbers as they are."""
    return images / np.float32(255) if images.dtype == np.uint8 else images


def _together(
    name: str, otherwise: Callable[[Split], Any], splits: tuple[Split, ...]
) -> Any:
    """Return arrays one after another, with others for those that are not there."""
    arrays = [getattr(split, name) for split in splits]
    if all(array is None for array in arrays):
        return None
    pairs = zip(arrays, splits, strict=True)
    return np.concatenate([otherwise(s) if a is None else a for a, s in pairs])


def _no_labels(split: Split) -> LabelArray:
    raise ArgumentError(
        "Split: labels must be given for all examples or for none, received "
        f"{len(split)} examples without labels beside others with labels."
    )


def _all_steps(split: Split) -> npt.NDArray[np.int32]:
    return np.full(len(split), split.images.shape[1], np.int32)


def _even_weights(split: Split) -> npt.NDArray[np.float32]:
    return np.ones(len(split), np.float32)


def _check_indices(which: object, count: int) -> None:
    """Raise ArgumentError unless a slice or an array names some of so many."""
    try:
        known: object = np.arange(count)[cast(Any, which)]
    except Exception:  # of an index that is none, or beyond
        known = None
    if not isinstance(known, np.ndarray) or known.ndim != 1:
        raise ArgumentError(
            "Split: which must be a slice, or an array of whole numbers in "
            f"0..{count - 1}, received {shown(which)}."
        )


def _checked_images(images: object) -> ImageArray:
    received = type(images).__name__
    if isinstance(images, np.ndarray):
        array = as_array("Split", "images", cast(object, images))
        kept = np.float32 if array.dtype == np.bool_ else array.dtype.newbyteorder("=")
        array = array.astype(kept, copy=False)
        if array.dtype.name in ("uint8", "float32", "int32") and array.ndim > 1:
            _check_values(array)
            return array
        received = f"{array.dtype} of shape {array.shape}"
    raise ArgumentError(
        "Split: images must be an array of uint8, float32 or int32, or of bool, of 2 "
        f"or more dimensions, received {received}."
    )


def _check_values(images: npt.NDArray[Any]) -> None:
    if 0 in images.shape[1:]:
        raise ArgumentError(
            "Split: images must have at least one pixel, received shape "
            f"{images.shape}."
        )
    if images.dtype == np.float32 and not np.isfinite(images).all():
        raise ArgumentError(
            "Split: images must be finite, received NaN or infinite values."
        )


def _as_labels(labels: object) -> LabelArray:
    array = as_array("Split", "labels", labels)
    if not array.ndim or array.dtype.kind not in "biuf":
        raise ArgumentError(
            "Split: labels must be an array with a whole number or floats for each "
            f"image, received {array.dtype} of shape {array.shape}."
        )
    if array.dtype.kind == "f":
        return array.astype(np.float32, copy=False)
    limits = np.iinfo(np.int32)
    if array.size and not (limits.min <= array.min() and array.max() <= limits.max):
        raise ArgumentError(
            f"Split: labels must be whole numbers of 32 bits, received {array.min()} "
            f"to {array.max()}."
        )
    return array.astype(np.int32, copy=False)


def checked_lengths(
    owner: str, lengths: object, shape: tuple[int, ...]
) -> npt.NDArray[np.int32]:
    """Return lengths of sequences as int32.

    Args:
        owner: the function that was given them, for messages.
        lengths: (n,) whole numbers in 1..time.
        shape: of the sequences, (n, time, ...).

    Raises:
        ArgumentError: they are not as above.
    """
    array = as_array(owner, "lengths", lengths)
    is_whole = array.shape == shape[:1] and array.dtype.kind in "iu"
    if is_whole and (not array.size or (array.min() >= 1 and array.max() <= shape[1])):
        return array.astype(np.int32, copy=False)
    raise ArgumentError(
        f"{owner}: lengths must be {shape[0]} whole numbers in 1..{shape[1]}, one for "
        f"each sequence, received {shown(lengths)}."
    )


def checked_weights(owner: str, weights: object, count: int) -> npt.NDArray[np.float32]:
    """Return weights of examples as float32.

    Args:
        owner: the function that was given them, for messages.
        weights: (count,) finite numbers of 0 or more.
        count: number of examples.

    Raises:
        ArgumentError: they are not as above.
    """
    array = as_array(owner, "weights", weights)
    received = shown(array)
    if array.shape == (count,) and array.dtype.kind in "iuf":
        with np.errstate(over="ignore"):  # what becomes infinite is refused below
            found = array.astype(np.float32, copy=False)
        wrong = array[~(np.isfinite(found) & (found >= 0))]
        if not len(wrong):
            return found
        received = f"{wrong[0]:g}"
    raise ArgumentError(
        f"{owner}: weights must be {count:,} finite numbers of 0 or more, one for each "
        f"image, received {received}."
    )
