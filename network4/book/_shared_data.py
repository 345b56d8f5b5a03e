"""MNIST and the expanded training set as `network3` takes them."""

from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
import numpy.typing as npt

from network4.augment import ONE_PIXEL_SHIFTS, move
from network4.book.mnist_loader import mnist_anywhere
from network4.datasets import Dataset, Split, load_data
from network4.datasets.book_pickle import read_book_pickle
from network4.datasets.splitting import complete
from network4.errors import ArgumentError, DataError
from network4.utils.arrays import as_array
from network4.utils.checks import check_path

Numbers = npt.NDArray[np.float32]
Kind = TypeVar("Kind", bound=np.generic)
Pair = tuple[Any, npt.NDArray[Any]]

MNIST_NAME, EXPANDED_NAME = "mnist.pkl.gz", "mnist_expanded.pkl.gz"
SHIFTS = np.array(ONE_PIXEL_SHIFTS, np.int32)
_ORDER_SEED = 2015


class SharedArray(np.ndarray[Any, np.dtype[Any]]):
    """A NumPy array that also answers to what scripts of the book's day ask of data.

    Example:
        >>> numbers = np.arange(3).view(SharedArray)
        >>> numbers.get_value(), numbers.eval().sum()
        (array([0, 1, 2]), np.int64(3))
    """

    def eval(self) -> npt.NDArray[Any]:
        """Return the numbers as a plain array, not a copy."""
        return np.asarray(self).view(np.ndarray)

    def get_value(self, borrow: bool = False) -> npt.NDArray[Any]:
        """Return the numbers as a plain array, a copy unless `borrow`."""
        return self.eval() if borrow else self.eval().copy()

    def set_value(self, value: npt.ArrayLike, borrow: bool = False) -> None:
        """Overwrite the numbers by others of the same shape.

        Raises:
            ArgumentError: they have another shape, or are no finite numbers.
        """
        del borrow
        self[...] = checked_numbers("set_value", "value", value, self.shape)


def share(numbers: npt.ArrayLike, dtype: npt.DTypeLike) -> SharedArray:
    """Return numbers as a SharedArray."""
    return np.asarray(numbers, dtype).view(SharedArray)


def checked_numbers(
    owner: str, name: str, value: object, shape: tuple[int, ...]
) -> SharedArray:
    """Return a copy of numbers as a float32 SharedArray.

    Raises:
        ArgumentError: they have another shape, or are no finite numbers.
    """
    array = as_array(owner, name, value)
    if array.shape != shape or array.dtype.kind not in "biuf":
        raise ArgumentError(
            f"{owner}: {name} must have the shape {shape}, received {array.dtype} of "
            f"{array.shape}."
        )
    if not np.isfinite(array).all():
        raise ArgumentError(
            f"{owner}: {name} must hold finite numbers, received NaN or infinity."
        )
    return share(np.array(array, np.float32), np.float32)


class ExpandedImages:
    """Images and their shifted copies, in one shuffled order; rows are made on demand.

    Args:
        images: (n, h * h) float32.
        examples: (m,) int32, the order: example e is image e % n moved by
            SHIFTS[e // n]. Default: all of them, shuffled, each time alike.

    Attributes:
        images, examples: as given.
        shape: (m, h * h).

    Example:
        >>> expanded = ExpandedImages(np.ones((2, 9), np.float32))
        >>> expanded.shape, expanded[:3].sum(axis=1).min()
        ((10, 9), np.float32(6.0))
    """

    dtype = np.dtype(np.float32)
    ndim = 2

    def __init__(
        self, images: Numbers, examples: npt.NDArray[np.int32] | None = None
    ) -> None:
        """Keep the images; copy none."""
        self.images = images
        if examples is None:
            generator = np.random.Generator(np.random.Philox(_ORDER_SEED))
            count = len(images) * len(SHIFTS)
            examples = generator.permutation(count).astype(np.int32)
        self.examples = examples

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows of how many pixels."""
        return len(self.examples), self.images.shape[1]

    def __len__(self) -> int:
        """Return the number of images, shifted ones included."""
        return len(self.examples)

    def __getitem__(self, rows: Any) -> Numbers:
        """Return one row or several as an array."""
        chosen = np.atleast_1d(self.examples[rows])
        made = shift_images(self.images, chosen)
        return made if np.ndim(self.examples[rows]) else made[0]

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> Any:
        """Return all rows as one array: 784 MB for MNIST's."""
        if copy is False:
            raise ValueError("ExpandedImages are made on demand: copy=False cannot be")
        return self[:].astype(dtype or self.dtype, copy=False)

    def eval(self) -> Self:
        """Return itself: rows are made when they are asked for."""
        return self

    def get_value(self, borrow: bool = False) -> Self:
        """Return itself: rows are made when they are asked for."""
        del borrow
        return self


def shift_images(
    images: npt.NDArray[Kind], examples: npt.NDArray[np.int32]
) -> npt.NDArray[Kind]:
    """Return images moved by a pixel or not at all; 0 moves in.

    Args:
        images: (n, h * h).
        examples: (m,); example e is image e % n moved by SHIFTS[e // n].

    Returns:
        (m, h * h).

    Example:
        >>> shift_images(np.array([[1, 2, 3, 4]]), np.array([0, 1], np.int32))
        array([[1, 2, 3, 4],
               [0, 0, 1, 2]])
    """
    side = round(images.shape[1] ** 0.5)
    made = np.zeros((len(examples), side, side), images.dtype)
    squares = images.reshape(-1, side, side)
    numbers, kinds = examples % len(images), examples // len(images)
    for kind, (down, right) in enumerate(SHIFTS):
        (at,) = np.nonzero(kinds == kind)
        made[at] = move(squares[numbers[at]], int(down), int(right))
    return made.reshape(len(examples), -1)


def load_shared(filename: str) -> list[Pair]:
    """Return [training, validation, test], each a pair (x, y); see `network3`.

    Raises:
        ArgumentError: `filename` is no path.
        DataError: the file is damaged, or neither there nor one of the book's names.
    """
    check_path("load_data_shared", "filename", filename)
    path = Path(filename)
    if path.name == EXPANDED_NAME and path.is_file():  # its test images are MNIST's
        return _pairs(complete(read_book_pickle(path), "mnist_expanded"))
    if path.exists():
        return _pairs(load_data(path))
    if path.name == MNIST_NAME:
        return _pairs(mnist_anywhere("load_data_shared"))
    if path.name == EXPANDED_NAME:
        (x, y), *others = _pairs(mnist_anywhere("load_data_shared"))
        expanded = ExpandedImages(x)
        return [(expanded, y[expanded.examples % len(x)]), *others]
    raise DataError(
        f"load_data_shared: {filename} must be a file, or be called {MNIST_NAME} or "
        f"{EXPANDED_NAME}, which need none; check the name."
    )


def _pairs(data: Dataset) -> list[Pair]:
    if data.test is None:
        raise DataError(
            f"load_data_shared: {data.source} must have test images, received none."
        )
    return [_pair(split) for split in (data.train, data.validation, data.test)]


def _pair(split: Split) -> Pair:
    x = split.images.reshape(len(split), -1).astype(np.float32)
    x /= 256
    return share(x, np.float32), share(split.labels, np.int32)
