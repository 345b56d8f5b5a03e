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

from network4.book._shared_data import SHIFTS, shift_images
from network4.book.mnist_loader import load_splits
from network4.datasets import Split
from network4.utils.files import atomic_path

EXPANDED_FILE = Path("../data/mnist_expanded.pkl.gz")
BLOCK = 1000
_MARK = b"the pixels go here"
Images = npt.NDArray[np.uint8]


def expand(images: Images, order: npt.NDArray[np.int32]) -> Iterator[Images]:
    """Yield examples of images (n, height * width), a block of 1000 or fewer at a time.

    Args:
        images: of n squares.
        order: which examples to yield; see `shift_images`.
    """
    for start in range(0, len(order), BLOCK):
        yield shift_images(images, order[start : start + BLOCK])


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
    images = np.asarray(train.images, np.uint8).reshape(len(train), -1)
    examples = list(range(len(images) * len(SHIFTS)))
    random.shuffle(examples)
    order = np.array(examples, np.int32)
    labels = train.labels[order % len(images)].astype(np.int64)
    shape = (len(order), images.shape[1])
    # Protocol 3 holds bytes as they are and no counts that the pixels would upset.
    content = pickle.dumps(
        ((_Marked(shape), labels), _pair(validation), _pair(test)), protocol=3
    )
    head, tail = content.split(b"C" + bytes([len(_MARK)]) + _MARK)
    with atomic_path(path) as temporary, gzip.open(temporary, "wb", 1) as file:
        size = 4 * shape[0] * shape[1]
        file.write(head + b"B" + size.to_bytes(4, "little"))
        _write_blocks(file, expand(images, order))
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
    """Write the file, unless it is there; end with a sentence where it cannot be."""
    if path.exists():
        print(f"{path} is there already.")
        return
    try:
        write_expanded(path, *load_splits())
    except OSError as error:
        sys.exit(
            f"expand_mnist: {path} must be a file that can be written, received "
            f"{error.strerror}; name another one."
        )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
