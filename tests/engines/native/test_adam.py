"""Adam in the C++: its equations by a plain loop, its state, and the JAX engine's."""

import os
from dataclasses import replace

import numpy as np
import pytest
from block_cases import Case
from layered import arrays_of
from plain_maps import Conv, Full, Norm, Residual
from stacks import make_step, random_step

from network4.engines import choose_engine
from network4.engines.native import NativeSession
from network4.layers import BatchNorm, ConvPool, FullyConnected, Softmax
from network4.network import Network

RATE = 0.05
L2 = 0.3


def make_case():
    body = [Conv(4, padding=(1, 1), groups=2, biases=False), Norm()]
    layers = [Conv(4, (2, 2), pool=(2, 2)), Residual(body), Full(20, "tanh"), Full(3)]
    return Case(layers, (2, 7, 7))


def slopes_at(core, case, numbers):
    """Return dC/dw and dC/db at these numbers, told from a step of plain descent."""
    rate = 1024.0
    session = case.session(core, num_threads=1)
    case.write(session, numbers)
    session.forward(case.images, 0, case.given_masks())
    session.backward(case.slopes, rate)
    return [
        [(np.float64(old) - new) / rate for old, new in zip(*pair, strict=True)]
        for pair in zip(numbers, case.read(session), strict=True)
    ]


class PlainAdam:
    """The equations of StepSettings for one array, float64."""

    def __init__(self, size):
        self.m, self.s, self.t = np.zeros(size), np.zeros(size), 0

    def step(self, w, g, l2):
        """Return w after a step, and where rounding of g does not decide about it."""
        self.t += 1
        self.m = 0.9 * self.m + 0.1 * g
        self.s = 0.999 * self.s + 0.001 * g**2
        root = np.sqrt(self.s / (1 - 0.999**self.t))
        direction = self.m / (1 - 0.9**self.t) / (root + 1e-8)
        return w - RATE * (direction + l2 * w), root > 1e-3


@pytest.mark.parametrize("num_threads", [1, 3])
def test_adam_is_its_equations(core, num_threads):
    """Five steps in float64, but by slopes at the numbers that the engine has."""
    case = make_case()
    session = case.session(core, num_threads, adam=True, decay=L2)
    plain = {
        (layer, part): PlainAdam(numbers.shape)
        for layer, pair in enumerate(case.numbers)
        for part, numbers in enumerate(pair)
        if numbers.size and not (part == 1 and layer in case.moments())
    }
    for number in range(5):
        before = case.read(session)
        slopes = slopes_at(core, case, before)
        session.forward(case.images, number, case.given_masks())
        session.backward(case.slopes, RATE)
        after = case.read(session)
        for (layer, part), rule in plain.items():
            l2 = L2 if part == 0 and layer not in case.moments() else 0.0
            w = np.float64(before[layer][part])
            expected, sure = rule.step(w, slopes[layer][part], l2)
            assert sure.mean() > 0.8
            found = after[layer][part]
            np.testing.assert_allclose(found[sure], expected[sure], atol=2e-4)
    means, squares = (
        case.read(session, **{n: True}) for n in ("velocities", "squares")
    )
    for (layer, part), rule in plain.items():
        np.testing.assert_allclose(means[layer][part], rule.m, atol=1e-5)
        np.testing.assert_allclose(squares[layer][part], rule.s, atol=1e-5)


@pytest.mark.parametrize(
    ("rule", "which", "words"),
    [
        ({}, {"squares": True}, "squares only with Adam"),
        ({"momentum": 0.5}, {"squares": True}, "squares only with Adam"),
        ({}, {"velocities": True}, "velocities only with momentum or Adam"),
        ({"adam": True}, {"velocities": True, "squares": True}, "are apart"),
    ],
)
def test_what_the_rule_does_not_keep_is_refused(core, rule, which, words):
    case = make_case()
    session = case.session(core, **rule)
    for call in (case.read, case.write):
        with pytest.raises(ValueError, match=words):
            call(session, **which)


def make_network():
    layers = [
        ConvPool(4, 3, activation="tanh"),
        BatchNorm(activation="relu"),
        FullyConnected(20, activation="relu", dropout=0.2),
        Softmax(3),
    ]
    return Network(layers, (1, 10, 10))


def generator():
    return np.random.Generator(np.random.Philox(9))


def assert_equal(first, second):
    for ours, theirs in zip(arrays_of(first), arrays_of(second), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_it_goes_on_from_its_state_to_the_bit():
    step = make_step(
        make_network(), generator(), 4, 2, optimizer="adam", l2=0.01, average_decay=0.9
    )
    whole, cut = NativeSession(step.setup()), NativeSession(step.setup())
    whole.run_epoch(step.order(80), step.rates(80) * 0.01)
    cut.run_epoch(step.order(35), step.rates(35) * 0.01)
    setup = replace(step.setup(), state=cut.state(), num_steps=35)
    again = NativeSession(setup)
    again.run_epoch(step.order(45), step.rates(45) * 0.01)
    for ours, theirs in zip(again.state(), whole.state(), strict=True):
        assert ours
        assert_equal(ours, theirs)


@pytest.mark.skipif(
    "NETWORK4_TEST_CORE" in os.environ, reason="sanitizers are not for JAX"
)
@pytest.mark.parametrize("seed", range(3000, 3010))
def test_it_is_the_jax_engines(seed):
    """Five steps of smooth networks; a slope of nearly 0 has a sign by rounding."""
    step = random_step(seed, batch_sizes=(3, 10), smooth=True)
    settings = replace(step.settings, optimizer="adam", momentum=0.0, l2=0.1)
    step = replace(step, settings=settings, learning_rate=0.01)
    masks = {name: np.concatenate([mask] * 5) for name, mask in step.masks.items()}
    states = []
    for engine in ("native", "jax"):
        session = choose_engine(engine, step.network, settings).start(step.setup())
        session.run_epoch(step.order(5), step.rates(5), masks)
        states.append(session.state())
    native, jax = states
    assert_close(native.velocities, jax.velocities, 2e-4)
    assert_close(native.squares, jax.squares, 2e-4)
    pairs = map(arrays_of, (native.parameters, jax.parameters))
    for ours, theirs in zip(*pairs, strict=True):
        rates_apart = np.abs(ours - theirs) / step.learning_rate
        assert np.quantile(rates_apart, 0.98) < 1e-3
        assert rates_apart.max() < 0.05


def assert_close(first, second, allowed):
    for ours, theirs in zip(arrays_of(first), arrays_of(second), strict=True):
        atol = allowed * np.abs(theirs).max(initial=0)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=atol)
