"""What engines do with gradients: averages and Adam, against plain loops."""

import numpy as np
import pytest
from layered import arrays_of
from setups import setup_of

from network4.engines import StepSettings, choose_engine
from network4.layers import BatchNorm, Conv, Softmax, map_tree, named
from network4.network import Network

NETWORK = Network(
    [Conv(2, 3, activation="linear"), BatchNorm(activation="relu"), Softmax(3)],
    input_shape=(1, 6, 6),
)
AVERAGES = ("means", "variances")
RATE = 0.05


@pytest.fixture
def data(generator):
    images = generator.integers(0, 256, (8, 1, 6, 6), dtype=np.uint8)
    return images, generator.integers(0, 3, 8, dtype=np.uint8)


def start(engine, data, parameters=None, **settings):
    images, labels = data
    parameters = parameters or NETWORK.initial_parameters(1)
    setup = setup_of(
        NETWORK, parameters, images, labels, StepSettings(4, **settings), 0, 1
    )
    return choose_engine(engine, NETWORK, setup.settings).start(setup)


def run(session, num_steps):
    order = np.tile(np.arange(4, dtype=np.int32), num_steps)
    session.run_epoch(order, np.full(num_steps, RATE, np.float32))


def assert_close(ours, expected, atol):
    for array, wanted in zip(arrays_of(ours), arrays_of(expected), strict=True):
        np.testing.assert_allclose(array, wanted, rtol=0, atol=atol)


def test_averages_take_in_the_weights_of_each_32nd_step(engine, data):
    """By a plain loop; 100 steps leave three averagings, the cuts between calls not."""
    averaging, plain = start(engine, data, average_decay=0.99), start(engine, data)
    for num_steps in (10, 50, 40):
        run(averaging, num_steps)
    averages = NETWORK.initial_parameters(1)
    for count in (1, 2, 3):
        run(plain, 32)
        kept = min(0.99**32, (count - 1) / (count + 9))
        averages = map_tree(
            lambda average, now, kept=kept: kept * average + (1 - kept) * now,
            averages,
            plain.parameters(),
        )
    run(plain, 4)
    state = averaging.state()
    # The same steps; what was cut otherwise is only added up in another order.
    assert_close(state.parameters, plain.parameters(), 1e-4)
    assert_close(state.averages, averages, 1e-4)
    assert state.shown is state.averages


def test_before_the_32nd_step_there_are_only_the_weights(engine, data):
    session = start(engine, data, average_decay=0.99)
    run(session, 31)
    state = session.state()
    assert state.averages == {}
    images, _ = data
    by_weights = choose_engine(engine, NETWORK).outputs(
        NETWORK, state.parameters, images
    )
    np.testing.assert_allclose(session.validation_outputs(), by_weights, atol=1e-6)
    run(session, 1)
    after = session.state()
    assert_close(after.averages, after.parameters, 0)


def test_it_is_evaluated_with_the_averages(engine, data):
    session = start(engine, data, average_decay=0.99)
    run(session, 40)
    images, _ = data
    by_averages = choose_engine(engine, NETWORK).outputs(
        NETWORK, session.state().averages, images
    )
    np.testing.assert_allclose(session.validation_outputs(), by_averages, atol=1e-6)


def test_without_averaging_there_are_none(engine, data):
    state = start(engine, data).state()
    assert state.averages == state.velocities == state.squares == {}
    assert state.shown is state.parameters


def test_label_smoothing_worked_by_hand(engine):
    """One pixel 1, weights 0, two classes: a = 1/2 each; e = 1/5, label 0.

    Targets 0.9 and 0.1: dC/dz = a - t = -0.4, 0.4; C = ln 2 whatever the label.
    """
    network = Network([Softmax(2)], (1, 1, 1))
    image = np.full((1, 1, 1, 1), 255, np.uint8)
    network = network.with_objective(network.objective.smoothed(0.2))
    settings = StepSettings(1)
    label = np.zeros(1, np.uint8)
    parameters = network.initial_parameters(0)
    setup = setup_of(network, parameters, image, label, settings, 0)
    session = choose_engine(engine, network).start(setup)
    cost = session.run_epoch(np.zeros(1, np.int32), np.ones(1, "f"))
    assert cost == pytest.approx(np.log(2), rel=1e-6)
    after = session.parameters()["layer1"]
    np.testing.assert_allclose(after["weights"], [[0.4, -0.4]], atol=1e-6)
    np.testing.assert_allclose(after["biases"], [0.4, -0.4], atol=1e-6)


def gradient(data, parameters):
    """By a step of plain descent, so long that the weights' rounding is lost in it."""
    session = start("jax", data, parameters)
    session.run_epoch(np.arange(4, dtype=np.int32), np.full(1, 1024, np.float32))
    after = session.parameters()
    return map_tree(lambda a, new: (a.astype(float) - new) / 1024, parameters, after)


def test_adam_is_its_equations(data):
    """Five steps in float64 from gradients of plain descent, weights decayed."""
    l2 = 0.1
    session = start("jax", data, optimizer="adam", l2=l2)
    means = {path: 0.0 for path, _ in named(NETWORK.parameters)}
    squares = dict(means)
    for count in range(1, 6):
        before = session.parameters()
        now, expected = dict(named(before)), {}
        for path, slope in named(gradient(data, before)):
            if path.endswith(AVERAGES):
                continue
            m = means[path] = 0.9 * means[path] + 0.1 * slope
            s = squares[path] = 0.999 * squares[path] + 0.001 * slope**2
            ratio = (m / (1 - 0.9**count)) / (np.sqrt(s / (1 - 0.999**count)) + 1e-8)
            decay = l2 * now[path] * path.endswith(".weights")
            expected[path] = now[path] - RATE * (ratio + decay)
        run(session, 1)
        after = dict(named(session.parameters()))
        # A ratio of two means is of size 1; where both are rounding, of any size up to
        # that: gradients of 1e-6 are known to 1e-8.
        for path, wanted in expected.items():
            differences = np.abs(after[path] - wanted)
            assert np.median(differences) < 1e-5
            assert differences.max() < 0.05 * RATE
