"""A graph of ONNX: that it is whole, what is computed in it, and where it forks."""

from dataclasses import dataclass
from typing import Any

from network4.export.from_onnx.attributes import OLDEST_OPSET
from network4.export.from_onnx.constants import Constants
from network4.export.from_onnx.tensors import Tensors, check_unique
from network4.export.onnx_nodes import onnx_module

_OLDEST_FILES = 3  # of this version of the format and later
_MOST_NODES = 2_000  # which bounds how long it takes to find where branches meet


@dataclass(frozen=True)
class Forks:
    """Which nodes read each value, and where branches that leave it meet again.

    Args:
        users: by the name of a value the numbers of nodes, once for each reading.
        meets: for each node the node that all ways from its output lead through; the
            number of nodes where that is the end.
    """

    users: dict[str, list[int]]
    meets: list[int]

    def join(self, readers: list[int]) -> int:
        """Return the node in which all branches that begin with some nodes meet."""
        return _common(readers, self.meets)

    def branches(self, readers: list[int], join: int) -> list[list[int]]:
        """Return the nodes that branches begin with, by the branch.

        Args:
            readers: nodes that read the value from which the branches leave.
            join: the node in which they meet; it is one of the readers where a branch
                has no node at all.
        """
        found: dict[int, list[int]] = {}
        for reader in readers:
            last = reader
            while last != join and self.meets[last] != join:
                last = self.meets[last]
            found.setdefault(last, []).append(reader)
        return list(found.values())


def _common(nodes: list[int], meets: list[int]) -> int:
    first, *others = nodes
    for other in others:
        while first != other:
            first, other = sorted((first, other))
            first = meets[first]
    return first


class Graph:
    """The nodes that lead from the one input to the one output of a model.

    Args:
        model: a ModelProto.
        tensors: makes arrays of its tensors.

    Attributes:
        opset: the version of ONNX's operators.
        given, made: the input and the output, ValueInfoProtos.
        constants: what is known before any image is.
        nodes: those that the output depends on, and that depend on the input.
        forks: where the branches are.

    Raises:
        ValueError: it is not whole, or of another kind.
    """

    def __init__(self, model: Any, tensors: Tensors) -> None:
        """Look at every name, and at no number."""
        self.opset = _opset(model)
        graph = model.graph
        self.constants = Constants(graph, self.opset, tensors)
        self.given, self.made = _ends(graph, self.constants)
        nodes = _in_order(graph, self.constants)
        self.nodes = _needed(nodes, self.made.name, self.constants)
        self.forks = _forks(self.nodes, self.made.name, self.constants)

    def dynamic(self, node: Any) -> list[str]:
        """Return which inputs of a node are computed of images."""
        return _dynamic(node, self.constants)


def _opset(model: Any) -> int:
    """Return the version of ONNX's operators; refuse what could mean other ones."""
    onnx = onnx_module("onnx")
    if not _OLDEST_FILES <= model.ir_version <= onnx.IR_VERSION:
        raise ValueError(
            f"it has version {model.ir_version} of the format, and only "
            f"{_OLDEST_FILES} to {onnx.IR_VERSION} are understood"
        )
    if len(model.functions):
        raise ValueError(f"it has a function of its own, {model.functions[0].name!r}")
    domains = [each.domain or "ai.onnx" for each in model.opset_import]
    check_unique("opsets", domains)
    versions = [e.version for e in model.opset_import if e.domain in ("", "ai.onnx")]
    newest = onnx.defs.onnx_opset_version()
    if not versions or not OLDEST_OPSET <= versions[0] <= newest:
        raise ValueError(
            f"it has opset {versions[0] if versions else 'none'}, and only "
            f"{OLDEST_OPSET} to {newest} are understood"
        )
    return versions[0]


def _ends(graph: Any, constants: Constants) -> tuple[Any, Any]:
    check_unique("inputs", (each.name for each in graph.input))
    if len(graph.sparse_initializer):
        raise ValueError("it has sparse initializers")
    given = [each for each in graph.input if each.name not in constants]
    for what, found in (("inputs", given), ("outputs", graph.output)):
        if len(found) != 1:
            names = ", ".join(repr(each.name) for each in found)
            raise ValueError(f"it has {len(found)} {what} {names}".rstrip())
    if graph.output[0].name in constants:
        raise ValueError("its output does not depend on its input")
    return given[0], graph.output[0]


def _in_order(graph: Any, constants: Constants) -> list[Any]:
    """Return the nodes that read images; refuse names that are unknown or twice."""
    known = {each.name for each in graph.input} | set(constants.names())
    nodes: list[Any] = []
    for node in graph.node:
        unknown = [name for name in node.input if name and name not in known]
        if unknown:
            raise ValueError(
                f"its {node.op_type} reads {unknown[0]!r}, which nothing before it "
                "gives"
            )
        made = [name for name in node.output if name]
        twice = [name for name in made if name in known or made.count(name) > 1]
        if twice:
            raise ValueError(f"it has two values named {twice[0]!r}")
        known.update(made)
        if not constants.take(node):
            nodes.append(node)
    if graph.output[0].name not in known:
        raise ValueError(f"nothing gives its output {graph.output[0].name!r}")
    return nodes


def _dynamic(node: Any, constants: Constants) -> list[str]:
    return [name for name in node.input if name and name not in constants]


def _needed(nodes: list[Any], output: str, constants: Constants) -> list[Any]:
    wanted, found = {output}, list[Any]()
    for node in reversed(nodes):
        if wanted.intersection(node.output):
            read = _dynamic(node, constants)
            if not read:
                raise ValueError(f"it has a {node.op_type}, which reads nothing")
            wanted.update(read)
            found.append(node)
    if len(found) > _MOST_NODES:
        raise ValueError(f"it has more than {_MOST_NODES} nodes")
    return found[::-1]


def _forks(nodes: list[Any], output: str, constants: Constants) -> Forks:
    end = len(nodes)
    users: dict[str, list[int]] = {output: [end]}
    for number, node in enumerate(nodes):
        for name in _dynamic(node, constants):
            users.setdefault(name, []).append(number)
    meets = [0] * end + [end]
    for number in range(end - 1, -1, -1):
        read = [n for name in nodes[number].output for n in users.get(name, [])]
        meets[number] = _common(read, meets)
    return Forks(users, meets)
