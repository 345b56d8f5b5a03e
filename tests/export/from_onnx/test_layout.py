"""Values that are transposed, reshaped and padded: folded into layers, or refused."""

import numpy as np
import pytest
from onnx_graphs import UINT8, assert_alike, chain, model_of, onnx

from network4.errors import ModelFileError
from network4.export import read_onnx
from network4.layers import named

FIRST, LAST = [0, 3, 1, 2], [0, 2, 3, 1]


def save(directory, nodes, shape, constants, **options):
    onnx.save(
        model_of(chain(*nodes), shape, constants, **options), directory / "a.onnx"
    )


def keras_nodes(to_first, flatten):
    """A network as tf2onnx writes those of Keras, whose channels are last."""
    return [
        to_first,
        ("Conv", "w", {"auto_pad": "SAME_UPPER", "strides": [2, 2]}),
        ("Relu", "", {}),
        ("Transpose", "", {"perm": LAST}),
        ("Add", "by_channel", {}),
        ("Transpose", "", {"perm": FIRST}),
        ("MaxPool", "", {"kernel_shape": [2, 2], "strides": [2, 2]}),
        ("Transpose", "", {"perm": LAST}),
        flatten,
        ("MatMul", "dense", {}),
        ("Add", "biases", {}),
        ("Softmax", "", {}),
    ]


def keras_constants(generator, channels):
    return {
        "w": generator.normal(size=(4, channels, 3, 3)),
        "by_channel": generator.normal(size=4),
        "dense": generator.normal(size=(36, 5)),
        "biases": generator.normal(size=5),
        "flat": np.array([-1, 36]),
        "first": np.array([-1, channels, 12, 12]),
    }


@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize(
    "flatten", [("Flatten", "", {}), ("Reshape", "flat", {})], ids=["flat", "reshaped"]
)
def test_networks_of_keras(generator, tmp_path, channels, flatten):
    """They read (n, channels, height, width) here, whatever the file has."""
    nodes = keras_nodes(("Transpose", "", {"perm": FIRST}), flatten)
    constants = keras_constants(generator, channels)
    save(tmp_path, nodes, (12, 12, channels), constants)
    images = generator.random((3, 12, 12, channels), np.float32)
    model = assert_alike(tmp_path / "a.onnx", images, images.transpose(0, 3, 1, 2))
    assert model.network.input_shape == (channels, 12, 12)


def test_one_channel_may_be_moved_by_a_reshape(generator, tmp_path):
    nodes = keras_nodes(("Reshape", "first", {}), ("Flatten", "", {}))
    save(tmp_path, nodes, (12, 12, 1), keras_constants(generator, 1))
    images = generator.random((3, 12, 12, 1), np.float32)
    assert_alike(tmp_path / "a.onnx", images, images[..., 0])


@pytest.mark.parametrize("channels", [1, 3])
def test_channels_last_without_a_convolution(generator, tmp_path, channels):
    """One or three values behind the others are taken for channels."""
    w = generator.normal(size=(20 * channels, 3))
    nodes = [("Flatten", "", {}), ("MatMul", "w", {})]
    save(tmp_path, nodes, (4, 5, channels), {"w": w})
    images = generator.random((3, 4, 5, channels), np.float32)
    model = assert_alike(tmp_path / "a.onnx", images, images.transpose(0, 3, 1, 2))
    assert model.network.input_shape == (channels, 4, 5)


def test_rows_that_are_flattened_are_those_of_an_image(generator, tmp_path):
    """As Keras has images of one channel in front of its first Dense layer."""
    nodes = [("Mul", "half", {}), ("Flatten", "", {}), ("MatMul", "w", {})]
    constants = {"w": generator.normal(size=(784, 3)), "half": 0.5}
    save(tmp_path, nodes, (28, 28), constants)
    images = generator.random((3, 28, 28), np.float32)
    model = assert_alike(tmp_path / "a.onnx", images)
    assert model.network.input_shape == (1, 28, 28)


def test_maps_come_out_channels_first_too(generator, tmp_path):
    w = generator.normal(size=(3, 2, 3, 3))
    first, last = ("Transpose", "", {"perm": FIRST}), ("Transpose", "", {"perm": LAST})
    save(tmp_path, [first, ("Conv", "w", {}), last], (6, 7, 2), {"w": w})
    images = generator.random((3, 6, 7, 2), np.float32)
    plain = tmp_path / "plain"
    plain.mkdir()
    save(plain, [("Conv", "w", {})], (2, 6, 7), {"w": w})
    model = read_onnx(tmp_path / "a.onnx")
    turned = images.transpose(0, 3, 1, 2)
    expected = assert_alike(plain / "a.onnx", turned).outputs(turned)
    np.testing.assert_array_equal(model.outputs(turned), expected)
    save(tmp_path, [("Conv", "w", {}), last], (2, 6, 7), {"w": w})
    with pytest.raises(ModelFileError, match="transposed or reshaped at the end"):
        read_onnx(tmp_path / "a.onnx")


