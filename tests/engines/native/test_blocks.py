"""Pools, groups and blocks of the C++ against NumPy and finite differences, float64."""

import os

import numpy as np
import pytest
from block_cases import Case, assert_slopes
from layered import arrays_of
from plain_maps import Conv, Drop, Full, Norm, Parallel, Pool, Residual, Zeros
from stacks import make_step

from network4 import layers
from network4.engines import choose_engine
from network4.network import Network

RATE = 1024.0  # so large that a step is the slope, and not the rounding of the weights

LAYERS = {
    "no biases": [Conv(3, activation="relu", biases=False)],
    "max pool with edges": [Pool("max", (3, 2), (2, 1), (1, 1))],
    "max pool rounded up": [Pool("max", (2, 3), (2, 2), ceil_mode=True)],
    "average pool": [Pool("average", (2, 3), (1, 2))],
    "average pool with edges": [Pool("average", (3, 3), (2, 2), (1, 1))],
    "average pool rounded up": [Pool("average", (3, 2), (2, 3), (1, 1), True)],
    "global average": [Conv(4, activation="relu"), Pool("average", (4, 5), (1, 1))],
    "two groups": [Conv(6, groups=2, padding=(1, 0), activation="tanh")],
    "groups with a pool": [Conv(4, (2, 3), pool=(2, 2), groups=2, activation="relu")],
    "a group for each channel": [Conv(8, stride=(2, 1), groups=4, biases=False)],
    "identity": [Residual([Conv(4, padding=(1, 1), activation="relu"), Norm()])],
    "linear sum": [Residual([Conv(4, (1, 1))], [Norm("tanh")], "linear")],
    "projection": [
        Residual(
            [Conv(6, stride=(2, 2), padding=(1, 1), biases=False), Norm("relu")],
            [Conv(6, (1, 1), (2, 2), biases=False), Norm()],
            "sigmoid",
        )
    ],
    "zero padding": [
        Residual([Conv(7, stride=(2, 2), padding=(1, 1))], [Zeros(7, (2, 2))], "tanh")
    ],
    "side by side": [
        Parallel(
            [
                [Conv(2, (1, 1), activation="relu")],
                [Conv(3, (1, 1)), Norm("relu"), Conv(2, padding=(1, 1))],
                [],
                [Pool("max", (3, 3), (1, 1), (1, 1)), Conv(1, (1, 1))],
            ]
        )
    ],
    "added up": [
        Parallel([[Conv(2)], [Drop(0.3), Conv(2)], [Conv(2, groups=2)]], adds=True)
    ],
    "normalised vectors": [
        Full(37, "tanh", biases=False),
        Norm("sigmoid"),
        Drop(0.3),
        Full(20, "relu", dropout=0.3),
        Norm("tanh"),
        Full(5),
        Norm("relu"),
    ],
    "dropped at the end": [
        Parallel([[Norm("relu"), Drop(0.5)], [Conv(4, (1, 1)), Drop(0.2)]])
    ],
    "blocks in blocks": [
        Conv(4, padding=(1, 1)),
        Norm("relu"),
        Residual(
            [
                Conv(4, (1, 1)),
                Parallel([[Norm("tanh"), Conv(2, padding=(1, 1))], [Conv(2, (1, 1))]]),
                Residual([Norm("relu")], activation="linear"),
            ],
            [Residual([Conv(4, groups=4, padding=(1, 1))])],
        ),
        Pool("average", (2, 2), (2, 2), ceil_mode=True),
    ],
}


def case_of(name, **changes):
    """A layer with a convolution below it, so that slopes by its input are needed."""
    below = [Conv(4, (1, 1), activation="sigmoid")]
    return Case([*below, *LAYERS[name], Full(3)], (2, 6, 7), **changes)


def step_by_slopes(core, case, num_threads):
    """Return z, and the slopes told from a step of plain descent."""
    session = case.session(core, num_threads)
    z = session.forward(case.images, 0, case.given_masks())
    session.backward(case.slopes, RATE)
    after = case.read(session)
    found = [
        [(old - new) / RATE for old, new in zip(*pairs, strict=True)]
        for pairs in zip(case.numbers, after, strict=True)
    ]
    return z, found, after


def random_layers(generator, channels, depth):
    """Return layers that keep the size of maps, and how many channels they leave."""
    layers = []
    for _ in range(generator.integers(depth > 0, 4)):
        kind = generator.choice(
            ["conv", "norm", "drop", "pool"] + ["block"] * 2 * depth
        )
        if kind == "conv":
            groups = int(generator.choice([g for g in (1, 2, 3) if channels % g == 0]))
            channels = groups * int(generator.integers(1, 4))
            activation = str(generator.choice(["linear", "sigmoid", "tanh", "relu"]))
            size, edge = (
                ((3, 1), (1, 0)) if generator.random() < 0.5 else ((1, 5), (0, 2))
            )
            layers.append(
                Conv(channels, size, (1, 1), edge, (1, 1), activation, groups)
            )
        if kind == "norm":
            layers.append(Norm(str(generator.choice(["linear", "relu"]))))
        if kind == "drop":
            layers.append(Drop(0.3))
        if kind == "pool":
            pool = str(generator.choice(["max", "average"]))
            layers.append(Pool(pool, (3, 3), (1, 1), (1, 1)))
        if kind == "block":
            branches = [random_layers(generator, channels, depth - 1) for _ in range(2)]
            branches, found = zip(*branches, strict=True)
            if found[0] == found[1] and generator.random() < 0.7:
                layers.append(
                    Residual(*branches, str(generator.choice(["relu", "tanh"])))
                )
                channels = found[0]
            else:
                layers.append(Parallel(list(branches)))
                channels = sum(found)
    return layers, channels


