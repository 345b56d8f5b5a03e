import json
import struct

import numpy as np
import pytest
from layered import arrays_of, as_tree
from safetensors import safe_open
from safetensors.numpy import save_file

from network4.datasets import Split
from network4.errors import ArgumentError, ModelFileError, ShapeError
from network4.layers import Conv, FullyConnected, Softmax, named
from network4.model import Model, load_model
from network4.model.ensemble import Ensemble
from network4.network import Network

NETWORK = Network([Conv(2, 3, activation="relu"), Softmax(3)], input_shape=(1, 5, 5))
MODEL = Model(NETWORK, NETWORK.initial_parameters(1), {"classes": ("a", "b", "c")})


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


def test_a_file_holds_the_description_in_its_header_and_arrays_by_layer(tmp_path):
    path = tmp_path / "model.safetensors"
    MODEL.save(path)
    with safe_open(path, framework="numpy") as file:
        header = json.loads(file.metadata()["network4"])
        names = set(file.keys())
    assert header["network"] == json.loads(json.dumps(NETWORK.to_dict()))
    assert names == {f"layer{n}.{p}" for n in (1, 2) for p in ("weights", "biases")}
    loaded = load_model(path)
    assert loaded.network == NETWORK
    assert loaded.details == {"classes": ["a", "b", "c"]}
    both = (arrays_of(model.parameters) for model in (MODEL, loaded))
    for mine, theirs in zip(*both, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def saved(tmp_path, **changes):
    """A model file with its header or its tensors changed."""
    header = {"format_version": 1, "network": NETWORK.to_dict(), "details": {}}
    tensors = dict(named(MODEL.parameters))
    tensors.update(changes.pop("tensors", {}))
    header.update(changes)
    path = tmp_path / "changed.safetensors"
    kept = {name: array for name, array in tensors.items() if array is not None}
    save_file(kept, path, {"network4": json.dumps(header)})
    return path


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format_version": 2}, "has format version 2, this network4 reads 1"),
        ({"network": {}}, "must have input_shape, cost and layers"),
        ({"network": None}, "is no model"),
        ({"tensors": {"layer1.weights": None}}, "it has no tensor layer1.weights"),
        ({"tensors": {"layer9.weights": np.zeros(3, "f")}}, "tensors of no layer"),
        ({"tensors": {"layer2.biases": np.zeros(4, "f")}}, "must have the shapes"),
        ({"tensors": {"layer2.biases": np.zeros(3)}}, "not all float32"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(tmp_path, changes, words):
    with pytest.raises(ModelFileError, match=words):
        load_model(saved(tmp_path, **changes))


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 not a model", struct.pack("<Q", 2**62) + b"{}", b"\x80\x04."],
    ids=["empty", "zip", "huge header", "pickle"],
)
def test_other_files_are_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "odd.safetensors"
    path.write_bytes(content)
    with pytest.raises(
        ModelFileError, match=r"odd.safetensors is no model of network4"
    ):
        load_model(path)


def test_a_truncated_model_is_refused(tmp_path):
    path = tmp_path / "model.safetensors"
    MODEL.save(path)
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(ModelFileError, match="is no model"):
        load_model(path)


def test_someone_elses_safetensors_are_refused(tmp_path):
    save_file({"x": np.zeros(3)}, tmp_path / "other.safetensors")
    with pytest.raises(ModelFileError, match="lacks or misstates 'network4'"):
        load_model(tmp_path / "other.safetensors")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelFileError, match=r"none\.safetensors does not exist"):
        load_model(tmp_path / "none.safetensors")


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
