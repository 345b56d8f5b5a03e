"""The mistakes of network3's readers, and what they are told."""

import numpy as np
import pytest
from mistakes import ARRAYS, PAIRS, trained

from network4.book import network, network2, network3
from network4.book._shared_data import ExpandedImages
from network4.errors import (
    ArgumentError,
    DataError,
    Network4Warning,
    ShapeError,
)


def test_network3s_sizes_of_python_3s_division(capsys):
    net = network3.Network(
        [
            network3.ConvPoolLayer((2.0, 1, 3, 3), (2 / 1, 1, 8, 8.0), (4 / 2, 2)),
            network3.FullyConnectedLayer(36 / 2, 4 / 1),
            network3.SoftmaxLayer(4.0, 6 / 2),
        ],
        4 / 2,
    )
    pair = np.zeros((4, 64)), np.zeros(4, int)
    net.SGD(pair, 2 / 2, 4 / 2, 0.1, pair, pair)
    assert net.layers[0].w.shape == (2, 1, 3, 3)
    assert "iteration 1" in capsys.readouterr().out


def make_net():
    layers = [network3.FullyConnectedLayer(6, 4), network3.SoftmaxLayer(4, 3)]
    return network3.Network(layers, 2)


X3, Y3 = ARRAYS


NO_IMAGES = {
    "pairs": (PAIRS * 2, ArgumentError, "must be a pair .* received a list"),
    "nothing": (0, ArgumentError, "must be a pair .* received an int"),
    "images alone": (X3, ArgumentError, r"received an ndarray of shape \(4, 6\)"),
    "all three parts": ([ARRAYS] * 3, ArgumentError, "received a list"),
    "one-hot": ((X3, np.eye(3)[Y3]), ShapeError, r"shape \(4, 3\); argmax"),
    "fewer digits": ((X3, Y3[:3]), ShapeError, "received 4 images and 3 digits"),
    "other digits": ((X3, Y3 + 1), ArgumentError, r"labels must be in 0\.\.2"),
    "broken digits": ((X3, Y3 / 2), ArgumentError, "labels must be whole numbers"),
    "other images": ((X3[:, :5], Y3), ShapeError, "expects images of shape"),
    "bytes": ((X3 * 510, Y3), ShapeError, r"lie in 0\.\.1.*0 to 255; divide bytes"),
    "NaN": ((X3 * np.nan, Y3), DataError, "finite numbers, received nan"),
    "infinity": ((X3 * np.inf, Y3), DataError, "finite numbers, received inf"),
    "text": ((X3.astype(str), Y3), DataError, "must hold numbers"),
    "none": ((X3[:0], Y3[:0]), ArgumentError, "at most 0, the num|received none"),
    "ragged": (([[1], [1, 2]], Y3), ArgumentError, "must be an array"),
}


PARTS = ["training_data", "validation_data", "test_data"]


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize(("data", "error", "words"), NO_IMAGES.values(), ids=NO_IMAGES)
def test_network3_looks_at_all_data_first(name, data, error, words, capsys):
    parts = {**dict.fromkeys(PARTS, ARRAYS), name: data}
    with pytest.raises(error, match=words) as raised:
        make_net().SGD(epochs=1, mini_batch_size=2, eta=0.1, **parts)
    assert f"SGD: {name}" in str(raised.value) or f"SGD, {name}" in str(raised.value)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("test_data", [(), (None,)])
def test_no_figure_is_printed_of_no_test_data(test_data, capsys):
    make_net().SGD(ARRAYS, 1, 2, 0.1, ARRAYS, *test_data)
    out = capsys.readouterr().out
    assert "validation accuracy" in out
    assert "test accuracy" not in out


