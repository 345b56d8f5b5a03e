"""Sizes by a second way: the arrays that NumPy makes."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import network4 as n4
from network4.layers.sizes import sizes_of


def test_the_sizes_of_a_convolution_that_pools_are_those_of_its_arrays():
    layers = n4.Sequence(
        [n4.ConvPool(4, (3, 2), padding=(2, 1), pool=2), n4.Softmax(5)]
    )
    image = np.zeros((3, 10, 9))
    padded = np.pad(image, ((0, 0), (2, 2), (1, 1)))
    windows = sliding_window_view(padded, (3, 3, 2))[0]  # (rows, columns, 3, 3, 2)
    rows, columns = windows.shape[:2]
    pooled = 4 * (rows // 2) * (columns // 2)
    sizes = sizes_of(layers, image.shape)
    assert sizes.windows == sizes.most_windows == windows.size
    assert sizes.padded == padded.size + 4 * rows * columns
    assert sizes.outputs == pooled + 5
    assert sizes.largest == image.size + sizes.padded + pooled


def test_the_sizes_of_pooling_and_of_what_is_added():
    layers = n4.Residual([n4.MaxPool(3, stride=1, padding=1)] * 2)
    sizes = sizes_of(layers, (2, 6, 5))
    padded = np.pad(np.zeros((2, 6, 5)), ((0, 0), (1, 1), (1, 1)))
    assert sizes.padded == 2 * padded.size
    assert sizes.outputs == 3 * 2 * 6 * 5
    assert sizes.windows == sizes.parameters == 0


def test_the_number_of_parameters_is_that_of_the_arrays():
    network = n4.Network([n4.Conv(3, 5), n4.BatchNorm(), n4.Softmax(10)])
    arrays = [
        array.size
        for layer in network.initial_parameters(seed=0).values()
        for array in layer.values()
    ]
    assert network.sizes.parameters == sum(arrays)
    assert network.sizes.most_parameters == max(arrays)


def test_lengths_that_are_open_count_as_one():
    layer = n4.Dropout(0.5)
    assert sizes_of(layer, (None, 6)).outputs == sizes_of(layer, (1, 6)).outputs == 6
