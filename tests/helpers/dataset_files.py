"""Small data sets written in every format, for the tests beside this file."""

import gzip
import pickle
import struct
from pathlib import Path

import numpy as np

from network4.datasets import Split

IDX_NAMES = {
    "train-images": "train-images-idx3-ubyte",
    "train-labels": "train-labels-idx1-ubyte",
    "t10k-images": "t10k-images-idx3-ubyte",
    "t10k-labels": "t10k-labels-idx1-ubyte",
}
NPZ_KEYS = {
    "train-images": "x_train",
    "train-labels": "y_train",
    "t10k-images": "x_test",
    "t10k-labels": "y_test",
}


def make_arrays(seed=0, train=12, test=4, shape=(28, 28), classes=10):
    """Return four arrays by their role; every label up to the last occurs."""
    draw = np.random.default_rng(seed)
    arrays = {}
    for part, count in (("train", train), ("t10k", test)):
        pixels = draw.integers(0, 256, (count, *shape), dtype=np.uint8)
        arrays[f"{part}-images"] = pixels
        arrays[f"{part}-labels"] = (np.arange(count) % classes).astype(np.uint8)
    return arrays


def idx_bytes(array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.tobytes()


def write_idx(directory, arrays, *, packed=True, prefix="", dotted=False):
    directory.mkdir(parents=True, exist_ok=True)
    for role, array in arrays.items():
        name = prefix + IDX_NAMES[role]
        name = name.replace("-idx", ".idx") if dotted else name
        content = idx_bytes(array)
        if packed:
            (directory / f"{name}.gz").write_bytes(gzip.compress(content, 1))
        else:
            (directory / name).write_bytes(content)
    return directory


def write_npz(path, arrays):
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **{NPZ_KEYS[role]: array for role, array in arrays.items()})
    return path


def book_pairs(arrays, validation=2):
    """Return the pickle's ((x, y), (x, y), (x, y)) from the four arrays."""
    pixels = arrays["train-images"].reshape(-1, 784).astype(np.float32) / 256
    labels = arrays["train-labels"].astype(np.int64)
    test = arrays["t10k-images"].reshape(-1, 784).astype(np.float32) / 256
    return (
        (pixels[:-validation], labels[:-validation]),
        (pixels[-validation:], labels[-validation:]),
        (test, arrays["t10k-labels"].astype(np.int64)),
    )


def write_pickle(path, content, protocol=2):
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = content if isinstance(content, bytes) else pickle.dumps(content, protocol)
    path.write_bytes(gzip.compress(raw, 1) if path.suffix == ".gz" else raw)
    return path


def write_images(folder: Path, classes, *, size=(6, 8), mode="L", count=3):
    from PIL import Image

    for number, name in enumerate(classes):
        (folder / name).mkdir(parents=True)
        for index in range(count):
            shade = 10 * number + index
            colour = (shade, 0, 255) if mode == "RGB" else shade
            Image.new(mode, size, colour).save(folder / name / f"{index}.png")
    return folder


def same(split: Split, images, labels):
    return np.array_equal(split.images, images) and np.array_equal(split.labels, labels)
