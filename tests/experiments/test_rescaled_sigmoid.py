"""A rescaled sigmoid is tanh: in a layer, and in a training."""

import numpy as np
import pytest
from layered import as_layers

from network4 import fit
from network4.experiments.reproduction import find
from network4.experiments.rescaled_sigmoid import RescaledSigmoid
from network4.layers import FullyConnected, Softmax
from network4.layers.numpy_operations import NumpyOperations
from network4.layers.step import Step
from network4.network import Network


def test_it_is_tanh(generator):
    z = generator.normal(size=(7, 5)) * 3
    a = RescaledSigmoid().weighted_input(NumpyOperations(), {}, z, Step())
    # Each side is off by a few units of the last place of a number below 1.
    np.testing.assert_allclose(a, np.tanh(z), rtol=0, atol=8 * np.finfo(float).eps)


def test_a_network_of_it_learns_as_one_of_tanh(digits):
    """From the same weights the same steps; in float32 they part by rounding only."""
    hidden = [
        FullyConnected(20, activation="linear", initializer="fan_in"),
        RescaledSigmoid(),
    ]
    tanh = [FullyConnected(20, activation="tanh", initializer="fan_in")]
    costs = [
        [
            result.training_cost
            for result in fit(
                Network([*layers, Softmax(10)], digits.train.image_shape),
                digits,
                epochs=2,
                learning_rate=0.1,
                seed=0,
                engine="jax",
                progress=False,
            ).history
        ]
        for layers in (hidden, tanh)
    ]
    # Some 240 steps, each adding a few roundings of 6e-8 to numbers of about 1.
    assert costs[0] == pytest.approx(costs[1], rel=240 * 8 * 6e-8)


def test_the_experiment_begins_where_tanh_begins():
    rescaled, tanh = find("dbl_conv_rescaled"), find("dbl_conv_tanh")
    first = [w for w in as_layers(rescaled.network.initial_parameters(0)) if w]
    second = as_layers(tanh.network.initial_parameters(0))
    assert len(first) == len(second) == 4
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one["weights"], other["weights"])
    assert rescaled.recipe.settings.epochs < tanh.recipe.settings.epochs