def test_no_figure_is_nan_or_of_nothing(capsys):
    trained(network)
    trained(network2, monitor_training_accuracy=True, monitor_training_cost=True)
    make_net().SGD(ARRAYS, 1, 2, 0.1, ARRAYS, ARRAYS)
    out = capsys.readouterr().out
    assert "nan" not in out
    assert "/ 0" not in out


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: network3.FullyConnectedLayer(7 / 2, 5), "n_in .* divide by //"),
        (lambda: network3.SoftmaxLayer(0, 5), "n_in must be .* at least 1"),
        (lambda: network3.ConvPoolLayer(5, (2, 1, 8, 8)), "filter_shape must have"),
        (lambda: network3.ConvPoolLayer((2, 1, 3, 3), 8), "image_shape must have four"),
        (
            lambda: network3.ConvPoolLayer((2, 1, 3, 3), (2, 1, 8, 8), 2),
            "poolsize must have two numbers, received 2",
        ),
        (
            lambda: network3.ConvPoolLayer((2, 1, 3, 3), (2, 1, 8, 8.5)),
            "image_shape must be a whole number",
        ),
        (lambda: network3.FullyConnectedLayer(2, 2, "relu"), "without quotes"),
        (lambda: network3.FullyConnectedLayer(2, 2, [network3.ReLU]), "or brackets"),
        (lambda: network3.FullyConnectedLayer(10**6, 10**6), "at most 268,435,456"),
        (lambda: network3.SoftmaxLayer(10**6, 10**6), "at most 268,435,456"),
        (lambda: network3.Network(network3.SoftmaxLayer(6, 3), 2), "must be a list of"),
        (lambda: network3.Network([6, 3], 2), "must be a list of .* received an int"),
        (lambda: network3.Network([network3.SoftmaxLayer(6, 3)], 0.5), "mini_batch_"),
        (lambda: make_net().SGD(ARRAYS, 3.0, 2, 30, ARRAYS), "in this order"),
        (lambda: make_net().SGD(ARRAYS, 1, 2, 0.1, None), "received None"),
        (lambda: make_net().SGD(ARRAYS, 1, 2, "a", ARRAYS), "eta must be a number"),
        (lambda: make_net().SGD(ARRAYS, 1, 2, 1, ARRAYS, None, ARRAYS), "lmbda must"),
        (lambda: make_net().test_mb_predictions(0.5), "i must be a whole number"),
        (lambda: make_net().layers[0].w.set_value(np.zeros(4)), "must have the shape"),
        (lambda: make_net().layers[0].b.set_value([np.nan] * 4), "finite numbers"),
        (lambda: setattr(make_net().layers[0], "w", [[1], [1, 2]]), "must be an array"),
        (lambda: make_net().predict([[1], [1, 2]]), "images must be an array"),
    ],
)
def test_network3s_other_mistakes(call, words):
    with pytest.raises(ArgumentError, match=words):
        call()


def test_network3_predicts_from_pixels_alone():
    for images in (np.full(6, 255.0), np.full(6, -0.5)):
        with pytest.raises(ShapeError, match=r"predict: x must lie in 0\.\.1"):
            make_net().predict(images)
    with pytest.raises(DataError, match="predict: each x must hold finite numbers"):
        make_net().predict(np.full(6, np.nan))


def test_network3_takes_lists_and_expanded_images(capsys):
    lists = [part.tolist() for part in ARRAYS]
    net = make_net()
    net.SGD(lists, 1, 2, 0.1, lists, lists)
    assert len(net.test_mb_predictions(1)) == 2
    images = np.random.default_rng(0).random((4, 9), np.float32)
    expanded = ExpandedImages(images)
    layers = [network3.SoftmaxLayer(9, 3)]
    pair = expanded, np.zeros(20, int)
    network3.Network(layers, 2).SGD(pair, 1, 2, 0.1, pair, pair)
    capsys.readouterr()


def test_size_is_how_many_images_there_are():
    assert network3.size(ARRAYS) == 4


def test_network3_trains_on_a_mini_batch_at_least():
    few = X3[:1], Y3[:1]
    with pytest.raises(ArgumentError, match="at most 1, the number of its images"):
        make_net().SGD(few, 1, 2, 0.1, ARRAYS, ARRAYS)


def test_network3_warns_of_bytes_that_are_only_0_and_1():
    flags = np.array([[0, 1, 0, 1, 0, 1]] * 4, np.uint8), ARRAYS[1]
    with pytest.warns(Network4Warning, match=r"training_data: .*\.astype\(bool\)"):
        make_net().SGD(flags, 1, 2, 0.1, ARRAYS, ARRAYS)
