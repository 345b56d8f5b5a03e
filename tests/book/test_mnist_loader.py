import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from dataset_files import book_pairs, make_arrays, write_pickle

from network4 import book, load_digits
from network4.book import mnist_average_darkness, mnist_loader
from network4.errors import DataError

BARE = ("mnist_loader", "network", "network2", "expand_mnist", "mnist_svm")


@pytest.fixture
def data(mnist_directory, monkeypatch):
    monkeypatch.setenv("NETWORK4_DATA", str(mnist_directory))


def test_arrays_are_256ths(data):
    parts = mnist_loader.load_data()
    assert [len(x) for x, _ in parts] == [50_000, 10_000, 10_000]
    for x, y in parts:
        assert (x.dtype, x.shape[1:], y.shape) == (np.float32, (784,), (len(x),))
        assert (x.min(), x.max()) == (0, 255 / 256)
        assert np.array_equal(x * 256, np.rint(x * 256))
    # The first labels of MNIST's training and test files.
    assert parts[0][1][:5].tolist() == [5, 0, 4, 1, 9]
    assert parts[2][1][:5].tolist() == [7, 2, 1, 0, 4]


def test_pairs_are_columns(data):
    train, validation, test = mnist_loader.load_data_wrapper()
    arrays = mnist_loader.load_data()
    assert [len(part) for part in (train, validation, test)] == [50_000, 10_000, 10_000]
    x, y = train[3]
    np.testing.assert_array_equal(x, arrays[0][0][3].reshape(784, 1))
    np.testing.assert_array_equal(y, mnist_loader.vectorized_result(arrays[0][1][3]))
    for part, (_, labels) in ((validation, arrays[1]), (test, arrays[2])):
        assert part[5][0].shape == (784, 1)
        assert part[5][1] == labels[5]


def test_the_books_file_is_read_where_it_is(tmp_path, monkeypatch):
    arrays = make_arrays()
    write_pickle(tmp_path / "data" / "mnist.pkl.gz", book_pairs(arrays))
    (tmp_path / "src").mkdir()
    monkeypatch.chdir(tmp_path / "src")
    for have, want in zip(mnist_loader.load_data(), book_pairs(arrays), strict=True):
        np.testing.assert_array_equal(have[0], want[0])
        np.testing.assert_array_equal(have[1], want[1])


def test_data_without_test_images_are_refused(monkeypatch):
    few = load_digits().without_test()
    monkeypatch.setattr(mnist_loader, "load_mnist", lambda: few)
    with pytest.raises(DataError, match="must have test images"):
        mnist_loader.load_data()


def run(code, tmp_path):
    home = Path(book.__file__).parent
    path = f"sys.path[:0] = [{str(home)!r}, {str(home.parents[1])!r}]"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import sys; {path}; {code}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_modules_are_imported_under_their_bare_names(tmp_path):
    code = (
        f"import {', '.join(BARE)}; net = network2.Network([2, 2]); "
        "net.save('net.json'); print(type(network2.load('net.json')).__module__)"
    )
    assert run(code, tmp_path) == "network2\n"


def test_network4_alone_brings_no_bare_name(tmp_path):
    code = f"import network4; print([name for name in {BARE} if name in sys.modules])"
    assert run(code, tmp_path) == "[]\n"


def test_average_darkness_prints_the_books_line(data, capsys):
    mnist_average_darkness.main()
    assert capsys.readouterr().out == "2225 of 10000 values correct.\n"
