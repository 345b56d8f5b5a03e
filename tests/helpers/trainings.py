"""A small network and its training, for tests of `fit`."""

import numpy as np
from setups import setup_of

from network4.engines import StepSettings, choose_engine
from network4.layers import FullyConnected, Softmax, named
from network4.network import Network
from network4.training.fit import fit

NETWORK = Network(
    [FullyConnected(8, activation="relu", dropout=0.1), Softmax(2)],
    input_shape=(1, 8, 8),
)


def train(data, **changes):
    settings = {"epochs": 4, "learning_rate": 0.1, "batch_size": 5, "seed": 3}
    return fit(NETWORK, data, **{**settings, **changes})


def all_weights(model):
    arrays = dict(named(model.parameters))
    return np.concatenate([arrays[path].ravel() for path in sorted(arrays)])


def _session_class():
    """The class behind the sessions that "auto" starts here."""
    images = np.zeros((1, 1, 8, 8), np.uint8)
    parameters = NETWORK.initial_parameters(0)
    labels = [0]
    setup = setup_of(NETWORK, parameters, images, labels, StepSettings(1))
    return type(choose_engine("auto", NETWORK).start(setup))


SESSION = _session_class()
