"""Operators that move values or give them other sides, and change none of them."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from network4.export.from_onnx.constants import (
    BATCH,
    axes_of,
    cast_type,
    whole_numbers,
)
from network4.export.from_onnx.line import Line
from network4.export.from_onnx.nodes import Node
from network4.layers import PaddedShortcut, Shape


def read_cast(line: Line, node: Node) -> None:
    """Read Cast to a type in which layers can compute."""
    dtype = cast_type(node.settings).name
    if dtype not in ("float32", "float64"):
        raise ValueError(f"its Cast makes numbers of type {dtype}")
    line.dtype = dtype


def read_flatten(line: Line, node: Node) -> None:
    """Read Flatten, of each example by itself."""
    axis = node.settings["axis"]
    if axis not in (1, 1 - (len(line.sides) + 1)):
        raise ValueError(f"its Flatten has axis={axis}")
    line.reshape((math.prod(_known(line, node)),))


def _known(line: Line, node: Node) -> Shape:
    if None in line.sides:
        raise ValueError(f"its {node.kind} reads sides of unknown length {line.sides}")
    return cast(Shape, line.sides)


def read_reshape(line: Line, node: Node) -> None:
    """Read Reshape, of each example by itself."""
    shape = node.constant(1)
    if shape is None or node.position != 0:
        raise ValueError("its Reshape has a shape that depends on the input")
    sides = _known(line, node)
    full = (BATCH if line.batch is None else line.batch, *sides)
    first, *rest = _copied(whole_numbers(shape) or [0], full, node)
    if rest.count(-1) == 1 and first != -1:
        others = -math.prod(rest)
        rest[rest.index(-1)] = math.prod(sides) // others if others else 0
    keeps = first in (-1, full[0]) and math.prod(rest) == math.prod(sides)
    if not keeps or any(side < 1 for side in rest):
        raise ValueError(
            f"its Reshape makes {str(shape.tolist())[:50]} of examples of {sides}"
        )
    line.reshape(tuple(rest))


def _copied(target: list[int], full: Shape, node: Node) -> list[int]:
    """Return a shape in which each 0 is what it stands for."""
    if 0 in target and node.settings.get("allowzero"):
        raise ValueError("its Reshape has allowzero=1 and a side of 0")
    if any(side == 0 and n >= len(full) for n, side in enumerate(target)):
        raise ValueError("its Reshape has a 0 for a side that is not there")
    return [full[n] if side == 0 else side for n, side in enumerate(target)]


def axes_within(node: Node, rank: int) -> list[int]:
    """Return axes of a shape with so many sides, the examples' included; not theirs."""
    axes = axes_of(node.settings, node.constant(1))
    if axes is None or node.position != 0:
        raise ValueError(f"its {node.kind} has no axes")
    found = [axis + rank if axis < 0 else axis for axis in axes]
    if not all(0 < axis < rank for axis in found) or len(set(found)) < len(found):
        raise ValueError(f"its {node.kind} has axes={axes}")
    return found


def read_squeeze(line: Line, node: Node) -> None:
    """Read Squeeze."""
    axes = axes_within(node, len(line.sides) + 1)
    if any(line.sides[axis - 1] != 1 for axis in axes):
        raise ValueError(f"its Squeeze has axes={axes} of examples of {line.sides}")
    kept = [s for n, s in enumerate(_known(line, node), 1) if n not in axes]
    line.reshape(tuple(kept))


def read_unsqueeze(line: Line, node: Node) -> None:
    """Read Unsqueeze."""
    sides = list(_known(line, node))
    for axis in sorted(axes_within(node, len(sides) + 1 + _num_axes(node))):
        sides.insert(axis - 1, 1)
    line.reshape(tuple(sides))


def _num_axes(node: Node) -> int:
    return len(axes_of(node.settings, node.constant(1)) or ())


def read_transpose(line: Line, node: Node) -> None:
    """Read Transpose, of each example by itself."""
    order = node.settings["perm"]
    if order is None or sorted(order) != list(range(len(line.sides) + 1)) or order[0]:
        raise ValueError(f"its Transpose has perm={order} of examples of {line.sides}")
    line.transpose(tuple(axis - 1 for axis in order[1:]))