@pytest.mark.parametrize(
    ("axes", "is_turned"),
    [([1, 2], True), ([2, 3], False), ([-1, -2], False), ([-2, 1], True)],
)
@pytest.mark.parametrize(("opset", "keepdims"), [(13, 0), (21, 1), (13, 1), (21, 0)])
def test_means_of_whole_maps(generator, tmp_path, axes, is_turned, opset, keepdims):
    constants = {"w": generator.normal(size=(3, 2, 3, 3)), "axes": np.array(axes)}
    constants["dense"] = generator.normal(size=(3, 4))
    settings = {"keepdims": keepdims} | ({"axes": axes} if opset < 18 else {})
    mean = ("ReduceMean", "axes" if opset >= 18 else "", settings)
    turned = [("Transpose", "", {"perm": LAST})] if is_turned else []
    nodes = [("Conv", "w", {}), *turned, mean, ("Flatten", "", {})]
    nodes.append(("MatMul", "dense", {}))
    save(tmp_path, nodes, (2, 6, 5), constants, opset=opset)
    assert_alike(tmp_path / "a.onnx", generator.random((3, 2, 6, 5), np.float32))


RESHAPED = [
    ([0, -1], "n"),
    ([-1, 24], "n"),
    ([0, 24], "n"),
    ([7, -1], 7),
    ([7, 24], 7),
    ([-1, 24], 7),
]


@pytest.mark.parametrize(("sizes", "batch"), RESHAPED, ids=str)
def test_reshaped_examples(generator, tmp_path, sizes, batch):
    constants = {"sizes": np.array(sizes), "w": generator.normal(size=(24, 3))}
    nodes = [("Reshape", "sizes", {}), ("MatMul", "w", {})]
    save(tmp_path, nodes, (2, 3, 4), constants, batch=batch)
    assert_alike(tmp_path / "a.onnx", generator.random((7, 2, 3, 4), np.float32))


def test_sides_of_one_come_and_go(generator, tmp_path):
    """In both ways in which opsets have said which."""
    constants = {"w": generator.normal(size=(2, 1, 3, 3)), "one": np.array([1])}
    constants |= {"last": np.array([-1]), "dense": generator.normal(size=(2, 3))}
    images = generator.random((3, 5, 5), np.float32)
    pool = ("GlobalMaxPool", "", {})
    for opset, in_front, behind in (
        (11, ("Unsqueeze", "", {"axes": [1]}), ("Squeeze", "", {"axes": [2, 3]})),
        (21, ("Unsqueeze", "one", {}), ("Squeeze", "last", {})),
    ):
        nodes = [in_front, ("Conv", "w", {}), pool, behind]
        nodes += [("Flatten", "", {}), ("MatMul", "dense", {})]
        save(tmp_path, nodes, (5, 5), constants, opset=opset)
        model = assert_alike(tmp_path / "a.onnx", images)
        assert model.network.input_shape == (1, 5, 5)


@pytest.mark.parametrize("pads", [[1, 2, 1, 2], [1, 0, 0, 2]], ids=str)
@pytest.mark.parametrize("auto_pad", ["NOTSET", "SAME_UPPER"])
def test_a_pad_belongs_to_the_convolution(generator, tmp_path, pads, auto_pad):
    around = np.array([0, 0, *pads[:2], 0, 0, *pads[2:]])
    constants = {"w": generator.normal(size=(3, 2, 3, 3)), "pads": around}
    nodes = [("Pad", "pads", {}), ("Conv", "w", {"auto_pad": auto_pad})]
    save(tmp_path, nodes, (2, 5, 6), constants)
    assert_alike(tmp_path / "a.onnx", generator.random((3, 2, 5, 6), np.float32))


def test_bytes_are_cast(generator, tmp_path):
    """What reads bytes reads the pixels that these are."""
    w = generator.normal(size=(12, 3))
    nodes = [("Flatten", "", {}), ("Cast", "", {"to": 1}), ("MatMul", "w", {})]
    save(tmp_path, nodes, (1, 3, 4), {"w": w}, given=UINT8)
    assert_alike(
        tmp_path / "a.onnx", generator.integers(0, 256, (5, 1, 3, 4), np.uint8)
    )


