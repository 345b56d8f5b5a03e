"""Branches of others beside ONNX Runtime, and inputs of every kind."""

import numpy as np
import pytest
from onnx_graphs import FLOAT, assert_alike, helper, model_of, node, onnx

from network4.errors import ModelFileError
from network4.export import read_onnx
from network4.layers import Parallel, Residual

SHAPE = (2, 5, 6)
CONV = {"pads": [1, 1, 1, 1]}


def save(directory, nodes, generator, **options):
    constants = {"w": generator.normal(size=(2, 2, 3, 3)), "half": 0.5}
    onnx.save(model_of(nodes, SHAPE, constants, **options), directory / "a.onnx")


BODY = [node("Conv", "x,w", "c", **CONV), node("Relu", "c", "r")]
FORKS = {
    "residual": [*BODY, node("Add", "r,x", "a"), node("Relu", "a")],
    "other way round": [*BODY, node("Add", "x,r", "a"), node("Tanh", "a")],
    "projection": [*BODY, node("Conv", "x,w", "s", **CONV), node("Add", "r,s")],
    "side by side": [*BODY, node("Concat", "x,r", axis=1)],
    "sum of three": [*BODY, node("Neg", "x", "n"), node("Sum", "n,r,x")],
    "one in another": [*BODY, node("Add", "r,x", "a"), node("Concat", "a,x", axis=-3)],
    "one after another": [
        *BODY,
        node("Add", "r,x", "a"),
        node("Conv", "a,w", "d", **CONV),
        node("Add", "d,a", "y"),
    ],
    "behind a scaling": [
        node("Sub", "x,half", "u"),
        node("Conv", "u,w", "c", **CONV),
        node("Add", "u,c"),
    ],
}


@pytest.mark.parametrize("nodes", FORKS.values(), ids=FORKS)
def test_branches_meet_in_a_layer(generator, tmp_path, nodes):
    save(tmp_path, nodes, generator)
    images = generator.random((3, *SHAPE), np.float32)
    model = assert_alike(tmp_path / "a.onnx", images)
    assert {type(layer) for layer in model.network.layers} & {Residual, Parallel}


REFUSED = {
    "product of two": ([*BODY, node("Mul", "x,r")], "its Mul joins branches"),
    "mean of two": ([*BODY, node("Mean", "x,r")], "its Mean joins branches"),
    "a value twice": ([node("Add", "x,x")], "do not meet"),
    "rows": ([*BODY, node("Concat", "x,r", axis=2)], "its Concat has axis=2"),
    "examples": ([*BODY, node("Concat", "x,r", axis=0)], "its Concat has axis=0"),
    "spread": (
        [node("GlobalMaxPool", "x", "m"), node("Add", "m,x")],
        "adds values of several shapes",
    ),
    "turned": (
        [node("Transpose", "x", "t", perm=[0, 1, 3, 2]), node("Concat", "t,x", axis=1)],
        "joins values that are transposed",
    ),
    "dense connections": (
        [
            *BODY,
            node("Concat", "x,r", "a", axis=1),
            node("Add", "r,r", "b"),
            node("Concat", "a,b", axis=1),
        ],
        "do not meet|joins other values",
    ),
    "a softmax": ([node("Softmax", "x", "s"), node("Add", "s,x")], "Softmax"),
}


@pytest.mark.parametrize(("nodes", "words"), REFUSED.values(), ids=REFUSED)
def test_branches_that_meet_otherwise_are_refused(generator, tmp_path, nodes, words):
    save(tmp_path, nodes, generator)
    with pytest.raises(ModelFileError, match=words):
        read_onnx(tmp_path / "a.onnx")


INPUTS = {
    "a text": (onnx.TensorProto.STRING, ["n", 6], "no tensor of float32"),
    "half": (onnx.TensorProto.FLOAT16, ["n", 6], "no tensor of float32"),
    "whole numbers": (onnx.TensorProto.INT64, ["n", 6], "no tensor of float32"),
    "no examples": (FLOAT, [6], r"has the shape \[6\]"),
    "nothing": (FLOAT, ["n", 0], r"has the shape \[None, 0\]"),
    "negative": (FLOAT, ["n", -6], r"has the shape \[None, -6\]"),
    "open": (FLOAT, ["n", "values"], "sides of unknown length"),
    "open maps": (FLOAT, ["n", 1, "h", "w"], "sides of unknown length"),
    "no shape": (FLOAT, None, "has the shape"),
}


@pytest.mark.parametrize(("kind", "shape", "words"), INPUTS.values(), ids=INPUTS)
def test_inputs_of_other_kinds_are_refused(tmp_path, kind, shape, words):
    made = model_of([node("Relu", "x")], (6,), {})
    made.graph.input[0].CopyFrom(helper.make_tensor_value_info("x", kind, shape))
    onnx.save(made, tmp_path / "a.onnx")
    with pytest.raises(ModelFileError, match=words):
        read_onnx(tmp_path / "a.onnx")


@pytest.mark.parametrize("batch", ["n", None, 1, 3])
def test_any_number_of_examples_may_be_declared(generator, tmp_path, batch):
    save(tmp_path, FORKS["residual"], generator, batch=batch)
    count = batch if isinstance(batch, int) else 4
    images = generator.random((count, *SHAPE), np.float32)
    assert_alike(tmp_path / "a.onnx", images)
