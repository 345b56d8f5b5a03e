"""Networks by name: their sizes, and all that can be done with them."""

import numpy as np
import pytest

import network4 as n4
from network4.errors import ArgumentError
from network4.export import write_onnx
from network4.layers import replaced

RESNET = n4.architectures.resnet(8, input_shape=(3, 16, 16))
NETWORKS = {"lenet5": n4.architectures.lenet5(), "resnet": RESNET}


@pytest.fixture(params=NETWORKS)
def network(request):
    return NETWORKS[request.param]


def test_sizes_are_those_published():
    """LeNet-5 layer by layer: 6 maps of 25 + 1 weights, 16 of 150 + 1, and so on."""
    dense = 400 * 120 + 120 + 120 * 84 + 84 + 84 * 10 + 10
    assert n4.architectures.lenet5().num_parameters == 6 * 26 + 16 * 151 + dense
    # He et al. 2016, table 6, in millions: 0.27, 0.46, 0.66, 0.85 and 1.7.
    for depth, millions in ((20, 0.27), (32, 0.46), (44, 0.66), (56, 0.85), (110, 1.7)):
        count = n4.architectures.resnet(depth).num_parameters
        assert round(count / 1e6, 2 if millions < 1 else 1) == millions
    shapes = n4.architectures.resnet(20).shapes
    assert {shape for shape in shapes if len(shape) == 3} == {
        *((3, 32, 32), (16, 32, 32), (32, 16, 16), (64, 8, 8), (64, 1, 1))
    }


def data_for(network, generator, count=40):
    """Images of ten classes, each with its own brightness in each quarter."""
    channels, height, width = network.input_shape
    labels = generator.integers(0, 10, count, dtype=np.uint8)
    quarters = generator.integers(0, 200, (10, channels, 2, 2))[labels]
    images = quarters.repeat(height // 2, axis=2).repeat(width // 2, axis=3)
    images = (images + generator.integers(0, 56, images.shape)).astype(np.uint8)
    split = n4.Split(images, labels)
    names = tuple("0123456789")
    return n4.Dataset(split, split, None, "made up", False, "made up", names)


def test_it_trains_is_saved_and_predicts_the_same(network, generator, tmp_path):
    data = data_for(network, generator)
    run = n4.fit(network, data, epochs=20, learning_rate=0.1, batch_size=10)
    assert run.validation_accuracy > 0.8
    run.model.save(tmp_path / "model.safetensors")
    loaded = n4.load_model(tmp_path / "model.safetensors")
    images = data.train.images
    np.testing.assert_array_equal(loaded.outputs(images), run.model.outputs(images))


def test_its_onnx_file_agrees(network, generator, tmp_path):
    runtime = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnx")
    data = data_for(network, generator)
    run = n4.fit(network, data, epochs=1, learning_rate=0.05, batch_size=10)
    write_onnx(tmp_path / "model.onnx", run.model)
    session = runtime.InferenceSession(tmp_path / "model.onnx")
    pixels = data.train.images.astype(np.float32) / 255
    (outputs,) = session.run(None, {"images": pixels})
    np.testing.assert_allclose(outputs, run.model.outputs(pixels), atol=2e-5)


def test_a_block_whose_body_changes_nothing_passes_its_input_on(generator):
    """With scales of 0 after the last convolution of a body, relu(0 + a) = a."""
    network = n4.Network([*RESNET.layers[:3], n4.Softmax(2)], RESNET.input_shape)
    parameters = network.initial_parameters(0)
    zeros = {"layer3.body.layer4.scales": np.zeros(16, np.float32)}
    model = n4.Model(network, replaced(parameters, zeros))
    images = generator.integers(0, 256, (3, 3, 16, 16), np.uint8)
    before = n4.activations(model, images, "layer2")
    after = n4.activations(model, images, "layer3")
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"depth": 21}, "depth must be 6n"),
        ({"depth": 2}, "depth must be a whole number of at least 8"),
        ({"input_shape": (3, 30, 30)}, "sides that are multiples of 4"),
        ({"input_shape": (3, 32, 16)}, "must be a square"),
    ],
)
def test_what_cannot_be_built_is_refused(arguments, words):
    with pytest.raises(ArgumentError, match=words):
        n4.architectures.resnet(**arguments)
