"""What a file or a folder held, before any choice of validation images."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.datasets.class_names import MOST_CLASSES
from network4.datasets.split import ByteArray, LabelArray, Split
from network4.errors import DataError
from network4.utils.channels import channels_first


@dataclass(frozen=True, eq=False)
class Contents:
    """The splits that a reader found.

    Args:
        train: training images, or all there are.
        validation: None where the source has none.
        test: None where the source has none.
        source: the file or folder, for messages.
        files: the file that holds each of MNIST's four parts ("train-images", ...).
        class_names: empty where the source has numbers only.
        remarks: what was done to the images, a sentence each, for people to read.
    """

    train: Split
    validation: Split | None
    test: Split | None
    source: str
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    class_names: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def make_split(
    images_at: str,
    images: npt.NDArray[Any],
    labels_at: str,
    labels: npt.NDArray[Any],
) -> Split:
    """Return a split from arrays as files hold them.

    Args:
        images_at: the file of the images, for messages.
        images: uint8 of shape (n, h, w), (n, c, h, w) or (n, h, w, c), c being 1 or 3.
        labels_at: the file of the labels, for messages.
        labels: any integers in 0..65,535 of shape (n,) or (n, 1).

    Returns:
        A split of n images, channels first; one channel has no axis of its own.

    Raises:
        DataError: a type, a shape, a value or a count is not as above.

    Example:
        >>> pixels = np.zeros((5, 8, 6, 3), np.uint8)
        >>> make_split("x", pixels, "y", np.zeros((5, 1), int))
        Split(5 images of 3x8x6)
    """
    pixels = _channels_first(images_at, images)
    classes = _as_labels(labels_at, labels)
    if len(pixels) != len(classes):
        raise DataError(
            f"{labels_at}: must hold one label for each of the {len(pixels)} images in "
            f"{images_at}, received {len(classes)} labels."
        )
    return Split(pixels, classes)


def _channels_first(where: str, images: npt.NDArray[Any]) -> ByteArray:
    shape = images.shape
    if images.dtype != np.uint8 or images.ndim not in (3, 4) or 0 in shape[1:]:
        raise DataError(
            f"{where}: images must be uint8 of shape (n, h, w), (n, c, h, w) or "
            f"(n, h, w, c), received {images.dtype} of shape {shape}."
        )
    if images.ndim == 3:
        return images
    images = channels_first(where, images, error=DataError, allowed=(1, 3))
    return images[:, 0] if images.shape[1] == 1 else images


def _as_labels(where: str, labels: npt.NDArray[Any]) -> LabelArray:
    column = labels.ndim == 2 and labels.shape[1] == 1
    if labels.dtype.kind not in "iu" or not (labels.ndim == 1 or column):
        raise DataError(
            f"{where}: labels must be whole numbers of shape (n,) or (n, 1), received "
            f"{labels.dtype} of shape {labels.shape}."
        )
    flat = labels.reshape(-1)
    lowest, highest = (int(flat.min()), int(flat.max())) if len(flat) else (0, 0)
    if lowest < 0 or highest >= MOST_CLASSES:
        raise DataError(
            f"{where}: labels must be in 0..{MOST_CLASSES - 1}, received "
            f"{lowest}..{highest}."
        )
    return flat.astype(np.int32)
