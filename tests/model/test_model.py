import numpy as np
import pytest
from layered import as_tree

from network4.datasets import Split
from network4.errors import ArgumentError, ShapeError
from network4.layers import FullyConnected, Softmax
from network4.model import Model
from network4.model.ensemble import Ensemble
from network4.network import Network

NETWORK = Network([Softmax(3)], input_shape=(1, 5, 5))


def sigmoid_model(biases):
    network = Network([FullyConnected(2)], input_shape=(1,))
    weights = np.zeros((1, 2), np.float32)
    numbers = {"weights": weights, "biases": np.array(biases, "f")}
    return Model(network, as_tree(numbers))


def test_predict_takes_the_largest_output(generator):
    model = sigmoid_model([-1.0, 1.0])
    np.testing.assert_array_equal(model.predict(np.zeros((3, 1))), [1, 1, 1])
    assert model.predict(np.zeros((3, 1))).dtype == np.int64


def test_sigmoid_outputs_become_probabilities_by_division():
    a = 1 / (1 + np.exp([1.0, -1.0]))
    probabilities = sigmoid_model([-1.0, 1.0]).predict_proba(np.zeros((1, 1)))
    np.testing.assert_allclose(probabilities[0], a / a.sum(), rtol=1e-6)


def test_sigmoids_that_are_all_0_speak_for_no_class():
    probabilities = sigmoid_model([-300.0, -400.0]).predict_proba(np.zeros((1, 1)))
    np.testing.assert_array_equal(probabilities, [[0.5, 0.5]])


def test_linear_outputs_are_no_probabilities():
    network = Network([FullyConnected(2, activation="linear")], input_shape=(1,))
    with pytest.raises(ArgumentError, match="softmax or sigmoid outputs"):
        Model(network, network.initial_parameters(0)).predict_proba(np.zeros((1, 1)))


def test_accuracy_is_the_share_predicted_rightly():
    split = Split(np.zeros((4, 1, 1), np.uint8), np.array([0, 1, 1, 1], np.uint8))
    network = Network([FullyConnected(2)], input_shape=(1, 1, 1))
    model = Model(network, sigmoid_model([-1.0, 1.0]).parameters)
    assert model.accuracy(split) == 0.75


def test_parameters_of_another_network_are_refused():
    with pytest.raises(ShapeError, match="parameters must have the shapes"):
        Model(NETWORK, Network([Softmax(3)]).initial_parameters(0))


@pytest.mark.parametrize("dtype", [np.float16, np.float64, ">f4"])
def test_parameters_become_float32(engine, dtype):
    """Numbers that all these types hold, so that the outputs are those of float32."""
    network = Network([FullyConnected(2, activation="linear")], (3,), "quadratic")
    numbers = {"weights": np.arange(6).reshape(3, 2) / 4, "biases": np.array([1, -1.5])}
    given = as_tree({name: array.astype(dtype) for name, array in numbers.items()})
    model = Model(network, given, engine=engine)
    for array in model.parameters["layer1"].values():
        assert array.dtype == np.float32
        assert array.dtype.isnative
    np.testing.assert_array_equal(model.outputs(np.ones((1, 3))), [[2.5, 0.75]])


def test_shifts_average_the_outputs_of_moved_images(generator):
    network = Network([Softmax(3, initializer="he")], (1, 5, 6))
    model = Model(network, network.initial_parameters(2))
    images = generator.integers(0, 256, (4, 5, 6), dtype=np.uint8)
    down = np.zeros_like(images)
    down[:, 2:] = images[:, :-2]
    left = np.zeros_like(images)
    left[:, :, :-1] = images[:, :, 1:]
    expected = (model.outputs(down) + model.outputs(left)) / 2
    averaged = model.predict_proba(images, shifts=((2, 0), (0, -1)))
    np.testing.assert_allclose(averaged, expected, atol=1e-6)
    answers = model.predict(images, shifts=((2, 0), (0, -1)))
    np.testing.assert_array_equal(answers, expected.argmax(axis=1))
    both = Ensemble([model, model]).predict_proba(images, shifts=((2, 0), (0, -1)))
    np.testing.assert_allclose(both, expected, atol=1e-6)


def test_shifts_of_another_kind_are_refused():
    network = Network([Softmax(3)], (30,))
    model = Model(network, network.initial_parameters(2))
    with pytest.raises(ArgumentError, match="outputs: shifts must be pairs"):
        model.outputs(np.zeros((1, 30)), shifts=((1, 2, 3),))
    for shifts in (3, (1, 0)):
        with pytest.raises(ArgumentError, match="outputs: shifts must be pairs"):
            model.outputs(np.zeros((1, 30)), shifts=shifts)
    with pytest.raises(ShapeError, match="outputs: shifts must go with images"):
        model.outputs(np.zeros((1, 30)), shifts=((1, 0),))


@pytest.mark.parametrize("engine", ["x", None, 3])
def test_an_unknown_engine_is_refused_where_it_is_given(engine):
    with pytest.raises(ArgumentError, match=r"^Model: engine must be one of 'auto'"):
        Model(NETWORK, NETWORK.initial_parameters(0), engine=engine)
