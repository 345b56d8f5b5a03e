import pytest
from dataset_files import make_arrays

from network4.datasets import mnist
from network4.datasets.idx import idx_sum
from network4.datasets.mnist_sums import SUMS


@pytest.fixture
def bare_machine(tmp_path, monkeypatch):
    """A home, a cache and a working directory with nothing in them; no network."""
    for variable in ("NETWORK4_DATA", "KERAS_HOME"):
        monkeypatch.delenv(variable, raising=False)
    work = tmp_path / "home" / "work"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(mnist, "cache_directory", lambda: tmp_path / "cache")
    monkeypatch.setattr(
        "network4.datasets.places.cache_directory", lambda: tmp_path / "cache"
    )
    monkeypatch.setattr(mnist, "MIRRORS", ())
    return tmp_path


@pytest.fixture
def tiny_mnist(bare_machine, monkeypatch):
    """Four small arrays that pass for MNIST, since the published sums are theirs."""
    arrays = make_arrays()
    for role, array in arrays.items():
        monkeypatch.setitem(SUMS, role, idx_sum(array))
    return arrays
