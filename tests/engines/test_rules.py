"""The rules of a step, each worked by hand in float64 on one softmax layer."""

import numpy as np
import pytest
from layered import arrays_of
from plain_rules import RULES, PlainRule
from setups import setup_of

from network4.engines import StepSettings, choose_engine, rate_factors
from network4.layers import Softmax
from network4.network import Network

RATE = 0.05
LINEAR = Network([Softmax(3)], (1, 2, 3))
# Slopes below are sums of some products of numbers up to 1, in float32.
ROUNDING = 16 * 2.0**-24


@pytest.fixture
def linear(generator):
    """Four images for LINEAR, their labels, and its parameters."""
    images = generator.integers(1, 256, (4, 1, 2, 3), dtype=np.uint8)
    drawn = {
        "weights": generator.standard_normal((6, 3)),
        "biases": generator.standard_normal(3),
    }
    layer = {name: array.astype(np.float32) for name, array in drawn.items()}
    return images, np.array([0, 1, 2, 1], np.uint8), {"layer1": layer}


def slopes_by_hand(images, labels, weights, biases):
    """Return dC/dw and dC/db of LINEAR: a softmax less its target passes back."""
    x = images.reshape(4, 6) / 255
    exponentials = np.exp(x @ weights + biases)
    a = exponentials / exponentials.sum(axis=1, keepdims=True)
    delta = (a - np.eye(3)[labels]) / 4
    return x.T @ delta, delta.sum(axis=0)


def run_linear(engine, linear, num_steps=2, **settings):
    images, labels, parameters = linear
    steps = StepSettings(4, **settings)
    setup = setup_of(LINEAR, parameters, images, labels, steps)
    session = choose_engine(engine, LINEAR, steps).start(setup)
    order = np.tile(np.arange(4, dtype=np.int32), num_steps)
    session.run_epoch(order, np.full(num_steps, RATE, np.float32))
    return session.state()


def assert_by_hand(state, linear, rules, l2=0.0, share=lambda _: 1.0):
    """Compare two steps with those in float64, on a share of each slope."""
    images, labels, parameters = linear
    weights, biases = (np.float64(parameters["layer1"][n]) for n in rules)
    for _ in range(2):
        of_weights, of_biases = slopes_by_hand(images, labels, weights, biases)
        times = share(np.sqrt((of_weights**2).sum() + (of_biases**2).sum()))
        weights = rules["weights"].step(weights, times * of_weights, l2)
        biases = rules["biases"].step(biases, times * of_biases)
    # A direction is as uncertain as the slope that it is divided by allows.
    smallest = min(np.min(rule.root) for rule in rules.values())
    atol = ROUNDING + RATE * ROUNDING / min(smallest, 1)
    after = state.parameters["layer1"]
    np.testing.assert_allclose(after["weights"], weights, rtol=0, atol=atol)
    np.testing.assert_allclose(after["biases"], biases, rtol=0, atol=atol)
    for kept, name in ((state.velocities, "v"), (state.squares, "s")):
        for path, found in kept.get("layer1", {}).items():
            wanted = getattr(rules[path], name)
            np.testing.assert_allclose(found, wanted, rtol=0, atol=ROUNDING)


def rules_of(name, **rates):
    rule = {"optimizer": "sgd", **RULES[name]}
    return {
        path: PlainRule(rate=rates.get(path, RATE), **rule)
        for path in ("weights", "biases")
    }


@pytest.mark.parametrize("name", RULES)
def test_two_steps_are_the_equations(engine, linear, name):
    state = run_linear(engine, linear, l2=0.1, **RULES[name])
    assert_by_hand(state, linear, rules_of(name), l2=0.1)
    assert bool(state.velocities) == (name in ("momentum", "nesterov", "adam"))
    assert bool(state.squares) == (name in ("adam", "rmsprop"))


@pytest.mark.parametrize("name", RULES)
def test_a_long_gradient_is_cut_to_the_norm(linear, name):
    """Without l2, which is added to what is cut."""
    state = run_linear("jax", linear, l2=0.1, clip_norm=0.01, **RULES[name])
    rules = rules_of(name)
    norms = []

    def share(norm):
        norms.append(norm)
        return 0.01 / norm

    assert_by_hand(state, linear, rules, l2=0.1, share=share)
    assert min(norms) > 0.1


def test_a_short_gradient_stays_as_it_is(linear):
    plain = run_linear("jax", linear, momentum=0.9)
    clipped = run_linear("jax", linear, momentum=0.9, clip_norm=10.0)
    pairs = map(arrays_of, (clipped.parameters, plain.parameters))
    for ours, theirs in zip(*pairs, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_is_frozen_is_no_part_of_the_norm(linear):
    images, labels, parameters = linear
    rates = {"*.weights": 0.0}
    state = run_linear("jax", linear, 1, clip_norm=0.01, rates=rates)
    weights, biases = (np.float64(a) for a in arrays_of(parameters))
    _, slope = slopes_by_hand(images, labels, weights, biases)
    expected = biases - RATE * 0.01 * slope / np.linalg.norm(slope)
    np.testing.assert_allclose(
        state.parameters["layer1"]["biases"], expected, rtol=0, atol=ROUNDING
    )


@pytest.mark.parametrize("name", RULES)
def test_half_the_rates_are_half_the_rate(engine, linear, name):
    state = run_linear(engine, linear, l2=0.1, rates={"layer1.*": 0.5}, **RULES[name])
    rules = rules_of(name, weights=RATE / 2, biases=RATE / 2)
    assert_by_hand(state, linear, rules, l2=0.1)


@pytest.mark.parametrize("name", RULES)
def test_weights_and_biases_may_have_their_own_rates(linear, name):
    rates = {"*": 0.5, "*.biases": 2.0}
    state = run_linear("jax", linear, rates=rates, **RULES[name])
    rules = rules_of(name, weights=RATE / 2, biases=RATE * 2)
    assert_by_hand(state, linear, rules)


def test_the_last_pattern_that_matches_counts():
    paths = ["layer1.weights", "layer1.biases", "layer12.weights", "Layer1.weights"]
    rates = {"layer1.*": 0.5, "*.weights": 2.0, "layer12.*": 0.0}
    found = rate_factors(paths, rates)
    assert list(found.values()) == [2.0, 0.5, 0.0, 2.0]
    reordered = {"*.weights": 2.0, "layer1.*": 0.5}
    assert rate_factors(paths, reordered)["layer1.weights"] == 0.5
    again = (("*", 0.0), ("layer1.*", 2.0), ("*", 1.0))
    assert set(rate_factors(paths, again).values()) == {1.0}
    assert set(rate_factors(paths, None).values()) == {1.0}
