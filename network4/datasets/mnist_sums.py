"""How MNIST is recognised: by the published SHA-256 of each of its four files."""

from typing import Any

import numpy as np
import numpy.typing as npt

from network4.datasets.contents import Contents
from network4.datasets.dataset import Dataset
from network4.datasets.idx import idx_sum
from network4.datasets.split import ByteArray, LabelArray, Split, joined
from network4.errors import DataError
from network4.text import printable

# Of the unpacked files that LeCun, Cortes and Burges published.
SUMS = {
    "train-images": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
_VALIDATION_SHARE = 6
_SHOWN_DIGITS = 16


def mnist_mismatches(contents: Contents) -> dict[str, str]:
    """Return the SHA-256 of each of the four parts that is not MNIST's.

    Args:
        contents: what was read, from any format. Training and validation images are
            joined again, as MNIST was published.

    Returns:
        The sum of each part ("train-images", ...) that differs; "none" for a part that
        is not there. For MNIST the dictionary is empty.

    Example:
        >>> one = Split(np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.uint8))
        >>> mnist_mismatches(Contents(one, None, None, "made up"))["t10k-labels"]
        'none'
    """
    found = {role: idx_sum(array) for role, array in _parts(contents).items()}
    return {
        role: found.get(role, "none") for role in SUMS if found.get(role) != SUMS[role]
    }


def _parts(contents: Contents) -> dict[str, ByteArray]:
    train = _all_training(contents)
    images = np.asarray(train.images, np.uint8)
    parts = {"train-images": images, "train-labels": _as_bytes(train.labels)}
    if contents.test is not None:
        parts["t10k-images"] = np.asarray(contents.test.images, np.uint8)
        parts["t10k-labels"] = _as_bytes(contents.test.labels)
    return parts


def _all_training(contents: Contents) -> Split:
    train, validation = contents.train, contents.validation
    if validation is None or train.image_shape != validation.image_shape:
        return train
    return joined(train, validation)


def _as_bytes(labels: LabelArray) -> npt.NDArray[Any]:
    """Return labels as MNIST's files hold them; no others become like them."""
    return labels.astype(np.uint8) if labels.max(initial=0) < 256 else labels


def as_mnist(contents: Contents) -> Dataset:
    """Return MNIST in the book's split; refuse contents that differ in any byte.

    Raises:
        DataError: a part is not MNIST's; names its file and both sums.
    """
    wrong = mnist_mismatches(contents)
    if wrong:
        raise damaged_mnist(contents, wrong)
    return mnist_dataset(contents)


def damaged_mnist(contents: Contents, wrong: dict[str, str]) -> DataError:
    """Return the error for contents with parts that are not MNIST's."""
    role, received = next(iter(wrong.items()))
    where = contents.files.get(role, f"{contents.source} ({role})")
    return DataError(
        f"{where}: {other_sum(role, received)}; remove the file and fetch it again, "
        "or give another data set as a path of its own."
    )


def other_sum(role: str, received: str) -> str:
    """Say that a part's SHA-256 is not MNIST's, with the beginnings of both."""
    wanted, given = (f"{each[:_SHOWN_DIGITS]}..." for each in (SUMS[role], received))
    return f"MNIST's {role} must have the SHA-256 {wanted}, received {given}"


def mnist_dataset(contents: Contents) -> Dataset:
    """Return contents already known to be MNIST as 50,000 / 10,000 / 10,000 images."""
    pile = _all_training(contents)
    # The book's validation images: the last 10,000 of the 60,000.
    kept = len(pile) - len(pile) // _VALIDATION_SHARE
    train, validation = pile.divided(kept)
    digits, source = tuple(map(str, range(10))), printable(contents.source)
    return Dataset(train, validation, contents.test, "mnist", True, source, digits)
