"""Warn of images that nobody can tell apart."""

import warnings

from network4.datasets.dataset import Dataset
from network4.errors import Network4Warning


def warn_of_equal_images(owner: str, data: Dataset) -> None:
    """Warn where all training images are the same, as files that went wrong may be.

    Args:
        owner: the function that was given them, for messages.
        data: their data set. One image alone is nothing to warn of.

    Example:
        >>> import numpy as np
        >>> from network4.datasets import Split
        >>> black = Split(np.zeros((2, 8, 6), np.uint8), np.array([0, 1]))
        >>> with warnings.catch_warnings(record=True) as found:
        ...     warnings.simplefilter("always")
        ...     warn_of_equal_images("train", Dataset(black, black))
        >>> len(found)
        1
    """
    images = data.train.images
    if len(images) > 1 and all((image == images[0]).all() for image in images):
        warnings.warn(
            f"{owner}: all {len(images):,} training images of {data.name} are the "
            "same, so that nothing can be learned from them; look at its files.",
            Network4Warning,
            stacklevel=2,
        )
