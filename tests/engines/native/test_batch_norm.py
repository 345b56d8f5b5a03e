"""Batch normalisation in the native engine: by hand, and as it predicts."""

import numpy as np
import pytest
from layered import as_layers, as_tree
from setups import setup_of

from network4.engines import StepSettings
from network4.engines.native import NativeEngine, NativeSession
from network4.layers import BatchNorm, FullyConnected, Softmax
from network4.network import Network


def test_one_step_of_batch_normalisation_worked_by_hand():
    """Two images of one pixel, 0 and 1: mean 1/2, variance 1/4, epsilon 3/4: spread 1.

    With scale 2 and offset 1 they become 2 * (-1/2) + 1 = 0 and 2. The output is
    3a: 0 and 6, the targets 1, so delta' = -1/2 and 5/2 (halved by the mean over two);
    nabla w' = 0 * -1/2 + 2 * 5/2 = 5, nabla b' = 2. Backwards delta = -3/2 and 15/2:
    nabla offset = 6, nabla scale = -1/2 * -3/2 + 1/2 * 15/2 = 9/2. At rate 1/10:
    w' = 2.5, b' = -0.2, scale = 1.55, offset = 0.4; with decay 3/4 the averages are
    mean 1/4 * 1/2 = 1/8 and variance 3/4 + 1/4 * 1/4 = 13/16.
    """
    layers = [
        BatchNorm(epsilon=0.75, decay=0.75),
        FullyConnected(1, activation="linear"),
    ]
    network = Network(layers, (1, 1, 1))
    parameters = as_tree(
        {
            **{"scales": np.full(1, 2, "f"), "offsets": np.ones(1, "f")},
            **{"means": np.zeros(1, "f"), "variances": np.ones(1, "f")},
        },
        {"weights": np.full((1, 1), 3, "f"), "biases": np.zeros(1, "f")},
    )
    images = np.array([0, 255], np.uint8).reshape(2, 1, 1, 1)
    labels = np.ones(2, np.uint8)
    setup = setup_of(network, parameters, images, labels, StepSettings(2), 0, 1)
    session = NativeSession(setup)
    session.run_epoch(np.arange(2, dtype=np.int32), np.array([0.1], "f"))
    normal, dense = as_layers(session.parameters())
    after = [normal[n].item() for n in ("scales", "offsets", "means", "variances")]
    assert after == pytest.approx([1.55, 0.4, 0.125, 13 / 16], abs=1e-6)
    assert dense["weights"].item() == pytest.approx(2.5, abs=1e-6)
    assert dense["biases"].item() == pytest.approx(-0.2, abs=1e-6)


def test_batch_normalisation_predicts_by_its_running_averages():
    network = Network([BatchNorm(activation="relu"), Softmax(3)], (2, 3, 4))
    generator = np.random.Generator(np.random.Philox(7))
    numbers, dense = as_layers(network.initial_parameters(0))
    numbers = {
        n: generator.uniform(0.5, 2, a.shape).astype("f") for n, a in numbers.items()
    }
    dense = {
        n: generator.standard_normal(a.shape, np.float32) for n, a in dense.items()
    }
    images = generator.random((5, 2, 3, 4), np.float32)
    each = {n: a.astype(np.float64)[:, None, None] for n, a in numbers.items()}
    z = (images - each["means"]) / np.sqrt(each["variances"] + 1e-5)
    a = np.maximum(z * each["scales"] + each["offsets"], 0).reshape(5, -1)
    last = a @ dense["weights"] + dense["biases"]
    expected = np.exp(last) / np.exp(last).sum(axis=1, keepdims=True)
    outputs = NativeEngine().outputs(network, as_tree(numbers, dense), images)
    np.testing.assert_allclose(outputs, expected, atol=1e-5)
