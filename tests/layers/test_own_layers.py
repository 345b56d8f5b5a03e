"""Layers of one's own whose parameters or shapes cannot be."""

from dataclasses import dataclass

import pytest

import network4 as n4
from network4.errors import ArgumentError, ShapeError
from network4.layers import Layer, Parameter

SOFT = n4.Softmax(10)


@dataclass(frozen=True, eq=False, repr=False)
class Strange(Layer):
    """A layer of one's own with a parameter as it is given."""

    parameter: object = None
    shape: object = (3,)

    def output_shape(self, input_shape):
        return self.shape

    def parameters(self, input_shape):
        return {"weights": self.parameter or Parameter((3,))}

    def weighted_input(self, ops, numbers, a, step):
        return a


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        (Parameter((3,), spread=float("nan")), "spread of layer1.weights must be"),
        (Parameter((3,), spread=1e38), "spread of layer1.weights must be"),
        (Parameter((3,), start=float("inf")), "start of layer1.weights must be"),
        (Parameter((2**40,)), "a side of layer1.weights must be"),
        ((3,), "layer1.weights must be a Parameter"),
    ],
)
def test_first_values_that_cannot_be_are_refused(parameter, words):
    with pytest.raises(ArgumentError, match=words):
        n4.Network([Strange(parameter), SOFT], (3,))


@pytest.mark.parametrize("shape", [3, (0,), (-1,), (2.5,), "abc"])
def test_a_shape_that_is_none_is_refused(shape):
    with pytest.raises(ShapeError, match="Strange: output_shape must return a tuple"):
        n4.Network([Strange(shape=shape)], (3,), cost="squared_error", inputs="numbers")
