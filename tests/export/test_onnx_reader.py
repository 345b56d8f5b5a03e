"""What we write we read; what others write we read or refuse in a sentence."""

import numpy as np
import pytest
from exported import LAYERS, SHAPE, random_model

from network4 import Reconstruction, SquaredError
from network4.errors import ArgumentError, ModelFileError, ShapeError
from network4.export import read_onnx, write_onnx
from network4.layers import (
    AveragePool,
    BatchNorm,
    Conv,
    ConvPool,
    DropConnect,
    Dropout,
    FullyConnected,
    L2Pool,
    MaxPool,
    PaddedShortcut,
    Parallel,
    Residual,
    Softmax,
)
from network4.model.ensemble import Ensemble

onnx = pytest.importorskip("onnx")
helper = pytest.importorskip("onnx.helper")

BLOCKS = [
    Conv(3, 3, biases=False),
    FullyConnected(5, biases=False),
    Residual(Conv(2, 3, padding=1), activation="relu"),
    Residual([Conv(3, 3)], shortcut=[Conv(3, 3, activation="tanh")]),
    Residual([Conv(4, 3, stride=2, padding=1)], shortcut=PaddedShortcut(4)),
    Residual(PaddedShortcut(3, stride=1), shortcut=Conv(3, 1)),
    Parallel([[Conv(2, 1)], [MaxPool(3, stride=1, padding=1), Conv(3, 1)]]),
    Parallel([Conv(2, 1), BatchNorm(), Residual(BatchNorm())], join="add"),
    AveragePool(3, stride=2, padding=1),
    AveragePool(2, stride=2, ceil_mode=True),
    MaxPool(3, padding=1, ceil_mode=True),
    L2Pool(2, ceil_mode=True),
    Dropout(0.3),
]


@pytest.mark.parametrize(
    "layer",
    [*(layer for layer in LAYERS if not isinstance(layer, Dropout)), *BLOCKS],
    ids=repr,
)
def test_what_was_written_is_read_again(generator, tmp_path, layer):
    model = random_model(
        [layer, FullyConnected(4, activation="relu"), Softmax(3)], generator
    )
    write_onnx(tmp_path / "a.onnx", model)
    again = read_onnx(tmp_path / "a.onnx")
    images = generator.random((5, *SHAPE), np.float32)
    np.testing.assert_allclose(again.outputs(images), model.outputs(images), atol=1e-5)
    is_folded = isinstance(layer, (DropConnect, Dropout))
    if not is_folded and not getattr(layer, "dropout", 0):
        first = again.network.layers[0]
        assert type(first) is type(layer)
        assert getattr(first, "activation", "") == getattr(layer, "activation", "")


@pytest.mark.parametrize(
    ("layers", "shape", "objective", "inputs"),
    [
        ([FullyConnected(1, activation="linear")], (3,), SquaredError(), "numbers"),
        ([FullyConnected(4)], (2, 2), Reconstruction("binary_cross_entropy"), "pixels"),
        ([Conv(1, 3, padding=1)], (1, 5, 5), Reconstruction(), "numbers"),
        ([FullyConnected(1)], (3,), "cross_entropy", "pixels"),
    ],
)
def test_what_it_is_for_is_read_again(
    generator, tmp_path, layers, shape, objective, inputs
):
    model = random_model(layers, generator, shape, objective, inputs)
    write_onnx(tmp_path / "a.onnx", model)
    again = read_onnx(tmp_path / "a.onnx")
    assert again.network.objective == model.network.objective
    assert again.network.inputs == inputs
    images = generator.random((5, *shape), np.float32)
    np.testing.assert_allclose(again.outputs(images), model.outputs(images), atol=1e-5)


@pytest.mark.parametrize("shape", [(4, 5, 3), (4, 5, 1), (6, 5), (7,), (2, 3, 4, 5)])
def test_inputs_are_those_that_were_written(generator, tmp_path, shape):
    """Nothing is guessed of a file that says what it reads."""
    model = random_model([FullyConnected(2), Softmax(3)], generator, shape)
    write_onnx(tmp_path / "a.onnx", model)
    assert read_onnx(tmp_path / "a.onnx").network.input_shape == shape


def test_an_ensemble_is_no_line_of_layers(generator, tmp_path):
    models = [random_model([Softmax(3)], generator) for _ in range(2)]
    write_onnx(tmp_path / "a.onnx", Ensemble(models))
    with pytest.raises(ModelFileError, match="its Mean joins branches"):
        read_onnx(tmp_path / "a.onnx")


