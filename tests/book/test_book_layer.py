"""What a layer of network3 reads, and what it makes of it."""

import copy

import numpy as np
import pytest

from network4.book.network3 import (
    ConvPoolLayer,
    FullyConnectedLayer,
    Network,
    ReLU,
    SoftmaxLayer,
    tanh,
)
from network4.errors import ArgumentError, DataError, ShapeError

X = np.random.default_rng(1).random((6, 64), np.float32)
ROUNDINGS = 100 * 2**-24  # of some sums of up to 64 float32 products around 1


@pytest.fixture
def net():
    np.random.seed(7)
    layers = [
        ConvPoolLayer((3, 1, 3, 3), (2, 1, 8, 8), (2, 2), ReLU),
        FullyConnectedLayer(27, 6, tanh, p_dropout=0.5),
        SoftmaxLayer(6, 4, p_dropout=0.25),
    ]
    layers[2].w = np.random.normal(0, 1, (6, 4))
    return Network(layers, 2)


def test_each_layer_reads_what_the_one_before_makes(net):
    net.x = X
    conv, full, soft = net.layers
    assert conv.inpt.shape == (6, 1, 8, 8)
    np.testing.assert_array_equal(full.inpt, conv.output.reshape(6, 27))
    z = 0.5 * full.inpt @ np.asarray(full.w) + np.asarray(full.b)
    np.testing.assert_allclose(full.output, np.tanh(z), atol=ROUNDINGS)
    z = 0.75 * full.output @ np.asarray(soft.w) + np.asarray(soft.b)
    powers = np.exp(z)
    expected = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(net.output, expected, atol=ROUNDINGS)
    np.testing.assert_array_equal(soft.y_out, net.predict(X))


def test_in_training_inputs_are_dropped(net):
    net.x = X
    conv, full, soft = net.layers
    np.testing.assert_array_equal(conv.output_dropout, conv.output)
    dropped = full.inpt_dropout == 0
    np.testing.assert_array_equal(full.inpt_dropout[~dropped], full.inpt[~dropped])
    # ReLU made some of the 162 inputs 0 already; five standard deviations are allowed.
    alive = full.inpt > 0
    share = np.mean(dropped[alive])
    assert abs(share - 0.5) < 5 * np.sqrt(0.25 / alive.sum())
    z = full.inpt_dropout @ np.asarray(full.w) + np.asarray(full.b)
    np.testing.assert_allclose(full.output_dropout, np.tanh(z), atol=ROUNDINGS)
    kept = soft.inpt_dropout != 0
    np.testing.assert_array_equal(soft.inpt_dropout[kept], full.output_dropout[kept])


def test_the_cost_is_that_of_training(net):
    net.x, net.y = X, [0, 1, 2, 3, 0, 1]
    of_wanted = net.output_dropout[np.arange(6), net.y]
    expected = -np.mean(np.log(of_wanted))
    assert net.layers[-1].cost(net) == pytest.approx(expected, abs=ROUNDINGS)
    assert net.layers[-1].accuracy(net.y) == np.mean(net.predict(X) == net.y)


def test_outputs_follow_the_weights(net):
    net.x = X
    before = net.output
    net.layers[0].b[...] += 1
    assert (net.output != before).any()
    twin = copy.deepcopy(net)
    twin.layers[0].b[...] = 0
    assert (net.layers[1].inpt != twin.layers[1].inpt).any()


def test_a_layer_can_be_asked_alone():
    layer = FullyConnectedLayer(3, 2, ReLU)
    layer.set_inpt([[1, 0, 0], [0, 1, 0]], [[0, 0, 0], [0, 1, 0]], 2)
    np.testing.assert_array_equal(layer.output, np.maximum(0, layer.w[:2] + layer.b))
    np.testing.assert_array_equal(layer.output_dropout[0], np.maximum(0, layer.b))


def test_bytes_count_as_parts_of_256(net):
    net.x = np.full((1, 64), 128, np.uint8)
    assert (net.x == 0.5).all()


def test_softmax_does_not_overflow():
    layer = SoftmaxLayer(2, 2)
    layer.w = [[1e5, 0], [0, 1e5]]
    layer.set_inpt([[1, 0]])
    assert layer.output.tolist() == [[1, 0]]


LAYER = FullyConnectedLayer(3, 2)
READS = FullyConnectedLayer(3, 2)
READS.set_inpt(np.zeros((2, 3)))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda net: net.layers[1].output, ArgumentError, "net.x = images"),
        (lambda net: net.x, ArgumentError, "no symbols as Theano"),
        (lambda net: net.y, ArgumentError, "no symbols as Theano"),
        (lambda net: LAYER.y_out, ArgumentError, r"layer\.set_inpt\(images\) first"),
        (lambda net: LAYER.set_inpt("x"), ArgumentError, "inpt must be an array"),
        (lambda net: LAYER.set_inpt(X[0]), ShapeError, r"shape \(n, 3\), or 3 numbers"),
        (lambda net: LAYER.set_inpt([]), ShapeError, r"inpt must have the shape"),
        (lambda net: LAYER.set_inpt([1, np.nan, 1]), DataError, "finite numbers"),
        (lambda net: LAYER.set_inpt(np.ones(6), np.ones(3)), ShapeError, "2 inputs"),
        (lambda net: LAYER.set_inpt(np.ones(6), None, 5), ShapeError, "5 inputs"),
        (lambda net: READS.accuracy([1]), ShapeError, r"must have the shape \(2,\)"),
        (lambda net: setattr(net, "x", X * 2), ShapeError, "divide bytes by 256"),
        (lambda net: setattr(net, "x", X[:, :9]), ShapeError, "expects images of"),
        (
            lambda net: setattr(net, "y", [4]),
            ArgumentError,
            r"labels must be in 0\.\.3",
        ),
    ],
)
def test_what_cannot_be_is_refused(net, call, error, words):
    with pytest.raises(error, match=words):
        call(net)


def test_the_cost_is_asked_with_the_network(net):
    with pytest.raises(
        ArgumentError, match=r"net must be the Network .* received None"
    ):
        net.layers[-1].cost(None)


def test_there_must_be_a_digit_for_each_image(net):
    net.x, net.y = X, [1, 2]
    with pytest.raises(ArgumentError, match="must be assigned 6 digits"):
        net.layers[-1].cost(net)
