import io
import random
from collections import Counter

import numpy as np
import pytest
from dataset_files import make_arrays

from network4.book import expand_mnist
from network4.datasets import Split
from network4.datasets.book_pickle import read_book_pickle


@pytest.fixture
def splits():
    arrays = make_arrays(train=7, test=3)
    train = Split(arrays["train-images"], arrays["train-labels"])
    test = Split(arrays["t10k-images"], arrays["t10k-labels"])
    return train, test, test


def moved(image):
    """An image and itself moved down, up, right and left, by rolling and wiping."""
    yield image
    for shift, axis, wiped in (
        (1, 0, np.s_[0, :]),
        (-1, 0, np.s_[-1, :]),
        (1, 1, np.s_[:, 0]),
        (-1, 1, np.s_[:, -1]),
    ):
        rolled = np.roll(image, shift, axis)
        rolled[wiped] = 0
        yield rolled


def test_each_image_comes_five_times_in_drawn_order(tmp_path, splits, capsys):
    random.seed(1)
    path = tmp_path / "data" / "expanded.pkl.gz"
    expand_mnist.write_expanded(path, *splits)
    written = read_book_pickle(path)
    train = splits[0]
    wanted = Counter(
        (copy.tobytes(), label)
        for image, label in zip(train.images, train.labels, strict=True)
        for copy in moved(image)
    )
    pairs = zip(written.train.images, written.train.labels, strict=True)
    assert Counter((image.tobytes(), label) for image, label in pairs) == wanted
    assert (written.train.labels != np.repeat(train.labels, 5)).any()
    np.testing.assert_array_equal(written.test.images, splits[2].images)
    assert capsys.readouterr().out == "Expanding image number 35\n"


def test_numpy_reads_the_file_too(tmp_path, splits):
    import gzip
    import pickle

    path = tmp_path / "expanded.pkl.gz"
    expand_mnist.write_expanded(path, *splits)
    (x, y), (_, _), (_, _) = pickle.loads(gzip.decompress(path.read_bytes()))
    assert (x.shape, x.dtype, y.shape) == ((35, 784), np.float32, (35,))


def test_progress_is_printed_each_thousand_images(capsys):
    block = np.zeros((1000, 2, 2), np.uint8)
    expand_mnist._write_blocks(io.BytesIO(), [block, block])
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["Expanding image number 1000", "Expanding image number 2000"]


def test_a_file_that_is_there_is_left_alone(tmp_path, capsys):
    path = tmp_path / "expanded.pkl.gz"
    path.write_text("mine")
    expand_mnist.main(path)
    assert path.read_text() == "mine"
    assert "there already" in capsys.readouterr().out


def test_a_file_that_cannot_be_written_is_said(monkeypatch, tmp_path, stripes):
    (tmp_path / "file").write_text("no directory")
    parts = stripes.train, stripes.validation, stripes.test
    monkeypatch.setattr(expand_mnist, "load_splits", lambda: parts)
    with pytest.raises(SystemExit, match=r"expand_mnist: .* can be written, received"):
        expand_mnist.main(tmp_path / "file" / "expanded.pkl.gz")
