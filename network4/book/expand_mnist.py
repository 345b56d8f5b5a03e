"""Chapter 3's and 6's larger training set: each image, and itself moved by a pixel.

    python expand_mnist.py [file]

writes 250,000 training images, with the validation and test images as they are, to
../data/mnist_expanded.pkl.gz or the file named. `network3` needs no such file: it takes
the name for the data. The images are written as they are made, so that memory stays
small though they come to 784 MB.
"""

import gzip
import pickle
import random
import sys
from collections.abc import Iterable, Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.book._shared_data import SHIFTS
from network4.book.mnist_loader import load_splits
from network4.datasets import Split
from network4.files import atomic_path

EXPANDED_FILE = Path("../data/mnist_expanded.pkl.gz")
BLOCK = 1000
_MARK = b"the pixels go here"
Images = npt.NDArray[np.uint8]


def shifted(image: Images, rows: int, columns: int) -> Images:
    """Return an image moved down by rows and right by columns, 0 where uncovered.

    Example:
        >>> shifted(np.array([[1, 2], [3, 4]], np.uint8), 1, 0)
        array([[0, 0],
               [1, 2]], dtype=uint8)
    """
    height, width = image.shape
    moved = np.zeros_like(image)
    target = moved[max(rows, 0) : height + rows, max(columns, 0) : width + columns]
    target[:] = image[max(-rows, 0) : height - rows, max(-columns, 0) : width - columns]
    return moved


def expand(split: Split, order: list[int]) -> Iterator[Images]:
    """Yield expanded images, a block of (1000, height, width) or fewer at a time.

    Args:
        split: the images.
        order: which to yield, number 5 * i + s being image i moved by SHIFTS[s].
    """
    for start in range(0, len(order), BLOCK):
        pairs = [divmod(number, len(SHIFTS)) for number in order[start : start + BLOCK]]
        yield np.stack([shifted(split.images[i], *SHIFTS[s]) for i, s in pairs])


class _Marked:
    """Pickles as a float32 array (n, pixels) whose pixels are a mark."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self._shape = shape

    def __reduce__(self) -> Any:
        """Return NumPy's own recipe for an array, with other shape and pixels."""
        build, arguments, state = np.empty((1, 1), np.float32).__reduce__()[:3]
        version, _, dtype, order, _ = state
        return build, arguments, (version, self._shape, dtype, order, _MARK)


def write_expanded(path: Path, train: Split, validation: Split, test: Split) -> None:
    """Write the three parts as a pickle of the book's form, the first one expanded.

    Raises:
        OSError: the file cannot be written.
    """
    order = list(range(len(train) * len(SHIFTS)))
    random.shuffle(order)
    labels = train.labels[np.array(order) // len(SHIFTS)].astype(np.int64)
    shape = (len(order), train.images[0].size)
    # Protocol 3 holds bytes as they are and no counts that the pixels would upset.
    content = pickle.dumps(
        ((_Marked(shape), labels), _pair(validation), _pair(test)), protocol=3
    )
    head, tail = content.split(b"C" + bytes([len(_MARK)]) + _MARK)
    with atomic_path(path) as temporary, gzip.open(temporary, "wb", 1) as file:
        size = 4 * shape[0] * shape[1]
        file.write(head + b"B" + size.to_bytes(4, "little"))
        _write_blocks(file, expand(train, order))
        file.write(tail)


def _write_blocks(file: BufferedIOBase, blocks: Iterable[Images]) -> None:
    done = 0
    for block in blocks:
        file.write((block.astype(np.float32) / np.float32(256)).tobytes())
        done += len(block)
        print(f"Expanding image number {done}", flush=True)


def _pair(split: Split) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    pixels = split.images.reshape(len(split), -1).astype(np.float32)
    return pixels / np.float32(256), split.labels.astype(np.int64)


def main(path: Path = EXPANDED_FILE) -> None:
    """Write the file, unless it is there."""
    if path.exists():
        print(f"{path} is there already.")
        return
    write_expanded(path, *load_splits())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
