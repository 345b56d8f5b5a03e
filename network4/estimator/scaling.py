"""Converts arrays of any numbers to the images in 0..1 that a network reads."""

import importlib
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, Network4Warning
from network4.utils.scipy_ndimage import NDIMAGE

Samples = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.float32]
Range = tuple[float, float]
IMAGE_WIDTHS = {64: 8, 784: 28}  # tables that are images row by row, and their side
SIDE = 28
_MOST_QUANTILES = 1000
_MOST_TIMES = 10
_HALF_A_DECADE = _MOST_TIMES**0.5
_FEWEST_TO_COMPARE = 10  # rows of a table; fewer may well be all small, or all large
# It has no types.
_PREPROCESSING: Any = importlib.import_module("sklearn.preprocessing")


class ImageScaler:
    """Scales images to 0..1, with the black and the white of the training images.

    Images smaller than 28 x 28 are enlarged, bilinearly.

    Args:
        samples: (n, 64), (n, 784), (n, height, width) or (n, channels, height, width).
        value_range: (least, greatest), the values of black and of white; default None,
            the range of the samples without a few outliers.

    Example:
        >>> ImageScaler(np.arange(128.0).reshape(2, 64))(np.zeros((3, 64))).shape
        (3, 1, 28, 28)
    """

    def __init__(self, samples: Samples, value_range: Range | None = None) -> None:
        """Store the shape, the least and the greatest value."""
        self._shape: tuple[int, ...] = samples.shape[1:]
        self._least, self._greatest = value_range or usual_range(samples)
        # Of one image or two nobody knows what is usual.
        self._is_sure = value_range is not None or len(samples) > 2
        self._warn_of_far_numbers(samples)

    def __call__(self, samples: Samples) -> Numbers:
        """Return (n, channels, height, width).

        Raises:
            ValueError: samples of another shape.
        """
        if samples.shape[1:] != self._shape:
            raise ValueError(
                f"DigitClassifier: X must have samples of shape {self._shape}, as it "
                f"was fitted on, received {samples.shape[1:]}."
            )
        self._warn_of_another_range(samples)
        channels, height, width = self.image_shape
        images: Any = self._as_shares(samples.reshape(-1, height, width))
        if min(height, width) < SIDE:
            factors = [1.0, max(1.0, SIDE / height), max(1.0, SIDE / width)]
            images = NDIMAGE.zoom(
                images, factors, order=1, mode="nearest", grid_mode=True
            )
        sides = images.shape[1:]
        return images.clip(0, 1).astype(np.float32).reshape(-1, channels, *sides)

    def _as_shares(self, numbers: Any) -> Any:
        """Return numbers scaled so that the range becomes 0..1."""
        return (numbers - self._least) / ((self._greatest - self._least) or 1.0)

    def _warn_of_far_numbers(self, samples: Samples) -> None:
        shares = self._as_shares(samples)
        num_far = int(((shares < -1) | (shares > 2)).sum())
        if num_far:
            warnings.warn(
                f"DigitClassifier: {num_far:,} of the {samples.size:,} numbers of X "
                f"lie far outside of {self._said()}, and were clipped to it; correct "
                "them, or give value_range=(least, greatest).",
                Network4Warning,
                stacklevel=4,
            )

    def _warn_of_another_range(self, samples: Samples) -> None:
        """Warn if the numbers seem ten times as large, a tenth, or below black."""
        if not (samples.size and self._is_sure):
            return
        found = usual_range(samples)
        low, high = map(self._as_shares, found)
        is_outside = low < high and not (low < 1 and high > 0)
        is_wide = max(-low, high) > _HALF_A_DECADE
        if is_outside or is_wide or 0 < high - low < 1 / _HALF_A_DECADE:
            warnings.warn(
                f"DigitClassifier: the numbers of X are {found[0]:g} to {found[1]:g}, "
                f"where those of training were {self._said()}; bring them to the same "
                "range.",
                Network4Warning,
                stacklevel=4,
            )

    def _said(self) -> str:
        return f"{self._least:g} to {self._greatest:g}"

    @property
    def image_shape(self) -> tuple[int, ...]:
        """The (channels, height, width) of one image, before it is enlarged."""
        if len(self._shape) == 1:
            return 1, *[IMAGE_WIDTHS[self._shape[0]]] * 2
        return self._shape if len(self._shape) == 3 else (1, *self._shape)


