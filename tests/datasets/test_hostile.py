"""Files and words that once ended in a traceback, each now one sentence."""

import io
import struct
import zipfile

import numpy as np
import pytest
from PIL import Image

from network4.datasets import Dataset, Split, load_data, load_default, load_mnist
from network4.datasets.idx import read_idx
from network4.datasets.npz import read_npz
from network4.datasets.pickle_records import DtypeRecord
from network4.datasets.places import known_places
from network4.errors import ArgumentError, DataError, DataNotFoundError


def test_an_idx_shape_that_no_array_can_have(tmp_path):
    path = tmp_path / "images"
    largest = 2**32 - 1
    path.write_bytes(bytes([0, 0, 8, 3]) + struct.pack(">III", 0, largest, largest))
    with pytest.raises(DataError, match="must state a possible shape"):
        read_idx(path, (3,))


def npy(header):
    text = header.encode().ljust(118) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '|u1', 'fortran_order': False, 'shape': (True, 0, 1)}",
        "{'descr': (), 'fortran_order': False, 'shape': (0, 1, 1)}",
        "-" * 9000 + "1",
        "[" * 9000,
    ],
    ids=["a boolean side", "an empty type", "deep minus", "deep list"],
)
def test_an_npz_header_that_is_no_header(tmp_path, header):
    path = tmp_path / "bad.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("x_train", "y_train"):
            archive.writestr(f"{name}.npy", npy(header))
    with pytest.raises(DataError, match=r"bad\.npz"):
        read_npz(path)


def test_an_npz_with_a_damaged_lzma_member(tmp_path):
    array = io.BytesIO()
    np.save(array, np.zeros((50, 8, 8), np.uint8))
    path = tmp_path / "bad.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("x_train.npy", array.getvalue())
    content = bytearray(path.read_bytes())
    content[60:80] = b"\xff" * 20
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"bad\.npz"):
        read_npz(path)


def test_a_pickled_type_that_is_a_deep_list():
    deep: list[object] = []
    for _ in range(3000):
        deep = [deep]
    with pytest.raises(DataError, match="number type"):
        DtypeRecord(deep)


def test_a_home_that_nobody_has(monkeypatch, bare_machine, capsys):
    with pytest.raises((DataNotFoundError, ArgumentError), match="nosuchuser"):
        load_data("~nosuchuser/digits")
    monkeypatch.setenv("NETWORK4_DATA", "~nosuchuser")
    assert load_default().name == "digits"
    assert "no MNIST in ~nosuchuser (NETWORK4_DATA)" in capsys.readouterr().err


def test_a_user_without_a_home(monkeypatch, tmp_path):
    def no_entry(_uid):
        raise KeyError

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pwd.getpwuid", no_entry)
    for variable in ("HOME", "XDG_CACHE_HOME", "KERAS_HOME", "NETWORK4_DATA"):
        monkeypatch.delenv(variable, raising=False)
    assert not [place for place in known_places() if "~" in str(place)]
    with pytest.raises(DataNotFoundError, match="a home directory must exist"):
        load_mnist()
    assert load_default().name == "digits"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("load", [load_data, load_mnist])
def test_an_empty_word_is_not_this_directory(load):
    with pytest.raises(ArgumentError, match="is a shell variable empty"):
        load("")


def test_no_test_images_are_no_test_set():
    some = Split(np.zeros((2, 4, 4), np.uint8), np.zeros(2, np.uint8))
    none = Split(np.zeros((0, 4, 4), np.uint8), np.zeros(0, np.uint8))
    assert Dataset(some, some, none, "few", False, "made up", ("a",)).test is None


def test_a_class_may_be_called_train(tmp_path):
    for name in ("train", "plane", "boat"):
        (tmp_path / name).mkdir()
        for number in range(6):
            Image.new("L", (6, 8)).save(tmp_path / name / f"{number}.png")
    assert load_data(tmp_path).class_names == ("boat", "plane", "train")
