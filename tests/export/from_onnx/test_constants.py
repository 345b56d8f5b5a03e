"""Weights and shapes that nodes compute of constants."""

from itertools import pairwise

import numpy as np
import pytest
from onnx_graphs import assert_alike, helper, model_of, node, onnx, tensor

from network4.errors import ModelFileError
from network4.export import read_onnx

SHAPE = (2, 3, 4)


def save(directory, nodes, generator, **options):
    w = generator.normal(size=(3, 24))
    constants = {
        "w": w,
        "half": w.astype(np.float16),
        "cube": w.reshape(3, 4, 6),
        "b": w[:1, :3],
        "spread": np.abs(w[0, :3]) + 1,
        "zero": np.array(0),
        "first": np.array([0]),
        "rest": np.array([-1]),
        "sizes": np.array([0, 24]),
        "vector": w[0],
        "great": np.ones(2000),
        "greater": np.ones((2000, 1)),
    }
    onnx.save(model_of(nodes, SHAPE, constants, **options), directory / "a.onnx")


FLAT = node("Flatten", "x", "f")
LAST = node("Gemm", "f,v,c")
MADE = {
    "turned": [FLAT, node("Transpose", "w", "v", perm=[1, 0]), node("MatMul", "f,v")],
    "reversed": [FLAT, node("Transpose", "w", "v"), node("MatMul", "f,v")],
    "reshaped": [
        FLAT,
        node("Reshape", "cube,sizes", "u"),
        node("Gemm", "f,u", transB=1),
    ],
    "cast": [
        FLAT,
        node("Cast", "half", "u", to=1),
        node("Identity", "u", "v"),
        node("Gemm", "f,v", transB=1),
    ],
    "deviation": [
        FLAT,
        node("Sqrt", "spread", "s"),
        node("Div", "b,s", "d"),
        node("Squeeze", "d,first", "c"),
        node("Gemm", "f,w,c", transB=1),
    ],
    "a constant": [
        FLAT,
        helper.make_node("Constant", [], ["c"], value_floats=[1.0, 2.0, 3.0]),
        node("Gemm", "f,w,c", transB=1),
    ],
    "a constant tensor": [
        helper.make_node("Constant", [], ["s"], value=tensor("s", np.array([-1, 24]))),
        node("Reshape", "x,s", "f"),
        node("Gemm", "f,w", transB=1),
    ],
    "view of PyTorch": [
        node("Relu", "x", "r"),
        node("Shape", "r", "s"),
        node("Gather", "s,zero", "n"),
        node("Unsqueeze", "n,first", "u"),
        node("Concat", "u,rest", "sides", axis=0),
        node("Reshape", "r,sides", "f"),
        node("Gemm", "f,w", transB=1),
    ],
}


@pytest.mark.parametrize("batch", ["n", 3])
@pytest.mark.parametrize("nodes", MADE.values(), ids=MADE)
def test_constants_are_computed(generator, tmp_path, nodes, batch):
    save(tmp_path, nodes, generator, batch=batch)
    assert_alike(tmp_path / "a.onnx", generator.random((3, *SHAPE), np.float32))


def doubled(times):
    """Each value is made of the one before it, twice."""
    names = ["vector", *(f"d{n}" for n in range(times))]
    made = [node("Concat", f"{a},{a}", b, axis=0) for a, b in pairwise(names)]
    return made, names[-1]


REFUSED = {
    "unknown": ([node("Exp", "b", "c")], "it has a Exp, which is not understood"),
    "to text": ([node("Cast", "b", "c", to=8)], "its Cast has to=8"),
    "no reshape": ([node("Reshape", "b,sizes", "c")], "its Reshape of constants"),
    "outside": ([node("Gather", "vector,sizes", "c")], "its Gather of constants"),
    "a product": ([node("Mul", "great,greater", "c")], "would have 4000000 values"),
    "bombs": ([*doubled(40)[0], node("Identity", doubled(40)[1], "c")], "values"),
    "two types": ([node("Add", "b,half", "c")], "numbers are of several types"),
    "whole numbers": ([node("Add", "sizes,sizes", "c")], "are no floats"),
    "text": (
        [helper.make_node("Constant", [], ["c"], value_string="b")],
        "its Constant has value_string",
    ),
    "a shape too early": ([node("Shape", "lost", "c")], "reads 'lost'"),
}


@pytest.mark.parametrize(("nodes", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_understood_is_refused(generator, tmp_path, nodes, words):
    save(tmp_path, [FLAT, *nodes, node("Gemm", "f,w,c", transB=1)], generator)
    with pytest.raises(ModelFileError, match=words):
        read_onnx(tmp_path / "a.onnx")


def test_a_value_that_is_used_twice_is_made_once(generator, tmp_path):
    """Forty sums, each of the one before with itself, are no 2**40 sums."""
    names = ["b", *(f"s{n}" for n in range(40))]
    nodes = [node("Add", f"{a},{a}", b) for a, b in pairwise(names)]
    save(tmp_path, [FLAT, *nodes, node("Gemm", "f,w,s39", transB=1)], generator)
    model = read_onnx(tmp_path / "a.onnx", outputs="numbers")
    held = {
        each.name: each for each in onnx.load(tmp_path / "a.onnx").graph.initializer
    }
    b = onnx.numpy_helper.to_array(held["b"])[0]
    np.testing.assert_array_equal(model.parameters["layer1"]["biases"], b * 2.0**40)
