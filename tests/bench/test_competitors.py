"""Every peer does the same work: one step from the same parameters ends in the same."""

import dataclasses
import importlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from setups import setup_of

from network4.bench.competitors import OURS, PEERS, find_peer
from network4.bench.environment import worker_environment
from network4.bench.work import find_network, make_work
from network4.engines import ENGINES, StepSettings, choose_engine
from network4.errors import ArgumentError
from network4.layers import BatchNorm, ConvPool, Softmax, replaced
from network4.network import Network

ROOM = "network4.bench.competitors"
NUM_IMAGES = 300
# Large, so that what they do is seen beside rounding.
SETTINGS = {"L2": 0.5, "LEARNING_RATE": 0.25}


def small_work(name, batch_size=10):
    """A work whose last layer does not start at zero, or no gradient would pass it."""
    work = make_work(name, batch_size, num_threads=1, num_images=NUM_IMAGES)
    *_, last = work.network.parameters
    generator = np.random.Generator(np.random.Philox(7))
    shape = work.parameters[last]["weights"].shape
    drawn = (generator.standard_normal(shape, np.float32) / 10).astype(np.float32)
    changed = replaced(work.parameters, {f"{last}.weights": drawn})
    return dataclasses.replace(work, parameters=changed)


def step_once(module, variant, name):
    """The parameters after a step on the first ten images, and the outputs before."""
    work = small_work(name)
    loaded = importlib.import_module(module)
    with mock.patch.multiple(loaded, **SETTINGS):
        runner = loaded.start(work, variant)
        outputs = runner.outputs()
        runner.run_steps(np.arange(10, dtype=np.int32)[None])
    return [np.array(outputs), *arrays_of(runner.parameters())]


def arrays_of(parameters):
    """Not `layered.arrays_of`, which the processes below could not import."""
    layers = [parameters[f"layer{n}"] for n in range(1, len(parameters) + 1)]
    names = ("weights", "biases")
    return [np.array(layer[name]) for layer in layers for name in names]


def step_in_a_process(module, variant, name, path):
    """The same in a process of its own, away from the strict settings of tests."""
    subprocess.run(
        [sys.executable, __file__, module, variant, name, str(path)],
        env=worker_environment(1, os.environ),
        check=True,
    )
    with np.load(path) as saved:
        return [saved[f"arr_{number}"] for number in range(len(saved))]


def assert_same(received, expected):
    for ours, theirs in zip(received, expected, strict=True):
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=3e-6)


@pytest.mark.parametrize("name", ["shallow", "basic_conv", "dbl_conv_relu"])
def test_numpy_by_hand_takes_the_step_that_jax_takes(name):
    expected = step_once(f"{ROOM}.engine", "jax", name)
    assert_same(step_once(f"{ROOM}.by_hand", "", name), expected)


@pytest.mark.parametrize("peer", [peer for peer in PEERS if peer.name != "numpy"])
def test_frameworks_take_the_step_that_jax_takes(peer, tmp_path):
    needed = "torch" if "pytorch" in peer.name else "keras"
    if importlib.util.find_spec(needed) is None:
        pytest.skip(f"needs {needed}")
    name, path = "dbl_conv_relu", tmp_path / "arrays.npz"
    received = step_in_a_process(peer.module, peer.variant, name, path)
    assert_same(received, step_once(f"{ROOM}.engine", "jax", name))


