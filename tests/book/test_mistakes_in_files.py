"""Files that the book's readers give by mistake, and what they are told."""

import json

import numpy as np
import pytest
from mistakes import SIZES

from network4.book import mnist_loader, network2, network3
from network4.errors import (
    ArgumentError,
    DataNotFoundError,
    ModelFileError,
)

BOOKS = {
    "sizes": [2, 1],
    "weights": [[[0.5, -1]]],
    "biases": [[[2.0]]],
    "cost": "QuadraticCost",
}


FILES = {
    "of another program": (b"\x80\x04\x95", "the bytes of another program"),
    "cut off": (b'{"sizes": [2', "no JSON from line 1 on"),
    "empty": (b"", "no JSON"),
    "of another form": (b"[1, 2]", "JSON of another form"),
    "too deep": (b"[" * 100_000, "JSON of another form"),
    "with NaN": ({"biases": [[[np.nan]]]}, "NaN or infinite"),
    "with infinity": ({"biases": [[[10**400]]]}, "too large"),
    "with a strange name": ({"cost": "?" * 5000}, "must name a cost"),
    "with no name": ({"cost": None}, "must name a cost"),
    "with strange sizes": ({"sizes": [[2], 1]}, "sizes must"),
    "with too much": ({"sizes": [10**9, 10**9]}, "at most 268,435,456 weights"),
    "with another rule": ({"regularization": "L3"}, "'L2', 'L1'"),
    "with long text": ({"weights": [[["a" * 5000, 1]]]}, "could not convert"),
}


@pytest.mark.parametrize(("content", "words"), FILES.values(), ids=FILES)
def test_files_that_are_no_networks(tmp_path, content, words):
    path = tmp_path / "net.json"
    if isinstance(content, dict):
        content = json.dumps({**BOOKS, **content}).encode()
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=words) as raised:
        network2.load(path)
    assert len(str(raised.value)) - len(str(path)) < 300


def test_paths_that_are_none(tmp_path):
    with pytest.raises(ModelFileError, match="what is no file"):
        network2.load(tmp_path)
    for call in (network2.load, network2.Network(SIZES).save):
        with pytest.raises(ArgumentError, match="must be a path, received None"):
            call(None)
    with pytest.raises(ArgumentError, match="filename must be a path"):
        network3.load_data_shared(None)


def test_a_network_of_whole_floats_is_read(tmp_path):
    (tmp_path / "net.json").write_text(json.dumps({**BOOKS, "sizes": [2.0, 1]}))
    assert network2.load(tmp_path / "net.json").weights[0].shape == (1, 2)


def test_data_that_are_nowhere(monkeypatch, tmp_path):
    def nowhere():
        raise DataNotFoundError("a long story of mirrors" * 100)

    monkeypatch.setattr(mnist_loader, "load_mnist", nowhere)
    monkeypatch.chdir(tmp_path)
    for call in (mnist_loader.load_data, network3.load_data_shared):
        with pytest.raises(DataNotFoundError, match=r"mnist\.pkl\.gz") as raised:
            call()
        assert len(str(raised.value)) < 300
        assert raised.value.__suppress_context__
