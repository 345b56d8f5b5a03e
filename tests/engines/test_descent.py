"""What engines do with gradients: optimizers, rates, averages, against plain loops."""

from dataclasses import dataclass

import numpy as np
import pytest
from layered import arrays_of
from plain_rules import RULES
from setups import setup_of

from network4.engines import StepSettings, choose_engine
from network4.errors import EngineError, ShapeError
from network4.layers import BatchNorm, Conv, Layer, Parameter, Softmax, map_tree
from network4.network import Network

NETWORK = Network(
    [
        Conv(2, 3, activation="linear", biases=False),  # theirs would be all rounding
        BatchNorm(activation="relu"),
        Softmax(3),
    ],
    input_shape=(1, 6, 6),
)
RATE = 0.05


@pytest.fixture
def data(generator):
    images = generator.integers(0, 256, (8, 1, 6, 6), dtype=np.uint8)
    return images, generator.integers(0, 3, 8, dtype=np.uint8)


def start(engine, data, state=None, num_steps=0, **settings):
    images, labels = data
    setup = setup_of(
        NETWORK,
        NETWORK.initial_parameters(1),
        images,
        labels,
        StepSettings(4, **settings),
        seed=0,
        num_threads=1,
        state=state,
        num_steps=num_steps,
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


@pytest.mark.parametrize("name", RULES)
def test_it_goes_on_from_its_state_to_the_bit(engine, data, name):
    rule = {"l2": 0.01, **RULES[name]}
    whole, cut = (start(engine, data, **rule) for _ in range(2))
    for session in (whole, cut):
        run(session, 3)
    again = start(engine, data, cut.state(), 3, **rule)
    for session in (whole, again):
        run(session, 2)
    for ours, theirs in zip(again.state(), whole.state(), strict=True):
        assert_close(ours, theirs, 0)


@pytest.mark.parametrize("frozen", [["layer1"], ["layer2"], ["layer1", "layer3"]])
@pytest.mark.parametrize("name", RULES)
def test_frozen_layers_stay_and_the_others_train_on(engine, data, name, frozen):
    """Against steps of all layers, after each of which the frozen ones are put back."""
    rule = {"l2": 0.1, **RULES[name]}
    session = start(engine, data, rates={f"{n}.*": 0.0 for n in frozen}, **rule)
    run(session, 3)
    first, state = NETWORK.initial_parameters(1), None
    for number in range(3):
        plain = start(engine, data, state, number, **rule)
        run(plain, 1)
        state = plain.state()
        put_back = {**state.parameters, **{layer: first[layer] for layer in frozen}}
        state = state._replace(parameters=put_back)
    after = session.parameters()
    for layer in first:
        # The same steps; another program rounds them otherwise.
        atol = 0 if layer in frozen else 1e-5
        for path, wanted in state.parameters[layer].items():
            np.testing.assert_allclose(after[layer][path], wanted, rtol=0, atol=atol)


def test_averages_of_what_is_frozen_are_itself(engine, data):
    """Three averagings, two of which would round."""
    session = start(engine, data, average_decay=0.99, rates={"layer1.*": 0})
    run(session, 100)
    initial = NETWORK.initial_parameters(1)
    averages = session.state().averages
    np.testing.assert_array_equal(
        averages["layer1"]["weights"], initial["layer1"]["weights"]
    )
    assert (averages["layer3"]["weights"] != initial["layer3"]["weights"]).any()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"clip_norm": 1.0}, "native: it clips no gradients"),
        ({"rates": {"*.biases": 0.0}}, "one learning rate for all parameters of a"),
        ({"rates": {"layer2.means": 0.0}}, "one learning rate for all parameters of a"),
    ],
)
def test_what_the_native_engine_cannot_do_is_for_the_other(settings, words):
    steps = StepSettings(**settings)
    assert choose_engine("auto", NETWORK, steps).name == "jax"
    if choose_engine("auto", NETWORK).name == "native":
        with pytest.raises(EngineError, match=words):
            choose_engine("native", NETWORK, steps)


@dataclass(frozen=True)
class Remembering(Layer):
    """Remembers the sum of each value of a mini-batch, by a name of one's choice."""

    name_of_sums: str = "sums"
    keeps_axis: bool = False

    def output_shape(self, input_shape):
        return input_shape

    def parameters(self, input_shape):
        return {"sums": Parameter(input_shape, learns=False), "w": Parameter(())}

    def weighted_input(self, ops, numbers, a, step):
        step.remember(self.name_of_sums, ops.sum(a, 0, keepdims=self.keeps_axis))
        return a + numbers["w"]


def remembered(layer):
    network = Network([layer, Softmax(2)], (3,), inputs="numbers")
    images = np.arange(6, dtype=np.float32).reshape(2, 3)
    first = network.initial_parameters(0)
    setup = setup_of(network, first, images, np.zeros(2, np.uint8), StepSettings(2), 0)
    session = choose_engine("jax", network).start(setup)
    session.run_epoch(np.arange(2, dtype=np.int32), np.full(1, RATE, np.float32))
    return session.parameters()["layer1"]["sums"]


def test_a_layer_remembers_what_it_has_a_parameter_for():
    np.testing.assert_array_equal(remembered(Remembering()), [3, 5, 7])


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (Remembering("sum"), r"received 'layer1\.sum'"),
        (Remembering("w"), r"with learns=False.*received 'layer1\.w'"),
        (Remembering(keeps_axis=True), r"received 'layer1\.sums' of shape \(1, 3\)"),
    ],
)
def test_to_remember_anything_else_is_refused(layer, words):
    with pytest.raises(ShapeError, match=words):
        remembered(layer)