def read_slice(line: Line, node: Node) -> None:
    """Read Slice that takes every so many rows and columns of all maps."""
    starts, ends, axes, steps = _slices(line, node)
    whole = dict(zip(axes, zip(starts, ends, strict=True), strict=True))
    for axis, (start, end) in whole.items():
        side = line.sides[axis - 1]
        if axis < 1 or start != 0 or side is None or end < side:
            raise ValueError(f"its Slice takes {start} to {end} of axis {axis}")
    step = dict(zip(axes, steps, strict=True))
    stride = step.get(2, 1)
    if len(line.sides) != 3 or stride < 1 or step.get(3, 1) != stride:
        raise ValueError(f"its Slice takes steps of {steps} along axes {axes}")
    if step.get(1, 1) != 1:
        raise ValueError("its Slice leaves maps out")
    line.flush()
    line.align("Slice")
    line.add(PaddedShortcut(line.shape[0], stride), {})


def _slices(line: Line, node: Node) -> list[list[int]]:
    """Return starts, ends, axes and steps, which must be as many."""
    names = ("starts", "ends", "axes", "steps")
    given = [
        node.settings.get(name) if found is None else whole_numbers(found)
        for name, found in zip(names, map(node.constant, range(1, 5)), strict=True)
    ]
    if given[0] is None or node.position != 0:
        raise ValueError("its Slice depends on the input in its bounds")
    count, rank = len(given[0]), len(line.sides) + 1
    axes = [
        axis + rank if axis < 0 else axis
        for axis in (given[2] if given[2] is not None else range(count))
    ]
    found = [list(given[0]), list(given[1] or ()), axes, list(given[3] or [1] * count)]
    in_range = all(0 < axis < rank for axis in axes)
    if any(len(each) != count for each in found) or not in_range:
        raise ValueError(f"its Slice has axes {axes} of examples of {line.sides}")
    if len(set(axes)) < count:
        raise ValueError(f"its Slice has axes {axes}")
    return found


def read_pad(line: Line, node: Node) -> None:
    """Read Pad with zeros: around maps for a Conv, or maps of zeros behind others."""
    before, behind = _pads(line, node)
    if not any(before + behind):
        return
    if len(line.sides) != 3 or min(before + behind) < 0:
        raise ValueError(f"its Pad has {before} and {behind} for {line.sides}")
    more, inside = behind[0], [*before, *behind[1:]]
    line.flush()
    line.align("Pad")
    if not more and not before[0]:
        line.margin = (before[1], behind[1]), (before[2], behind[2])
    elif not any(inside):
        _add_maps(line, more)
    else:
        raise ValueError(f"its Pad has {before} and {behind} for {line.sides}")


def _add_maps(line: Line, more: int) -> None:
    last = line.layers[-1] if line.layers else None
    if type(last) is PaddedShortcut and not line.opens:
        line.layers[-1] = replace(last, maps=last.maps + more)
        line.shape = line.sides = (line.shape[0] + more, *line.shape[1:])
    else:
        line.add(PaddedShortcut(line.shape[0] + more, stride=1), {})


def _pads(line: Line, node: Node) -> tuple[list[int], list[int]]:
    """Return how much is laid before and behind each side of an example."""
    value, axes = node.constant(2), node.constant(3)
    given: Any = node.settings.get("pads")
    pads = node.constant(1)
    given = whole_numbers(pads) if pads is not None else given
    if given is None or node.position != 0 or (value is not None and value.any()):
        raise ValueError("its Pad has a value other than 0, or depends on the input")
    rank = len(line.sides) + 1
    along = list(range(rank)) if axes is None else whole_numbers(axes)
    along = [axis + rank if axis < 0 else axis for axis in along]
    if len(given) != 2 * len(along) or len(set(along)) < len(along):
        raise ValueError(f"its Pad has pads={given} along axes {along}")
    laid = {
        a: each for a, *each in zip(along, given, given[len(along) :], strict=False)
    }
    if any(not 0 <= axis < rank for axis in laid) or any(laid.get(0, [0])):
        raise ValueError(f"its Pad has axes {along} of examples of {line.sides}")
    both = [laid.get(axis, [0, 0]) for axis in range(1, rank)]
    return [each[0] for each in both], [each[1] for each in both]


READERS: dict[str, Callable[[Line, Node], None]] = {
    "Cast": read_cast,
    "Flatten": read_flatten,
    "Pad": read_pad,
    "Reshape": read_reshape,
    "Slice": read_slice,
    "Squeeze": read_squeeze,
    "Transpose": read_transpose,
    "Unsqueeze": read_unsqueeze,
}
