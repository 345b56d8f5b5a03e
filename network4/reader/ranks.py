"""Medians and percentiles of numbers.

NumPy's are the same, but the first that is asked for imports masked arrays.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = Sequence[float] | npt.NDArray[Any]


def median(numbers: Numbers) -> float:
    """Return the median.

    Args:
        numbers: one or more, of any shape, without NaN.

    >>> median([3, 1, 2, 5])
    2.5
    """
    flat = np.asarray(numbers).ravel()
    before, after = (len(flat) - 1) // 2, len(flat) // 2
    parted = np.partition(flat, (before, after))
    return float(parted[before : after + 1].mean())


def percentile(numbers: Numbers, percent: float) -> float:
    """Return a percentile, between neighbours by a straight line.

    Args:
        numbers: one or more, of any shape, without NaN.
        percent: 0 to 100.

    >>> percentile([0, 1, 10], 75)
    5.5
    """
    flat = np.asarray(numbers).ravel()
    place = (len(flat) - 1) * (percent / 100)
    before = int(place)
    after = min(before + 1, len(flat) - 1)
    parted = np.partition(flat, (before, after))
    low, high, share = parted[before], parted[after], place - before
    # From the nearer one, as NumPy does, so that both round alike.
    near_low = low + (high - low) * share
    return float(near_low if share < 1 / 2 else high - (high - low) * (1 - share))