class ColumnRanks:
    """Turns each column of a table into its rank among the training samples.

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
        self._sizes = np.abs(samples).mean(axis=0)

    def __call__(self, samples: Samples) -> Numbers:
        """Return (n, 1, 1, columns), in 0..1."""
        self._warn_of_another_range(samples)
        ranks = self._ranks.transform(samples).clip(0, 1)
        return ranks.astype(np.float32)[:, None, None]

    def _warn_of_another_range(self, samples: Samples) -> None:
        """Warn if most columns are ten times as large as in training, or a tenth."""
        known = self._sizes > 0
        if len(samples) < _FEWEST_TO_COMPARE or not known.any():
            return
        sizes = np.abs(samples[:, known]).mean(axis=0) / self._sizes[known]
        # A broken number moves one column, however large it is.
        usual = float(sizes.clip(0, 2 * _MOST_TIMES).mean())
        if not 1 / _HALF_A_DECADE < usual < _HALF_A_DECADE:
            warnings.warn(
                f"DigitClassifier: the numbers of X are about {usual:.2g} times those "
                "of training; bring them to the same range.",
                Network4Warning,
                stacklevel=4,
            )


def usual_range(samples: Samples) -> Range:
    """Return the least and the greatest number of images, without a few outliers.

    At least two images, and one in a hundred, must reach the greatest number. So must
    at least two pixel positions, and one in a hundred. So neither a broken image nor a
    broken pixel of a camera changes it. The same holds for the least number.

    Args:
        samples: (n, ...), one or more. All numbers count if there are fewer than three
            samples, or if no contrast would be left.

    Example:
        >>> images = np.tile([0.0, 0.0, 16.0, 16.0], (50, 1))
        >>> images[7, 1] = 1e6
        >>> usual_range(images)
        (0.0, 16.0)
    """
    flat = samples.reshape(len(samples), -1)
    least, greatest = -_reached(-flat), _reached(flat)
    if len(flat) > 2 and least < greatest:
        return least, greatest
    return float(flat.min()), float(flat.max())


def _reached(numbers: Samples) -> float:
    """Return the greatest number that enough rows and enough columns reach."""
    return min(_but_for_a_few(numbers.max(axis=axis)) for axis in (0, 1))


def _but_for_a_few(greatest: Samples) -> float:
    left_out = min(max(1, len(greatest) // 100), len(greatest) - 1)
    return float(np.sort(greatest)[-1 - left_out])


def scaler_for(
    samples: Samples, value_range: Range | None = None
) -> ImageScaler | ColumnRanks:
    """Return what scales such samples to 0..1.

    Args:
        samples: (n, 64), (n, 784), (n, height, width) or (n, channels, height, width),
            which are images, or (n, columns).
        value_range: for images, the values of black and of white; default None, those
            of `usual_range`.

    Raises:
        ValueError: samples have more dimensions, or a table has a range.
    """
    if samples.ndim == 2 and samples.shape[1] not in IMAGE_WIDTHS:
        if value_range is not None:
            raise ArgumentError(
                "DigitClassifier: value_range must be None for tables, whose columns "
                f"become ranks, received {value_range}."
            )
        return ColumnRanks(samples)
    if samples.ndim in (2, 3, 4):
        return ImageScaler(samples, value_range)
    raise ValueError(
        "DigitClassifier: X must be (n, columns), (n, height, width) or (n, channels, "
        f"height, width), received {samples.shape}."
    )
