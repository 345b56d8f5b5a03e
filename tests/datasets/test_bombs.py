"""Files that become far larger than they are: refused at once, within little memory."""

import gzip
import os
import pickle
import struct
import subprocess
import sys
import threading
import zipfile
import zlib

import numpy as np
import pytest
from peaks import PEAK_BYTES

from network4.datasets import load_data
from network4.datasets.idx import read_idx
from network4.datasets.npz import read_npz
from network4.datasets.streams import open_plain_or_gzip, read_at_most
from network4.errors import DataError

GIBIBYTE = 2**30
BLANK = bytes(2**24)


def packed(path, head, num_zeros, tail=b""):
    """Write a gzip file of a beginning and zeros, in a fraction of a second."""
    pressing = zlib.compressobj(1, zlib.DEFLATED, 31)
    with path.open("wb") as file:
        file.write(pressing.compress(head))
        for _ in range(num_zeros // len(BLANK)):
            file.write(pressing.compress(BLANK))
        file.write(pressing.compress(tail) + pressing.flush())


def npy(shape):
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}}}"
    text = header.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def archive(path, shape, num_zeros, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method, compresslevel=1) as file:
        with file.open("x_train.npy", "w", force_zip64=True) as member:
            member.write(npy(shape))
            for _ in range(num_zeros // len(BLANK)):
                member.write(BLANK)
        file.writestr("y_train.npy", npy((3,)) + b"abc")


def shared_rows():
    """Return one row of 784 numbers that a list holds 330,000 times."""
    row = b"]\x94(" + (b"G" + struct.pack(">d", 0.5)) * 784 + b"e"
    pair = b"](" + b"](" + row + b"h\x00" * 330_000 + b"e" + b"](K\x01e" + b"e"
    return b"\x80\x04](" + pair + b"](K\x01e" * 2 + b"e."


def doubled():
    steps = [b"0]\x94(h" + bytes([n]) + b"h" + bytes([n]) + b"e" for n in range(40)]
    return b"\x80\x04]\x94K\x01a" + b"".join(steps) + b"."


PICKLES = {
    "many lists": b"\x80\x04" + b"]" * 20_000_000 + b".",
    "deep tuples": b"\x80\x04)" + b"\x85" * 3_000_000 + b".",
    "shared rows": shared_rows(),
    "doubled": doubled(),
    "a long text of a number": b"I" + b"9" * 1_000_000 + b"\n.",
    "a large index": b"\x80\x04K\x01r" + struct.pack("<I", 2**31) + b".",
    "terabytes": b"\x80\x04\x8e" + struct.pack("<Q", 2**40) + b"abc.",
    "a frame of terabytes": b"\x80\x04\x95" + struct.pack("<Q", 2**40) + b"K\x01.",
}


def make_bombs(directory):
    """Write each bomb; return their paths."""
    images = bytes([0, 0, 8, 3]) + struct.pack(">III", 2_000_000, 28, 28)
    packed(directory / "train-images-idx3-ubyte.gz", images, 2**28)
    labels = bytes([0, 0, 8, 1]) + struct.pack(">I", 3)
    (directory / "train-labels-idx1-ubyte").write_bytes(labels + b"abc")
    packed(directory / "zeros.pkl.gz", b"\x80\x04", 2**28)
    text = b"\x80\x04\x8e" + struct.pack("<Q", 900 * 2**20)
    packed(directory / "text.pkl.gz", text, 2**28)
    archive(directory / "zeros.npz", (10, 28, 28), 2**28)
    archive(directory / "huge.npz", (10**12, 28, 28), len(BLANK))
    archive(directory / "bz.npz", (2**18, 2**5, 2**4), 2**27, zipfile.ZIP_BZIP2)
    for name, content in PICKLES.items():
        (directory / f"{name}.pkl").write_bytes(content)
    return [path for path in sorted(directory.iterdir()) if "labels" not in path.name]


PROGRAM = """
import sys, time
from network4.datasets import load_data
from network4.errors import DataError

base = peak_bytes()
for path in sys.argv[1:]:
    began = time.process_time()
    try:
        load_data(path)
    except DataError as error:
        assert len(str(error)) <= 300
    else:
        raise AssertionError(path + " was read")
    seconds = time.process_time() - began
    assert seconds < 1, (path, seconds)
    assert peak_bytes() - base < 300 * 2**20, path
print("refused", len(sys.argv) - 1)
"""


def test_bombs_are_refused_within_a_second_and_little_memory(tmp_path):
    paths = make_bombs(tmp_path)
    command = [sys.executable, "-c", PEAK_BYTES + PROGRAM, *map(str, paths)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert found.stdout == f"refused {len(paths)}\n"


def test_zeros_behind_much_data_are_refused(tmp_path, generator, monkeypatch):
    monkeypatch.setattr("network4.datasets.streams.SMALL_BYTES", 2**20)
    path = tmp_path / "train-images-idx3-ubyte.gz"
    noise = generator.integers(0, 256, 2**22, dtype=np.uint8).tobytes()
    packed(path, noise, 2**24)
    with (
        pytest.raises(DataError, match="over 100 times its size"),
        open_plain_or_gzip(path) as stream,
    ):
        read_at_most(stream, GIBIBYTE)


def test_blank_images_that_are_few_are_read(tmp_path):
    path = tmp_path / "images.gz"
    header = bytes([0, 0, 8, 3]) + struct.pack(">III", 1000, 28, 28)
    path.write_bytes(gzip.compress(header + bytes(784_000)))
    assert read_idx(path, (3,)).shape == (1000, 28, 28)


def test_a_member_that_says_another_size_than_its_array(tmp_path):
    path = tmp_path / "bad.npz"
    archive(path, (10, 28, 28), len(BLANK))
    with pytest.raises(DataError, match=r"must have 7,840 bytes, received 16,777,216"):
        read_npz(path)


@pytest.mark.parametrize("name", ["images.npz", "train-images-idx3-ubyte", "data.pkl"])
def test_what_does_not_fit_into_memory_is_not_read(tmp_path, monkeypatch, name):
    path = tmp_path / name
    header = bytes([0, 0, 8, 3]) + struct.pack(">III", 1, 28, 28)
    path.write_bytes(header + bytes(784))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(
        bytes([0, 0, 8, 1, 0, 0, 0, 1, 0])
    )
    if path.suffix == ".npz":
        np.savez(path, x_train=np.zeros((1, 8, 6), np.uint8), y_train=[0])
    if path.suffix == ".pkl":
        pair = [[0.5] * 784], [7]
        path.write_bytes(pickle.dumps((pair, pair, pair)))
    monkeypatch.setattr("network4.utils.memory.ALWAYS_THERE_BYTES", 0)
    monkeypatch.setattr("network4.utils.memory.available_bytes", lambda: 100)
    with pytest.raises(DataError, match=r"fit into memory"):
        load_data(path)


@pytest.mark.parametrize("name", ["data", "a.npz", "a.pkl", "train-images-idx3-ubyte"])
def test_a_named_pipe_blocks_nobody(tmp_path, name):
    os.mkfifo(tmp_path / name)
    refused = []

    def load():
        with pytest.raises(DataError) as error:
            load_data(tmp_path / name)
        refused.append(str(error.value))

    waiting = threading.Thread(target=load, daemon=True)
    waiting.start()
    waiting.join(timeout=10)
    assert len(refused) == 1


def test_a_device_is_not_read():
    with pytest.raises(DataError, match="a device; save what comes out of it"):
        load_data("/dev/zero")
