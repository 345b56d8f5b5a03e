import numpy as np
import pytest

import network4 as n4


@pytest.fixture
def model():
    """Smooth everywhere, so that differences tell its slopes."""
    layers = [
        n4.Conv(3, 3, activation="tanh"),
        n4.Residual([n4.Conv(3, 3, padding=1, activation="tanh"), n4.BatchNorm()]),
        n4.FullyConnected(6, activation="sigmoid", dropout=0.3),
        n4.Softmax(3, initializer="he"),
    ]
    network = n4.Network(layers, (1, 6, 7))
    return n4.Model(network, network.initial_parameters(4))


@pytest.fixture
def images(generator):
    return generator.uniform(0.1, 0.9, (4, 1, 6, 7)).astype(np.float32)
