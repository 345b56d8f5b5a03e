"""What the native engine computes, without JAX: by hand, and against itself."""

from dataclasses import replace

import numpy as np
import pytest
from layered import arrays_of, as_layers, as_tree
from setups import setup_of
from stacks import make_step, random_step

from network4 import Distortions
from network4.augment import draw_warps
from network4.augment.warps import warp
from network4.engines import StepSettings
from network4.engines.native import NativeEngine, NativeSession
from network4.layers import (
    ConvPool,
    DropConnect,
    Dropout,
    FullyConnected,
    Softmax,
    map_tree,
)
from network4.network import Network


def make_generator(seed=7):
    return np.random.Generator(np.random.Philox(seed))


def assert_equal(first, second):
    for ours, theirs in zip(arrays_of(first), arrays_of(second), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_one_step_of_a_convolution_worked_by_hand():
    """A 2x2 image, a field of 1 with weight 2 and bias -1, pooled: z = 2x - 1.

    Pixels 0, 1 / 0.2, 0.6: the greatest z is 1 at x = 1, so a = relu(1) = 1. The
    output z' = 3a + 0 = 3 with target 1 and quadratic cost: C = (3 - 1)^2 / 2 = 2,
    delta' = 2; nabla w' = delta' a = 2, nabla b' = 2. Backwards delta = 3 * 2 = 6:
    nabla w = delta x = 6, nabla b = 6. At rate 1/10 with l2 = 1/2:
    w' = 3 - (2 + 1.5)/10 = 2.65, b' = -0.2; w = 2 - (6 + 1)/10 = 1.3, b = -1.6.
    """
    layers = [
        ConvPool(1, 1, pool=2, activation="relu"),
        FullyConnected(1, activation="linear"),
    ]
    network = Network(layers, (1, 2, 2))
    parameters = as_tree(
        {"weights": np.full((1, 1, 1, 1), 2, "f"), "biases": np.full(1, -1, "f")},
        {"weights": np.full((1, 1), 3, "f"), "biases": np.zeros(1, "f")},
    )
    image = np.array([[[[0, 255], [51, 153]]]], np.uint8)
    label = np.ones(1, np.uint8)
    setup = setup_of(network, parameters, image, label, StepSettings(1, l2=0.5), 0)
    session = NativeSession(setup)
    cost = session.run_epoch(np.zeros(1, np.int32), np.array([0.1], "f"))
    assert cost == pytest.approx(2)
    after = [array.item() for array in arrays_of(session.parameters())]
    assert after == pytest.approx([1.3, -1.6, 2.65, -0.2], abs=1e-6)


def test_cross_entropy_where_softmax_is_sure_and_wrong():
    """z = 40, 0, 0 makes a = 1, e, e with e < 2^-53, and label 1 is right.

    -ln a_1 gives delta = 1, -1, 0; -ln(1 - a_0) gives 1, -1/2, -1/2, since 1 - a_0 is
    2e and not 0; -ln(1 - a_2) gives next to nothing.
    """
    network = Network([Softmax(3)], (1, 1, 1), "cross_entropy")
    parameters = as_tree(
        {"weights": np.array([[40, 0, 0]], "f"), "biases": np.zeros(3, "f")}
    )
    images, labels = np.full((1, 1, 1, 1), 255, np.uint8), np.ones(1, np.int32)
    setup = setup_of(network, parameters, images, labels, StepSettings(1), 0, 1)
    session = NativeSession(setup)
    session.run_epoch(np.zeros(1, np.int32), np.ones(1, "f"))
    [layer] = as_layers(session.parameters())
    assert layer["biases"] == pytest.approx([-2, 1.5, 0.5], abs=1e-6)


def test_weights_are_dropped_by_jax():
    network = Network([DropConnect(5, dropout=0.5), Softmax(3)])
    assert NativeEngine().unsupported(network) == "it has no DropConnect layer"


@pytest.mark.parametrize("seed", range(2000, 2040))
def test_threads_share_the_same_step(seed):
    """On one thread and on three, up to the order in which sums are rounded."""
    step = replace(random_step(seed), learning_rate=0.01)
    after = []
    for num_threads in (1, 3):
        session = NativeSession(replace(step, num_threads=num_threads).setup())
        session.run_epoch(step.order(), step.rates(), step.masks)
        after.append(session.parameters())
    for one, three, before in zip(
        *map(arrays_of, [*after, step.parameters]), strict=True
    ):
        assert np.isfinite(one).all()
        largest = np.abs(one - before).max()
        np.testing.assert_allclose(one, three, atol=1e-3 * largest + 2**-23)


@pytest.mark.parametrize("num_threads", [1, 2, 3])
def test_the_same_seed_and_threads_repeat_a_run_to_the_bit(num_threads):
    layers = [
        ConvPool(5, 3, activation="relu"),
        Dropout(0.2),
        FullyConnected(20, activation="tanh", dropout=0.5),
        Softmax(3, dropout=0.1),
    ]
    network = Network(layers, (1, 9, 9))
    step = make_step(network, make_generator(), 10, num_threads, l2=0.01, momentum=0.5)
    step = replace(step, learning_rate=0.05)
    after = []
    for seed in (1, 1, 2):
        session = NativeSession(replace(step.setup(), seed=seed))
        costs = [session.run_epoch(step.order(9), step.rates(9)) for _ in range(2)]
        after.append((costs, session.parameters()))
    (first_costs, first), (again_costs, again), (other_costs, _) = after
    assert first_costs == again_costs != other_costs
    assert_equal(first, again)


def test_a_call_for_each_step_is_a_call_for_all(monkeypatch):
    network = Network([FullyConnected(7, dropout=0.5), Softmax(3)], (1, 5, 5))
    step = make_step(network, make_generator(), 4, num_threads=2, l2=0.01)
    together, apart = NativeSession(step.setup()), NativeSession(step.setup())
    cost = together.run_epoch(step.order(20), step.rates(20))
    monkeypatch.setattr("network4.engines.native.session._SECONDS_PER_CALL", 0.0)
    assert apart.run_epoch(step.order(20), step.rates(20)) == cost
    assert_equal(together.parameters(), apart.parameters())


def test_a_remainder_is_a_smaller_mini_batch():
    network = Network([ConvPool(2, 3), FullyConnected(5), Softmax(3)], (1, 8, 8))
    step = make_step(network, make_generator(), 4, num_threads=3, l2=0.01)
    keeping = replace(step, settings=replace(step.settings, remainder="keep"))
    session = NativeSession(keeping.setup())
    order = np.arange(6, dtype=np.int32)
    session.run_epoch(order, step.rates(2))
    by_parts = NativeSession(step.setup())
    by_parts.run_epoch(order[:4], step.rates())
    of_two = replace(step, settings=replace(step.settings, batch_size=2))
    last = NativeSession(replace(of_two, parameters=by_parts.parameters()).setup())
    last.run_epoch(order[4:], step.rates())
    for ours, theirs in zip(
        arrays_of(session.parameters()), arrays_of(last.parameters()), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, atol=4 * 2**-23)


def test_shifted_examples_are_the_shifted_images():
    network = Network([ConvPool(2, 3), Softmax(3)], (2, 6, 7))
    step = make_step(network, make_generator(), 5, num_threads=2, l2=0.0)
    shifts = np.array([[0, 0], [1, -2], [-6, 0], [0, 100]], np.int32)
    moved = np.zeros((4, *step.images.shape), np.uint8)
    moved[0] = step.images
    moved[1][:, :, 1:, :-2] = step.images[:, :, :-1, 2:]
    session = NativeSession(replace(step.setup(), shifts=shifts))
    flat = replace(
        step, images=moved.reshape(-1, 2, 6, 7), labels=np.tile(step.labels, 4)
    )
    expected = NativeSession(flat.setup())
    order = make_generator().permutation(len(flat.images)).astype(np.int32)
    rates = step.rates(len(order) // 5)
    assert session.run_epoch(order, rates) == expected.run_epoch(order, rates)
    assert_equal(session.parameters(), expected.parameters())


@pytest.mark.parametrize("probability", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("as_layer", [False, True])
def test_it_drops_with_the_probability_asked_for(probability, as_layer):
    """One step, all pixels 1, one output: a weight moves by the share of images kept.

    Dropped is binomial: of 64 * 900 inputs its share has the standard deviation
    sqrt(p(1-p)/57600), and five of them are allowed.
    """
    dropping = [Dropout(probability)] if as_layer else []
    last = FullyConnected(
        1, activation="linear", dropout=0.0 if as_layer else probability
    )
    network = Network([*dropping, last], (1, 30, 30))
    images = np.full((64, 1, 30, 30), 255, np.uint8)
    parameters = map_tree(np.zeros_like, network.initial_parameters(0))
    labels = np.ones(64, np.int32)
    setup = setup_of(network, parameters, images, labels, StepSettings(64), 3)
    session = NativeSession(setup)
    session.run_epoch(np.arange(64, dtype=np.int32), np.ones(1, "f"))
    last_layer = as_layers(session.parameters())[-1]
    kept = last_layer["weights"]  # delta is -1 for every image
    allowed = 5 * np.sqrt(probability * (1 - probability) / (64 * 900))
    assert kept.mean() == pytest.approx(1 - probability, abs=allowed)
    # Inputs are dropped one by one, not by rows, columns or images.
    assert kept.std() == pytest.approx(
        np.sqrt(probability * (1 - probability) / 64), rel=5 / np.sqrt(2 * 900)
    )


def test_masks_differ_from_step_to_step():
    network = Network([FullyConnected(1, activation="linear", dropout=0.5)], (30,))
    images = np.full((1, 30), 255, np.uint8)
    labels = np.ones(1, np.int32)
    parameters = as_tree(
        {"weights": np.zeros((30, 1), "f"), "biases": np.zeros(1, "f")}
    )
    setup = setup_of(network, parameters, images, labels, StepSettings(1), 3)
    session = NativeSession(setup)
    patterns = set()
    before = np.zeros((30, 1), "f")
    for _ in range(10):
        session.run_epoch(np.zeros(1, np.int32), np.full(1, 1e-3, "f"))
        after = session.parameters()["layer1"]["weights"]
        patterns.add((after != before).tobytes())
        before = after
    assert len(patterns) == 10


@pytest.mark.parametrize("count", [0, 1, 63, 130, 5000])
def test_outputs_do_not_depend_on_how_many_images_come_together(count):
    step = random_step(77)
    images = make_generator().random((count, *step.network.input_shape), np.float32)
    outputs = NativeEngine().outputs(step.network, step.parameters, images)
    assert outputs.shape == (count, step.network.num_classes)
    for number in range(0, count, max(1, count // 3)):
        one = images[number : number + 1]
        alone = NativeEngine().outputs(step.network, step.parameters, one)
        np.testing.assert_array_equal(alone[0], outputs[number])


def test_bytes_and_numbers_give_the_same_outputs():
    step = random_step(78)
    numbers = step.images.astype(np.float32) / np.float32(255)
    of_bytes, of_numbers = (
        NativeEngine().outputs(step.network, step.parameters, images)
        for images in (step.images, numbers)
    )
    # Bytes are multiplied by 1/255, which rounds once more than a division.
    np.testing.assert_allclose(of_bytes, of_numbers, atol=1e-5)


def test_training_on_numbers_is_training_on_the_bytes_they_stand_for():
    network = Network([ConvPool(2, 3), Softmax(3)], (1, 6, 7))
    step = make_step(network, make_generator(), 5, num_threads=2, l2=0.0)
    numbers = step.images * (np.float32(1) / np.float32(255))
    shifts = np.array([[0, 0], [1, -2]], np.int32)
    order = make_generator().permutation(2 * len(step.images)).astype(np.int32)
    after = []
    for images in (step.images, numbers):
        setup = replace(step, images=images).setup()
        session = NativeSession(replace(setup, shifts=shifts))
        session.run_epoch(order, step.rates(len(order) // 5))
        after.append(session.parameters())
    assert_equal(*after)


def test_numbers_too_small_to_be_normal_count_as_zero_within_it_alone():
    tiny = np.float32(1e-39)
    network = Network([FullyConnected(1, activation="linear")], (1, 1, 1))
    numbers = {"weights": np.full((1, 1), tiny), "biases": np.zeros(1, np.float32)}
    images = np.full((1, 1, 1, 1), 255, np.uint8)
    assert NativeEngine().outputs(network, as_tree(numbers), images).item() == 0
    assert tiny * np.float32(1) > 0


@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 5, 33), (2, 17, 1)])
def test_warped_images_are_trained_on_as_images_warped_before(shape):
    network = Network([ConvPool(2, 1, pool=1), Softmax(3)], shape)
    step = make_step(network, make_generator(), 4, num_threads=3, l2=0.0)
    images = step.images[:12]
    step = replace(step, images=images, labels=step.labels[:12])
    bounds = Distortions(rotation=30, scale=0.3, elastic_alpha=30, elastic_sigma=2)
    warps = draw_warps(bounds, 0, 0, 12, shape)
    before = warp(images.astype(np.float32) / np.float32(255), warps)
    shown, expected = (
        NativeSession(replace(step, images=given).setup()) for given in (images, before)
    )
    order = np.arange(12, dtype=np.int32)
    cost = shown.run_epoch(order, step.rates(3), warps=warps)
    assert cost == pytest.approx(expected.run_epoch(order, step.rates(3)), rel=1e-4)
