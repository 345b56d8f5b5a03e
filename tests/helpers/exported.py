"""Networks of every kind of layer with random numbers, for tests of exports."""

import numpy as np

from network4.layers import (
    BatchNorm,
    Conv,
    ConvPool,
    DropConnect,
    Dropout,
    FullyConnected,
    L2Pool,
    MaxPool,
    named,
    replaced,
)
from network4.model import Model
from network4.network import Network

SHAPE = (2, 9, 10)
LAYERS = [
    Conv(3, 3),
    Conv(4, (2, 4), activation="tanh", stride=(2, 1), padding=(1, 2)),
    Conv(4, 3, groups=2, activation="relu"),
    ConvPool(3, 3, activation="relu"),
    ConvPool(3, 2, pool=(2, 3), activation="linear"),
    MaxPool(2),
    MaxPool(3, stride=2),
    L2Pool((2, 3), stride=1),
    BatchNorm(),
    BatchNorm(activation="relu", epsilon=0.1),
    Dropout(0.3),
    FullyConnected(5, dropout=0.4),
    FullyConnected(5, activation="relu"),
    DropConnect(5, activation="tanh", dropout=0.5),
]


def random_model(
    layers, generator, shape=SHAPE, cost="auto", inputs="pixels", **details
):
    network = Network(layers, shape, cost, inputs)
    first = network.initial_parameters(0)
    drawn = {
        path: generator.uniform(0.5, 1.5, array.shape).astype(np.float32)
        if path.endswith("variances")
        else generator.normal(0, 0.4, array.shape).astype(np.float32)
        for path, array in named(first)
    }
    return Model(network, replaced(first, drawn), details)
