"""Arrays of any numbers as the images in 0..1 that a network reads."""

import importlib
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.utils.scipy_ndimage import NDIMAGE

Samples = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.float32]
IMAGE_WIDTHS = {64: 8, 784: 28}  # tables that are images row by row, and their side
SIDE = 28
_MOST_QUANTILES = 1000
# It has no types.
_PREPROCESSING: Any = importlib.import_module("sklearn.preprocessing")


class ImageScaler:
    """Brings images to 0..1, as dark and bright as those it was made for.

    Those smaller than 28 x 28 are enlarged, bilinearly.

    Args:
        samples: (n, 64), (n, 784) or (n, height, width).

    Example:
        >>> ImageScaler(np.arange(128.0).reshape(2, 64))(np.zeros((3, 64))).shape
        (3, 1, 28, 28)
    """

    def __init__(self, samples: Samples) -> None:
        """Remember the shape, the least and the greatest value."""
        self._shape = samples.shape[1:]
        self._least, self._greatest = float(samples.min()), float(samples.max())

    def __call__(self, samples: Samples) -> Numbers:
        """Return (n, 1, height, width).

        Raises:
            ValueError: samples of another shape.
        """
        if samples.shape[1:] != self._shape:
            raise ValueError(
                f"DigitClassifier: X must have samples of shape {self._shape}, as it "
                f"was fitted on, received {samples.shape[1:]}."
            )
        height, width = self._sides()
        contrast = (self._greatest - self._least) or 1.0
        images: Any = (samples.reshape(-1, height, width) - self._least) / contrast
        if min(height, width) < SIDE:
            factors = [1.0, max(1.0, SIDE / height), max(1.0, SIDE / width)]
            images = NDIMAGE.zoom(
                images, factors, order=1, mode="nearest", grid_mode=True
            )
        return images.clip(0, 1).astype(np.float32)[:, None]

    def _sides(self) -> tuple[int, int]:
        if len(self._shape) == 2:
            return self._shape[0], self._shape[1]
        side = IMAGE_WIDTHS[self._shape[0]]
        return side, side


class ColumnRanks:
    """Brings each column of a table to its rank among the samples it was made for.

    Args:
        samples: (n, columns).

    Example:
        >>> ranks = ColumnRanks(np.array([[1.0], [5.0], [100.0]]))
        >>> ranks(np.array([[5.0], [-3.0], [1000.0]])).ravel()
        array([0.5, 0. , 1. ], dtype=float32)
    """

    def __init__(self, samples: Samples) -> None:
        """Remember the quantiles of each column."""
        count = min(_MOST_QUANTILES, len(samples))
        transformer = _PREPROCESSING.QuantileTransformer(
            n_quantiles=count, subsample=None
        )
        self._ranks = transformer.fit(samples)

    def __call__(self, samples: Samples) -> Numbers:
        """Return (n, 1, 1, columns), in 0..1."""
        ranks = self._ranks.transform(samples).clip(0, 1)
        return ranks.astype(np.float32)[:, None, None]


def scaler_for(samples: Samples) -> ImageScaler | ColumnRanks:
    """Return what brings such samples to 0..1.

    Args:
        samples: (n, 64), (n, 784) or (n, height, width), which are images, or
            (n, columns).

    Raises:
        ValueError: samples of more dimensions.
    """
    if samples.ndim == 2 and samples.shape[1] not in IMAGE_WIDTHS:
        return ColumnRanks(samples)
    if samples.ndim in (2, 3):
        return ImageScaler(samples)
    raise ValueError(
        "DigitClassifier: X must be (n, columns) or (n, height, width), received "
        f"{samples.shape}."
    )
