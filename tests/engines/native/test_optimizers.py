"""Optimizers in the C++: equations by a plain loop, state, and the JAX engine's."""

import os
from dataclasses import replace

import numpy as np
import pytest
from block_cases import Case
from layered import arrays_of
from plain_maps import Conv, Full, Norm, Residual
from plain_rules import PlainRule
from stacks import make_step, random_step

from network4.engines import choose_engine
from network4.engines.native import NativeSession
from network4.engines.native.lowering import OPTIMIZERS
from network4.layers import BatchNorm, ConvPool, FullyConnected, Softmax, map_tree
from network4.network import Network

RATE = 0.05
L2 = 0.3
MOMENTUM = {"sgd": 0.9, "nesterov": 0.9, "adam": 0.0, "rmsprop": 0.0}


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


@pytest.mark.parametrize("optimizer", MOMENTUM)
@pytest.mark.parametrize("num_threads", [1, 3])
def test_a_step_is_its_equations(core, optimizer, num_threads):
    """Five steps in float64, but by slopes at the numbers that the engine has."""
    case, momentum = make_case(), MOMENTUM[optimizer]
    settings = {"optimizer": OPTIMIZERS[optimizer], "momentum": momentum}
    session = case.session(core, num_threads, decay=L2, **settings)
    plain = {
        (layer, part): PlainRule(optimizer, RATE, momentum)
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
            expected = rule.step(before[layer][part], slopes[layer][part], l2)
            # Elsewhere the rounding of the slope decides.
            sure = np.broadcast_to(rule.root > 1e-3, expected.shape)
            assert sure.mean() > 0.8
            found = after[layer][part]
            np.testing.assert_allclose(found[sure], expected[sure], atol=2e-4)
    for name, keeps, of in (
        ("velocities", session.keeps_velocities, lambda rule: rule.v),
        ("squares", session.keeps_squares, lambda rule: rule.s),
    ):
        kept = case.read(session, **{name: True}) if keeps else None
        for (layer, part), rule in plain.items():
            if keeps:
                # A square is off by twice what its slope is: some 16 roundings.
                close = {"rtol": 32 * 2**-24, "atol": 1e-5}
                np.testing.assert_allclose(kept[layer][part], of(rule), **close)
            else:
                assert np.all(of(rule) == 0)


@pytest.mark.parametrize(
    ("rule", "which", "words"),
    [
        ({}, {"squares": True}, "squares only with Adam and RMSProp"),
        ({"momentum": 0.5}, {"squares": True}, "squares only with Adam"),
        ({}, {"velocities": True}, "velocities only with momentum or Adam"),
        (
            {"optimizer": OPTIMIZERS["rmsprop"]},
            {"velocities": True},
            "velocities only with momentum or Adam",
        ),
        (
            {"optimizer": OPTIMIZERS["adam"]},
            {"velocities": True, "squares": True},
            "are apart",
        ),
    ],
)
def test_what_the_rule_does_not_keep_is_refused(core, rule, which, words):
    case = make_case()
    session = case.session(core, **rule)
    for call in (case.read, case.write):
        with pytest.raises(ValueError, match=words):
            call(session, **which)


def test_there_is_no_other_optimizer(core):
    with pytest.raises(ValueError, match="unknown optimizer"):
        make_case().session(core, optimizer=len(OPTIMIZERS))


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


@pytest.mark.parametrize("optimizer", MOMENTUM)
def test_it_goes_on_from_its_state_to_the_bit(optimizer):
    rule = {"optimizer": optimizer, "momentum": MOMENTUM[optimizer]}
    step = make_step(
        make_network(), generator(), 4, 2, l2=0.01, average_decay=0.9, **rule
    )
    whole, cut = NativeSession(step.setup()), NativeSession(step.setup())
    whole.run_epoch(step.order(80), step.rates(80) * 0.01)
    cut.run_epoch(step.order(35), step.rates(35) * 0.01)
    setup = replace(step.setup(), state=cut.state(), num_steps=35)
    again = NativeSession(setup)
    again.run_epoch(step.order(45), step.rates(45) * 0.01)
    for ours, theirs in zip(again.state(), whole.state(), strict=True):
        assert ours.keys() == theirs.keys()
        assert_equal(ours, theirs)


@pytest.mark.skipif(
    "NETWORK4_TEST_CORE" in os.environ, reason="sanitizers are not for JAX"
)
@pytest.mark.parametrize("optimizer", ["nesterov", "adam", "rmsprop"])
@pytest.mark.parametrize("seed", range(3000, 3006))
def test_it_is_the_jax_engines(seed, optimizer):
    """Five steps of smooth networks; a slope of nearly 0 has a sign by rounding.

    Slopes are alike to a millionth of the largest, so what is divided by their size is
    to a thousandth in each step where they are more than a thousandth of it.
    """
    step = random_step(seed, batch_sizes=(3, 10), smooth=True)
    rule = {"optimizer": optimizer, "momentum": MOMENTUM[optimizer]}
    settings = replace(step.settings, l2=0.1, **rule)
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
    squares = jax.squares or map_tree(np.ones_like, jax.parameters)
    trees = map(arrays_of, (native.parameters, jax.parameters, squares))
    for ours, theirs, square in zip(*trees, strict=True):
        rates_apart = np.abs(ours - theirs) / step.learning_rate
        assert np.quantile(rates_apart, 0.98) < 1e-3
        sure = square > 1e-6 * square.max()
        assert rates_apart[sure].max(initial=0) < 0.02


def assert_close(first, second, allowed):
    for ours, theirs in zip(arrays_of(first), arrays_of(second), strict=True):
        atol = allowed * np.abs(theirs).max(initial=0)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=atol)
