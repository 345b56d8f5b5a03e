"""Images to learn from: MNIST, scikit-learn's digits, and images of your own."""

from network4.datasets.batches import Batches
from network4.datasets.class_names import MOST_CLASSES
from network4.datasets.dataset import Dataset
from network4.datasets.digits import load_digits
from network4.datasets.loading import (
    load_data,
    load_data_for,
    load_default,
    load_only_mnist,
)
from network4.datasets.mnist import find_mnist, load_mnist
from network4.datasets.split import (
    NO_CLASS,
    ImageArray,
    LabelArray,
    Split,
    as_shares,
    checked_lengths,
    joined,
)

__all__ = [
    "MOST_CLASSES",
    "NO_CLASS",
    "Batches",
    "Dataset",
    "ImageArray",
    "LabelArray",
    "Split",
    "as_shares",
    "checked_lengths",
    "find_mnist",
    "joined",
    "load_data",
    "load_data_for",
    "load_default",
    "load_digits",
    "load_mnist",
    "load_only_mnist",
]
