"""Convolution and pooling in layers of their own."""

import numpy as np
import pytest

from network4.book.network3 import (
    ConvLayer,
    ConvPoolLayer,
    FullyConnectedLayer,
    Network,
    PoolLayer,
    ReLU,
    SoftmaxLayer,
    linear,
    load,
    sigmoid,
    tanh,
)
from network4.errors import ArgumentError

SHAPE = (4, 1, 9, 8)
X = np.random.default_rng(1).random((12, 72), np.float32)
PAIR = X, np.arange(12) % 3


def joined_and_apart(function=ReLU):
    np.random.seed(2)
    first = ConvPoolLayer((3, 1, 2, 3), SHAPE, (2, 2), function)
    rest = [FullyConnectedLayer(3 * 4 * 3, 5, tanh), SoftmaxLayer(5, 3)]
    joined = Network([first, *rest], 4)
    conv, pool = ConvLayer((3, 1, 2, 3), SHAPE, function), PoolLayer((4, 3, 8, 6))
    conv.w, conv.b = first.w, first.b
    copied = FullyConnectedLayer(3 * 4 * 3, 5, tanh)
    copied.w, copied.b = rest[0].w, rest[0].b
    return joined, Network([conv, pool, copied, SoftmaxLayer(5, 3)], 4)


@pytest.mark.parametrize("function", [linear, ReLU, sigmoid, tanh])
def test_a_conv_pool_layer_is_a_convolution_and_then_pooling(function):
    joined, apart = joined_and_apart(function)
    joined.x = apart.x = X
    np.testing.assert_array_equal(joined.layers[0].output, apart.layers[1].output)


def test_they_learn_the_same(capsys):
    """Two ways to sum the same float32 products differ by a few of their roundings.

    Nine steps at rate 0.1, sums of up to 72 products: no weight is off by 100 roundings
    of numbers around 1.
    """
    joined, apart = joined_and_apart()
    for net in (joined, apart):
        net.SGD(PAIR, 3, 4, 0.1, PAIR, PAIR, lmbda=0.1)
    for ours, theirs in zip(joined.params, apart.params, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=100 * 2**-24)
    first, second = capsys.readouterr().out.split("Finished training network.")[:2]
    assert first.split()[:4] == second.split("\n", 3)[3].split()[:4]


def test_equation_125_with_a_stride():
    np.random.seed(3)
    layer = ConvLayer((2, 3, 2, 3), (1, 3, 7, 8), tanh, stride=(2, 3))
    image = np.random.default_rng(4).random((3, 7, 8))
    layer.set_inpt(image)
    assert layer.output.shape == (1, 2, 3, 2)
    for m, j, k in np.ndindex(2, 3, 2):
        field = image[:, 2 * j : 2 * j + 2, 3 * k : 3 * k + 3]
        z = layer.b[m] + np.sum(np.asarray(layer.w[m], np.float64) * field)
        # 19 float32 numbers around 1 are summed.
        assert layer.output[0, m, j, k] == pytest.approx(np.tanh(z), abs=40 * 2**-24)


@pytest.mark.parametrize(
    ("kind", "value"), [("max", np.max), ("L2", lambda w: np.sqrt(np.sum(w**2)))]
)
def test_pooling_drops_what_fills_no_window(kind, value):
    layer = PoolLayer((1, 2, 7, 5), (3, 2), kind)
    maps = np.random.default_rng(5).random((2, 7, 5))
    layer.set_inpt(maps)
    assert layer.output.shape == (1, 2, 2, 2)
    assert layer.params == []
    for m, j, k in np.ndindex(2, 2, 2):
        window = maps[m, 3 * j : 3 * j + 3, 2 * k : 2 * k + 2]
        assert layer.output[0, m, j, k] == pytest.approx(value(window), rel=8 * 2**-24)


def test_weights_are_drawn_for_the_outputs_of_a_field():
    np.random.seed(6)
    layer = ConvLayer((40, 20, 5, 5), (10, 20, 12, 12))
    np.random.seed(6)
    expected = np.random.normal(0, np.sqrt(1 / (40 * 25)), (40, 20, 5, 5))
    np.testing.assert_allclose(layer.w, expected, rtol=2**-23)
    np.testing.assert_allclose(layer.b, np.random.normal(0, 1, 40), rtol=2**-23)


def test_they_are_saved_and_loaded(tmp_path):
    net = joined_and_apart()[1]
    net.layers[1] = PoolLayer((4, 3, 8, 6), (2, 2), "L2")
    net.save(tmp_path / "net.safetensors")
    again = load(tmp_path / "net.safetensors")
    for ours, theirs in zip(net.params, again.params, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert [type(layer) for layer in again.layers] == list(map(type, net.layers))
    assert again.layers[1].kind == "L2"
    np.testing.assert_array_equal(again.predict(X), net.predict(X))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: ConvLayer((3, 2, 3, 3), (5, 1, 8, 8)), "agree in their second"),
        (lambda: ConvLayer((3, 1, 3), (5, 1, 8, 8)), "filter_shape must have four"),
        (lambda: ConvLayer((3, 1, 3, 3), (5, 1, 8, 8), (2, 2)), "activation_fn must"),
        (
            lambda: ConvLayer((3, 1, 3, 3), (5, 1, 8, 8), ReLU, 2),
            "stride must have two numbers, received 2",
        ),
        (lambda: ConvLayer((3, 1, 3, 3), SHAPE, ReLU, (0, 1)), "at least 1"),
        (lambda: PoolLayer((5, 1, 8)), "image_shape must have four numbers"),
        (lambda: PoolLayer(SHAPE, 2), "poolsize must have two numbers"),
        (lambda: PoolLayer(SHAPE, (2, 2), "mean"), "kind must be one of"),
    ],
)
def test_what_cannot_be_is_refused(make, words):
    with pytest.raises(ArgumentError, match=words):
        make()


def started(poolsize, kind, apart):
    """Return a network whose first layers are one, or two."""
    np.random.seed(7)
    filter_shape, pooled = (3, 1, 2, 3), (4, 3, 8, 6)
    first = [ConvPoolLayer(filter_shape, SHAPE, poolsize, ReLU)]
    if apart:
        np.random.seed(7)
        first = [
            ConvLayer(filter_shape, SHAPE, ReLU),
            PoolLayer(pooled, poolsize, kind),
        ]
    n_in = 3 * (8 // poolsize[0]) * (6 // poolsize[1])
    return Network([*first, FullyConnectedLayer(n_in, 5), SoftmaxLayer(5, 3)], 4)


@pytest.mark.parametrize("kind", ["max", "L2"])
@pytest.mark.parametrize("poolsize", [(2, 2), (3, 2), (1, 1)])
def test_from_one_seed_they_start_alike_to_the_last_bit(poolsize, kind):
    joined, apart = (started(poolsize, kind, is_apart) for is_apart in (False, True))
    for ours, theirs in zip(joined.params, apart.params, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    Network(apart.layers, 4)  # a second network of them changes nothing
    np.testing.assert_array_equal(joined.layers[0].w, apart.layers[0].w)


def test_weights_that_were_changed_stay_as_they_are():
    conv, pool = ConvLayer((3, 1, 2, 3), SHAPE, ReLU), PoolLayer((4, 3, 8, 6))
    conv.w[0] *= 3
    before = conv.w.copy()
    Network([conv, pool, SoftmaxLayer(36, 3)], 4)
    np.testing.assert_array_equal(conv.w, before)
