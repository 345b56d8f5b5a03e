"""MNIST in the form that the book's programs read: arrays, or lists of (x, y) pairs."""

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from network4.book._pairs import digits_of
from network4.datasets import Dataset, Split, load_mnist
from network4.datasets import load_data as load_any
from network4.errors import DataError, DataNotFoundError

Pixels = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
Images = tuple[Pixels, Labels]
Column = npt.NDArray[np.float64]
NUM_DIGITS = 10
BOOK_FILE = Path("../data/mnist.pkl.gz")


def load_data() -> tuple[Images, Images, Images]:
    """Return MNIST as `(training_data, validation_data, test_data)`.

    The book's ../data/mnist.pkl.gz is read if it is there, relative to the current
    directory or to the script's. Else `network4.load_mnist` finds or downloads MNIST.

    Returns:
        Three pairs (images, labels) with n = 50,000, 10,000 and 10,000. Images are
        float32 (n, 784) with the values pixel/256: 0 is white paper, and ink is near 1.
        Labels are int64 (n,).

    Raises:
        DataError: the data are damaged, or have no test images.
        DataNotFoundError: MNIST is not on this machine and cannot be downloaded.

    Source: the book, Chapter 1.
    """
    train, validation, test = load_splits()
    return _arrays(train), _arrays(validation), _arrays(test)


def load_splits() -> tuple[Split, Split, Split]:
    """Return the same images and labels as `load_data`, in bytes.

    Raises:
        DataError: the data are damaged, or have no test images.
        DataNotFoundError: MNIST is neither on this machine nor within reach.
    """
    files = [
        path for path in (BOOK_FILE, Path(sys.path[0]) / BOOK_FILE) if path.is_file()
    ]
    data = load_any(files[0]) if files else mnist_anywhere("load_data")
    if data.test is None:
        raise DataError(
            f"load_data: {data.source} must have test images, received none."
        )
    return data.train, data.validation, data.test


def mnist_anywhere(owner: str) -> Dataset:
    """Return MNIST from wherever it is.

    Args:
        owner: the function that was asked for it, for the error.

    Raises:
        DataError: the data are damaged.
        DataNotFoundError: MNIST is neither on this machine nor within reach.
    """
    try:
        return load_mnist()
    except DataNotFoundError:
        raise DataNotFoundError(
            f"{owner}: MNIST must be in {BOOK_FILE}, in the directory that "
            "NETWORK4_DATA names, or within reach of the network, received none; put "
            "mnist.pkl.gz or the four files there."
        ) from None


def _arrays(split: Split) -> Images:
    pixels = split.images.reshape(len(split), -1).astype(np.float32)
    pixels /= 256
    return pixels, split.labels.astype(np.int64)


def load_data_wrapper() -> tuple[
    list[tuple[Pixels, Column]],
    list[tuple[Pixels, np.int64]],
    list[tuple[Pixels, np.int64]],
]:
    """Return MNIST as three lists of pairs (x, y), the form that `network` takes.

    Returns:
        Training, validation and test data. Each x is a column (784, 1) of pixels. Each
        y is a one-hot column (10, 1) in training data, and a whole number in the other
        two.

    Raises:
        DataError: the data are damaged, or have no test images.
        DataNotFoundError: MNIST is not on this machine and cannot be downloaded.

    Source: the book, Chapter 1.
    """
    train, validation, test = load_data()
    wanted = [vectorized_result(int(label)) for label in train[1]]
    return (
        list(zip(_columns(train[0]), wanted, strict=True)),
        list(zip(_columns(validation[0]), validation[1], strict=True)),
        list(zip(_columns(test[0]), test[1], strict=True)),
    )


def _columns(images: Pixels) -> list[Pixels]:
    return [image.reshape(-1, 1) for image in images]


def vectorized_result(j: int) -> Column:
    """Return a column (10, 1) of zeros with 1.0 in place j.

    Args:
        j: a digit, 0..9.

    Raises:
        ArgumentError: j is no digit.

    Example:
        >>> vectorized_result(3).ravel()
        array([0., 0., 0., 1., 0., 0., 0., 0., 0., 0.])
    """
    [digit] = digits_of("vectorized_result", [j], NUM_DIGITS)
    column = np.zeros((NUM_DIGITS, 1))
    column[digit] = 1.0
    return column
