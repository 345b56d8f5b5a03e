import json

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.layers import (
    Conv,
    ConvPool,
    Dropout,
    FullyConnected,
    L2Pool,
    MaxPool,
    Softmax,
    named,
)
from network4.network import Network

EVERYTHING = Network(
    [
        ConvPool(4, 3, activation="relu", initializer="he"),
        Conv(6, (2, 3), stride=(1, 2), padding=(0, 1), groups=2, activation="tanh"),
        MaxPool(3, stride=1),
        L2Pool(2),
        Dropout(0.25),
        FullyConnected(7, activation="linear", dropout=0.5),
        Softmax(5, dropout=0.1),
    ],
    input_shape=(3, 16, 20),
    cost="cross_entropy",
)


def test_shapes_are_inferred_from_end_to_end():
    assert EVERYTHING.shapes == (
        (3, 16, 20),
        (4, 7, 9),
        (6, 6, 5),
        (6, 4, 3),
        (6, 2, 1),
        (6, 2, 1),
        (7,),
        (5,),
    )


def test_parameters_are_counted_as_by_hand():
    by_hand = (4 * 3 * 9 + 4) + (6 * 2 * 6 + 6) + (12 * 7 + 7) + (7 * 5 + 5)
    assert EVERYTHING.num_parameters == by_hand
    drawn = EVERYTHING.initial_parameters(seed=1)
    assert sum(array.size for _, array in named(drawn)) == by_hand


def test_the_table_has_a_line_for_each_layer_and_the_total():
    lines = str(EVERYTHING).splitlines()
    assert len(lines) == 1 + 1 + len(EVERYTHING.layers) + 1
    assert "MaxPool(size=3, stride=1)" in lines[4]
    operations = 4 * 14 * 18 * 3 * 9 + 6 * 6 * 5 * 2 * 6 + 12 * 7 + 7 * 5
    total = ["total", f"{EVERYTHING.num_parameters:,}", f"{operations:,}"]
    assert lines[-1].split() == total


def test_a_description_survives_json():
    described = json.loads(json.dumps(EVERYTHING.to_dict()))
    assert Network.from_dict(described) == EVERYTHING


def test_same_seed_same_weights_other_seed_others():
    first, again, other = (
        EVERYTHING.initial_parameters(seed)["layer1"] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first["weights"], again["weights"])
    assert not np.array_equal(first["weights"], other["weights"])


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        (
            [ConvPool(4, 30), Softmax(10)],
            "Network, layer 1: ConvPool expects .* 30 x 30",
        ),
        ([Softmax(10), Softmax(10)], "Softmax layer must be the last"),
        (
            [FullyConnected(9), Conv(4, 5), Softmax(10)],
            "Network, layer 2: Conv expects an image .* received 9 values",
        ),
    ],
)
def test_an_impossible_network_is_refused_by_layer(layers, words):
    with pytest.raises((ShapeError, ArgumentError), match=words):
        Network(layers)


@pytest.mark.parametrize("layers", [[], [Conv(4, 5)], [MaxPool(2)], [Dropout(0.5)]])
def test_a_network_must_end_with_one_unit_a_class(layers):
    with pytest.raises(ArgumentError, match="last layer must be a Softmax or Fully"):
        Network(layers)


@pytest.mark.parametrize(
    "shape", [5, None, (28, 0), (), (1, 0, 28), (1, 2.5, 3), (None, 4, 4), (28, None)]
)
def test_bad_input_shapes_are_refused(shape):
    with pytest.raises(ArgumentError, match="input_shape must be"):
        Network([Softmax(10)], input_shape=shape)


def test_a_layer_alone_is_no_list_of_layers():
    with pytest.raises(ArgumentError, match=r"received Softmax\(.*; put it in square"):
        Network(Softmax(10))


def test_something_that_is_no_layer_is_refused():
    with pytest.raises(
        ArgumentError, match=r"layers must be layers .* received 'conv'"
    ):
        Network(["conv", Softmax(10)])


@pytest.mark.parametrize(
    "change",
    [
        {"layers": [{"type": "Conf"}]},
        {"layers": [{"type": "Softmax", "unit": 3}]},
        {"layers": 3},
        {"layers": [{"units": 10}]},
    ],
)
def test_a_bad_description_is_refused(change):
    with pytest.raises(ArgumentError, match=r"Network\.from_dict"):
        Network.from_dict({**Network([Softmax(10)]).to_dict(), **change})


def test_parameters_of_another_network_are_refused():
    other = Network([Softmax(9)]).initial_parameters(seed=0)
    with pytest.raises(ShapeError, match=r"\(784, 10\).*\(784, 9\)"):
        Network([Softmax(10)]).check_parameters(other)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([[0.0]], "list as layer1.weights"),
        ("weights", "str as layer1.weights"),
        (None, "NoneType as layer1.weights"),
        (np.zeros((784, 10), int), "int64 as layer1.weights"),
        (np.zeros((784, 10), complex), "complex128 as layer1.weights"),
    ],
)
def test_parameters_that_are_no_floats_are_refused(value, words):
    network = Network([Softmax(10)])
    parameters = network.initial_parameters(seed=0)
    parameters["layer1"]["weights"] = value
    with pytest.raises(ArgumentError, match=f"floating numbers, received {words}"):
        network.check_parameters(parameters)


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        ({}, "the type of an objective must be one of .* received None"),
        ({"type": "SquaredError", "a": 1}, "SquaredError must be described by its"),
        ({"type": "Classification", "cost": "x"}, "received 'x'"),
    ],
)
def test_a_bad_description_of_a_cost_is_refused(cost, words):
    with pytest.raises(ArgumentError, match=words):
        Network([Softmax(10)], cost=cost)


@pytest.mark.parametrize("shape", [np.array(3), np.ma.masked, 3, iter(range(10**9))])
def test_what_has_no_sides_or_too_many_is_no_input_shape(shape):
    with pytest.raises(ArgumentError, match="Network: input_shape must be"):
        Network([Softmax(10)], shape)
