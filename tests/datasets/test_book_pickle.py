import gzip
import pickle
import struct

import numpy as np
import pytest
from dataset_files import book_pairs, make_arrays, same, write_pickle

from network4.datasets import book_pickle, safe_pickle
from network4.datasets.book_pickle import read_book_pickle
from network4.errors import DataError

ARRAYS = make_arrays()
PAIRS = book_pairs(ARRAYS)


def check(contents):
    images, labels = ARRAYS["train-images"], ARRAYS["train-labels"]
    assert same(contents.train, images[:-2], labels[:-2])
    assert same(contents.validation, images[-2:], labels[-2:])
    assert same(contents.test, ARRAYS["t10k-images"], ARRAYS["t10k-labels"])


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize("name", ["mnist.pkl", "mnist.pkl.gz"])
def test_reads_what_python_3_writes(tmp_path, protocol, name):
    check(read_book_pickle(write_pickle(tmp_path / name, PAIRS, protocol)))


def python_2_string(raw):
    return b"T" + struct.pack("<i", len(raw)) + raw


def python_2_array(array):
    """Return an array's operations as Python 2's cPickle, protocol 2, writes them."""
    code = array.dtype.str[1:].encode()
    shape = b"".join(b"J" + struct.pack("<i", size) for size in array.shape)
    dtype = b"cnumpy\ndtype\nU" + bytes([len(code)]) + code + b"K\x00K\x01\x87R"
    dtype += b"(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
    empty = (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
    )
    raw = python_2_string(array.tobytes())
    return empty + b"(K\x01(" + shape + b"t" + dtype + b"\x89" + raw + b"tb"


def test_reads_what_python_2_wrote(tmp_path):
    pairs = [
        python_2_array(x) + python_2_array(y) + b"\x86q" + bytes([i])
        for i, (x, y) in enumerate(PAIRS)
    ]
    content = b"\x80\x02" + b"".join(pairs) + b"\x87."
    check(read_book_pickle(write_pickle(tmp_path / "mnist.pkl.gz", content)))


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_lists_and_numpy_numbers_will_do_for_arrays(tmp_path, protocol):
    pairs = [[x.tolist(), y.tolist()] for x, y in PAIRS]
    check(read_book_pickle(write_pickle(tmp_path / "a.pkl", pairs, protocol)))
    if protocol:
        pairs = [[x.astype(float), list(y)] for x, y in PAIRS]
        check(read_book_pickle(write_pickle(tmp_path / "b.pkl", pairs, protocol)))


class Runs:
    """Pickles as a call of os.system, as attacks do."""

    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        import os

        return os.system, (self.command,)


@pytest.mark.parametrize("protocol", [0, 2, 5])
def test_never_runs_what_a_pickle_asks_for(tmp_path, protocol):
    proof = tmp_path / "it ran"
    content = ((PAIRS[0][0], Runs(f"touch '{proof}'")), *PAIRS[1:])
    path = write_pickle(tmp_path / "a.pkl", content, protocol)
    words = "NumPy arrays, received (posix|nt).system, which could run code"
    with pytest.raises(DataError, match=words):
        read_book_pickle(path)
    assert not proof.exists()
    if protocol == 2:
        pickle.loads(path.read_bytes())
        assert proof.exists()


def huge_array():
    small = pickle.dumps(((PAIRS[0][0][:1], PAIRS[0][1]), *PAIRS[1:]), 2)
    return small.replace(b"K\x01M\x10\x03", b"J\xff\xff\xff\x7fM\x10\x03", 1)


def many_times(value, pixels=784):
    return (([value] * pixels,), [1])


def self_holding():
    rows = []
    rows.append(rows)
    return rows


