"""A compiled epoch: against arithmetic by hand, and against a plain Python loop."""

import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from layered import as_tree
from reference import drawn_masks
from setups import setup_of

from network4.engines import StepSettings, choose_engine
from network4.engines.jax.forward import forward
from network4.engines.jax.masks import drawn
from network4.layers import (
    ConvPool,
    Dropout,
    FullyConnected,
    Softmax,
    Step,
    map_tree,
    named,
)
from network4.network import Network

EPOCH = sys.modules["network4.engines.jax.epoch"]


def start(network, data, settings, parameters=None, seed=0):
    images, labels = data
    parameters = parameters or network.initial_parameters(seed=1)
    setup = setup_of(network, parameters, images, labels, settings, seed)
    return choose_engine("jax", network).start(setup)


def test_one_step_worked_by_hand():
    """One input x = 1 (255), weights (1, -1), biases 0, label 0, rate 1/2, l2 1/10.

    z = (1, -1); a = softmax z = (0.880797, 0.119203); dC/dz = a - y =
    (-0.119203, 0.119203), which is dC/db and, since x = 1, dC/dw.
    w <- w - 1/2 (dC/dw + w/10): 1 + 0.0596015 - 0.05 and -1 - 0.0596015 + 0.05;
    b <- b - 1/2 dC/db; C = -ln 0.880797 = 0.126928.
    """
    network = Network([Softmax(2)], input_shape=(1,))
    numbers = {"weights": np.array([[1, -1]], "f"), "biases": np.zeros(2, "f")}
    parameters = as_tree(numbers)
    data = np.array([[255]], np.uint8), np.array([0], np.uint8)
    session = start(network, data, StepSettings(1, l2=0.1), parameters)
    cost = session.run_epoch(np.array([0], np.int32), np.array([0.5], "f"))
    after = session.parameters()["layer1"]
    assert cost == pytest.approx(0.126928, abs=1e-6)
    np.testing.assert_allclose(after["weights"], [[1.0096015, -1.0096015]], atol=1e-6)
    np.testing.assert_allclose(after["biases"], [0.0596015, -0.0596015], atol=1e-6)


def test_momentum_worked_by_hand():
    """A linear output with quadratic cost: C = (w + b - 1)^2 / 2 for x = y = 1.

    From w = b = 0: slope of both is w + b - 1 = -1; rate 0.1, momentum 0.5:
    v = 0.1, w = b = 0.1; slope -0.8: v = 0.05 + 0.08 = 0.13, w = b = 0.23.
    """
    network = Network([FullyConnected(1, activation="linear")], input_shape=(1,))
    numbers = {"weights": np.zeros((1, 1), "f"), "biases": np.zeros(1, "f")}
    parameters = as_tree(numbers)
    data = np.array([[255]], np.uint8), np.array([1], np.uint8)
    session = start(network, data, StepSettings(1, momentum=0.5), parameters)
    for expected in (0.1, 0.23):
        session.run_epoch(np.array([0], np.int32), np.array([0.1], "f"))
        after = session.parameters()["layer1"]
        np.testing.assert_allclose(after["weights"], [[expected]], atol=1e-6)
        np.testing.assert_allclose(after["biases"], [expected], atol=1e-6)


@pytest.fixture
def network():
    return Network(
        [
            ConvPool(3, 3, activation="relu"),
            Dropout(0.2),
            FullyConnected(6, activation="tanh", dropout=0.5),
            Softmax(3, initializer="he"),
        ],
        input_shape=(1, 8, 8),
    )


@pytest.fixture
def data(generator):
    images = generator.integers(0, 256, (23, 1, 8, 8), dtype=np.uint8)
    return images, generator.integers(0, 3, 23, dtype=np.uint8)


