"""What a network of network3 answers on any data."""

import numpy as np
import pytest

from network4.book._likelihood import TINY
from network4.book._shared_data import ExpandedImages
from network4.book.network3 import FullyConnectedLayer, Network, SoftmaxLayer
from network4.errors import ArgumentError, ShapeError

X = np.random.default_rng(1).random((7, 9), np.float32)
Y = np.arange(7) % 3


@pytest.fixture
def net():
    np.random.seed(1)
    layers = [FullyConnectedLayer(9, 5), SoftmaxLayer(5, 3)]
    layers[1].w = np.random.normal(0, 1, (5, 3))
    return Network(layers, 4)


def test_accuracy_counts_all_images(net):
    assert net.accuracy((X, Y)) == np.mean([net.predict(x) for x in X] == Y)
    digit = net.predict(X[0])
    assert net.accuracy((X[:1], [digit])) == 1.0
    assert net.accuracy((X[:1], [(digit + 1) % 3])) == 0.0


def test_expanded_images_are_judged_in_parts(net, monkeypatch):
    monkeypatch.setattr("network4.book._judging3._AT_ONCE", 8)
    expanded = ExpandedImages(X)
    labels = Y[expanded.examples % 7]
    rows = np.asarray(expanded)
    assert net.accuracy((expanded, labels)) == net.accuracy((rows, labels))
    assert net.cost((expanded, labels)) == net.cost((rows, labels))


def test_cost_is_the_mean_of_the_logarithms(net):
    net.x = X
    expected = -np.mean([np.log(p[y]) for p, y in zip(net.output, Y, strict=True)])
    assert net.cost((X, Y)) == pytest.approx(expected, abs=100 * 2**-24)


def test_no_cost_is_infinite(net):
    net.layers[1].b = [1e4, 0, 0]
    assert net.cost((X[:1], [1])) == pytest.approx(-np.log(TINY))


@pytest.mark.parametrize("ask", ["accuracy", "cost"])
@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (X, ArgumentError, "data must be a pair"),
        ((X[:0], Y[:0]), ArgumentError, "data must hold an image, received none"),
        ((X, Y[:3]), ShapeError, "received 7 images and 3 digits"),
        ((X, Y + 1), ArgumentError, r"labels must be in 0\.\.2"),
    ],
)
def test_what_is_no_data_is_refused(net, ask, data, error, words):
    with pytest.raises(error, match=words) as raised:
        getattr(net, ask)(data)
    assert str(raised.value).startswith(ask)