@pytest.mark.parametrize("seed", range(12))
def test_random_blocks_step_by_finite_differences(core, seed):
    generator = np.random.Generator(np.random.Philox(seed))
    layers, _ = random_layers(generator, 2, 3)
    case = Case([*layers, Full(3)], (2, 4, 5), count=4, seed=seed)
    assert_steps(core, case, int(generator.integers(1, 4)))


@pytest.mark.parametrize("num_threads", [1, 3])
@pytest.mark.parametrize("name", LAYERS)
def test_a_step_is_that_of_finite_differences(core, name, num_threads):
    assert_steps(core, case_of(name), num_threads)


def assert_steps(core, case, num_threads):
    z, found, after = step_by_slopes(core, case, num_threads)
    np.testing.assert_allclose(z, case.z(), atol=1e-5)
    moments = case.moments()
    for layer, slopes in enumerate(case.slopes_by_numbers()):
        for part, expected in enumerate(slopes):
            if part == 1 and layer in moments:
                means = case.numbers[layer][1]
                averaged = 0.75 * means + 0.25 * moments[layer]
                np.testing.assert_allclose(after[layer][1], averaged, atol=1e-5)
            else:
                assert_slopes(found[layer][part], expected)


@pytest.mark.parametrize("name", LAYERS)
def test_it_predicts_what_numpy_does(core, name):
    case = case_of(name, count=40)  # more than a thread takes at a time
    predictor = core.Predictor(case.describe(core), 2)
    case.write(predictor)
    outputs = np.zeros((40, 3), np.float32)
    predictor.run(case.images, outputs)
    np.testing.assert_allclose(outputs, case.z(training=False), atol=1e-5)


@pytest.mark.parametrize("name", ["blocks in blocks", "side by side"])
def test_a_run_repeats_to_the_bit(core, name):
    """With threads that have no image, and batch normalisation in the blocks."""
    case = case_of(name, count=2)
    after = []
    for _ in range(2):
        session = case.session(core, num_threads=3, momentum=0.5, decay=0.01)
        order = np.tile(np.arange(2, dtype=np.int32), 10)
        costs = session.run(order, np.full(10, 0.01, np.float32), 0, [])
        assert np.isfinite(costs).all()
        after.append(case.read(session))
    for first, again in zip(*after, strict=True):
        for ours, theirs in zip(first, again, strict=True):
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.skipif(
    "NETWORK4_TEST_CORE" in os.environ, reason="sanitizers are not for JAX"
)
def test_groups_of_a_network_are_those_of_jax():
    grouped = layers.Conv(6, 3, groups=3, activation="tanh")
    network = Network([grouped, layers.Softmax(4)], (3, 9, 8))
    generator = np.random.Generator(np.random.Philox(1))
    step = make_step(network, generator, 6, num_threads=2, l2=0.01)
    after = []
    for engine in ("native", "jax"):
        session = choose_engine(engine, network).start(step.setup())
        session.run_epoch(step.order(3), step.rates(3), None)
        after.append(session.parameters())
    for ours, theirs in zip(*map(arrays_of, after), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize(
    ("side", "pool", "expected"),
    [
        (112, ((3, 3), (2, 2), (1, 1), False), 56),  # ResNet's first pool
        (112, ((3, 3), (2, 2), (0, 0), True), 56),  # GoogLeNet's
        (14, ((3, 3), (2, 2), (0, 0), True), 7),
        (4, ((2, 2), (2, 2), (1, 1), True), 3),
        (3, ((2, 2), (2, 2), (1, 1), True), 2),  # a third would start beyond the edge
        (2, ((3, 3), (2, 2), (0, 0), True), 1),
    ],
)
def test_how_many_windows_there_are(core, side, pool, expected):
    """Told from how many weights the layer above has."""
    layers = [Pool("max", *pool).describe(core), core.dense(1, 0, 0.0)]
    predictor = core.Predictor(core.Description([1, side, side], layers, 0, 2), 1)
    predictor.write(1, np.zeros(expected**2, np.float32), np.zeros(1, np.float32))


REFUSED = {
    "groups must divide": [Conv(4, groups=3)],
    "groups must divide channels": [Conv(4, groups=0)],
    "at most half the window": [Pool("average", (3, 3), (1, 1), (2, 1))],
    "size and stride": [Pool("max", (0, 3), (1, 1))],
    "window must fit": [Pool("max", (7, 3), (1, 1))],
    "maps of the same size": [Residual([Conv(2)])],
    "as many maps": [Residual([Conv(3, (1, 1))])],
    "no fewer maps": [Zeros(1, (1, 1))],
    "a stride of 1 or more": [Zeros(4, (0, 1))],
    "needs branches": [Parallel([])],
    "layers of maps only": [Parallel([[Full(3)]])],
    "block must come before": [Full(3), Residual([])],
    "shortcut must come before": [Full(3), Zeros(4, (1, 1))],
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_fits_nowhere_is_refused(core, words):
    layers = [layer.describe(core) for layer in REFUSED[words]]
    description = core.Description([2, 6, 6], [*layers, core.dense(3, 0, 0.0)], 0, 2)
    with pytest.raises(ValueError, match=words):
        core.Predictor(description, 1)


def test_an_unknown_join_is_refused(core):
    with pytest.raises(ValueError, match="unknown join"):
        core.parallel([[]], 2)


def test_a_layer_without_biases_has_room_for_none(core):
    session = case_of("no biases").session(core)
    weights = np.zeros(3 * 4 * 9, np.float32)
    with pytest.raises(ValueError, match="layer's sizes"):
        session.read(1, weights, np.zeros(3, np.float32))
    session.read(1, weights, np.zeros(0, np.float32))
