"""Modules that read and write as they did in Python 2."""

import gzip
import json
import pickle

import numpy as np
import pytest

from network4.book.python2.copies import (
    csv_files,
    float_math,
    gzip_files,
    json_texts,
    pickles,
)
from network4.book.python2.files import open_file


def test_pickles_lie_in_text_files_too(tmp_path):
    path = tmp_path / "a.pkl"
    for protocol in ((), (0,), (2,), (-1,)):
        with open_file(path, "w") as file:
            pickles().dump({"a": [1]}, file, *protocol)
        with open_file(path) as file:
            assert pickles().load(file) == {"a": [1]}
    assert pickle.loads(path.read_bytes()) == {"a": [1]}


def test_texts_of_python_2_are_read():
    content = b"U\x02\xc3\xa9."  # what Python 2's cPickle makes of two bytes
    with pytest.raises(UnicodeDecodeError):
        pickle.loads(content)
    assert pickles().loads(content) == "\xc3\xa9"
    assert pickles().HIGHEST_PROTOCOL == pickle.HIGHEST_PROTOCOL


def test_mnist_is_read_where_its_file_is_absent(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "network4.book.mnist_loader.load_data", lambda: (np.arange(3), 1, 2)
    )
    with gzip_files().open(str(tmp_path / "mnist.pkl.gz"), "rb") as file:
        assert pickles().load(file)[0].tolist() == [0, 1, 2]
    with pytest.raises(FileNotFoundError):
        gzip_files().open(str(tmp_path / "other.pkl.gz"))
    with gzip_files().open(str(tmp_path / "mnist.pkl.gz"), "w") as file:
        pickles().dump("mine", file)
    with gzip.open(tmp_path / "mnist.pkl.gz") as file:
        assert pickle.load(file) == "mine"


def test_tables_are_files_of_bytes(tmp_path):
    path = tmp_path / "a.csv"
    with open_file(path, "wb") as file:
        csv_files().writer(file).writerow([1, "é"])
    with open_file(path, "rb") as file:
        assert list(csv_files().reader(file)) == [["1", "é"]]
    with open_file(path, "rb") as file:
        assert list(csv_files().DictReader(file, ["a", "b"])) == [{"a": "1", "b": "é"}]
    assert list(csv_files().reader(["1;2"], delimiter=";")) == [["1", "2"]]


def test_numpys_integers_are_integers(tmp_path):
    value = {"a": np.int64(3), "b": [np.uint8(4), 0.5]}
    assert json.loads(json_texts().dumps(value)) == {"a": 3, "b": [4, 0.5]}
    with open_file(tmp_path / "a.json", "w") as file:
        json_texts().dump(value, file, indent=1)
    assert json.loads((tmp_path / "a.json").read_text())["b"] == [4, 0.5]
    assert json_texts().dumps({1j}, default=len) == "1"
    with pytest.raises(TypeError, match="not JSON"):
        json_texts().dumps(1j)


def test_the_floor_is_a_float():
    floor, ceil = float_math().floor(2.5), float_math().ceil(2.5)
    assert (floor, ceil, floor / 4) == (2.0, 3.0, 0.5)
    assert isinstance(floor, float) and isinstance(ceil, float)
    assert float_math().ceil(float("inf")) == float("inf")
    assert float_math().sqrt(4.0) == 2.0