def node(kind, inputs, output, **settings):
    return helper.make_node(kind, inputs, [output], **settings)


def save(path, nodes, shape, rank=2, **constants):
    to_tensor = onnx.numpy_helper.from_array
    graph = helper.make_graph(
        nodes,
        "made elsewhere",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n", *shape])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [None] * rank)],
        [to_tensor(np.asarray(a, np.float32), n) for n, a in constants.items()],
    )
    opsets = [helper.make_opsetid("", 21)]
    made = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    onnx.save(made, path)


def test_a_network_of_another_hand(generator, tmp_path):
    """As PyTorch writes it: relu before the pool, the weights of Gemm turned."""
    w, b = generator.normal(size=(4, 1, 3, 3)), generator.normal(size=4)
    dense, biases = generator.normal(size=(3, 36)), generator.normal(size=3)
    nodes = [
        node("Conv", ["x", "w", "b"], "c", kernel_shape=[3, 3]),
        node("Relu", ["c"], "r"),
        node("MaxPool", ["r"], "p", kernel_shape=[2, 2], strides=[2, 2]),
        node("Flatten", ["p"], "f"),
        node("Gemm", ["f", "dense", "biases"], "z", transB=1),
        node("LogSoftmax", ["z"], "y", axis=1),
    ]
    save(tmp_path / "a.onnx", nodes, (1, 8, 8), w=w, b=b, dense=dense, biases=biases)
    model = read_onnx(tmp_path / "a.onnx")
    kinds = [type(layer) for layer in model.network.layers]
    assert kinds == [Conv, MaxPool, Softmax]
    images = generator.random((6, 1, 8, 8), np.float32)
    runtime = pytest.importorskip("onnxruntime")
    (expected,) = runtime.InferenceSession(tmp_path / "a.onnx").run(None, {"x": images})
    np.testing.assert_allclose(np.log(model.outputs(images)), expected, atol=1e-4)


def test_matrices_and_biases_apart(generator, tmp_path):
    w, b = generator.normal(size=(6, 3)), generator.normal(size=3)
    nodes = [node("MatMul", ["x", "w"], "m"), node("Add", ["m", "b"], "y")]
    save(tmp_path / "a.onnx", nodes, (6,), w=w, b=b)
    images = generator.random((2, 6), np.float32)
    outputs = read_onnx(tmp_path / "a.onnx", outputs="numbers").outputs(images)
    np.testing.assert_allclose(outputs, images @ w + b, rtol=1e-5)


@pytest.mark.parametrize(
    ("units", "activation", "cost"),
    [
        (1, "Sigmoid", "cross_entropy"),
        (1, "Identity", "squared_error"),
        (3, "Sigmoid", "cross_entropy"),
        (3, "Identity", "log_likelihood"),
        (3, "Tanh", "quadratic"),
    ],
)
def test_what_a_file_does_not_say_is_told_by_its_outputs(
    generator, tmp_path, units, activation, cost
):
    nodes = [node("MatMul", ["x", "w"], "m"), node(activation, ["m"], "y")]
    save(tmp_path / "a.onnx", nodes, (6,), w=generator.normal(size=(6, units)))
    assert read_onnx(tmp_path / "a.onnx").network.cost == cost


def test_inputs_of_any_range_are_asked_for(generator, tmp_path):
    w = generator.normal(size=(6, 1))
    save(tmp_path / "a.onnx", [node("MatMul", ["x", "w"], "y")], (6,), w=w)
    numbers = generator.normal(0, 50, (4, 6))
    with pytest.raises(ShapeError, match="inputs='numbers'"):
        read_onnx(tmp_path / "a.onnx").outputs(numbers)
    outputs = read_onnx(tmp_path / "a.onnx", inputs="numbers").outputs(numbers)
    np.testing.assert_allclose(outputs, numbers @ w, rtol=1e-4, atol=1e-4)


