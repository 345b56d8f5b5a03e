"""Scalings that a file has inside, folded into layers."""

import numpy as np
import pytest
from onnx_graphs import UINT8, assert_alike, chain, in_float64, model_of, onnx

from network4.errors import ModelFileError
from network4.export import read_onnx
from network4.layers import BatchNorm, Conv, FullyConnected

SHAPE = (3, 6, 5)


def save(directory, generator, scaling, first, **options):
    """A network with some scaling in front of its first layer."""
    constants = {
        "w": generator.normal(size=(4, 3, 3, 3)),
        "dense": generator.normal(size=(90, 4)),
        "mean": np.array([0.5, 0.4, 0.3]).reshape(3, 1, 1),
        "deviation": np.array([0.2, 0.25, 0.3]).reshape(1, 3, 1, 1),
        "half": 0.5,
        "fine": generator.normal(size=SHAPE),
        "bytes": 255.0,
        "inverse": 1 / 255,
        "means": np.array([120.0, 110.0, 100.0]).reshape(3, 1, 1),
        "spread": np.array([60.0, 61.0, 62.0]).reshape(3, 1, 1),
    }
    nodes = [*scaling, *first]
    onnx.save(
        model_of(chain(*nodes), SHAPE, constants, **options), directory / "a.onnx"
    )


CONV = [("Conv", "w", {})]
PADDED = [("Conv", "w", {"pads": [1, 1, 1, 1]})]
DENSE = [("Flatten", "", {}), ("MatMul", "dense", {})]
SCALINGS = {
    "mean and deviation": [("Sub", "mean", {}), ("Div", "deviation", {})],
    "a x + b": [("Mul", "deviation", {}), ("Add", "half", {})],
    "from the left": [("Sub", "half,@", {}), ("Mul", "mean,@", {})],
    "negative": [("Neg", "", {}), ("Add", "half", {})],
    "factor": [("Mul", "half", {})],
}


@pytest.mark.parametrize("scaling", SCALINGS.values(), ids=SCALINGS)
@pytest.mark.parametrize(
    "first", [CONV, PADDED, DENSE], ids=["conv", "padded", "dense"]
)
def test_a_scaling_in_front_is_folded(generator, tmp_path, scaling, first):
    """Zeros around maps stay zeros: then a layer of its own scales and moves."""
    save(tmp_path, generator, scaling, first)
    images = generator.random((3, *SHAPE), np.float32)
    model = assert_alike(tmp_path / "a.onnx", images)
    kinds = [type(layer) for layer in model.network.layers]
    moves = scaling not in (SCALINGS["factor"],)
    last = FullyConnected if first is DENSE else Conv
    assert kinds == [BatchNorm] * (first is PADDED and moves) + [last]


def test_each_value_may_be_scaled_in_front_of_a_product(generator, tmp_path):
    scaling = [("Sub", "fine", {}), ("Transpose", "", {"perm": [0, 2, 3, 1]})]
    save(tmp_path, generator, scaling, DENSE)
    assert_alike(tmp_path / "a.onnx", generator.random((3, *SHAPE), np.float32))
    for first in (CONV, PADDED):
        save(tmp_path, generator, scaling[:1], first)
        with pytest.raises(ModelFileError, match="places of a channel differently"):
            read_onnx(tmp_path / "a.onnx")


OF_BYTES = {
    "x / 255": [("Div", "bytes", {})],
    "x * (1 / 255)": [("Mul", "inverse", {})],
    "mean and deviation of bytes": [("Sub", "means", {}), ("Div", "spread", {})],
    "then of fractions": [
        ("Div", "bytes", {}),
        ("Sub", "mean", {}),
        ("Div", "deviation", {}),
    ],
}


@pytest.mark.parametrize("scaling", OF_BYTES.values(), ids=OF_BYTES)
@pytest.mark.parametrize(
    "first", [CONV, PADDED, DENSE], ids=["conv", "padded", "dense"]
)
def test_what_expects_bytes_reads_pixels(generator, tmp_path, scaling, first):
    """The file is given 0..255, and the model the same pixels as any model here."""
    save(tmp_path, generator, scaling, first)
    images = generator.integers(0, 256, (3, *SHAPE), np.uint8)
    numbers = images.astype(np.float32)
    model = assert_alike(tmp_path / "a.onnx", numbers, images)
    fractions = in_float64(model, numbers / 255)
    np.testing.assert_allclose(fractions, in_float64(model, images), atol=1e-5)
    assert_alike(tmp_path / "a.onnx", numbers, numbers, inputs="numbers")


