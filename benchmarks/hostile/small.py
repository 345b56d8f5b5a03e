"""Small networks, models, data and files of which the hostile ones are made."""

import contextlib
import gzip
import io
import json
import pickle
import struct
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import network4 as n4

SIDE = 8
SHAPE = (1, SIDE, SIDE)
_NETWORKS: tuple[tuple[Any, ...], ...] = (
    (n4.FullyConnected(5), n4.Softmax(3)),
    (n4.ConvPool(2, field=3), n4.Dropout(0.5), n4.Softmax(3)),
    (
        n4.Conv(2, 3, padding=1),
        n4.Residual([n4.Conv(2, 3, padding=1), n4.BatchNorm(activation="relu")]),
        n4.AveragePool(SIDE),
        n4.Softmax(3),
    ),
    (
        n4.MaxPool(2),
        n4.FullyConnected(4, activation="relu", dropout=0.5),
        n4.Softmax(3),
    ),
)
NUM_NETWORKS = len(_NETWORKS)


@cache
def _made_directory() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="network4-faults-")


def directory() -> Path:
    """Return a directory for what is written, removed with the process."""
    return Path(_made_directory().name)


def network(number: int) -> n4.Network:
    """Return one of the small networks."""
    return n4.Network(_NETWORKS[number], SHAPE)


@cache
def model(number: int) -> n4.Model:
    """Return one of the small networks with first parameters, and details."""
    one = network(number)
    details = {
        "classes": ["0", "1", "2"],
        "rejection_threshold": 0.5,
        "test_accuracy": 0.9,
    }
    return n4.Model(one, one.initial_parameters(number), details)


@cache
def digits_model() -> n4.Model:
    """Return a model that reads digits."""
    one = n4.Network([n4.FullyConnected(5), n4.Softmax(10)])
    details = {"classes": [str(digit) for digit in range(10)]}
    return n4.Model(one, one.initial_parameters(0), details)


@cache
def split(count: int = 6) -> n4.Split:
    """Return a few images of three classes."""
    draw = np.random.Generator(np.random.Philox(count))
    images = draw.integers(0, 256, (count, SIDE, SIDE), np.uint8)
    return n4.Split(images, np.arange(count) % 3)


@cache
def data() -> n4.Dataset:
    """Return a data set of a few images."""
    return n4.Dataset(split(6), split(4), split(3), name="few")


def arrays() -> dict[str, npt.NDArray[np.uint8]]:
    """Return the four arrays of a data set of images, by their names in Keras's."""
    parts = {}
    for part, one in (("train", split(12)), ("test", split(6))):
        parts[f"x_{part}"] = one.images
        parts[f"y_{part}"] = one.labels.astype(np.uint8)
    return parts


def npz(held: Mapping[str, Any], *, packed: bool = False) -> bytes:
    """Return the content of an .npz archive."""
    content = io.BytesIO()
    (np.savez_compressed if packed else np.savez)(content, **held)
    return content.getvalue()


def idx(array: npt.NDArray[np.uint8]) -> bytes:
    """Return the content of an IDX file."""
    header = bytes([0, 0, 8, array.ndim])
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return header + sizes + array.tobytes()


def book_pickle(*, protocol: int = 2, packed: bool = True) -> bytes:
    """Return the content of a pickle in the form of the book's mnist.pkl.gz."""
    draw = np.random.Generator(np.random.Philox(3))
    pairs = [
        (
            (draw.integers(0, 256, (count, 784)) / 256).astype(np.float32),
            (np.arange(count) % 10).astype(np.int64),
        )
        for count in (12, 4, 4)
    ]
    content = pickle.dumps(tuple(pairs), protocol)
    return gzip.compress(content, 1) if packed else content


@cache
def checkpoint() -> bytes:
    """Return the content of a checkpoint after two epochs of three."""
    path = directory() / "made.safetensors"
    with contextlib.suppress(InterruptedError):
        go_on(path, leaves_epoch=2)
    return path.read_bytes()


def run(**settings: Any) -> n4.Run:
    """Train a small network for an epoch or as many as are asked for."""
    how = {"epochs": 1, "learning_rate": 0.1, "batch_size": 3, "engine": "native"}
    how |= {"progress": False, "num_threads": 1} | settings
    return n4.fit(network(0), data(), **how)


def go_on(path: Path, leaves_epoch: int | None = None) -> n4.Run:
    """Train for three epochs or those that a checkpoint leaves; raise in one of them.

    Raises:
        InterruptedError: the epoch, from 0, is the one to be left.
    """

    def observed(number: int, model: n4.Model) -> dict[str, float]:
        del model
        if number == leaves_epoch:
            raise InterruptedError
        return {}

    return run(checkpoint=path, epochs=3, observe=observed)


@cache
def record() -> dict[str, Any]:
    """Return the record of a run, as `network4 reproduce` would write it."""
    own = {"experiment": "shallow", "test_accuracy": 0.9, "engine": "native", "seed": 0}
    return json.loads(json.dumps({**run().record(), **own}))
