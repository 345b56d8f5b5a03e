"""Any attribute with any value: what is read agrees with ONNX Runtime."""

from itertools import product

import numpy as np
import pytest
from onnx_graphs import assert_alike, helper, model_of, node, onnx, run

from network4.errors import ModelFileError
from network4.export import read_onnx
from network4.export.from_onnx.attributes import OF_CONSTANTS, UNDERSTOOD, settings_of

SHAPE = (2, 8, 7)
RNG = np.random.default_rng(11)
CONSTANTS = {
    "w": RNG.normal(size=(4, 2, 3, 3)),
    **{name: RNG.normal(size=4) for name in "som"},
    "v": RNG.uniform(0.5, 2, 4),
    "one": np.array(0.5),
    "minus": np.array(0.0),
}
# Each operator where its attributes matter; d is the size that a product reads.
PLACES = {
    "Conv": "x,w",
    "MaxPool": "x",
    "AveragePool": "x",
    "LpPool": "x",
    "BatchNormalization": "@,s,o,m,v",
    "Flatten": "x",
    "Transpose": "x",
    "Softmax": "f",
    "LogSoftmax": "f",
    "LeakyRelu": "x",
    "Clip": "x",
    "Dropout": "x",
    "Concat": "x",
    "ReduceMean": "x",
    "Squeeze": "x",
    "Unsqueeze": "x",
    "Gemm": "f,d",
    "Cast": "x",
}
VALUES = {
    "auto_pad": ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"],
    "axes": [[1], [0], [-1], [2, 3], [1, 2], [-1, -2], [3]],
    "perm": [[0, 2, 3, 1], [0, 1, 3, 2], [0, 3, 1, 2], [1, 0, 2, 3], [0, 1, 2, 3]],
    "pads": [[1, 1, 1, 1], [0, 1, 0, 1], [1, 0, 0, 0], [0, 0, 2, 1], [3, 3, 3, 3]],
    "strides": [[1, 1], [2, 2], [2, 1], [3, 3], [5, 5]],
    "dilations": [[1, 1], [2, 1], [2, 2]],
    "kernel_shape": [[3, 3], [2, 2], [1, 1], [2, 3], [3, 2], [8, 7]],
    "to": [1, 11, 10, 6, 7, 9],
    "p": [1, 2, 3],
}
INTS, FLOATS = [-4, -3, -2, -1, 0, 1, 2, 3], [0.0, 1.0, -1.0, 0.5, 1e-5, 10.0]
KINDS = onnx.defs.OpSchema.AttrType


def drawn(generator, kind, opset, given):
    """Random values of attributes that an operator has in an opset, legal by type."""
    schema = onnx.defs.get_schema(kind, opset, "")
    settings = {}
    for name, attribute in schema.attributes.items():
        if not (attribute.required or name in given or generator.random() < 0.4):
            continue
        usual = {KINDS.INT: INTS, KINDS.FLOAT: FLOATS}.get(attribute.type, [])
        values = VALUES.get(name, usual)
        if values:
            settings[name] = values[generator.integers(len(values))]
    return settings


def model_with(kind, settings, opset, generator):
    """A small network with one such node in it, and a product behind that."""
    first = PLACES[kind]
    before = {
        "@": [node("Conv", "x,w", "u")],
        "f": [node("Flatten", "x", "f")],
    }.get(first[0], [])
    read = first.replace("@", "u")
    nodes = [*before, node(kind, read, "a", **settings), node("Flatten", "a", "b")]
    constants = {**CONSTANTS, "d": generator.normal(size=(112, 6))}
    if settings.get("transB"):
        constants["d"] = constants["d"].T
    size = _size(nodes, constants, opset)
    constants["last"] = generator.normal(size=(size, 3))
    return model_of([*nodes, node("MatMul", "b,last")], SHAPE, constants, opset=opset)


def _size(nodes, constants, opset):
    """How many values ONNX says that an example has at the end; 1 if it says none."""
    model = model_of([*nodes, node("Identity", "b")], SHAPE, constants, opset=opset)
    try:
        found = onnx.shape_inference.infer_shapes(model, strict_mode=True)
    except Exception:
        return 1
    sides = {v.name: v.type.tensor_type.shape.dim for v in found.graph.value_info}
    return max((s.dim_value for s in sides.get("b", [])[1:]), default=1) or 1


