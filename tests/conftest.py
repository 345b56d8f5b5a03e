"""Tests run under stricter settings than users do, and share small data."""

import os
import signal
import sys
from pathlib import Path
from types import ModuleType

import jax
import numpy as np
import pytest
from hypothesis import settings

from network4 import engines
from network4.datasets import Dataset, Split
from network4.engines import ENGINES, choose_engine
from network4.layers import Softmax
from network4.network import Network

# Shared machines are slow at times, and a failure must come again.
settings.register_profile("ours", deadline=None, derandomize=True)
settings.load_profile("ours")
# Shells make what they start in the background deaf to Ctrl-C; so may CI be started.
signal.signal(signal.SIGINT, signal.default_int_handler)
jax.config.update("jax_numpy_rank_promotion", "raise")
jax.config.update("jax_numpy_dtype_promotion", "strict")


@pytest.fixture(autouse=True, scope="module")
def programs_of_one_module():
    """Give back what JAX compiled, some 18 MB a network, when a module is done."""
    yield
    jax.clear_caches()


@pytest.fixture
def generator():
    return np.random.Generator(np.random.Philox(2015))


@pytest.fixture(params=ENGINES)
def engine(request):
    """The name of each engine that there is here."""
    if choose_engine("auto", Network([Softmax(2)])).name != request.param == "native":
        pytest.skip("the native engine was not built")
    return request.param


@pytest.fixture
def third_engine(monkeypatch):
    """Register an engine called "third": JAX's, but for what the test says of it."""
    from network4.engines.jax import JaxEngine

    def register(**says):
        module = ModuleType("third_engine")
        module.ENGINE = type("Third", (JaxEngine,), {"name": "third", **says})()
        monkeypatch.setitem(sys.modules, "third_engine", module)
        monkeypatch.setitem(engines._MODULES, "third", "third_engine")
        monkeypatch.setattr(engines, "ENGINES", (*ENGINES, "third"))

    return register


@pytest.fixture(scope="session")
def mnist_directory():
    """Where MNIST is, from NETWORK4_DATA."""
    directory = Path(os.environ.get("NETWORK4_DATA", ""))
    if not (directory / "train-images-idx3-ubyte.gz").exists():
        pytest.skip("needs MNIST: set NETWORK4_DATA to its directory")
    return directory


@pytest.fixture(scope="session")
def lines():
    """The module of tools that writes lines of digits."""
    return pytest.importorskip("lines", reason="needs a checkout")


def make_stripes(count, seed, size=8):
    """Images of 2 classes that are easy to tell apart: lying and standing stripes."""
    generator = np.random.Generator(np.random.Philox(seed))
    labels = generator.integers(0, 2, count, dtype=np.uint8)
    images = generator.integers(0, 60, (count, size, size), dtype=np.uint8)
    images[labels == 0, ::2, :] += 150
    images[labels == 1, :, ::2] += 150
    return Split(images, labels)


@pytest.fixture(scope="session")
def stripes():
    """A data set of 60 + 40 + 30 striped images of 8 x 8."""
    splits = make_stripes(60, 1), make_stripes(40, 2), make_stripes(30, 3)
    return Dataset(*splits, "stripes", False, "made up", ("lying", "standing"))


@pytest.fixture
def accuracies(monkeypatch, stripes):
    """Make validation accuracies what a test wants, epoch by epoch."""

    from trainings import SESSION

    def script(wanted):
        values = iter(wanted)
        labels = stripes.validation.labels

        def outputs(self):
            right = round(next(values) * len(labels))
            answers = np.where(np.arange(len(labels)) < right, labels, 1 - labels)
            return np.eye(2, dtype=np.float32)[answers]

        monkeypatch.setattr(SESSION, "validation_outputs", outputs)

    return script
