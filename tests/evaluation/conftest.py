"""A run that tests of this room judge."""

import pytest

import network4 as n4


@pytest.fixture(scope="module")
def run(stripes):
    """A run that still errs: one small epoch."""
    network = n4.Network([n4.FullyConnected(3), n4.Softmax(2)], (1, 8, 8))
    return n4.fit(network, stripes, epochs=1, learning_rate=0.01, seed=3)


@pytest.fixture(scope="module")
def model(run):
    return run.model
