"""How many numbers layers compute and hold, within the limits of the engines."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from network4.errors import ShapeError, shown
from network4.layers.base import Layer, Room
from network4.layers.parameters import Parameter, Shape, Tree, named
from network4.layers.sequence import Sequence
from network4.utils.checks import as_whole, check_integer, check_kind, check_number

# C++ counts with 32 bits.
MOST_NUMBERS = 2**31 - 1
# Draws end at some ten standard deviations, float32 at 3.4e38.
_LARGEST = 1e37


@dataclass(frozen=True)
class Sizes:
    """How many numbers layers compute for one input; an open length counts as 1.

    Attributes:
        outputs: outputs of all layers together.
        padded, windows: those of all layers together; see `network4.layers.base.Room`.
        most_windows: the largest `windows` of one layer.
        largest: the largest sum of input, padded input and output of one layer.
        parameters: those of all layers together, running averages included.
        most_parameters: numbers in the largest array.
    """

    outputs: int
    padded: int
    windows: int
    most_windows: int
    largest: int
    parameters: int
    most_parameters: int


def sizes_of(layer: Layer, input_shape: Shape) -> Sizes:
    """Return how many numbers a layer, and all layers inside, compute for one input.

    Args:
        layer: usually the sequence of all layers of a network.
        input_shape: the shape of one input.

    Raises:
        ShapeError: an array for one input, or all parameters together, have more than
            2**31 - 1 numbers; or a layer gives a shape that is not valid.
        ArgumentError: a layer describes a parameter that is not valid.

    Example:
        >>> from network4.layers import FullyConnected, Sequence, Softmax
        >>> layers = Sequence([FullyConnected(30), Softmax(10)])
        >>> sizes_of(layers, (1, 28, 28)).outputs
        40
    """
    counts = _parameter_counts(layer.parameters(input_shape))
    made = [_made(each, shape) for each, shape in _within(layer, input_shape)]
    return Sizes(
        outputs=sum(each.output for each in made),
        padded=sum(each.room.padded for each in made),
        windows=sum(each.room.windows for each in made),
        most_windows=max(each.room.windows for each in made),
        largest=max(each.input + each.room.padded + each.output for each in made),
        parameters=sum(counts),
        most_parameters=max(counts, default=0),
    )


class _Made(NamedTuple):
    input: int
    output: int
    room: Room


def _within(layer: Layer, shape: Shape) -> Iterator[tuple[Layer, Shape]]:
    """Yield each layer that makes an array of its own, and what it reads."""
    if not isinstance(layer, Sequence):
        yield layer, shape
    for _, each, read in layer.inner(shape):
        yield from _within(each, read)


def _made(layer: Layer, input_shape: Shape) -> _Made:
    output_shape = layer.output_shape(input_shape)
    made = _Made(
        _count(layer, input_shape), _count(layer, output_shape), layer.room(input_shape)
    )
    if max(made.input, made.output, made.room.padded) > MOST_NUMBERS:
        raise ShapeError(
            f"Network: each layer must read and make at most {MOST_NUMBERS:,} numbers "
            f"of one input, padding included, received {layer.name} with more; use "
            "smaller sizes or paddings."
        )
    return made


def _count(layer: Layer, shape: object) -> int:
    """Return how many numbers an array of a shape has."""
    sides = cast(tuple[Any, ...], shape) if isinstance(shape, tuple) else (0,)
    if all(side is None or _is_size(side) for side in sides):
        return math.prod(int(side or 1) for side in sides)
    raise ShapeError(
        f"{layer.name}: output_shape must return a tuple of whole numbers of 1 or "
        f"more, received {shown(cast(object, shape))}."
    )


def _is_size(side: object) -> bool:
    return (as_whole(side) or 0) > 0


def _parameter_counts(parameters: Tree) -> list[int]:
    """Return how many numbers each parameter has; refuse those that cannot be."""
    specs = list(named(parameters))
    for path, each in specs:
        _check_parameter(path, each)
    counts = [math.prod(each.shape) for _, each in specs]
    if sum(counts) > MOST_NUMBERS:
        raise ShapeError(
            f"Network: layers must have at most {MOST_NUMBERS:,} parameters in all, "
            f"received {shown(sum(counts))}; use fewer units or maps."
        )
    return counts


def _check_parameter(path: str, each: object) -> None:
    parameter = check_kind("Network", path, each, Parameter)
    for side in parameter.shape:
        check_integer("Network", f"a side of {path}", side, 0, MOST_NUMBERS)
    if parameter.spread is not None:
        check_number("Network", f"spread of {path}", parameter.spread, 0, _LARGEST)
    check_number("Network", f"start of {path}", parameter.start, -_LARGEST, _LARGEST)