def test_the_type_of_bytes_says_so(generator, tmp_path):
    """Then the scaling may be any."""
    scaling = [("Cast", "", {"to": 1}), ("Mul", "half", {})]
    save(tmp_path, generator, scaling, CONV, given=UINT8)
    images = generator.integers(0, 256, (3, *SHAPE), np.uint8)
    assert_alike(tmp_path / "a.onnx", images)
    save(tmp_path, generator, [("Add", "half", {})], CONV, given=UINT8)
    with pytest.raises(ModelFileError, match="its Add computes with uint8"):
        read_onnx(tmp_path / "a.onnx")


BEHIND = {
    "affine": ([("Mul", "four", {}), ("Add", "some", {})], [Conv]),
    "norm": ([("BatchNormalization", "s,o,m,v", {})], [Conv, BatchNorm]),
    "norm, scaled": (
        [("BatchNormalization", "s,o,m,v", {}), ("Mul", "four", {}), ("Relu", "", {})],
        [Conv, BatchNorm],
    ),
    "behind relu": ([("Relu", "", {}), ("Sub", "some,@", {})], [Conv, BatchNorm]),
    "twice": ([("Tanh", "", {}), ("Sigmoid", "", {})], [Conv, BatchNorm]),
    "epsilon 0": ([("BatchNormalization", "s,o,m,v", {"epsilon": 0.0})], [Conv]),
}


@pytest.mark.parametrize(("behind", "kinds"), BEHIND.values(), ids=BEHIND)
def test_what_follows_a_convolution_by_channel(generator, tmp_path, behind, kinds):
    constants = {
        "w": generator.normal(size=(4, 3, 3, 3)),
        "four": generator.normal(size=(4, 1, 1)),
        "some": generator.normal(size=(1, 4, 1, 1)),
        **{name: generator.normal(size=4) for name in "som"},
        "v": generator.uniform(0.5, 2, 4),
    }
    onnx.save(model_of(chain(*CONV, *behind), SHAPE, constants), tmp_path / "a.onnx")
    images = generator.random((3, *SHAPE), np.float32)
    model = assert_alike(tmp_path / "a.onnx", images)
    assert [type(layer) for layer in model.network.layers] == kinds


def test_norms_of_vectors_and_of_flattened_maps(generator, tmp_path):
    numbers = {
        f"{name}{size}": generator.uniform(0.5, 2, size)
        for name in "somv"
        for size in (90, 4)
    }
    norms = [
        ("BatchNormalization", ",".join(f"{name}{size}" for name in "somv"), {})
        for size in (90, 4)
    ]
    nodes = [DENSE[0], norms[0], DENSE[1], norms[1], ("Tanh", "", {})]
    numbers["dense"] = generator.normal(0, 0.1, (90, 4))
    onnx.save(model_of(chain(*nodes), SHAPE, numbers), tmp_path / "a.onnx")
    images = generator.random((3, *SHAPE), np.float32)
    model = assert_alike(tmp_path / "a.onnx", images)
    kinds = [type(layer) for layer in model.network.layers]
    assert (kinds, model.network.input_shape) == ([FullyConnected, BatchNorm], SHAPE)


def test_what_a_file_expects_may_be_said(generator, tmp_path):
    """A convolution that was trained on bytes says nothing of it."""
    save(tmp_path, generator, [], CONV)
    images = generator.integers(0, 256, (3, *SHAPE), np.uint8)
    numbers = images.astype(np.float32)
    assert_alike(tmp_path / "a.onnx", numbers, images, inputs="bytes")
    assert_alike(tmp_path / "a.onnx", numbers / 255, images)
    save(tmp_path, generator, [("Div", "bytes", {})], CONV)
    assert_alike(tmp_path / "a.onnx", numbers / 255, images, inputs="pixels")
    assert_alike(tmp_path / "a.onnx", numbers, images, inputs="bytes")


@pytest.mark.parametrize("unit", [1, 255])
def test_a_norm_in_front_tells_the_range(generator, tmp_path, unit):
    constants = {
        "w": generator.normal(size=(4, 3, 3, 3)),
        "s": np.ones(3),
        "o": np.zeros(3),
        "m": unit * generator.uniform(0.2, 0.5, 3),
        "v": unit**2 * generator.uniform(0.05, 0.1, 3),
    }
    nodes = chain(("BatchNormalization", "s,o,m,v", {}), *PADDED)
    onnx.save(model_of(nodes, SHAPE, constants), tmp_path / "a.onnx")
    images = generator.integers(0, 256, (3, *SHAPE), np.uint8)
    assert_alike(
        tmp_path / "a.onnx", np.float32(images) / 255 * np.float32(unit), images
    )
