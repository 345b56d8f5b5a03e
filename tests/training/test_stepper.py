import inspect
from dataclasses import fields

import numpy as np
import pytest
from layered import arrays_of
from setups import setup_of

import network4 as n4
from network4.engines import StepSettings, choose_engine
from network4.errors import ArgumentError, ShapeError

NETWORK = n4.Network(
    [n4.ConvPool(2, 3, activation="relu"), n4.FullyConnected(4), n4.Softmax(3)],
    (1, 6, 6),
)
RATE = 0.1


@pytest.fixture(params=["native", "jax"])
def engine(request):
    return request.param


@pytest.fixture
def images(generator):
    return generator.integers(0, 256, (4, 1, 6, 6), dtype=np.uint8)


def slopes_of_cost(stepper, images, labels):
    """dC/dz of the mean log-likelihood: (a - y) / n."""
    z = stepper.forward(images)
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    a = exponentials / exponentials.sum(axis=1, keepdims=True)
    return (a - np.eye(3)[labels]) / len(images)


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"optimizer": "rmsprop"},
        {"optimizer": "adam", "l2": 0.01},
        {"momentum": 0.9, "rates": {"layer1.*": 0.0}},
    ],
    ids=str,
)
def test_steps_by_the_slopes_of_the_cost_are_those_of_training(engine, images, how):
    labels = np.array([0, 1, 2, 1])
    stepper = n4.Stepper(NETWORK, batch_size=4, seed=3, engine=engine, **how)
    parameters, steps = NETWORK.initial_parameters(3), StepSettings(4, **how)
    setup = setup_of(NETWORK, parameters, images, labels, steps, 3)
    session = choose_engine(engine, NETWORK, steps).start(setup)
    for _ in range(3):
        stepper.backward(slopes_of_cost(stepper, images, labels), RATE)
        session.run_epoch(np.arange(4, dtype=np.int32), np.full(1, RATE, np.float32))
    ours, theirs = arrays_of(stepper.model().parameters), session.parameters()
    for array, expected in zip(ours, arrays_of(theirs), strict=True):
        # The slopes differ by roundings of 2^-24; Adam and RMSProp divide them by their
        # own size, so that of the smallest some thousand roundings are left.
        np.testing.assert_allclose(array, expected, rtol=0, atol=2e-4)


def test_dropout_is_that_of_the_steps_number(engine, images):
    """What is dropped in forward is dropped in backward, and anew in each step."""
    layers = [n4.FullyConnected(1, activation="linear", dropout=0.5)]
    network = n4.Network(layers, (36,), cost="squared_error")
    stepper = n4.Stepper(network, batch_size=1, engine=engine)
    image = images[:1].reshape(1, 36)
    patterns = set()
    for _ in range(4):
        before = stepper.model().parameters["layer1"]["weights"]
        z = stepper.forward(image)
        stepper.backward(np.ones((1, 1)), 1.0)
        after = stepper.model().parameters["layer1"]
        pixels = image.reshape(36, 1) / np.float32(255)
        kept = (after["weights"] != before) | (pixels == 0)
        bias = after["biases"] + 1
        # A sum of 36 products of size 1.
        assert z[0] == pytest.approx((before * pixels)[kept].sum() + bias, abs=1e-5)
        patterns.add(kept.tobytes())
    assert len(patterns) == 4


def test_outputs_are_those_of_the_model(engine, images):
    stepper = n4.Stepper(NETWORK, engine=engine)
    expected = stepper.model().outputs(images)
    # Softmaxes of the same z, each rounded a few times.
    np.testing.assert_allclose(stepper.outputs(images), expected, atol=1e-6)


def test_it_goes_on_from_a_model(images):
    model = n4.Model(NETWORK, NETWORK.initial_parameters(9))
    stepper = n4.Stepper(NETWORK, initial=model)
    np.testing.assert_array_equal(stepper.outputs(images), model.outputs(images))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda s, i: s.backward(np.zeros((4, 3)), 0.1), ArgumentError, "call forward"),
        (lambda s, i: s.forward(np.tile(i, (3, 1, 1, 1))), ArgumentError, "1 to 10"),
        (lambda s, i: s.forward(i[:0]), ArgumentError, "1 to 10.*received 0"),
        (lambda s, i: s.forward(i[:, :, 1:]), ShapeError, "expects images"),
    ],
)
def test_what_does_not_fit_is_refused(images, call, error, words):
    with pytest.raises(error, match=words):
        call(n4.Stepper(NETWORK), images)


def test_slopes_of_another_shape_or_rate_are_refused(images):
    stepper = n4.Stepper(NETWORK)
    stepper.forward(images)
    with pytest.raises(ShapeError, match=r"slopes must be \(4, 3\).*\(4, 2\)"):
        stepper.backward(np.zeros((4, 2)), 0.1)
    with pytest.raises(ArgumentError, match="learning_rate must be"):
        stepper.backward(np.zeros((4, 3)), 0.0)
    stepper.backward(np.zeros((4, 3)), 0.1)
    with pytest.raises(ArgumentError, match="must follow forward"):
        stepper.backward(np.zeros((4, 3)), 0.1)


def test_arguments_out_of_range_are_refused():
    with pytest.raises(ArgumentError, match="rates must have patterns"):
        n4.Stepper(NETWORK, rates={"layer9.*": 0.0})
    with pytest.raises(ArgumentError, match="Stepper: momentum must be above 0"):
        n4.Stepper(NETWORK, optimizer="nesterov")
    with pytest.raises(ArgumentError, match="Stepper: seed must be"):
        n4.Stepper(NETWORK, seed=-1)


@pytest.mark.parametrize(
    "name", ["speed", "epochs", "remainder", "label_smoothing", "shifts", "observe"]
)
def test_what_no_step_does_is_refused(name):
    with pytest.raises(TypeError, match=rf"Stepper\..*'{name}'"):
        n4.Stepper(NETWORK, **{name: 1})


def test_its_settings_are_those_of_a_step_with_their_defaults():
    parameters = inspect.signature(n4.Stepper).parameters
    for field in fields(StepSettings):
        if field.name != "remainder":
            assert parameters[field.name].default == field.default


def test_it_steps_with_a_network_of_a_model():
    model = n4.Model(NETWORK, NETWORK.initial_parameters(9))
    with pytest.raises(ArgumentError, match=r"received Model; give its \.network"):
        n4.Stepper(model)
    with pytest.raises(ArgumentError, match="Stepper: initial must be a Model"):
        n4.Stepper(NETWORK, initial=NETWORK)


def test_a_step_by_no_slopes_is_not_taken(images):
    stepper = n4.Stepper(NETWORK)
    before = arrays_of(stepper.model().parameters)
    stepper.forward(images)
    for slopes in (
        np.full((4, 3), np.nan),
        np.full((4, 3), np.inf),
        np.ones((4, 3)) * 1j,
    ):
        with pytest.raises(ArgumentError, match="Stepper: slopes must be"):
            stepper.backward(slopes, 0.1)
    for array, expected in zip(
        arrays_of(stepper.model().parameters), before, strict=True
    ):
        np.testing.assert_array_equal(array, expected)
    stepper.backward(np.ones((4, 3)), 0.1)


@pytest.mark.parametrize("batch_size", [2**31, 2**63, 10**400])
def test_more_images_than_an_engine_can_count_are_refused(batch_size):
    with pytest.raises(ArgumentError, match=r"batch_size must be .* 1..2147483647"):
        n4.Stepper(NETWORK, batch_size=batch_size, engine="native")
