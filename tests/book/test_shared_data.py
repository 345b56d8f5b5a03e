"""The expanded training set as a file of its own, whose test images are MNIST's."""

import pickle

import numpy as np
import pytest

from network4.book import mnist_loader, network3
from network4.datasets import load_mnist
from network4.errors import DataError, DataNotFoundError


@pytest.fixture
def mnist():
    try:
        load_mnist()
    except DataNotFoundError:
        pytest.skip("MNIST is not on this machine")
    return mnist_loader.load_data()


def test_an_expanded_file_is_no_damaged_mnist(tmp_path, mnist):
    (x, y), (_, _), test = mnist
    rows = [np.roll(row, 1) for row in x[:20]]
    path = tmp_path / "mnist_expanded.pkl"
    path.write_bytes(pickle.dumps(((rows, list(y[:20])), (x[:5], y[:5]), test)))
    path.rename(tmp_path / "mnist_expanded.pkl.gz")
    shared = network3.load_data_shared(str(tmp_path / "mnist_expanded.pkl.gz"))
    assert np.array_equal(shared[0][0].eval(), np.array(rows))
    assert np.array_equal(shared[0][1].eval(), y[:20])
    assert [network3.size(pair) for pair in shared] == [20, 5, 10_000]
    path.write_bytes((tmp_path / "mnist_expanded.pkl.gz").read_bytes())
    with pytest.raises(DataError, match="SHA-256"):
        network3.load_data_shared(str(path))