def test_numpy_by_hand_drops_what_its_masks_drop():
    """JAX is given the very masks that the NumPy competitor draws."""
    work = small_work("dropout")
    by_hand = importlib.import_module(f"{ROOM}.by_hand")
    generator = np.random.Generator(np.random.Philox(by_hand._SEED))
    drawn = [generator.random((10, n), np.float32) >= 0.5 for n in (640, 1000, 1000)]
    image = drawn[0].reshape(10, 4, 4, 40).transpose(0, 3, 1, 2)
    dropped = {"layer3": image, "layer4": drawn[1], "layer5": drawn[2]}
    masks = {name: mask[None] for name, mask in dropped.items()}
    order = np.arange(10, dtype=np.int32)
    with mock.patch.multiple(by_hand, **SETTINGS):
        runner = by_hand.start(work, "")
        runner.run_steps(order[None])
    settings = StepSettings(10, l2=SETTINGS["L2"])
    data = work.images, work.labels
    setup = setup_of(work.network, work.parameters, *data, settings)
    session = choose_engine("jax", work.network).start(setup)
    rates = np.array([SETTINGS["LEARNING_RATE"]], np.float32)
    cost = session.run_epoch(order, rates, masks)
    assert runner.mean_cost == pytest.approx(cost, rel=1e-5)
    assert_same(arrays_of(runner.parameters()), arrays_of(session.parameters()))


def test_numpy_by_hand_predicts_as_jax_does_with_dropout():
    work = small_work("dropout")
    runners = [
        importlib.import_module(f"{ROOM}.{module}").start(work, variant)
        for module, variant in (("by_hand", ""), ("engine", "jax"))
    ]
    ours, theirs = (runner.outputs() for runner in runners)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


def test_matrix_product_multiplies_once_a_row():
    module = importlib.import_module(f"{ROOM}.matrix_product")
    runner = module.start(small_work("shallow"), "")
    with mock.patch.object(module.np, "matmul") as matmul:
        runner.run_steps(np.zeros((3, 1), np.int32))
    assert matmul.call_count == 3
    runner.run_steps(np.zeros((1, 1), np.int32))
    product = runner.outputs()
    assert product.dtype == np.float32
    assert module.OPERATIONS == 2 * product.shape[0] ** 3


def test_channels_last_and_back():
    layout = importlib.import_module(f"{ROOM}.layout")
    network = find_network("dbl_conv_relu")
    parameters = network.initial_parameters(seed=3)
    pairs = layout.channels_last(network, parameters)
    assert [weights.shape for weights, _ in pairs[:3]] == [
        (5, 5, 1, 20),
        (5, 5, 20, 40),
        (640, 100),
    ]
    # Map 1 of the image's first position stood in row 16, and now stands in row 1.
    np.testing.assert_array_equal(pairs[2][0][1], parameters["layer3"]["weights"][16])
    received = layout.channels_first(network, pairs)
    for ours, given in zip(arrays_of(received), arrays_of(parameters), strict=True):
        np.testing.assert_array_equal(ours, given)


class Mine(ConvPool):
    pass


@pytest.mark.parametrize("layer", [BatchNorm(), Mine(2, 5)], ids=repr)
def test_layers_that_no_table_has_are_refused(layer):
    """None of them comes as far as its framework, which may not be here."""
    network = Network([layer, Softmax(10)])
    work = dataclasses.replace(
        small_work("shallow"),
        network=network,
        parameters=network.initial_parameters(0),
    )
    rooms = ("by_hand", "keras_fit", "pytorch")
    by_hand, keras, pytorch = (importlib.import_module(f"{ROOM}.{r}") for r in rooms)
    for owner, refuses in (
        ("numpy", lambda: by_hand.start(work, "")),
        ("keras", lambda: keras._parts(None, layer, (1, 28, 28))),
        ("pytorch", lambda: pytorch._modules(None, layer, (1, 28, 28))),
    ):
        with pytest.raises(
            ArgumentError,
            match=rf"{owner}: .* types ConvPool, FullyConnected, Softmax, received "
            rf"{layer.name}\(",
        ):
            refuses()


def test_every_engine_takes_part_and_no_engine_is_a_peer():
    assert [ours.name for ours in OURS] == list(ENGINES)
    assert not any(ours.is_peer for ours in OURS)
    assert all(peer.is_peer for peer in PEERS)


def test_an_unknown_peer_is_refused_with_a_hint():
    with pytest.raises(ArgumentError, match="Did you mean 'pytorch'"):
        find_peer("pytorhc")


if __name__ == "__main__":
    module, variant, name, path = sys.argv[1:]
    np.savez(Path(path), *step_once(module, variant, name))
