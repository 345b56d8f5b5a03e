"""Checks of what is drawn, made before there is a picture."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, shown
from network4.utils.arrays import as_numbers
from network4.utils.channels import are_last, channels_first

Numbers = npt.NDArray[Any]
Lines = dict[str, dict[str, Numbers]]
_CHANNELS = (1, 3)


def check_text(owner: str, name: str, value: object) -> str:
    """Return the value if it is text; else raise ArgumentError."""
    if isinstance(value, str):
        return value
    raise ArgumentError(f"{owner}: {name} must be text, received {shown(value)}.")


def by_name(owner: str, name: str, value: object) -> Mapping[str, Any]:
    """Return a mapping with one or more texts as keys; else raise ArgumentError."""
    if isinstance(value, Mapping) and value:
        for key in cast(Mapping[Any, Any], value):
            check_text(owner, f"each name in {name}", key)
        return cast(Mapping[str, Any], value)
    raise ArgumentError(
        f"{owner}: {name} must be a dict with at least one name, received "
        f"{shown(cast(object, value))}."
    )


def numbers_in(owner: str, name: str, value: object, num_axes: int) -> Numbers:
    """Return an array with this number of axes, not empty; else raise ArgumentError.

    >>> numbers_in("draw", "values", [1, 2], 1)
    array([1, 2])
    """
    array = as_numbers(owner, name, value)
    if array.ndim == num_axes and array.size:
        return array
    axes = "an axis" if num_axes == 1 else f"{num_axes} axes"
    raise ArgumentError(
        f"{owner}: {name} must be an array of {axes} with at least one number, "
        "received "
        f"{shown(array)}."
    )


def lines_in(owner: str, name: str, value: object) -> Lines:
    """Return a mapping of mappings of numbers; ArgumentError for anything else."""
    return {
        key: {
            inner: numbers_in(owner, f"{name}[{key!r}][{inner!r}]", numbers, 1)
            for inner, numbers in by_name(owner, f"{name}[{key!r}]", lines).items()
        }
        for key, lines in by_name(owner, name, value).items()
    }


def images_in(owner: str, name: str, value: object) -> Numbers:
    """Return images (n, h, w) or (n, 1 or 3, h, w); ArgumentError for anything else.

    Those that have their channels last are taken too.
    """
    images = as_numbers(owner, name, value)
    if images.dtype != np.uint8 and images.dtype.kind != "f":
        raise ArgumentError(
            f"{owner}: {name} must be uint8 or floating numbers, received "
            f"{images.dtype}."
        )
    if are_last(images.shape, _CHANNELS):
        images = channels_first(owner, images, "last")
    sides, channels = images.shape[-2:], images.shape[1:-2] or (1,)
    if images.ndim in (3, 4) and 0 not in sides and channels[0] in _CHANNELS:
        return images
    raise ArgumentError(
        f"{owner}: {name} must be images (n, h, w), (n, 1 or 3, h, w) or (n, h, w, 1 "
        f"or 3), received shape {images.shape}."
    )


def classes_in(
    owner: str, name: str, value: object, count: int, names: Sequence[str]
) -> list[int]:
    """Return a class for each image; ArgumentError for anything else."""
    # An empty list is one of floating numbers.
    classes = as_numbers(owner, name, value) if count else np.zeros(0, np.int64)
    is_whole = classes.dtype.kind in "iu" and classes.shape == (count,)
    if is_whole and all(0 <= each < len(names) for each in classes.tolist()):
        return classes.tolist()
    raise ArgumentError(
        f"{owner}: {name} must be {count} whole numbers, one for each image, in "
        f"0..{len(names) - 1}, received {shown(value)}."
    )
