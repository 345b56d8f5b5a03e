"""What a file ends with: logits, probabilities, logarithms of them, numbers."""

import numpy as np
import pytest
from onnx_graphs import assert_alike, chain, model_of, onnx

from network4.errors import ModelFileError
from network4.export import read_onnx


def save(directory, nodes, shape, **constants):
    onnx.save(model_of(nodes, shape, constants), directory / "a.onnx")


def test_logits_become_probabilities(generator, tmp_path):
    """A classifier as PyTorch trains it; ONNX Runtime gives its logits."""
    w, b = generator.normal(size=(784, 10)), generator.normal(size=10)
    nodes = chain(("Flatten", "", {}), ("Gemm", "w,b", {}))
    save(tmp_path, nodes, (1, 28, 28), w=w, b=b)
    images = generator.random((4, 28, 28), np.float32)
    z = images.reshape(4, -1).astype(np.float64) @ np.float32(w) + np.float32(b)
    expected = np.exp(z - z.max(1, keepdims=True))
    expected /= expected.sum(1, keepdims=True)
    model = read_onnx(tmp_path / "a.onnx")
    model.check_reads_digits("test")
    np.testing.assert_allclose(model.outputs(images), expected, atol=1e-5)
    same = read_onnx(tmp_path / "a.onnx", outputs="probabilities")
    assert same.network == model.network
    as_it_is = read_onnx(tmp_path / "a.onnx", outputs="numbers")
    np.testing.assert_allclose(as_it_is.outputs(images), z, rtol=1e-4, atol=1e-4)


def test_one_logit_becomes_a_probability_if_asked(generator, tmp_path):
    w = generator.normal(size=(6, 1))
    save(tmp_path, chain(("MatMul", "w", {})), (6,), w=w)
    images = generator.random((4, 6), np.float32)
    model = read_onnx(tmp_path / "a.onnx", outputs="probabilities")
    expected = 1 / (1 + np.exp(-images @ w))
    np.testing.assert_allclose(model.outputs(images), expected, atol=1e-6)
    assert model.network.cost == "cross_entropy"


@pytest.mark.parametrize(
    ("last", "outputs", "words"),
    [
        ("Tanh", "probabilities", "outputs are no logits"),
        ("LogSoftmax", "numbers", "its LogSoftmax gives logarithms"),
        ("ArgMax", "auto", "it has a ArgMax, which is not understood"),
    ],
)
def test_outputs_of_other_kinds_are_refused(tmp_path, last, outputs, words):
    save(tmp_path, chain(("MatMul", "w", {}), (last, "", {})), (6,), w=np.eye(6))
    with pytest.raises(ModelFileError, match=words):
        read_onnx(tmp_path / "a.onnx", outputs=outputs)


@pytest.mark.parametrize("last", ["Flatten", "Squeeze", "Reshape"])
@pytest.mark.parametrize("softmax", [True, False])
def test_maps_of_one_place_are_classes(generator, tmp_path, last, softmax):
    """A classifier without a dense layer, as SqueezeNet is."""
    held = {"axes": np.array([2, 3]), "sizes": np.array([0, -1])}
    read = {"Flatten": "", "Squeeze": "axes", "Reshape": "sizes"}[last]
    nodes = [("Conv", "w", {}), ("GlobalAveragePool", "", {}), (last, read, {})]
    nodes += [("Softmax", "", {})] * softmax
    w = generator.normal(size=(4, 2, 3, 3))
    save(tmp_path, chain(*nodes), (2, 6, 5), w=w, **held)
    images = generator.random((3, 2, 6, 5), np.float32)
    model = assert_alike(tmp_path / "a.onnx", images)
    assert model.network.output_activation == ("softmax" if softmax else "linear")
    asked = read_onnx(tmp_path / "a.onnx").network
    assert (asked.output_activation, asked.output_shape) == ("softmax", (4,))


def test_a_softmax_may_follow_any_layer(generator, tmp_path):
    """Also one with an activation of its own, or none at all."""
    w = generator.normal(size=(6, 3))
    nodes = chain(("MatMul", "w", {}), ("Relu", "", {}), ("Softmax", "", {"axis": 1}))
    for made in (nodes, chain(("Softmax", "", {}))):
        save(tmp_path, made, (6,), w=w)
        assert_alike(tmp_path / "a.onnx", generator.random((4, 6), np.float32))
