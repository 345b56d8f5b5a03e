"""Branches side by side, as in an inception module."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal, cast

from network4.errors import ArgumentError, ShapeError, shown
from network4.layers.base import Layer, describe_shape
from network4.layers.nesting import check_nesting, some_of
from network4.layers.operations import Array, Operations
from network4.layers.parameters import Shape
from network4.layers.sequence import Layers, as_layer
from network4.layers.step import Step
from network4.utils.checks import check_choice, check_integer


@dataclass(frozen=True, eq=False, repr=False)
class Parallel(Layer):
    """Branches that read the same input; their outputs are joined.

    Args:
        branches: one or more branches; each is a layer or a list of layers.
        join: "concatenate" puts the channels of all branches side by side; "add" adds
            the outputs. Default "concatenate".

    Shapes:
        Input: any shape that every branch can read. Output: the shape of the branches'
        outputs; with "concatenate" its channels are the sum of theirs.

    Raises:
        ArgumentError: an argument is no list of layers, or no way to join.

    Example:
        >>> from network4.layers import Conv
        >>> module = Parallel([[Conv(64, 1)], [Conv(96, 1), Conv(128, 3, padding=1)]])
        >>> module.output_shape((192, 28, 28))
        (192, 28, 28)

    Source: Szegedy et al. 2015.
    """

    branches: Sequence[Layers]
    _: KW_ONLY
    join: Literal["concatenate", "add"] = "concatenate"

    def __post_init__(self) -> None:
        """Refuse anything that is no layer."""
        check_choice(self.name, "join", self.join, ("concatenate", "add"))
        given = some_of(self.branches)
        if given is None:
            raise ArgumentError(
                f"{self.name}: branches must be a list of layers or of lists of them, "
                f"received {shown(self.branches)}; put it in square brackets."
            )
        branches = tuple(as_layer(self.name, cast(Layers, each)) for each in given)
        check_integer(self.name, "number of branches", len(branches), 1)
        self._store("branches", branches)
        check_nesting(self.name, self)

    def inner_layers(self) -> Mapping[str, Layer]:
        """Return the branches by the names branch1, branch2 and so on."""
        branches = cast(tuple[Layer, ...], self.branches)
        return {f"branch{n}": each for n, each in enumerate(branches, start=1)}

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the joined outputs; ShapeError if they do not fit."""
        inner = self.inner_layers().values()
        shapes = [layer.output_shape(input_shape) for layer in inner]
        axis = 0 if len(shapes[0]) == 3 else -1
        adds = self.join == "add"
        rest = {tuple(s) if adds else _without(s, axis) for s in shapes}
        if len(rest) != 1:
            what = "shape" if adds else "shape, but for their channels,"
            raise ShapeError(
                f"Parallel: branches must give the same {what} to be joined by "
                f"{self.join!r}, received {' and '.join(map(describe_shape, shapes))}; "
                "give them paddings and strides that agree."
            )
        if adds:
            return shapes[0]
        total = sum(shape[axis] for shape in shapes)
        first = shapes[0]
        return (total, *first[1:]) if axis == 0 else (*first[:-1], total)

    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return the branches' outputs, joined."""
        outputs = [
            layer.forward(ops, numbers[name], a, step.inside(name))
            for name, layer in self.inner_layers().items()
        ]
        if self.join == "add":
            return sum(outputs[1:], start=outputs[0])
        return ops.concatenate(outputs, axis=outputs[0].ndim - 1)


def _without(shape: Shape, axis: int) -> Shape:
    return shape[1:] if axis == 0 else shape[:-1]
