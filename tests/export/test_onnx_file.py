"""Exported networks, run by ONNX Runtime beside our own engines."""

import json

import numpy as np
import pytest
from exported import LAYERS, SHAPE, random_model

from network4.datasets import load_mnist
from network4.errors import ArgumentError
from network4.export import write_onnx
from network4.layers import (
    BatchNorm,
    Conv,
    ConvPool,
    Dropout,
    FullyConnected,
    L2Pool,
    MaxPool,
    Parallel,
    Residual,
    Softmax,
)
from network4.model import load_model
from network4.model.ensemble import Ensemble
from network4.network import Network

onnx = pytest.importorskip("onnx")
runtime = pytest.importorskip("onnxruntime")


def run(path, images):
    session = runtime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (outputs,) = session.run(None, {"images": images})
    return outputs, session


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_every_layer_gives_our_outputs(generator, tmp_path, layer):
    model = random_model([layer, Softmax(3, dropout=0.2)], generator)
    write_onnx(tmp_path / "model.onnx", model)
    for count in (1, 7):
        images = generator.random((count, *SHAPE), np.float32)
        outputs, _ = run(tmp_path / "model.onnx", images)
        np.testing.assert_allclose(outputs, model.outputs(images), atol=1e-5)


@pytest.mark.parametrize("activation", ["linear", "sigmoid", "tanh", "relu"])
def test_outputs_need_not_be_softmax(generator, tmp_path, activation):
    last = FullyConnected(3, activation=activation)
    model = random_model([last], generator, shape=(6,), cost="quadratic")
    write_onnx(tmp_path / "model.onnx", model)
    images = generator.random((4, 6), np.float32)
    outputs, _ = run(tmp_path / "model.onnx", images)
    np.testing.assert_allclose(outputs, model.outputs(images), atol=1e-5)


LINEAR = FullyConnected(1, activation="linear")
OTHERS = {
    "regression": ([FullyConnected(9, activation="tanh"), LINEAR], (3,), "numbers"),
    "autoencoder": ([FullyConnected(5), FullyConnected(16)], (1, 4, 4), "pixels"),
    "maps": ([Conv(4, 3, padding=1), Conv(1, 3, padding="same")], (1, 6, 6), "pixels"),
    "pooled": ([Conv(4, 3), MaxPool(2)], (1, 6, 6), "pixels"),
    "block": (
        [Residual(Conv(2, 3, padding=1), activation="tanh")],
        (2, 4, 4),
        "pixels",
    ),
    "sequence": (
        [
            BatchNorm(activation="relu"),
            Parallel([BatchNorm(), Dropout(0.5)]),
            FullyConnected(3, activation="linear"),
        ],
        (5, 3),
        "numbers",
    ),
}


@pytest.mark.parametrize(("layers", "shape", "inputs"), OTHERS.values(), ids=OTHERS)
def test_networks_for_other_things(generator, tmp_path, layers, shape, inputs):
    """Numbers are not divided by anything; outputs have the shape of the last layer."""
    model = random_model(layers, generator, shape, "squared_error", inputs)
    write_onnx(tmp_path / "model.onnx", model)
    images = generator.random((4, *shape), np.float32)
    if inputs == "numbers":
        images = 200 * images - 100
    outputs, session = run(tmp_path / "model.onnx", images)
    assert outputs.shape == (4, *model.network.output_shape)
    largest = np.abs(outputs).max()
    np.testing.assert_allclose(outputs, model.outputs(images), atol=1e-5 * largest)
    (made,) = session.get_outputs()
    assert made.shape == ["n", *model.network.output_shape]
    assert inputs in session.get_modelmeta().description


def test_one_output_is_the_probability_of_class_1(generator, tmp_path):
    model = random_model([FullyConnected(1)], generator)
    write_onnx(tmp_path / "model.onnx", model)
    images = generator.random((9, *SHAPE), np.float32)
    outputs, _ = run(tmp_path / "model.onnx", images)
    assert outputs.shape == (9, 1)
    expected = model.predict_proba(images)[:, 1:]
    np.testing.assert_allclose(outputs, expected, atol=1e-5)


