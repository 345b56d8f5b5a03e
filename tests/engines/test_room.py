"""Memory is asked for before it is taken: for training, predicting and slopes."""

import subprocess
import sys
import timeit

import numpy as np
import pytest
from peaks import PEAK_BYTES

import network4 as n4
from network4.engines import find_engine, part_that_fits
from network4.engines.room import memory_needed
from network4.errors import EngineError

ENGINES = ["native", "jax"]
NETWORK = n4.Network([n4.Conv(8, 3, padding=1), n4.FullyConnected(300), n4.Softmax(10)])
IMAGES = np.zeros((300, 28, 28), np.uint8)
LABELS = np.arange(300) % 10


@pytest.fixture
def free(monkeypatch):
    """Return a function that says how many bytes are free from now on."""

    def are_free(count):
        monkeypatch.setattr("network4.utils.memory.ALWAYS_THERE_BYTES", 0)
        monkeypatch.setattr("network4.utils.memory.available_bytes", lambda: count)

    return are_free


def model(engine):
    return n4.Model(NETWORK, NETWORK.initial_parameters(seed=0), engine=engine)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("training", [False, True])
def test_what_is_needed_grows_with_the_network_and_the_mini_batch(name, training):
    engine = find_engine(name)
    larger = n4.Network(
        [n4.Conv(16, 3, padding=1), n4.FullyConnected(900), n4.Softmax(10)]
    )

    def needed(network, size):
        return engine.memory_needed(network, size, 2, training=training)

    assert needed(NETWORK, 1) >= 4 * NETWORK.num_parameters
    assert needed(NETWORK, 1) <= needed(NETWORK, 100) < needed(larger, 100)


@pytest.mark.parametrize("name", ENGINES)
def test_training_without_room_is_refused(name, free):
    split = n4.Split(IMAGES, LABELS)
    data = n4.Dataset(split, split, None)
    how = {"epochs": 1, "learning_rate": 0.1, "engine": name}
    free(1000)
    words = r"training with batch_size=10 must fit .* smaller batch_size"
    for train in (n4.fit, lambda *given, **more: n4.fit_many(*given, count=2, **more)):
        with pytest.raises(EngineError, match=words):
            train(NETWORK, data, **how)
    with pytest.raises(EngineError, match="Stepper: " + words):
        n4.Stepper(NETWORK, engine=name)


def test_runs_side_by_side_are_counted_together(free):
    split = n4.Split(IMAGES, LABELS)
    data = n4.Dataset(split, split, None)
    how = {"epochs": 1, "learning_rate": 0.1, "engine": "native", "num_threads": 1}
    native = find_engine("native")
    free(int(1.5 * native.memory_needed(NETWORK, 10, 1, training=True)))
    n4.fit(NETWORK, data, **how)
    with pytest.raises(EngineError, match="fit_many: training"):
        n4.fit_many(NETWORK, data, count=2, num_jobs=2, **how)


@pytest.mark.parametrize("name", ENGINES)
def test_what_an_optimizer_keeps_is_counted(name, free):
    free(find_engine(name).memory_needed(NETWORK, 10, None, training=True))
    n4.Stepper(NETWORK, engine=name)
    with pytest.raises(EngineError, match="Stepper: training"):
        n4.Stepper(NETWORK, engine=name, optimizer="adam")


@pytest.mark.parametrize("name", ENGINES)
def test_predicting_goes_on_in_smaller_parts(name, free, generator):
    images = generator.integers(0, 256, (300, 28, 28), dtype=np.uint8)
    asked = model(name)
    expected = asked.outputs(images)
    engine = find_engine(name)
    least, most = (
        engine.memory_needed(NETWORK, n, None, training=False) for n in (1, 300)
    )
    free((least + most) // 2)
    assert 1 <= part_that_fits("outputs", engine, NETWORK, 300) <= 300
    # Another size of mini-batch may add up in another order.
    np.testing.assert_allclose(asked.outputs(images), expected, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", ENGINES)
def test_predicting_without_room_is_refused(name, free):
    asked = model(name)
    free(1000)
    with pytest.raises(
        EngineError, match="outputs: the layers' outputs for one input must"
    ):
        asked.predict(IMAGES)
    with pytest.raises(EngineError, match="outputs: "):
        n4.Ensemble([asked, asked]).predict(IMAGES)


def test_slopes_without_room_are_refused(free):
    asked = model("jax")
    free(1000)
    for by in ("inputs", "parameters"):
        with pytest.raises(EngineError, match=r"gradient: .* must fit the memory"):
            n4.gradient(asked, IMAGES, LABELS, by=by)
    with pytest.raises(EngineError, match="activations: 300 examples at once"):
        n4.activations(asked, IMAGES, "layer1")


def test_slopes_are_found_in_smaller_parts(free):
    asked = model("jax")
    expected = n4.gradient(asked, IMAGES[:4], LABELS[:4])
    free(find_engine("jax").memory_needed(NETWORK, 2, None, training=True))
    found = n4.gradient(asked, IMAGES[:4], LABELS[:4])
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-7)


def test_asking_costs_nothing_that_is_felt():
    engine = find_engine("native")
    part_that_fits("outputs", engine, NETWORK, 1)
    times = timeit.repeat(
        lambda: part_that_fits("outputs", engine, NETWORK, 1), number=100, repeat=5
    )
    assert min(times) / 100 < 50e-6
    assert (
        memory_needed(engine, NETWORK, 1, training=False) in NETWORK.estimates.values()
    )


PROGRAM = """
import time, network4 as n4
from network4.errors import Network4Error
began, base = time.process_time(), peak_bytes()
try:
    network = n4.Network({layers})
    network.initial_parameters(seed=0)
except Network4Error as error:
    print(error)
assert time.process_time() - began < 1
grown = peak_bytes() - base
print("grown by", grown // 2**20, "MiB")
assert grown < 100 * 2**20
"""


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        (
            "[n4.FullyConnected(10**6), n4.FullyConnected(10**6), n4.Softmax(10)]",
            "at most",
        ),
        (
            "[n4.FullyConnected(10**6), n4.Softmax(10)]",
            "795,000,010 parameters must fit",
        ),
    ],
)
def test_too_many_parameters_are_refused_before_they_are_drawn(layers, words):
    limit = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))"
    )
    program = limit + "\n" + PEAK_BYTES + PROGRAM.format(layers=layers)
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    assert words in found.stdout
