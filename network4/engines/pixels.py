"""Converts pixels of every number type for a network; for others, says what to do."""

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.errors import Network4Warning, ShapeError

_LEAST_FULL = 128  # bytes of a whole batch that are all below are rarely of 0..255
_ROUNDING = 1e-3


def as_pixels(batch: npt.NDArray[Any]) -> npt.NDArray[np.uint8 | np.float32]:
    """Return uint8 unchanged, and floats in 0..1 or booleans as float32.

    Args:
        batch: (n, ...); True is 1.

    Raises:
        ShapeError: it has another type, or floats that are NaN or not in 0..1; the
            message says what to do with them.

    Warns:
        Network4Warning: bytes are only 0 and 1, where 255 would be white.

    Example:
        >>> as_pixels(np.array([[True, False]]))
        array([[1., 0.]], dtype=float32)
    """
    if batch.dtype == np.uint8:
        warn_of_flags("Network", batch)
        return batch
    if batch.dtype.kind not in "bf":
        raise ShapeError(
            "The network expects images of dtype uint8 (0..255), floating (0..1) or "
            f"bool, received {batch.dtype}; {_advice_on_type(batch)}."
        )
    if batch.dtype.kind == "f" and batch.size:
        _check_range(batch)
    return batch.astype(np.float32)


def described_not_finite(numbers: npt.NDArray[Any]) -> str:
    """Return how many numbers are NaN or infinite, as a sentence says it; "" for none.

    >>> described_not_finite(np.array([1, np.nan, -np.inf]))
    'NaN (1 of 3 values) and infinity (1 of 3 values)'
    """
    counts = {"NaN": np.isnan(numbers).sum(), "infinity": np.isinf(numbers).sum()}
    return " and ".join(
        f"{kind} ({count:,} of {numbers.size:,} values)"
        for kind, count in counts.items()
        if count
    )


def warn_of_flags(owner: str, pixels: npt.NDArray[np.uint8]) -> None:
    """Warn of bytes that are only 0 and 1, because 1 of 255 is almost black.

    Example:
        >>> warn_of_flags("fit", np.array([0, 255], np.uint8))
    """
    if pixels.max(initial=0) == 1 > pixels.min():
        warnings.warn(
            f"{owner}: images of dtype uint8 should be 0..255, received only 0 and 1, "
            "and 1 of 255 is almost black; convert them with .astype(bool).",
            Network4Warning,
            stacklevel=2,
        )


def _advice_on_type(batch: npt.NDArray[Any]) -> str:
    if batch.dtype.kind not in "iu":
        return "give an array of numbers"
    least, greatest = (int(batch.min()), int(batch.max())) if batch.size else (0, 0)
    if least < 0 and batch.dtype == np.int8:
        return "read bytes as such with .view(np.uint8)"
    if least < 0:
        return f"scale them from {least:,}..{greatest:,} to floats in 0..1"
    if greatest <= 1:
        return "convert them with .astype(bool)"
    if _LEAST_FULL <= greatest <= 255:
        return "convert them with .astype(np.uint8)"
    return _divide(greatest)


def _check_range(batch: npt.NDArray[Any]) -> None:
    wrong = described_not_finite(batch)
    if wrong:
        raise ShapeError(
            f"The network expects floating images in 0..1, received {wrong}; leave "
            "those images out, or correct them."
        )
    least, greatest = batch.min(), batch.max()
    if least < 0 or greatest > 1:
        raise ShapeError(
            "The network expects floating images in 0..1, received values from "
            f"{least:.9g} to {greatest:.9g}; {_advice_on_range(least, greatest)}, or "
            "say Network(..., inputs='numbers')."
        )


def _advice_on_range(least: Any, greatest: Any) -> str:
    if least >= -_ROUNDING and greatest <= 1 + _ROUNDING:
        return "clip them with np.clip(images, 0, 1)"
    if least < 0:
        return "some are negative: scale them to 0..1"
    return "divide by 255" if _LEAST_FULL <= greatest <= 255 else _divide(greatest)


def _divide(greatest: Any) -> str:
    return (
        "divide by the value of white, which is at least "
        f"{f'{greatest:,}' if isinstance(greatest, int) else f'{greatest:g}'} here"
    )
