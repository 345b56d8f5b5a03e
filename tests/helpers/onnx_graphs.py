"""ONNX graphs by hand, and ONNX Runtime beside what is read of them."""

import numpy as np
import pytest

from network4.engines import as_batch
from network4.export import read_onnx
from network4.layers import Step, named
from network4.layers.numpy_operations import NumpyOperations

onnx = pytest.importorskip("onnx")
helper = pytest.importorskip("onnx.helper")
FLOAT, UINT8 = onnx.TensorProto.FLOAT, onnx.TensorProto.UINT8


def node(kind, inputs, output="y", **settings):
    """A node; inputs by their names, one text for all."""
    outputs = [output] if isinstance(output, str) else output
    return helper.make_node(kind, inputs.split(","), outputs, **settings)


def tensor(name, array):
    """A tensor of numbers, in float32 unless its name says that they are doubles."""
    array = np.asarray(array)
    if array.dtype == np.float64 and not name.startswith("double"):
        array = array.astype(np.float32)
    return onnx.numpy_helper.from_array(array, name)


def chain(*nodes):
    """Nodes of one line, each (kind, constants, settings); x comes in and y out."""
    made = []
    for number, (kind, constants, settings) in enumerate(nodes, start=1):
        last = f"value{number - 1}" if number > 1 else "x"
        output = f"value{number}" if number < len(nodes) else "y"
        read = constants if "@" in constants else f"@,{constants}".rstrip(",")
        made.append(node(kind, read.replace("@", last), output, **settings))
    return made


def model_of(nodes, shape, constants, *, opset=21, given=FLOAT, batch="n", **options):
    """A ModelProto from x to y."""
    graph = helper.make_graph(
        nodes,
        "made elsewhere",
        [helper.make_tensor_value_info("x", given, [batch, *shape])],
        [helper.make_tensor_value_info("y", FLOAT, None)],
        [tensor(name, array) for name, array in constants.items()],
    )
    opsets = [helper.make_opsetid("", opset)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10, **options)


def run(path, images):
    """What ONNX Runtime makes of images; a warning of it is no error."""
    runtime = pytest.importorskip("onnxruntime")
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    session = runtime.InferenceSession(str(path), options)
    (name,) = (each.name for each in session.get_inputs())
    return session.run(None, {name: images})[0]


def tolerance_of(model, outputs):
    """How far two computations in float32 may be apart.

    A sum of k products is within k / 2**24 of the sum of their sizes, in each of two
    computations, and every layer adds to what the one before it is wrong by.
    """
    weights = [a for path, a in named(model.parameters) if path.endswith("weights")]
    terms = sum(max(a[0].size, a.size // a.shape[-1]) for a in weights)
    return (terms + 8) * 2.0**-23 * max(1.0, float(np.abs(outputs).max()))


def in_float64(model, images):
    """What a model makes of images by NumPy, for which nothing is compiled."""
    batch = as_batch(model.network, images)
    a = np.float64(batch) / (255 if batch.dtype == np.uint8 else 1)
    a = np.moveaxis(a, 1, -1) if a.ndim == 4 else a
    body = model.network.body
    a = body.forward(NumpyOperations(), model.parameters, a, Step())
    return np.moveaxis(a, -1, 1) if a.ndim == 4 else a


def assert_alike(path, images, ours=None, **options):
    """Read a file, hold it against ONNX Runtime, and return the model.

    Args:
        path: the file.
        images: what ONNX Runtime reads.
        ours: the same for network4; default the same.
        options: of `read_onnx`; default outputs="numbers", which adds nothing.
    """
    model = read_onnx(path, **{"outputs": "numbers", **options})
    expected = run(path, images)
    found = in_float64(model, images if ours is None else ours)
    assert found.shape == expected.shape
    np.testing.assert_allclose(
        found, expected, rtol=0, atol=tolerance_of(model, expected)
    )
    return model
