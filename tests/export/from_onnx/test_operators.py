"""Operators one by one beside ONNX Runtime, or refused by name."""

import numpy as np
import pytest
from onnx_graphs import assert_alike, chain, model_of, node, onnx

from network4.errors import ModelFileError
from network4.export import read_onnx

W = np.random.default_rng(5).normal(size=(6, 4))
CONSTANTS = {
    "w": W,
    "turned": W.T.copy(),
    "square": W[:4],
    "double": W.astype(np.float64),
    "half": W.astype(np.float16),
    "wholes": np.ones((6, 4), np.int32),
    "b": W[0],
    "row": W[:1],
    "column": W[:3, :1],
    "one": 0.5,
    "zero": 0.0,
    "six": 6.0,
    "cube": W.reshape(6, 2, 2),
    "vector": W[:, 0],
    "rows": W[:3],
    "norm": np.ones(4),
    "nan": np.array([1, 2, np.nan, 4]),
    "large": np.full(4, 3e38),
    "double_beyond": np.full(4, 1e200),
    "true": np.array(True),
    "false": np.array(False),
    "ratio": 0.3,
    "negative": -np.ones(4),
}


def save(directory, nodes, constants=CONSTANTS, shape=(6,), **options):
    made = nodes if hasattr(nodes[0], "op_type") else chain(*nodes)
    onnx.save(model_of(made, shape, constants, **options), directory / "a.onnx")


DENSE = ("MatMul", "w", {})
UNDERSTOOD = {
    "Gemm": [("Gemm", "w", {})],
    "Gemm turned": [("Gemm", "turned,b", {"transB": 1})],
    "Gemm scaled": [("Gemm", "w,row", {"alpha": 0.5, "beta": -2.0})],
    "Gemm and one": [("Gemm", "w,one", {})],
    "MatMul and Add": [DENSE, ("Add", "b", {})],
    "Add from the left": [DENSE, ("Add", "row,@", {})],
    "two products": [DENSE, ("Gemm", "square", {})],
    "Relu": [DENSE, ("Relu", "", {})],
    "Sigmoid": [DENSE, ("Sigmoid", "", {})],
    "Tanh": [DENSE, ("Tanh", "", {})],
    "Relu first": [("Relu", "", {}), DENSE],
    "Clip": [DENSE, ("Clip", "zero", {})],
    "Clip of nothing": [DENSE, ("Clip", "", {}), ("Tanh", "", {})],
    "LeakyRelu": [DENSE, ("LeakyRelu", "", {"alpha": 0.0})],
    "Softmax": [DENSE, ("Softmax", "", {})],
    "Softmax, its axis": [DENSE, ("Softmax", "", {"axis": 1}), ("Identity", "", {})],
    "Dropout": [DENSE, ("Dropout", "ratio", {}), ("Dropout", "ratio,false", {})],
    "Sum of one": [("Sum", "", {}), DENSE, ("Mean", "", {})],
    "Concat of one": [("Concat", "", {"axis": 1}), DENSE],
    "Identity": [("Identity", "", {}), DENSE, ("Identity", "", {})],
    "norm": [DENSE, ("BatchNormalization", "b,norm,b,norm", {"momentum": 0.5})],
}


