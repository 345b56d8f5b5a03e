"""Scikit-learn's small digits, for machines that have no MNIST."""

import importlib
from typing import Any

import numpy as np

from network4.datasets.contents import Contents
from network4.datasets.dataset import Dataset
from network4.datasets.split import ByteArray, Split
from network4.datasets.splitting import complete

SIDE = 28
INK_SIDE = 20
_BRIGHTEST = 16


def load_digits() -> Dataset:
    """Return scikit-learn's 1,797 handwritten digits, in the form of MNIST's images.

    The 8x8 images (0..16) are enlarged to 20x20, scaled to 0..255 and centred in 28x28.
    A fixed seed splits them into 1,197 training, 300 validation and 300 test images.

    Returns:
        A data set named "digits" of images (n, 28, 28) and labels 0..9.

    Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI
    Machine Learning Repository; its test part, which comes with scikit-learn. Licence:
    Creative Commons Attribution 4.0.

    Example:
        >>> load_digits()
        Dataset('digits': 1197 training, 300 validation, 300 test images of 1x28x28,
                10 classes)
    """
    # Its import takes a second, which nobody else should pay; it has no types.
    samples: Any = importlib.import_module("sklearn.datasets")
    bunch = samples.load_digits()
    images = np.stack([_enlarge(image) for image in bunch.images])
    pile = Split(images, bunch.target)
    names = tuple(map(str, range(10)))
    source = "scikit-learn's 1,797 digits"
    return complete(Contents(pile, None, None, source, class_names=names), "digits")


def _enlarge(image: Any) -> ByteArray:
    """Return a digit of 8x8 in 0..16 as 28x28 in 0..255, its ink in the middle."""
    from PIL import Image

    grey = np.rint(np.asarray(image) * (255 / _BRIGHTEST)).astype(np.uint8)
    size = (INK_SIDE, INK_SIDE)
    ink = Image.fromarray(grey).resize(size, Image.Resampling.BICUBIC)
    return np.pad(np.asarray(ink), (SIDE - INK_SIDE) // 2)