def test_an_open_length_is_any_number(generator, tmp_path):
    layers = [BatchNorm(activation="tanh"), Residual(BatchNorm())]
    model = random_model(layers, generator, (None, 3), "squared_error", "numbers")
    write_onnx(tmp_path / "model.onnx", model)
    for time in (1, 8):
        images = generator.normal(size=(2, time, 3)).astype(np.float32)
        outputs, session = run(tmp_path / "model.onnx", images)
        np.testing.assert_allclose(outputs, model.outputs(images), atol=1e-5)
    (given,), (made,) = session.get_inputs(), session.get_outputs()
    assert given.shape == made.shape == ["n", "length1", 3]


def test_whole_numbers_are_refused(generator, tmp_path):
    model = random_model([FullyConnected(3)], generator, (4,), inputs=7)
    with pytest.raises(ArgumentError, match="received one that reads whole numbers"):
        write_onnx(tmp_path / "model.onnx", model)


def test_all_test_images_are_read_alike(tmp_path, mnist_directory):
    model = load_model()
    write_onnx(tmp_path / "digits.onnx", model)
    images = load_mnist(mnist_directory).test.images
    outputs, _ = run(tmp_path / "digits.onnx", np.float32(images)[:, None] / 255)
    np.testing.assert_allclose(outputs, model.outputs(images), atol=1e-5)


def test_an_ensemble_is_one_graph(generator, tmp_path):
    deep = [ConvPool(3, 3), FullyConnected(5), Softmax(4)]
    models = [random_model(layers, generator) for layers in (deep, [Softmax(4)], deep)]
    write_onnx(tmp_path / "ensemble.onnx", Ensemble(models))
    images = generator.random((5, *SHAPE), np.float32)
    outputs, session = run(tmp_path / "ensemble.onnx", images)
    expected = Ensemble(models).predict_proba(images)
    np.testing.assert_allclose(outputs, expected, atol=1e-5)
    described = session.get_modelmeta().custom_metadata_map["network4.network"]
    assert len(json.loads(described)) == 3


def test_the_file_says_what_it_holds(generator, tmp_path):
    model = random_model([Softmax(3)], generator, classes=["a", "b", "c"])
    write_onnx(tmp_path / "model.onnx", model)
    onnx.checker.check_model(str(tmp_path / "model.onnx"), full_check=True)
    _, session = run(tmp_path / "model.onnx", np.zeros((1, *SHAPE), np.float32))
    held = session.get_modelmeta().custom_metadata_map
    assert json.loads(held["network4.classes"]) == ["a", "b", "c"]
    described = json.loads(held["network4.network"])
    assert Network.from_dict(described) == model.network
    (given,), (made,) = session.get_inputs(), session.get_outputs()
    assert (given.name, given.shape) == ("images", ["n", *SHAPE])
    assert (made.name, made.shape) == ("outputs", ["n", 3])


@pytest.mark.parametrize("opset", [18, 21])
def test_older_programs_can_be_served(generator, tmp_path, opset):
    model = random_model([L2Pool(2), BatchNorm(), Softmax(3)], generator)
    write_onnx(tmp_path / "model.onnx", model, opset)
    (found,) = onnx.load(tmp_path / "model.onnx").opset_import
    assert found.version == opset
    images = generator.random((2, *SHAPE), np.float32)
    outputs, _ = run(tmp_path / "model.onnx", images)
    np.testing.assert_allclose(outputs, model.outputs(images), atol=1e-5)


def test_what_cannot_be_written_is_refused(generator, tmp_path):
    model = random_model([Softmax(3)], generator)
    with pytest.raises(ArgumentError, match="opset must be a whole number in 18"):
        write_onnx(tmp_path / "model.onnx", model, 7)
    other = random_model([Softmax(3)], generator, shape=(1, 4, 4))
    with pytest.raises(ArgumentError, match="must read the same images"):
        write_onnx(tmp_path / "model.onnx", Ensemble([model, other]))
    numbers = random_model([Softmax(3)], generator, inputs="numbers")
    with pytest.raises(ArgumentError, match=r"numbers \(2, 9, 10\) and pixels"):
        write_onnx(tmp_path / "model.onnx", Ensemble([model, numbers]))
    sigmoid = random_model([FullyConnected(3)], generator, cost="cross_entropy")
    with pytest.raises(ArgumentError, match="must all end with Softmax"):
        write_onnx(tmp_path / "model.onnx", Ensemble([model, sigmoid]))
    assert not list(tmp_path.iterdir())
