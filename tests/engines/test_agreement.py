"""Native against automatic differentiation in float64, and JAX in float32 beside it.

NETWORK4_NUM_STACKS says on how many random networks; default 30.
"""

import os
from dataclasses import replace

import numpy as np
import pytest
from reference import largest_error, steps_in_float64
from stacks import make_step, random_masks, random_step
from ties import without_ties

from network4.engines import choose_engine
from network4.engines.native import NativeEngine
from network4.layers import ConvPool, FullyConnected, Softmax
from network4.network import Network

pytestmark = pytest.mark.skipif(
    NativeEngine().unsupported(Network([Softmax(10)])) is not None,
    reason="the native engine was not built",
)
# So large that a step's error is the gradient's, not the rounding of the weights to
# which it is added.
LARGE_RATE = 1024.0
NUM_STACKS = int(os.environ.get("NETWORK4_NUM_STACKS", "30"))


def after_steps(engine, step, num_steps=1):
    session = choose_engine(engine, step.network).start(step.setup())
    cost = session.run_epoch(step.order(num_steps), step.rates(num_steps), step.masks)
    assert np.isfinite(cost)
    return session.parameters()


def errors(step, num_steps=1):
    """The largest errors of native and of JAX in float32, in roundings of 1."""
    expected = steps_in_float64(step, step.parameters, num_steps)
    return [
        largest_error(after_steps(engine, step, num_steps), expected, step.parameters)
        for engine in ("native", "jax")
    ]


def assert_as_exact_as_jax(pairs):
    """Errors scatter: none may be ten times JAX's, their median not three times."""
    for native, jax in pairs:
        assert native <= 10 * max(jax, 1)
    native, jax = np.median(pairs, axis=0)
    print(f"{len(pairs)} networks: median error {native:.2f} roundings, JAX {jax:.2f}")
    assert native <= 3 * jax


def test_random_networks_err_as_little_as_jax_does():
    """One step each on networks of all kinds: sizes, fields, batches, threads."""
    pairs = []
    for seed in range(NUM_STACKS):
        step = replace(random_step(seed), learning_rate=LARGE_RATE)
        pairs.append(errors(without_ties(step, step.parameters)))
    assert_as_exact_as_jax(pairs)


def test_ten_steps_of_smooth_networks_stay_together():
    pairs = []
    for seed in range(1000, 1010):
        step = random_step(seed, batch_sizes=(3, 10), smooth=True)
        generator = np.random.Generator(np.random.Philox(seed))
        masks = random_masks(step.network, generator, step.settings.batch_size, 10)
        step = replace(step, masks=masks, learning_rate=0.1)
        pairs.append(errors(step, num_steps=10))
    assert_as_exact_as_jax(pairs)


@pytest.mark.parametrize("num_threads", [1, 2])
def test_steps_from_native_weights_along_the_way(generator, num_threads):
    """The book's two-convolution network at steps 1, 10 and 100 of its training."""
    network = Network(
        [
            ConvPool(20, field=5, activation="relu"),
            ConvPool(40, field=5, activation="relu"),
            FullyConnected(100, activation="relu"),
            Softmax(10),
        ]
    )
    step = make_step(network, generator, 10, num_threads, l2=1e-5)
    step = replace(step, learning_rate=0.03)
    session = choose_engine("native", network).start(step.setup())
    done = 0
    for number in (1, 10, 100):
        order = generator.integers(0, len(step.images), 10 * (number - 1 - done))
        if len(order):
            rates = np.full(number - 1 - done, step.learning_rate, np.float32)
            session.run_epoch(order.astype(np.int32), rates)
        done = number - 1
        now = session.parameters()
        here = replace(step, parameters=now, learning_rate=LARGE_RATE)
        native, jax = errors(without_ties(here, now))
        assert native <= 3 * max(jax, 1), number


def test_shifted_examples_are_those_of_jax(generator):
    network = Network([ConvPool(3, 3, activation="tanh"), Softmax(4)], (3, 9, 7))
    step = make_step(network, generator, 4, num_threads=2, l2=0.0)
    shifts = np.array([[0, 0], [1, 0], [-2, 3], [0, -40]], np.int32)
    setup = replace(step.setup(), shifts=shifts)
    order = generator.permutation(len(step.images) * 4).astype(np.int32)
    rates = np.full(len(order) // 4, 0.01, np.float32)
    after = []
    for engine in ("native", "jax"):
        session = choose_engine(engine, network).start(setup)
        after.append((session.run_epoch(order, rates), session.parameters()))
    (native_cost, native), (jax_cost, jax) = after
    assert native_cost == pytest.approx(jax_cost, rel=1e-6)
    # 104 steps, each with a rounding or two of every weight, which are of size 1 and
    # change by 0.1 or more.
    assert largest_error(native, jax, step.parameters) < 104 * 2 * 10


def test_momentum_goes_on_over_epochs(generator):
    network = Network([FullyConnected(5, activation="tanh"), Softmax(3)], (2, 4, 5))
    step = make_step(network, generator, 6, num_threads=1, momentum=0.9)
    session = choose_engine("native", network).start(step.setup())
    for _ in range(3):
        session.run_epoch(step.order(2), step.rates(2))
    _, jax = errors(step, num_steps=6)
    expected = steps_in_float64(step, step.parameters, 6)
    native = largest_error(session.parameters(), expected, step.parameters)
    assert native <= 3 * max(jax, 1)
