import io
import zipfile

import numpy as np
import pytest
from dataset_files import make_arrays, same, write_npz

from network4.datasets import load_data, npz
from network4.datasets.npz import read_npz
from network4.errors import DataError, DataNotFoundError

X, Y = np.zeros((3, 8, 6), np.uint8), np.arange(3)


def npy(array):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array)
    return stream.getvalue()


def write_zip(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, content in members.items():
            archive.writestr(f"{key}.npy", content)
    return path


def test_reads_the_keys_of_keras(tmp_path):
    arrays = make_arrays(shape=(8, 6))
    contents = read_npz(write_npz(tmp_path / "a.npz", arrays))
    assert same(contents.train, arrays["train-images"], arrays["train-labels"])
    assert same(contents.test, arrays["t10k-images"], arrays["t10k-labels"])
    assert contents.validation is None


def test_reads_the_keys_of_medmnist_with_labels_in_a_column(tmp_path):
    keys = {f"{part}_images": X for part in ("train", "val", "test")}
    keys |= {f"{part}_labels": Y[:, None] for part in ("train", "val", "test")}
    np.savez_compressed(tmp_path / "med.npz", **keys)
    contents = read_npz(tmp_path / "med.npz")
    for split in (contents.train, contents.validation, contents.test):
        assert same(split, X, Y)


@pytest.mark.parametrize("shape", [(5, 8, 6, 3), (5, 3, 8, 6), (5, 8, 6, 1)])
def test_channels_may_come_first_or_last(tmp_path, shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    for array in (pixels, np.asfortranarray(pixels)):
        np.savez(tmp_path / "a.npz", x_train=array, y_train=np.arange(5))
        expected = pixels if shape[1] == 3 else np.moveaxis(pixels, 3, 1)
        assert np.array_equal(
            read_npz(tmp_path / "a.npz").train.channels_first, expected
        )


HOSTILE = {
    "objects": (
        {"x_train": np.array([{}], object), "y_train": Y},
        "objects are never read",
    ),
    "no keys": ({"pixels": X}, "must hold x_train and y_train.*received pixels.npy"),
    "half a pair": ({"x_train": X}, "x_train and y_train together.*only x_train"),
    "floats": ({"x_train": X / 2, "y_train": Y}, "whole numbers, received float64"),
    "wide pixels": ({"x_train": X.astype(int), "y_train": Y}, "must be uint8.*int64"),
    "flat": ({"x_train": X[:, 0], "y_train": Y}, r"received uint8 of shape \(3, 6\)"),
    "two channels": (
        {"x_train": np.zeros((3, 2, 8, 6), np.uint8), "y_train": Y},
        "1 or 3 channels",
    ),
    "counts": ({"x_train": X, "y_train": Y[:2]}, "each of the 3 images.*2 labels"),
    "large label": (
        {"x_train": X, "y_train": Y + 65534},
        r"0\.\.65535, received 65534\.\.65536",
    ),
    "negative": ({"x_train": X, "y_train": Y - 1}, r"0\.\.65535, received -1\.\.1"),
    "one-hot": ({"x_train": X, "y_train": np.eye(3, dtype=int)}, r"\(n,\) or \(n, 1\)"),
}


@pytest.mark.parametrize(("arrays", "words"), HOSTILE.values(), ids=HOSTILE)
def test_refuses_what_is_no_data_set_by_name(tmp_path, arrays, words):
    path = tmp_path / "a.npz"
    np.savez(path, **arrays)
    with pytest.raises(DataError, match=words) as caught:
        read_npz(path)
    assert str(path) in str(caught.value)


def test_refuses_a_zip_bomb_before_reading_it(tmp_path, monkeypatch):
    monkeypatch.setattr(npz, "LARGEST_NPZ", 10_000)
    path = write_zip(tmp_path / "a.npz", x_train=bytes(20_000), y_train=npy(Y))
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    with pytest.raises(DataError, match=r"at most 10,000 bytes.*of 20,1"):
        read_npz(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (npy(X)[:-1], "must have 144 bytes, received 143"),
        (npy(X).replace(b"(3, 8, 6)", b"(9**9, 8)"), "damaged or different"),
        (npy(X).replace(b"(3, 8, 6)", b"(2222222,)"[:9]), "damaged or different"),
        (b"\x93NUMPY\x09\x00", "damaged or different"),
        (b"", "damaged or different"),
    ],
)
def test_refuses_a_damaged_array(tmp_path, content, words):
    path = write_zip(tmp_path / "a.npz", x_train=content, y_train=npy(Y))
    with pytest.raises(DataError, match=words):
        read_npz(path)


def test_refuses_a_truncated_archive_and_a_missing_one(tmp_path):
    path = write_npz(tmp_path / "a.npz", make_arrays())
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DataError, match=r"a\.npz: must be an \.npz archive.*damaged"):
        read_npz(path)
    with pytest.raises(DataNotFoundError, match="no such file"):
        read_npz(tmp_path / "none.npz")


@pytest.mark.parametrize("name", ["two.npz", "other"])
def test_a_file_that_may_not_be_read_is_named_once(tmp_path, monkeypatch, name):
    path = tmp_path / name
    path.write_bytes(b"")

    def forbid(*_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(zipfile, "ZipFile", forbid)
    monkeypatch.setattr(type(path), "open", forbid)
    with pytest.raises(DataError, match="Permission denied") as refused:
        load_data(path)
    assert str(refused.value).count(str(path)) == 1
