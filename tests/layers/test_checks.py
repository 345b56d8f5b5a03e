"""Which layers a network takes: a softmax at its end, and nothing but fields."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pytest

import network4 as n4
from network4.errors import ArgumentError
from network4.layers import Layer
from network4.layers.checks import checked_layers

FULL = n4.FullyConnected(3)
SOFT = n4.Softmax(3)


@pytest.mark.parametrize(
    "layers",
    [
        [SOFT, SOFT],
        [n4.Sequence([SOFT, FULL])],
        [n4.Sequence([SOFT]), FULL],
        [n4.Residual(SOFT)],
        [n4.Residual(FULL, shortcut=SOFT)],
        [n4.Parallel([FULL, SOFT])],
        [n4.Sequence([n4.Residual([FULL, SOFT])])],
    ],
)
def test_a_softmax_anywhere_but_at_the_end_is_refused(layers):
    with pytest.raises(ArgumentError, match="Softmax layer must be the last"):
        n4.Network(layers, (3,))


@pytest.mark.parametrize(
    "layers", [[FULL, SOFT], [n4.Sequence([FULL, n4.Sequence([SOFT])])]]
)
def test_at_the_end_of_a_sequence_it_is_the_networks(layers):
    network = n4.Network(layers, (3,))
    assert network.output_activation == "softmax"
    assert network.cost == "log_likelihood"


class Own(Layer):
    """A layer of one's own that leaves its inputs as they are."""

    def output_shape(self, input_shape):
        return input_shape

    def weighted_input(self, ops, numbers, a, step):
        return a


class Scale(Own):
    """Its factor is no field: two of them are equal, whatever their factors."""

    def __init__(self, factor):
        self.factor = factor


@dataclass(frozen=True)
class Scaled(Own):
    factor: Any = 1.0

    @cached_property
    def half(self):
        return self.factor / 2


@pytest.mark.parametrize("wrap", [lambda layer: layer, n4.Residual])
def test_what_a_layer_holds_must_be_fields(wrap):
    words = r"Network: Scale must hold nothing but .* with factor; .*frozen=True"
    with pytest.raises(ArgumentError, match=words):
        checked_layers([wrap(Scale(2.0))])


@pytest.mark.parametrize("factor", [[1, 2], {}])
def test_fields_must_be_hashed(factor):
    with pytest.raises(ArgumentError, match="Scaled must have fields that can be hash"):
        checked_layers([n4.Residual(Scaled(factor))])


def test_fields_and_what_follows_from_them_are_taken():
    layer = Scaled(3.0)
    assert layer.half == 1.5
    assert "half" in vars(layer)
    assert checked_layers([layer, Own()]) == (layer, Own())


@pytest.mark.parametrize(
    "padding",
    [np.zeros(0), np.zeros(3), np.zeros((1, 2)), np.zeros((), "i4,f4"), "valid"],
)
def test_an_array_is_no_padding(padding):
    with pytest.raises(ArgumentError, match="padding must be"):
        n4.Conv(1, 3, padding=padding)
    assert n4.Conv(1, 3, padding=np.str_("same")).padding == 1


@pytest.mark.parametrize("branches", [np.array(3), np.ma.masked, 3])
def test_what_cannot_be_gone_through_holds_no_branches(branches):
    with pytest.raises(ArgumentError, match="Parallel: branches must be a list"):
        n4.Parallel(branches)