@pytest.mark.parametrize("remainder", ["drop", "keep"])
@pytest.mark.parametrize("momentum", [0.0, 0.8])
def test_a_compiled_epoch_is_a_plain_loop_of_steps(network, data, remainder, momentum):
    """23 images in mini-batches of 5: four steps, and one of three images if kept."""
    settings = StepSettings(5, l2=0.01, momentum=momentum, remainder=remainder)
    session = start(network, data, settings)
    order = np.random.Generator(np.random.Philox(8)).permutation(23).astype(np.int32)
    rates = np.linspace(0.3, 0.1, settings.num_steps(23), dtype=np.float32)
    key = session.key

    cost = session.run_epoch(order, rates)

    parameters = jax.tree.map(jnp.asarray, network.initial_parameters(seed=1))
    velocity = jax.tree.map(jnp.zeros_like, parameters)
    costs = []
    for number, rate in enumerate(rates):
        chosen = order[5 * number : 5 * number + 5]
        draw = drawn(jax.random.fold_in(key, number), len(network.layers))
        step = Step(training=True, draw=draw)

        def cost_of(parameters, chosen=chosen, step=step):
            z = forward(network, parameters, jnp.asarray(data[0][chosen]), step)
            log_a = jax.nn.log_softmax(z)
            return -log_a[np.arange(len(chosen)), data[1][chosen]].mean()

        value, nabla = jax.value_and_grad(cost_of)(parameters)
        costs.append(float(value))

        def accelerate(spec, now, slope, speed, rate=rate):
            decay = 0.01 * now if spec.decays else 0
            return momentum * speed - rate * (slope + decay)

        velocity = map_tree(accelerate, network.parameters, parameters, nabla, velocity)
        parameters = map_tree(jnp.add, parameters, velocity)

    assert len(costs) == (5 if remainder == "keep" else 4)
    assert cost == pytest.approx(np.mean(costs), rel=1e-5)
    received = dict(named(session.parameters()))
    for path, expected in named(parameters):
        np.testing.assert_allclose(received[path], expected, atol=1e-5)


def test_one_trace_a_shape(network, data, monkeypatch):
    """Other rates, l2, momentum, seeds, orders compile nothing; another size does."""
    traces = []
    run = EPOCH.forward
    monkeypatch.setattr(EPOCH, "forward", lambda *a: (traces.append(1), run(*a))[1])
    network = Network(network.layers, network.input_shape, "quadratic")
    order = np.arange(20, dtype=np.int32)
    for seed, (rate, l2, momentum) in enumerate([(0.1, 0, 0.5), (0.2, 0.1, 0.9)]):
        session = start(network, data, StepSettings(5, l2, momentum), seed=seed)
        for _ in range(3):
            session.run_epoch(order[::-1].copy(), np.full(4, rate, np.float32))
    assert len(traces) == 1
    start(network, data, StepSettings(4, momentum=0.5)).run_epoch(
        order, np.full(5, 0.1, np.float32)
    )
    assert len(traces) == 2


def test_explicit_masks_replace_the_drawn_ones(network, data):
    session = start(network, data, StepSettings(5))
    order, rates = np.arange(20, dtype=np.int32), np.full(4, 0.1, np.float32)
    of_steps = [
        drawn_masks(network, 5, jax.random.fold_in(session.key, n)) for n in range(4)
    ]
    masks = map_tree(lambda *masks: np.stack(masks), *of_steps)
    assert set(masks) == {"layer2", "layer3"}
    cost = start(network, data, StepSettings(5)).run_epoch(order, rates, masks)
    assert session.run_epoch(order, rates) == pytest.approx(cost, rel=1e-6)
    everything = jax.tree.map(np.ones_like, masks)
    other = start(network, data, StepSettings(5)).run_epoch(order, rates, everything)
    assert other != pytest.approx(cost, rel=1e-3)


def test_masks_keep_with_probability_1_minus_p_and_layers_differ():
    layers = [Dropout(0.3), FullyConnected(10, dropout=0.3), Softmax(10)]
    network = Network(layers, input_shape=(200,))
    masks = drawn_masks(network, 500, jax.random.key(1))
    first, second = masks["layer1"], masks["layer2"]
    assert len(masks) == 2
    # Five standard errors of 100,000 draws.
    error = 5 * np.sqrt(0.3 * 0.7 / 100_000)
    assert np.mean(first) == pytest.approx(0.7, abs=error)
    assert np.mean(first == second) == pytest.approx(0.7**2 + 0.3**2, abs=error)
    again = drawn_masks(network, 500, jax.random.key(1))
    np.testing.assert_array_equal(first, again["layer1"])


def test_images_stay_bytes_on_the_device(network, data):
    session = start(network, data, StepSettings(5))
    assert session.data[0].dtype == jnp.uint8


def test_on_a_cpu_training_convolves_by_patches(network, data, monkeypatch):
    """`lax.conv` in a scan is ten times slower; it must not come back unseen."""
    if jax.default_backend() != "cpu":
        pytest.skip("the library's convolution is right elsewhere")

    def refuse(*_):
        raise AssertionError("lax.conv in training")

    monkeypatch.setattr(
        sys.modules["network4.engines.jax.operations"], "by_library", refuse
    )
    other = Network(network.layers, network.input_shape, "cross_entropy")
    order, rates = np.arange(20, dtype=np.int32), np.full(4, 0.1, np.float32)
    assert np.isfinite(start(other, data, StepSettings(5)).run_epoch(order, rates))
