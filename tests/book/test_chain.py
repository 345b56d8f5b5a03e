"""The layers of network3 one after another."""

import numpy as np
import pytest

import network4 as n4
from network4.book import network3
from network4.book.network3 import FullyConnectedLayer, Network, SoftmaxLayer
from network4.errors import ArgumentError


class Doubled(FullyConnectedLayer):
    """As in the book's day: a layer of ones own says what its output is."""

    @property
    def output(self):
        return 2 * super().output


class Symbolic(FullyConnectedLayer):
    def set_inpt(self, inpt, inpt_dropout, mini_batch_size):
        self.inpt = inpt


@pytest.mark.parametrize(
    ("kind", "name"), [(Doubled, "output"), (Symbolic, "set_inpt")]
)
def test_what_training_would_not_notice_is_refused(kind, name):
    words = f"must leave {name} as it is.*received a {kind.__name__} with its own"
    with pytest.raises(ArgumentError, match=words):
        Network([kind(4, 3), SoftmaxLayer(3, 2)], 1)


def test_a_layer_that_only_begins_elsewhere_is_taken():
    class Small(FullyConnectedLayer):
        def __init__(self, n_in, n_out):
            super().__init__(n_in, n_out)
            self.w[...] *= 0.1

    Network([Small(4, 3), SoftmaxLayer(3, 2)], 1)


@pytest.mark.parametrize(
    "layer",
    [
        n4.DropConnect(5, dropout=0.5),
        n4.FullyConnected(5, biases=False),
        n4.Conv(2, 3, padding=1),
        n4.Conv(2, 3, groups=1, biases=False),
        n4.ConvPool(2, 3, stride=2),
        n4.MaxPool(2, stride=1),
        n4.AveragePool(2),
        n4.BatchNorm(),
    ],
)
def test_layers_that_network3_lacks_are_not_taken_for_others(layer, tmp_path):
    network = n4.Network([layer, n4.Softmax(3)], input_shape=(1, 8, 8))
    model = n4.Model(network, network.initial_parameters(0), {})
    model.save(tmp_path / "net.safetensors")
    with pytest.raises(ArgumentError, match=r"load: layers must be those of network3"):
        network3.load(tmp_path / "net.safetensors")


def test_the_layers_that_it_has_are_taken(tmp_path):
    layers = [
        n4.Conv(2, 3, stride=(1, 2), activation="tanh"),
        n4.L2Pool(2),
        n4.FullyConnected(5, dropout=0.25, initializer="he", activation="relu"),
        n4.Softmax(3),
    ]
    network = n4.Network(layers, input_shape=(1, 8, 8))
    model = n4.Model(network, network.initial_parameters(0), {})
    model.save(tmp_path / "net.safetensors")
    net = network3.load(tmp_path / "net.safetensors")
    images = np.random.default_rng(1).random((3, 1, 8, 8), np.float32)
    net.x = images
    # Sums of up to 60 float32 products around 1, in four layers.
    np.testing.assert_allclose(net.output, model.outputs(images), atol=200 * 2**-24)
