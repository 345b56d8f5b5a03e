"""ONNX files with something changed in them."""

from functools import cache
from typing import Any

from benchmarks.hostile import small
from benchmarks.hostile.mutating import chosen, mutated
from benchmarks.hostile.values import NUMBERS, Draw
from network4.export import read_onnx, write_onnx

_INTEGERS = tuple(n for n in NUMBERS if isinstance(n, int) and abs(n) < 2**63)
_OPERATORS = ("Conv", "Gemm", "Relu", "Softmax", "MaxPool", "Add", "Loop", "x\n", "")


@cache
def _written(number: int) -> bytes:
    path = small.directory() / "made.onnx"
    write_onnx(path, small.model(number))
    return path.read_bytes()


def onnx_file(draw: Draw) -> bytes:
    """Return an ONNX file with changed bytes, or with changed parts."""
    import onnx

    content = _written(chosen(draw, (0, 1, 3)))
    if draw.random() < 0.4:
        return mutated(draw, content)
    held = onnx.load_model_from_string(content)
    for _ in range(int(draw.integers(1, 3))):
        chosen(draw, (_attribute, _operator, _wiring, _tensor, _shape, _notes))(
            draw, held.graph if held.graph.node else held, held
        )
    return held.SerializeToString()


def _attribute(draw: Draw, graph: Any, _: Any) -> None:
    node = chosen(draw, graph.node)
    if not node.attribute:
        node.attribute.add(name=chosen(draw, ("axis", "x", "group")), type=2, i=1)
    attribute = chosen(draw, node.attribute)
    if attribute.ints and draw.random() < 0.8:
        attribute.ints[int(draw.integers(len(attribute.ints)))] = chosen(
            draw, _INTEGERS
        )
    else:
        attribute.i = chosen(draw, _INTEGERS)
        attribute.type = int(draw.integers(0, 9))


def _operator(draw: Draw, graph: Any, _: Any) -> None:
    chosen(draw, graph.node).op_type = chosen(draw, _OPERATORS)


def _wiring(draw: Draw, graph: Any, _: Any) -> None:
    node = chosen(draw, graph.node)
    kind = draw.random()
    if kind < 0.3 or not node.input:
        graph.node.remove(node)
    elif kind < 0.6:
        node.input[0] = chosen(
            draw, ("", "x", *(each.name for each in graph.initializer))
        )
    else:
        del node.input[-1]


def _tensor(draw: Draw, graph: Any, _: Any) -> None:
    tensor = chosen(draw, graph.initializer)
    kind = draw.random()
    if kind < 0.3:
        tensor.data_type = int(draw.integers(0, 25))
    elif kind < 0.7:
        tensor.dims[int(draw.integers(len(tensor.dims)))] = chosen(draw, _INTEGERS)
    else:
        tensor.data_location = 1
        tensor.external_data.add(key="location", value="../../etc/passwd")


def _shape(draw: Draw, graph: Any, _: Any) -> None:
    dims = graph.input[0].type.tensor_type.shape.dim
    kind = draw.random()
    if kind < 0.3 and dims:
        del dims[-1]
    elif dims:
        chosen(draw, dims).dim_value = chosen(draw, _INTEGERS)


def _notes(draw: Draw, _: Any, held: Any) -> None:
    texts = ("", "[]", "{}", '{"inputs": -1}', '{"cost": {"type": []}}', "[" * 900)
    for note in held.metadata_props:
        note.value = chosen(draw, texts)


def use_onnx_file(content: bytes) -> None:
    """Read an ONNX file, and predict with what it holds."""
    path = small.directory() / "changed.onnx"
    path.write_bytes(content)
    model = read_onnx(path)
    if (
        model.network.input_shape == small.SHAPE
        and model.network.num_parameters < 10**5
    ):
        model.outputs(small.split().images)