CASES = list(product(PLACES, range(14)))


@pytest.mark.parametrize(("kind", "seed"), CASES)
def test_random_attributes(tmp_path, kind, seed):
    generator = np.random.default_rng([seed, *kind.encode()])
    opset = int(generator.choice([9, 11, 12, 13, 18, 21]))
    settings = drawn(generator, kind, opset, {"kernel_shape"} if "Pool" in kind else ())
    made = model_with(kind, settings, opset, generator)
    path = tmp_path / "a.onnx"
    path.write_bytes(made.SerializeToString())
    images = generator.random((3, *SHAPE), np.float32)
    try:
        network = read_onnx(path, inputs="numbers", outputs="numbers").network
    except ModelFileError as error:
        assert len(str(error)) <= 300
        return
    try:
        run(path, images)
    except Exception:  # ONNX Runtime refuses some that ONNX allows
        return
    is_turned = network.input_shape != SHAPE  # a mean of maps with channels last
    ours = images.transpose(0, 3, 1, 2) if is_turned else images
    assert_alike(path, images, ours, inputs="numbers")


def test_most_of_what_can_be_read_is_read(tmp_path):
    """The test above would pass, too, if all were refused."""
    read = dict.fromkeys(PLACES, 0)
    for kind, seed in CASES:
        generator = np.random.default_rng([seed, *kind.encode()])
        opset = int(generator.choice([9, 11, 12, 13, 18, 21]))
        given = {"kernel_shape"} if "Pool" in kind else ()
        settings = drawn(generator, kind, opset, given)
        made = model_with(kind, settings, opset, generator)
        (tmp_path / "a.onnx").write_bytes(made.SerializeToString())
        try:
            read_onnx(tmp_path / "a.onnx", inputs="numbers", outputs="numbers")
        except ModelFileError:
            continue
        read[kind] += 1
    unread = {kind for kind, count in read.items() if not count}
    # Nothing may come behind a softmax, and no side here is 1.
    assert unread == {"Softmax", "LogSoftmax", "Squeeze"}


@pytest.mark.parametrize("opset", [7, 13, 21])
def test_defaults_are_those_of_the_opset(opset):
    made = helper.make_node("Softmax", ["x"], ["y"])
    assert settings_of(made, opset)["axis"] == (-1 if opset >= 13 else 1)
    conv = settings_of(helper.make_node("Conv", ["x", "w"], ["y"]), opset)
    assert (conv["auto_pad"], conv["group"], conv["pads"]) == ("NOTSET", 1, None)


def test_every_attribute_in_the_table_is_one_of_onnx():
    """A name that was mistyped would never be looked at."""
    newest = onnx.defs.onnx_opset_version()
    for table in (UNDERSTOOD, OF_CONSTANTS):
        for kind, attributes in table.items():
            known = {
                name
                for opset in range(7, newest + 1)
                for name in _attributes(kind, opset)
            }
            assert set(attributes) <= known | _ONLY_OF_SOME, kind


_ONLY_OF_SOME = {"ceil_mode", "dilations"}  # which not every window has


def _attributes(kind, opset):
    try:
        return onnx.defs.get_schema(kind, opset, "").attributes
    except onnx.defs.SchemaError:
        return ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda n: n.attribute.append(helper.make_attribute("group", 1)), "twice"),
        (lambda n: n.attribute.append(helper.make_attribute("groups", 1)), "groups"),
        (lambda n: n.attribute.append(helper.make_attribute("pads", 1)), "type"),
        (lambda n: setattr(n.attribute[0], "ref_attr_name", "g"), "of a function"),
        (lambda n: n.input.extend(["a", "b"]), "input size 4"),
        (lambda n: setattr(n, "domain", "own"), "domain 'own'"),
        (lambda n: setattr(n, "overload", "own"), "variant 'own'"),
    ],
)
def test_what_onnx_does_not_allow_is_refused(change, words):
    made = helper.make_node("Conv", ["x", "w"], ["y"], group=1)
    change(made)
    with pytest.raises(ValueError, match=words):
        settings_of(made, 21)
