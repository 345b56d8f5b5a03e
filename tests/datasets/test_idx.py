import gzip
import hashlib
import struct

import numpy as np
import pytest
from dataset_files import idx_bytes, make_arrays

from network4.datasets import idx
from network4.datasets.idx import idx_sum, read_idx
from network4.errors import DataError, DataNotFoundError

IMAGES = make_arrays()["train-images"]
GOOD = idx_bytes(IMAGES)


def header(*sizes, kind=8, start=b"\0\0"):
    return start + bytes([kind, len(sizes)]) + struct.pack(f">{len(sizes)}I", *sizes)


def bad_checksum():
    packed = bytearray(gzip.compress(GOOD))
    packed[-8] ^= 1
    return bytes(packed)


@pytest.mark.parametrize("content", [GOOD, gzip.compress(GOOD)], ids=["plain", "gzip"])
def test_reads_by_content_whatever_the_suffix(tmp_path, content):
    for name in ("images", "images.gz"):
        path = tmp_path / name
        path.write_bytes(content)
        assert np.array_equal(read_idx(path, (3,)), IMAGES)


HOSTILE = {
    "empty": (b"", "must begin with two zero bytes"),
    "truncated": (GOOD[:-1], "promises 9,408 bytes of data, received 9,407"),
    "truncated gzip": (gzip.compress(GOOD)[:-20], "cut off, damaged"),
    "truncated header": (GOOD[:9], "header must have 16 bytes, received 9"),
    "oversized": (GOOD + b"\0", "promises 9,408 bytes of data, received more"),
    "wrong magic": (b"RIFF" + GOOD, "two zero bytes.*b'RIFF'"),
    "wrong type": (header(1, 1, 1, kind=0x0D), "must be 0x08.*received 0x0d"),
    "labels for images": (header(3) + b"abc", r"3 or 4 dimension\(s\), received 1"),
    "absurd size": (header(2**31, 2**31, 9), "at most 2,147,483,648 bytes"),
    "large promise": (header(2, 2**15, 2**15), "promises 2,147,483,648.*received 0"),
    "bomb": (gzip.compress(header(1, 2, 2) + bytes(2**24)), "4 bytes.*received more"),
    "gzip checksum": (bad_checksum(), "damaged.*CRC check failed"),
    "damaged gzip": (b"\x1f\x8b" + GOOD, "cut off, damaged"),
}


@pytest.mark.parametrize(("content", "words"), HOSTILE.values(), ids=HOSTILE)
def test_refuses_damaged_and_hostile_files_by_name(tmp_path, content, words):
    path = tmp_path / "images"
    path.write_bytes(content)
    with pytest.raises(DataError, match=words) as caught:
        read_idx(path, (3, 4))
    assert str(path) in str(caught.value)


def test_a_bomb_is_never_unpacked(tmp_path, monkeypatch):
    asked = []
    read = idx.read_at_most
    monkeypatch.setattr(
        idx, "read_at_most", lambda stream, n: asked.append(n) or read(stream, n)
    )
    path = tmp_path / "images"
    path.write_bytes(HOSTILE["bomb"][0])
    with pytest.raises(DataError):
        read_idx(path, (3,))
    assert asked == [5]


def test_a_missing_file_and_a_directory_are_told_apart(tmp_path):
    with pytest.raises(DataNotFoundError, match="no such file"):
        read_idx(tmp_path / "none", (1,))
    with pytest.raises(DataError, match="a directory; give the file in it"):
        read_idx(tmp_path, (1,))


def test_the_sum_is_that_of_the_file(tmp_path):
    assert idx_sum(IMAGES) == hashlib.sha256(GOOD).hexdigest()
    assert idx_sum(np.asfortranarray(IMAGES)) == idx_sum(IMAGES)