def test_maps_at_the_end_are_a_regression_unless_flattened(generator, tmp_path):
    w = generator.normal(size=(2, 1, 3, 3))
    maps = node("Conv", ["x", "w"], "y", kernel_shape=[3, 3])
    save(tmp_path / "a.onnx", [maps], (1, 5, 5), rank=4, w=w)
    network = read_onnx(tmp_path / "a.onnx").network
    assert (network.output_shape, network.cost) == ((2, 3, 3), "squared_error")
    flat = [node("Conv", ["x", "w"], "c"), node("Flatten", ["c"], "y")]
    save(tmp_path / "a.onnx", flat, (1, 5, 5), w=w)
    with pytest.raises(ModelFileError, match="reshaped at the end"):
        read_onnx(tmp_path / "a.onnx")


def test_pooled_before_activation_is_one_layer(generator, tmp_path):
    model = random_model([ConvPool(3, 3), BatchNorm(), Softmax(2)], generator)
    write_onnx(tmp_path / "a.onnx", model)
    kinds = [type(layer) for layer in read_onnx(tmp_path / "a.onnx").network.layers]
    assert kinds == [ConvPool, BatchNorm, Softmax]


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ([node("Exp", ["x"], "y")], "it has a Exp, which is not understood"),
        ([node("Gemm", ["x", "v"], "y")], "its Gemm reads 'v', which nothing before"),
        ([node("Identity", ["x"], "y")], "it has no layers"),
        ([], "nothing gives its output 'y'"),
    ],
)
def test_other_graphs_are_refused_in_a_sentence(tmp_path, nodes, words):
    save(tmp_path / "a.onnx", nodes, (6,), w=np.ones((6, 6)))
    with pytest.raises(ModelFileError, match=words) as refused:
        read_onnx(tmp_path / "a.onnx")
    assert str(refused.value).count("\n") == 0


@pytest.mark.parametrize("content", [b"", b"no graph", b"\x08\x07" * 50])
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "a.onnx").write_bytes(content)
    with pytest.raises(ModelFileError, match="read_onnx"):
        read_onnx(tmp_path / "a.onnx")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelFileError, match="does not exist"):
        read_onnx(tmp_path / "a.onnx")


def test_class_names_and_length_are_kept(generator, tmp_path):
    details = {"classes": ["a", "b", "c"], "rejection_threshold": 0.25}
    model = random_model([Softmax(3)], generator, accuracy=0.5, **details)
    write_onnx(tmp_path / "a.onnx", model)
    assert read_onnx(tmp_path / "a.onnx").details == details
    layers = [BatchNorm(activation="tanh"), Residual(BatchNorm())]
    model = random_model(layers, generator, (None, 3), "squared_error", "numbers")
    write_onnx(tmp_path / "a.onnx", model)
    again = read_onnx(tmp_path / "a.onnx")
    assert again.network.input_shape == (None, 3)
    for time in (1, 8):
        images = generator.normal(size=(2, time, 3)).astype(np.float32)
        expected = model.outputs(images)
        np.testing.assert_allclose(again.outputs(images), expected, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("network", "[" * 10**5, "is not valid JSON"),
        ("network", "{", "is not valid JSON"),
        ("network", '{"cost": {"type": "Own"}}', "received 'Own'"),
        ("network", '{"inputs": "bits"}', "inputs must be one of"),
        ("classes", '["a", "b"]', "it names 2 classes"),
        ("classes", "[1, 2, 3]", "otherwise than by text"),
        ("rejection_threshold", "2.5", "no probability"),
        ("rejection_threshold", "NaN", "no probability"),
    ],
)
def test_notes_are_checked(generator, tmp_path, name, value, words):
    write_onnx(tmp_path / "a.onnx", random_model([Softmax(3)], generator))
    held = onnx.load(tmp_path / "a.onnx")
    helper.set_model_props(held, {f"network4.{name}": value})
    onnx.save(held, tmp_path / "a.onnx")
    with pytest.raises(ModelFileError, match=words):
        read_onnx(tmp_path / "a.onnx")


def test_messages_are_one_short_line_whatever_the_file_says(tmp_path):
    nodes = [node("Exp\n\x1b[31m" + "p" * 500, ["x"], "y")]
    directory = tmp_path / ("d" * 200)
    directory.mkdir()
    save(directory / "a.onnx", nodes, (6,))
    with pytest.raises(ModelFileError, match="Exp") as refused:
        read_onnx(directory / "a.onnx")
    assert len(str(refused.value)) <= 300
    assert str(refused.value).isprintable()
    with pytest.raises(ArgumentError, match="path must be a path"):
        read_onnx(7)
    with pytest.raises(ArgumentError, match="outputs must be one of"):
        read_onnx(directory / "a.onnx", outputs="logits")
