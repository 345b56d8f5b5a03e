"""One node of a line: its attributes, and what it reads besides the line's values."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from network4.export.from_onnx.attributes import settings_of
from network4.export.from_onnx.graph import Graph
from network4.export.from_onnx.line import Line
from network4.export.from_onnx.tensors import Array, finite

# Whose second output says something else, and may be there as long as none reads it.
_MORE_OUTPUTS = {"Dropout", "MaxPool"}


@dataclass(frozen=True)
class Node:
    """A node that reads one value which is computed of images, and constants.

    Attributes:
        kind: its operator.
        settings: its attributes by name.
        position: which of its inputs the value is.
        constants: its other inputs; None for one that is left out.
        dtype: of the value.
    """

    kind: str
    settings: dict[str, Any]
    position: int
    constants: list[Array | None]
    dtype: str

    def constant(self, position: int) -> Array | None:
        """Return an input, None where it is left out."""
        return self.constants[position] if position < len(self.constants) else None

    def numbers(self, position: int) -> Array | None:
        """Return an input of finite numbers, of the type of the value; or None."""
        found = self.constant(position)
        if found is None:
            return None
        if found.dtype != self.dtype:
            raise ValueError(
                f"its {self.kind} reads {self.dtype} together with {found.dtype.name}"
            )
        return finite(self.kind, found)

    def needed(self, position: int) -> Array:
        """Return the same of an input that may not be left out."""
        found = self.numbers(position)
        if found is None:
            raise ValueError(f"its {self.kind} lacks input {position + 1}")
        return found

    def weights(self, position: int) -> Array:
        """Return the same of a node whose first input is the value.

        Raises:
            ValueError: the value that is computed stands where weights are wanted.
        """
        if self.position != 0:
            raise ValueError(f"its {self.kind} has weights that depend on the input")
        return self.needed(position)


def as_node(graph: Graph, node: Any, line: Line) -> Node:
    """Return a node that reads one value, with its attributes checked.

    Raises:
        ValueError: something about it is not understood, or it reads several values.
    """
    settings = settings_of(node, graph.opset)
    more = [name for name in node.output[1:] if name]
    is_read = any(name in graph.forks.users for name in more)
    if more and (node.op_type not in _MORE_OUTPUTS or is_read):
        raise ValueError(f"its {node.op_type} has a second output, {more[0]!r}")
    (position,) = (
        n for n, each in enumerate(node.input) if each and each not in graph.constants
    )
    known = [
        graph.constants.array(name) if name in graph.constants else None
        for name in node.input
    ]
    return Node(node.op_type, settings, position, known, line.dtype)


def as_floats(array: Any) -> Array:
    """Return numbers as float64, in which layers are folded into each other."""
    return np.asarray(array, np.float64)