REFUSED = [
    ([("Flatten", "", {"axis": 2})], "its Flatten has axis=2"),
    ([("Flatten", "", {"axis": 0})], "its Flatten has axis=0"),
    ([("Reshape", "n1", {})], r"its Reshape makes \[1, -1\]"),
    ([("Reshape", "moved", {})], r"its Reshape makes \[-1, 4\]"),
    ([("Reshape", "nought", {"allowzero": 1})], "allowzero=1"),
    ([("Reshape", "floats", {})], "must be whole numbers"),
    ([("Transpose", "", {"perm": [1, 0, 2, 3]})], r"perm=\[1, 0, 2, 3\]"),
    ([("Transpose", "", {})], "perm=None"),
    ([("Squeeze", "", {})], "its Squeeze has no axes"),
    ([("Squeeze", "zero", {})], r"its Squeeze has axes=\[0\]"),
    ([("Unsqueeze", "zero", {})], r"its Unsqueeze has axes=\[0\]"),
    ([("Cast", "", {"to": 10})], "type float16"),
    ([("Cast", "", {"to": 7})], "type int64"),
    ([("Cast", "", {"to": 8})], "to=8"),
    ([("Pad", "pads", {}), ("MaxPool", "", {"kernel_shape": [2, 2]})], "MaxPool after"),
    ([("Pad", "pads", {})], "a Pad at its end"),
    ([("Pad", "pads", {"mode": "edge"})], "mode=edge"),
    ([("Pad", "pads,one", {})], "a value other than 0"),
    ([("Pad", "examples", {})], "its Pad has axes"),
    ([("Slice", "zero,zero", {})], "its Slice"),
    ([("Slice", "one,many,rows", {})], "its Slice takes 1 to"),
    ([("Slice", "zero,many,rows,two", {})], "steps of"),
    ([("ReduceMean", "zero", {})], r"axes=\[0\]"),
    ([("ReduceMean", "rows", {})], r"axes=\[2\]"),
    (
        [
            ("Conv", "w", {}),
            ("Transpose", "", {"perm": LAST}),
            ("MaxPool", "", {"kernel_shape": [2, 2]}),
        ],
        "its MaxPool reads values that are transposed",
    ),
]


@pytest.mark.parametrize(("nodes", "words"), REFUSED)
def test_what_no_layer_does_is_refused_by_name(tmp_path, nodes, words):
    wholes = {
        "n1": [1, -1],
        "moved": [-1, 4],
        "nought": [0, 0, -1],
        "zero": [0],
        "one": [1],
        "two": [2],
        "rows": [2],
        "many": [99],
        "pads": [0, 0, 1, 1, 0, 0, 1, 1],
        "examples": [1, 0, 0, 0, 0, 0, 0, 0],
    }
    constants = {name: np.array(each) for name, each in wholes.items()}
    constants["one"] = np.array([1.0]) if "Pad" in str(nodes) else constants["one"]
    constants |= {"floats": np.array([1.0, 24.0]), "w": np.ones((4, 2, 1, 1))}
    save(tmp_path, nodes, (2, 3, 4), constants)
    with pytest.raises(ModelFileError, match=words):
        read_onnx(tmp_path / "a.onnx")


def test_what_is_folded_is_in_the_weights(generator, tmp_path):
    """No layer is left of the transposes: one product with permuted weights."""
    w = generator.normal(size=(24, 3)).astype(np.float32)
    nodes = [
        ("Transpose", "", {"perm": LAST}),
        ("Flatten", "", {}),
        ("MatMul", "w", {}),
    ]
    save(tmp_path, nodes, (2, 3, 4), {"w": w})
    model = read_onnx(tmp_path / "a.onnx")
    ((_, found), _) = named(model.parameters)
    expected = w.reshape(3, 4, 2, 3).transpose(2, 0, 1, 3).reshape(24, 3)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    ("shape", "order"),
    [
        ((1, 6, 6), [0, 1, 3, 2]),
        ((1, 6, 7), [0, 1, 3, 2]),
        ((6, 6, 1), [0, 3, 2, 1]),
        ((6, 6, 3), [0, 2, 1, 3]),
        ((6, 6, 6), [0, 2, 3, 1]),
    ],
)
def test_inputs_that_are_turned_otherwise_are_refused(
    generator, tmp_path, shape, order
):
    turned = tuple(shape[axis - 1] for axis in order[1:])
    constants = {"w": generator.normal(size=(3, turned[0], 3, 3))}
    nodes = [("Transpose", "", {"perm": order}), ("Conv", "w", {})]
    save(tmp_path, nodes, shape, constants)
    with pytest.raises(ModelFileError, match="turns the input otherwise than to chan"):
        read_onnx(tmp_path / "a.onnx")


def test_rows_and_columns_may_be_exchanged_later(generator, tmp_path):
    constants = {"w": generator.normal(size=(3, 1, 3, 3))}
    constants["dense"] = generator.normal(size=(48, 4))
    nodes = [("Conv", "w", {}), ("Transpose", "", {"perm": [0, 1, 3, 2]})]
    nodes += [("Flatten", "", {}), ("MatMul", "dense", {})]
    save(tmp_path, nodes, (1, 6, 6), constants)
    assert_alike(tmp_path / "a.onnx", generator.random((3, 1, 6, 6), np.float32))
