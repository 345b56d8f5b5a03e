"""From a graph's input to its output, node by node, and branch by branch."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from network4.export.from_onnx.attributes import settings_of
from network4.export.from_onnx.constants import BATCH
from network4.export.from_onnx.graph import Graph
from network4.export.from_onnx.line import Line
from network4.export.from_onnx.nodes import as_node
from network4.export.from_onnx.operators import read_node
from network4.layers import Parallel, Residual, Tree

_TYPES = {1: "float32", 2: "uint8", 11: "float64"}


def read_line(graph: Graph, reads_bytes: bool | None, *, guesses: bool) -> Line:
    """Return the layers of a graph.

    Args:
        graph: from one input to one output.
        reads_bytes: whether it expects 0..255 where network4 has 0..1; None to tell by
            its first scaling, and by the type of its input.
        guesses: whether nothing else says which side of images is which.

    Raises:
        ValueError: something in it is not understood.
        Network4Error: a layer refuses its place.
    """
    line = _start(graph.given, guesses)
    line.reads_bytes = reads_bytes
    if line.dtype == "uint8" and reads_bytes is None:
        line.reads_bytes = True
    name = graph.given.name
    if name not in graph.forks.users:
        raise ValueError(f"nothing reads its input {name!r}")
    _follow(graph, line, name, graph.forks.users[name], len(graph.nodes))
    line.flush()
    if line.margin != ((0, 0), (0, 0)):
        raise ValueError("it has a Pad at its end, which only a Conv can follow")
    return line


def _start(given: Any, guesses: bool) -> Line:
    """Return a line that reads the graph's input."""
    kind = given.type.tensor_type
    if not given.type.HasField("tensor_type") or kind.elem_type not in _TYPES:
        raise ValueError(
            f"its input {given.name!r} is no tensor of float32, float64 or uint8"
        )
    sides = [
        side.dim_value if side.HasField("dim_value") else None
        for side in kind.shape.dim
    ]
    if len(sides) < 2 or any(side is not None and side < 1 for side in sides):
        raise ValueError(f"its input {given.name!r} has the shape {sides}")
    if None in sides[1:] and (len(sides) != 3 or sides[2] is None):
        raise ValueError(
            f"its input {given.name!r} has sides of unknown length, {sides}"
        )
    dtype = _TYPES[kind.elem_type]
    return Line(tuple(sides[1:]), dtype, sides[0], guesses=guesses)


def _follow(graph: Graph, line: Line, name: str, readers: list[int], end: int) -> str:
    """Read the nodes from a value to the node that ends them; return the last value.

    Args:
        graph: that they are in.
        line: they are added to it.
        name: of the value.
        readers: which nodes read it, of those that are asked for.
        end: the number of the node before which to stop.
    """
    while readers != [end]:
        batch = BATCH if line.batch is None else line.batch
        graph.constants.shapes[name] = (batch, *line.sides)
        if len(readers) == 1:
            name = _step(graph, line, readers[0])
        else:
            join = graph.forks.join(readers)
            if join >= end:
                raise ValueError("its branches do not meet before others do")
            _read_branches(graph, line, name, readers, join)
            name = graph.nodes[join].output[0]
        readers = graph.forks.users[name]
    return name


def _step(graph: Graph, line: Line, number: int) -> str:
    node = graph.nodes[number]
    dynamic = graph.dynamic(node)
    if len(dynamic) != 1:
        raise ValueError(f"its {node.op_type} reads several values that are computed")
    count = len(line.layers)
    read_node(line, as_node(graph, node, line))
    for numbers in line.parameters[count:]:
        graph.constants.count(sum(np.size(each) for each in numbers.values()))
    return node.output[0]


def _read_branches(
    graph: Graph, line: Line, name: str, readers: list[int], join: int
) -> None:
    """Read what lies between a value and the node where all that read it meet."""
    line.flush()
    line.begin()
    if line.margin != ((0, 0), (0, 0)) or line.ended or line.dtype == "uint8":
        raise ValueError("it forks behind a Pad or a Softmax, or before its Cast")
    branches: dict[str, Line] = {}
    for begins in graph.forks.branches(readers, join):
        branch = line.branch()
        last = _follow(graph, branch, name, begins, join)
        branch.flush()
        branches[last] = branch
    node = graph.nodes[join]
    read = list(node.input)
    if sorted(read) != sorted(branches) or len(branches) < 2:
        raise ValueError(f"its {node.op_type} joins other values than those that fork")
    _join(graph, line, node, [branches[each] for each in read])


def _join(graph: Graph, line: Line, node: Any, branches: list[Line]) -> None:
    """Add branches that meet as one layer."""
    settings = settings_of(node, graph.opset)
    first = branches[0]
    if node.op_type not in ("Add", "Concat", "Sum"):
        raise ValueError(f"its {node.op_type} joins branches")
    for each in branches:
        is_ours = each.places is None and each.sides == each.shape
        if not is_ours or each.ended or each.margin != ((0, 0), (0, 0)):
            raise ValueError(f"its {node.op_type} joins values that are transposed")
        if each.dtype != first.dtype or len(each.sides) != len(first.sides):
            raise ValueError(f"its {node.op_type} joins values of several kinds")
    if node.op_type == "Concat":
        _check_axis(settings["axis"], len(first.sides))
    elif any(each.sides != first.sides for each in branches):
        raise ValueError(f"its {node.op_type} adds values of several shapes")
    line.dtype = first.dtype
    if node.op_type == "Add" and any(each.layers for each in branches):
        _add_residual(line, branches)
        return
    for each in branches:
        if not each.layers:
            each.add_identity()
    layers = cast(Sequence[Any], [each.layers for each in branches])
    joined = "concatenate" if node.op_type == "Concat" else "add"
    numbers = {f"branch{n}": _tree(each) for n, each in enumerate(branches, start=1)}
    line.add(Parallel(layers, join=joined), numbers)


def _check_axis(axis: int, rank: int) -> None:
    """Refuse a Concat along another axis than that of the channels."""
    channels = 1 if rank == 3 else rank
    if axis not in (channels, channels - (rank + 1)):
        raise ValueError(f"its Concat has axis={axis}")


def _add_residual(line: Line, branches: list[Line]) -> None:
    body, shortcut = sorted(branches, key=lambda each: not each.layers)
    numbers = {"body": _tree(body)}
    if not shortcut.layers:
        line.add(Residual(body.layers), numbers, opens=True)
        return
    numbers["shortcut"] = _tree(shortcut)
    layer = Residual(body.layers, shortcut=shortcut.layers)
    line.add(layer, numbers, opens=True)


def _tree(line: Line) -> Tree:
    return {f"layer{n}": each for n, each in enumerate(line.parameters, start=1)}
