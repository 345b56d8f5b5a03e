"""The floor, against arithmetic done by hand."""

import pytest

from network4.bench.floor import floor_microseconds, needed_operations
from network4.bench.work import find_network
from network4.errors import ArgumentError
from network4.layers import Conv, ConvPool, Dropout, FullyConnected, Residual, Softmax
from network4.network import Network


def test_shallow_by_hand():
    """M is 784 * 100 = 78,400 and 100 * 10 = 1,000.

    The first layer needs 2M + 2M, the second 2M + 2M + 2M: 313,600 + 6,000.
    """
    assert needed_operations(find_network("shallow"), 1) == 319_600
    assert needed_operations(find_network("shallow"), 10) == 3_196_000


def test_two_convolutions_by_hand():
    """M is 20*24*24*25 = 288,000, 40*8*8*500 = 1,280,000, 64,000 and 1,000.

    Forward: 2 * 1,633,000 = 3,266,000. A convolution's gradient needs a fourth (the
    winners of windows of 4) of a half (active): 2 * 36,000 for the weights of the
    first; 2 * 160,000 for the weights and as much for the input of the second; the
    dense layers 4 * 65,000. In all 3,266,000 + 72,000 + 640,000 + 260,000.
    """
    assert needed_operations(find_network("dbl_conv_relu"), 1) == 4_238_000
    assert needed_operations(find_network("dbl_conv_relu"), 10) == 42_380_000


def test_every_winner_of_a_sigmoid_is_needed():
    """M is 288,000, 2880 * 100 and 1,000; the first has s = 1/4."""
    expected = 2 * 288_000 * 1.25 + 6 * (288_000 + 1_000)
    assert needed_operations(find_network("basic_conv"), 1) == expected


def test_dropped_inputs_need_no_products():
    """Half of M is left: 320,000, 500,000 and 5,000."""
    expected = 2 * 288_000 * 1.125 + 2 * 1_280_000 * 1.25 + 6 * 825_000
    assert needed_operations(find_network("dropout"), 1) == expected


def test_borders_that_no_window_takes_are_not_needed():
    """7 x 7 less 3 x 3 is 5 x 5, of which windows of 2 take 4 x 4."""
    layers = [ConvPool(1, 3), Softmax(2)]
    convolution, dense = 2 * 16 * 9 * 1.25, 6 * 4 * 2
    assert needed_operations(Network(layers, (1, 7, 7)), 1) == convolution + dense


def test_without_pooling_and_in_groups():
    """4 maps of 3 x 3, each from 2 of 4 channels by 3 x 3 fields: M = 648."""
    layers = [Conv(4, 3, groups=2, activation="relu"), Dropout(0.5), Softmax(2)]
    expected = 2 * 648 * 1.5 + 6 * 72
    assert needed_operations(Network(layers, (4, 5, 5)), 1) == expected


class Mine(FullyConnected):
    pass


@pytest.mark.parametrize("layer", [Residual(FullyConnected(4)), Mine(4)], ids=repr)
def test_a_layer_of_which_nothing_is_known_is_refused(layer):
    network = Network([layer, Softmax(2)], (4,))
    with pytest.raises(
        ArgumentError,
        match=rf"floor: network .* types Conv, .* received {layer.name}\(",
    ):
        needed_operations(network, 1)


def test_microseconds():
    network = Network([FullyConnected(10), Softmax(10)], (10,))
    assert needed_operations(network, 10) == 10_000
    assert floor_microseconds(network, 10, gigaflops=2.0) == pytest.approx(5.0)
    assert floor_microseconds(network, 10, gigaflops=None) is None
