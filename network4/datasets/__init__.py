"""Images to learn from: MNIST, scikit-learn's digits, anybody's own."""

from network4.datasets.dataset import MOST_CLASSES, NO_CLASS, Dataset, ImageArray, Split
from network4.datasets.digits import load_digits
from network4.datasets.loading import load_data, load_default
from network4.datasets.mnist import find_mnist, load_mnist

__all__ = [
    "MOST_CLASSES",
    "NO_CLASS",
    "Dataset",
    "ImageArray",
    "Split",
    "find_mnist",
    "load_data",
    "load_default",
    "load_digits",
    "load_mnist",
]
