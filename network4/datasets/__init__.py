"""Images to learn from: MNIST, scikit-learn's digits, and images of your own.

Names are imported when they are first used, because a network that predicts needs few.
"""

from typing import TYPE_CHECKING

from network4.utils.late_names import late_names

if TYPE_CHECKING:
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

_HOMES = {
    "batches": ("Batches",),
    "class_names": ("MOST_CLASSES",),
    "dataset": ("Dataset",),
    "digits": ("load_digits",),
    "loading": ("load_data", "load_data_for", "load_default", "load_only_mnist"),
    "mnist": ("find_mnist", "load_mnist"),
    "split": (
        *("NO_CLASS", "ImageArray", "LabelArray", "Split", "as_shares"),
        *("checked_lengths", "joined"),
    ),
}

if not TYPE_CHECKING:  # a checker of types finds names that there are not
    __getattr__ = late_names(__name__, _HOMES)
