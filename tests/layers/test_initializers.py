import math

import numpy as np
import pytest

from network4.errors import ArgumentError
from network4.layers import Conv, ConvPool, FullyConnected, Softmax

# 400 inputs and 300 units: 120,000 draws; a sample deviation is within 1.2% of the
# true one with five standard errors, 5/sqrt(2n).
FAN_IN, FAN_OUT = 400, 300
TOLERANCE = 5 / math.sqrt(2 * FAN_IN * FAN_OUT)


def drawn(layer, input_shape):
    generator = np.random.Generator(np.random.Philox(1))
    parameters = layer.parameters(input_shape)
    return {name: each.first_values(generator) for name, each in parameters.items()}


@pytest.mark.parametrize(
    ("initializer", "activation", "variance", "biases_drawn"),
    [
        ("unit_normal", "sigmoid", 1.0, True),
        ("fan_out", "sigmoid", 1 / FAN_OUT, True),
        ("fan_in", "sigmoid", 1 / FAN_IN, True),
        ("he", "relu", 2 / FAN_IN, False),
        ("glorot", "tanh", 2 / (FAN_IN + FAN_OUT), False),
        ("auto", "relu", 2 / FAN_IN, False),
        ("auto", "tanh", 2 / (FAN_IN + FAN_OUT), False),
        ("auto", "sigmoid", 1 / FAN_IN, True),
        ("auto", "linear", 1 / FAN_IN, True),
    ],
)
def test_spread_of_weights_and_biases(initializer, activation, variance, biases_drawn):
    layer = FullyConnected(FAN_OUT, activation=activation, initializer=initializer)
    parameters = drawn(layer, (FAN_IN,))
    assert np.std(parameters["weights"]) == pytest.approx(
        math.sqrt(variance), rel=TOLERANCE
    )
    if biases_drawn:
        # 300 draws: five standard errors are 20%.
        assert np.std(parameters["biases"]) == pytest.approx(1, rel=0.21)
    else:
        assert not parameters["biases"].any()


@pytest.mark.parametrize(
    ("layer", "fan_in", "fan_out"),
    [
        (ConvPool(200, 5, pool=2), 20 * 25, 200 * 25 / 4),
        (Conv(200, 5), 20 * 25, 200 * 25),
        (Conv(200, (3, 5), groups=2), 10 * 15, 100 * 15),
    ],
)
def test_fans_of_convolutions_are_counted_as_the_book_does(layer, fan_in, fan_out):
    import dataclasses

    for name, fan in (("fan_in", fan_in), ("fan_out", fan_out)):
        weights = drawn(dataclasses.replace(layer, initializer=name), (20, 12, 12))
        size = weights["weights"].size
        assert np.std(weights["weights"]) == pytest.approx(
            1 / math.sqrt(fan), rel=5 / math.sqrt(2 * size)
        )


def test_softmax_starts_at_zero():
    parameters = drawn(Softmax(10), (100,))
    assert not parameters["weights"].any()
    assert not parameters["biases"].any()


def test_an_unknown_initializer_is_refused():
    with pytest.raises(ArgumentError, match="Did you mean 'glorot'"):
        FullyConnected(3, initializer="glorott")
