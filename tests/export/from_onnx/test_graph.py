"""Graphs that are not whole, or mean more than their nodes say, are refused by name."""

import numpy as np
import pytest
from onnx_graphs import FLOAT, assert_alike, helper, model_of, node, onnx, tensor

from network4.errors import ModelFileError
from network4.export import read_onnx


def made(nodes=None, **options):
    nodes = nodes or [node("Gemm", "x,w,b")]
    constants = {"w": np.ones((6, 3)), "b": np.arange(3.0)}
    return model_of(nodes, (6,), constants, **options)


def info(name, shape=("n", 6)):
    return helper.make_tensor_value_info(name, FLOAT, shape)


def with_function(model):
    opsets = model.opset_import
    nodes = [node("Exp", "a", "b")]
    one = helper.make_function("", "Gemm", ["a"], ["b"], nodes, opsets)
    model.functions.append(one)


def with_older_files(model):
    model.ir_version = 2


def with_later_files(model):
    model.ir_version = 10**6


def with_opset(version, domain=""):
    def change(model):
        del model.opset_import[:]
        model.opset_import.append(helper.make_opsetid(domain, version))

    return change


def with_two_opsets(model):
    model.opset_import.append(helper.make_opsetid("ai.onnx", 13))


def with_branches(model):
    """An If, whose branches are graphs of their own."""
    inner = helper.make_graph([node("Relu", "x")], "inner", [], [info("y")])
    model.graph.node[0].CopyFrom(
        node("If", "x", "y", then_branch=inner, else_branch=inner)
    )


def with_sparse(model):
    dense = tensor("s", np.ones(1))
    model.graph.sparse_initializer.append(
        helper.make_sparse_tensor(dense, tensor("i", np.array([0])), [4])
    )


CHANGES = {
    "function": (with_function, "a function of its own, 'Gemm'"),
    "older files": (with_older_files, "it has version 2 of the format"),
    "later files": (with_later_files, "it has version 1000000 of the format"),
    "older opset": (with_opset(6), "it has opset 6, and only 7 to"),
    "later opset": (with_opset(999), "it has opset 999"),
    "no opset": (with_opset(21, "com.own"), "it has opset none"),
    "two opsets": (with_two_opsets, "two opsets named 'ai.onnx'"),
    "branches": (with_branches, "it has a If"),
    "sparse": (with_sparse, "sparse initializers"),
    "two inputs": (lambda m: m.graph.input.append(info("z")), "2 inputs 'x', 'z'"),
    "no input": (lambda m: m.graph.ClearField("input"), "it has 0 inputs"),
    "two outputs": (lambda m: m.graph.output.append(info("w")), "2 outputs 'y', 'w'"),
    "same input": (lambda m: m.graph.input.append(info("x")), "two inputs named 'x'"),
    "same constant": (
        lambda m: m.graph.initializer.append(tensor("w", 1.0)),
        "two initializers named 'w'",
    ),
    "output unknown": (
        lambda m: setattr(m.graph.output[0], "name", "z"),
        "nothing gives its output 'z'",
    ),
    "output constant": (
        lambda m: setattr(m.graph.output[0], "name", "b"),
        "does not depend on its input",
    ),
    "output of another shape": (
        lambda m: m.graph.output[0].CopyFrom(info("y", ("n", 4))),
        r"its output is \[4\], and its nodes give \(3,\)",
    ),
    "unknown domain": (
        lambda m: setattr(m.graph.node[0], "domain", "com.microsoft"),
        "of the domain 'com.microsoft'",
    ),
}


@pytest.mark.parametrize(("change", "words"), CHANGES.values(), ids=CHANGES)
def test_what_is_not_whole_is_refused(tmp_path, change, words):
    model = made()
    change(model)
    (tmp_path / "a.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(ModelFileError, match=words):
        read_onnx(tmp_path / "a.onnx")


RELU = node("Relu", "x", "r")
ORDERS = {
    "cycle": ([node("Add", "x,y", "a"), node("Relu", "a")], "reads 'y'"),
    "out of order": ([node("Tanh", "r"), RELU], "its Tanh reads 'r', which nothing"),
    "missing": ([node("Add", "x,z")], "its Add reads 'z'"),
    "same value": ([RELU, node("Tanh", "x", "r"), node("Tanh", "r")], "two values"),
    "input again": ([node("Relu", "x", "x"), node("Tanh", "x")], "named 'x'"),
    "a constant again": ([node("Relu", "x", "w"), node("Tanh", "w")], "named 'w'"),
    "no reading": (
        [helper.make_node("RandomNormal", [], ["y"], shape=[1])],
        "which reads nothing",
    ),
}


@pytest.mark.parametrize(("nodes", "words"), ORDERS.values(), ids=ORDERS)
def test_nodes_come_in_order_and_give_each_value_once(tmp_path, nodes, words):
    onnx.save(made(nodes), tmp_path / "a.onnx")
    with pytest.raises(ModelFileError, match=words):
        read_onnx(tmp_path / "a.onnx")


def test_what_leads_nowhere_is_left_out(generator, tmp_path):
    """Also where nothing could read it; ONNX Runtime leaves it out too."""
    lost = [node("Exp", "x", "e"), node("Gemm", "x,w", "g")]
    onnx.save(made([*lost, node("Gemm", "x,w,b")]), tmp_path / "a.onnx")
    assert_alike(tmp_path / "a.onnx", generator.random((4, 6), np.float32))


def test_initializers_may_be_inputs_too(generator, tmp_path):
    """As files of before version 4 of the format have all of them."""
    model = made(opset=8)
    model.ir_version = 3
    model.graph.input.extend([info("w", (6, 3)), info("b", (3,))])
    onnx.save(model, tmp_path / "a.onnx")
    assert_alike(tmp_path / "a.onnx", generator.random((4, 6), np.float32))


def test_long_lines_and_deep_forks_end_soon(generator, tmp_path):
    many = [node("Neg", f"v{n}" if n else "x", f"v{n + 1}") for n in range(1999)]
    onnx.save(made([*many, node("Gemm", "v1999,w,b")]), tmp_path / "a.onnx")
    assert_alike(tmp_path / "a.onnx", generator.random((4, 6), np.float32))
    more = [*many, node("Neg", "v1999", "v2000"), node("Gemm", "v2000,w,b")]
    onnx.save(made(more), tmp_path / "a.onnx")
    with pytest.raises(ModelFileError, match="more than 2000 nodes"):
        read_onnx(tmp_path / "a.onnx")
    forks = [node("Relu", "x", "v0")]
    for n in range(600):
        forks.append(node("Tanh", f"v{n}", f"t{n}"))
    forks += [
        node("Add", f"t{n},a{n - 1}" if n else "t0,x", f"a{n}") for n in range(600)
    ]
    onnx.save(made([*forks, node("Relu", "a599")]), tmp_path / "a.onnx")
    with pytest.raises(ModelFileError):
        read_onnx(tmp_path / "a.onnx")