@pytest.mark.parametrize("nodes", UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_what_is_understood(generator, tmp_path, nodes):
    save(tmp_path, nodes)
    images = generator.normal(size=(5, 6)).astype(np.float32)
    assert_alike(tmp_path / "a.onnx", images, inputs="numbers")


OLDER = {
    "Clip": (7, [DENSE, ("Clip", "", {"min": 0.0})]),
    "Dropout": (7, [DENSE, ("Dropout", "", {"ratio": 0.3})]),
    "Softmax": (11, [DENSE, ("Softmax", "", {})]),
    "Softmax, its axis": (12, [DENSE, ("Softmax", "", {"axis": -1})]),
    "norm": (7, [DENSE, ("BatchNormalization", "b,norm,b,norm", {"spatial": 1})]),
}


@pytest.mark.parametrize(("opset", "nodes"), OLDER.values(), ids=OLDER)
def test_what_older_opsets_say_otherwise(generator, tmp_path, opset, nodes):
    save(tmp_path, nodes, opset=opset)
    assert_alike(tmp_path / "a.onnx", generator.random((5, 6), np.float32))


def test_float64_is_read(generator, tmp_path):
    nodes = [
        ("Cast", "", {"to": 11}),
        ("MatMul", "double", {}),
        ("Cast", "", {"to": 1}),
    ]
    save(tmp_path, nodes)
    assert_alike(tmp_path / "a.onnx", generator.random((5, 6), np.float32))


REFUSED = [
    ([("Exp", "", {})], "it has a Exp, which is not understood"),
    ([("Elu", "", {})], "it has a Elu"),
    ([("If", "", {})], "it has a If"),
    ([DENSE, ("ArgMax", "", {})], "it has a ArgMax"),
    ([("ZipMap", "", {"domain": "ai.onnx.ml"})], "domain 'ai.onnx.ml'"),
    ([("Gemm", "turned", {})], r"multiplies values of \(6,\) with \(4, 6\)"),
    ([("Gemm", "w", {"transA": 1})], "transA=1"),
    ([("Gemm", "w", {"transB": 2})], "transB=2"),
    ([("Gemm", "w", {"alpha": float("inf")})], "alpha=inf"),
    ([("Gemm", "w,column", {})], r"its Gemm adds biases of \(3, 1\)"),
    ([("Gemm", "rows,@", {})], "its Gemm has weights that depend on the input"),
    ([("MatMul", "cube", {})], "its MatMul multiplies"),
    ([("MatMul", "vector", {})], "its MatMul multiplies"),
    ([("MatMul", "rows,@", {})], "weights that depend on the input"),
    ([("MatMul", "double", {})], "float32 together with float64"),
    ([("MatMul", "half", {})], "float32 together with float16"),
    ([("MatMul", "wholes", {})], "float32 together with int32"),
    ([DENSE, ("Add", "rows", {})], r"a constant of \(3, 4\) for examples of \(4,\)"),
    ([DENSE, ("Add", "cube", {})], r"a constant of \(6, 2, 2\)"),
    ([DENSE, ("Add", "nan", {})], "or NaN"),
    ([("Cast", "", {"to": 11}), ("Mul", "double_beyond", {})], "float32 does not hold"),
    ([DENSE, ("Mul", "large", {}), ("Mul", "large", {})], "parameters must be finite"),
    ([DENSE, ("Div", "zero", {})], "divides by 0"),
    ([DENSE, ("Div", "b,@", {})], "by a value that is computed"),
    ([DENSE, ("Clip", "zero,six", {})], "its Clip has min=0.0 and max=6.0"),
    ([DENSE, ("Clip", "one", {})], "its Clip has min=0.5"),
    ([DENSE, ("Clip", "nan", {})], "Clip|reshape"),
    ([DENSE, ("LeakyRelu", "", {})], "its LeakyRelu has alpha=0.0099"),
    ([DENSE, ("Softmax", "", {"axis": 0})], "its Softmax has axis=0"),
    ([DENSE, ("Softmax", "", {}), ("Relu", "", {})], "a Relu after its Softmax"),
    ([DENSE, ("Softmax", "", {}), DENSE], "after its Softmax"),
    ([DENSE, ("Dropout", "ratio,true", {})], "training_mode"),
    ([DENSE, ("Sum", "b", {})], "its Sum reads a constant"),
    ([DENSE, ("Concat", "row", {"axis": 1})], "its Concat reads a constant"),
    (
        [DENSE, ("BatchNormalization", "b,norm,b,norm", {"training_mode": 1})],
        "training_mode=1|second output",
    ),
    ([DENSE, ("BatchNormalization", "b,norm,b,negative", {})], "not above 0"),
    ([DENSE, ("BatchNormalization", "b,norm,b,one", {})], "BatchNormalization has"),
    ([DENSE, ("BatchNormalization", "b,norm,b,nan", {})], "or NaN"),
]


@pytest.mark.parametrize(("nodes", "words"), REFUSED)
def test_what_no_layer_does_is_refused_by_name(tmp_path, nodes, words):
    save(tmp_path, nodes)
    with pytest.raises(ModelFileError, match=words) as refused:
        read_onnx(tmp_path / "a.onnx")
    assert len(str(refused.value)) <= 300
    assert str(refused.value).isprintable()


def test_axes_of_other_ranks_are_refused(generator, tmp_path):
    """Softmax over maps, which older opsets flatten first."""
    for opset, axis in ((11, 1), (13, 1), (13, -1)):
        save(tmp_path, [("Softmax", "", {"axis": axis})], {}, (2, 3, 4), opset=opset)
        with pytest.raises(ModelFileError, match=f"its Softmax has axis={axis}"):
            read_onnx(tmp_path / "a.onnx")


@pytest.mark.parametrize("kind", ["Dropout", "MaxPool"])
def test_second_outputs(generator, tmp_path, kind):
    """They may be there, and nothing may read them."""
    settings = {"kernel_shape": [1, 1]} if kind == "MaxPool" else {}
    nodes = [node("Relu", "x", "r"), node(kind, "r", ["m", "more"], **settings)]
    last = node("Tanh", "m")
    save(tmp_path, [*nodes, last], {}, (2, 3, 4))
    assert_alike(tmp_path / "a.onnx", generator.random((2, 2, 3, 4), np.float32))
    save(tmp_path, [*nodes, node("Tanh", "more")], {}, (2, 3, 4))
    with pytest.raises(ModelFileError, match=f"its {kind} has a second output, 'more'"):
        read_onnx(tmp_path / "a.onnx")


@pytest.mark.parametrize(
    "made", [node("Conv", "x,"), node("Add", "x,"), node("BatchNormalization", "x,,,,")]
)
def test_an_input_that_is_left_out_is_missed(tmp_path, made):
    save(tmp_path, [made], {}, (2, 3, 4))
    with pytest.raises(ModelFileError, match=f"its {made.op_type} is not valid"):
        read_onnx(tmp_path / "a.onnx")
