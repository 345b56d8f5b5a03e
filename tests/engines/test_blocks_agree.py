"""Blocks on both engines, against automatic differentiation in float64.

All is smooth, so that no decision of a pool or a relu is close.
"""

from dataclasses import replace

import numpy as np
import pytest
from reference import largest_error, steps_in_float64
from stacks import make_step

from network4.engines import choose_engine
from network4.engines.native import NativeEngine
from network4.engines.native.lowering import leaves
from network4.layers import (
    AveragePool,
    BatchNorm,
    Conv,
    Dropout,
    FullyConnected,
    PaddedShortcut,
    Parallel,
    Residual,
    Sequence,
    Softmax,
)
from network4.network import Network

pytestmark = pytest.mark.skipif(
    NativeEngine().unsupported(Network([Softmax(10)])) is not None,
    reason="the native engine was not built",
)


def conv(maps, field=3, stride=1, **more):
    padding = field // 2
    return Conv(maps, field, stride=stride, padding=padding, activation="tanh", **more)


NETWORKS = {
    "residual": [conv(4), Residual([conv(4), BatchNorm(), conv(4)]), AveragePool(2)],
    "projection": [
        Residual(
            [conv(6, stride=2)], shortcut=Conv(6, 1, stride=2, activation="linear")
        ),
        FullyConnected(7, activation="tanh"),
    ],
    "padded shortcut": [
        Residual(
            [conv(5, stride=2, biases=False), BatchNorm(activation="sigmoid")],
            shortcut=PaddedShortcut(5),
            activation="tanh",
        )
    ],
    "inception": [
        Parallel(
            [[conv(2, 1)], [conv(3, 1), conv(4)], [AveragePool(3, stride=1, padding=1)]]
        )
    ],
    "added branches": [Parallel([conv(3), conv(3, 5)], join="add")],
    "nested": [
        Residual(
            Sequence(
                [Parallel([conv(1, 1), Residual([conv(3), Dropout(0.3)])]), conv(3)]
            )
        ),
        AveragePool(3, stride=2, padding=1, ceil_mode=True),
    ],
    "groups": [conv(4), conv(6, groups=2), AveragePool(2)],
    "vectors": [
        conv(4, stride=2),
        FullyConnected(20, activation="linear", biases=False),
        BatchNorm(activation="sigmoid"),
        Dropout(0.3),
        FullyConnected(37, activation="tanh"),
        BatchNorm(decay=0.5),
    ],
    "values": [BatchNorm(activation="tanh"), Dropout(0.3), FullyConnected(9)],
}
SHAPES = {"values": (30,)}


def masks_for(network, generator, batch_size, num_steps):
    """Masks of every layer that drops, within blocks too."""
    return {
        leaf.path: generator.random((num_steps, batch_size, *leaf.shape)) >= 0.3
        for leaf in leaves(network)
        if isinstance(leaf.layer, Dropout)
    }


def build(name):
    shape = SHAPES.get(name, (3, 9, 8))
    return Network([*NETWORKS[name], Softmax(4, initializer="he")], shape)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("name", NETWORKS)
def test_three_steps_err_as_little_as_jax_does(generator, name, momentum):
    network = build(name)
    settings = {"l2": 0.01, "momentum": momentum}
    step = make_step(network, generator, 6, num_threads=2, **settings)
    masks = masks_for(network, generator, 6, 3)
    step = replace(step, masks=masks, learning_rate=0.1)
    expected = steps_in_float64(step, step.parameters, 3)
    errors = {}
    for engine in ("native", "jax"):
        session = choose_engine(engine, network).start(step.setup())
        session.run_epoch(step.order(3), step.rates(3), step.masks)
        now = session.parameters()
        errors[engine] = largest_error(now, expected, step.parameters)
    assert errors["native"] <= 10 * max(errors["jax"], 1)


@pytest.mark.parametrize("name", NETWORKS)
def test_predictions_agree(generator, name):
    network = build(name)
    step = make_step(network, generator, 6)
    native, jax = (
        choose_engine(engine, network).outputs(network, step.parameters, step.images)
        for engine in ("native", "jax")
    )
    np.testing.assert_allclose(native, jax, atol=2e-5)


@pytest.mark.parametrize(
    ("layers", "shape", "words"),
    [
        ([Residual(FullyConnected(6))], (6,), "its blocks hold images"),
        ([Parallel([FullyConnected(6)])], (3, 4, 4), "its blocks hold no Fully"),
        ([FullyConnected(6), Dropout(0.5), BatchNorm()], (6,), "behind a Dropout"),
        ([FullyConnected(6), BatchNorm(), BatchNorm()], (6,), "behind a Dropout"),
        ([], (4, 6), "it reads no sequences"),
    ],
)
def test_what_the_native_engine_cannot_run_it_says(layers, shape, words):
    network = Network([*layers, Softmax(2)], shape)
    assert words in NativeEngine().unsupported(network)
    assert choose_engine("auto", network).name == "jax"