LABEL = [3]
ROW = [0.5] * 784
GOOD = ([ROW], LABEL)
HOSTILE = {
    "dict": ({"train": 1}, "operation EMPTY_DICT"),
    "set": (({1, 2},), "received __builtin__.set, which could"),
    "newer set": (pickle.dumps({1, 2}, 4), "operation EMPTY_SET"),
    "text": ("mnist", "list or tuple of 3.*received a str"),
    "object": ((pickle.PickleBuffer,), "received _?pickle.PickleBuffer, which could"),
    "numpy function": (np.load, "NumPy arrays, received numpy.*load"),
    "object array": (((np.array([None]), LABEL),) * 3, "number type must be"),
    "complex array": (((np.zeros((1, 784), complex), LABEL),) * 3, "number type must"),
    "text for pixels": ((("x", LABEL),) * 3, "array or a list of numbers.*a str"),
    "text in a list": ((([["x"] * 784], LABEL),) * 3, "lists must hold numbers only"),
    "uneven lists": ((([ROW, [0.5]], LABEL),) * 3, "lists must be equally long"),
    "list in itself": (((self_holding(), LABEL),) * 3, "must hold numbers only"),
    "two pairs": ((GOOD, GOOD), "list or tuple of 3.*received 2 items"),
    "no pair": ((ROW, ROW, ROW), "list or tuple of 2.*received 784 items"),
    "not 784": ((([ROW[1:]], LABEL),) * 3, r"shape \(n, 784\).*\(1, 783\)"),
    "whole numbers": ((([[1] * 784], LABEL),) * 3, "must be floats.*int64"),
    "not 256ths": ((([[0.3] * 784], LABEL),) * 3, "must be k/256 with"),
    "over 255": ((([[1.0] * 784], LABEL),) * 3, r"whole number k in 0\.\.255"),
    "nan": ((([[float("nan")] * 784], LABEL),) * 3, "must be k/256 with"),
    "infinite": ((([[1e308] * 784], LABEL),) * 3, "must be k/256 with"),
    "counts": ((([ROW], [1, 2]),) * 3, "each of the 1 images.*received 2 labels"),
    "large label": ((([ROW], [2**70]),) * 3, "whole numbers.*received object"),
    "too large to be a float": (
        (([ROW], [0.5, 2**2000]),) * 3,
        "whole numbers.*received object",
    ),
    "huge array": (huge_array(), "must have 6,734,508,716,992 bytes, received 3,136"),
    "truncated": (pickle.dumps(PAIRS, 2)[:-500], "must be a whole pickle"),
    "empty": (b"", "must be a whole pickle"),
    "more behind": (pickle.dumps(PAIRS, 2) + b"N.", "received 2 bytes more"),
    "huge memo": (b"\x80\x02Nr\xff\xff\xff\xff.", "must count up.*4294967295"),
    "persistent": (b"Pname\n.", "operation PERSID"),
    "instance": (b"(ios\nsystem\n.", "operation INST"),
    "build": (b"\x80\x02cnumpy\ndtype\nU\x02f4\x85RK\x01b.", "known byte order"),
    "unfilled": (
        b"\x80\x02" + b"cnumpy\nndarray\n)RK\x01\x86" * 3 + b"\x87.",
        "must be filled",
    ),
    "odd escape": (b"S'\\?'\n.", "received a str"),
    "bare stack": (b"\x80\x020.", "must be a whole pickle"),
}


@pytest.mark.parametrize(("content", "words"), HOSTILE.values(), ids=HOSTILE)
def test_refuses_damaged_and_hostile_pickles_by_name(tmp_path, content, words):
    path = write_pickle(tmp_path / "mnist.pkl.gz", content)
    with pytest.raises(DataError, match=words) as caught:
        read_book_pickle(path)
    assert str(path) in str(caught.value)


def test_rows_shared_many_times_are_refused_before_they_are_unfolded(tmp_path):
    row = [0.5] * 20_000
    path = write_pickle(tmp_path / "a.pkl", (([row] * 20_000, LABEL), GOOD, GOOD))
    with pytest.raises(DataError, match="at most 227,171 numbers in all"):
        read_book_pickle(path)


def test_a_bomb_and_endless_operations_are_cut_short(tmp_path, monkeypatch):
    monkeypatch.setattr(book_pickle, "LARGEST_PICKLE", 1000)
    monkeypatch.setattr(safe_pickle, "MOST_OPERATIONS", 100)
    path = tmp_path / "a.pkl.gz"
    path.write_bytes(gzip.compress(bytes(2**22)))
    with pytest.raises(DataError, match="unpack to at most 1,000 bytes"):
        read_book_pickle(path)
    path.write_bytes(b"N" * 500)
    with pytest.raises(DataError, match="at most 100 operations"):
        read_book_pickle(path)


@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_a_list_of_arrays_is_what_the_books_expanded_file_has(tmp_path, protocol):
    pairs = [(list(x), list(y)) for x, y in PAIRS]
    check(read_book_pickle(write_pickle(tmp_path / "a.pkl.gz", pairs, protocol)))


ARRAY = np.full(784, 0.5, np.float32)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([ARRAY, ARRAY[1:]], "arrays of one shape and type"),
        ([ARRAY, np.float64(ARRAY)], "arrays of one shape and type"),
        ([ARRAY, 0.5], "arrays of one shape and type"),
        ([ARRAY] * 10_000, "10,000 arrays of 784"),
        ([ARRAY.reshape(28, 28)], r"shape \(n, 784\)"),
    ],
)
def test_lists_of_other_arrays_are_refused(tmp_path, rows, words):
    path = write_pickle(tmp_path / "a.pkl", ((rows, LABEL), GOOD, GOOD))
    with pytest.raises(DataError, match=words):
        read_book_pickle(path)
