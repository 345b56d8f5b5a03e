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
    ConvPool,
    FullyConnected,
    L2Pool,
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
    sigmoid = random_model([FullyConnected(3)], generator, cost="cross_entropy")
    with pytest.raises(ArgumentError, match="must all end with Softmax"):
        write_onnx(tmp_path / "model.onnx", Ensemble([model, sigmoid]))
    assert not list(tmp_path.iterdir())
