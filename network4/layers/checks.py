"""What a network checks of its layers before it knows any shape."""

from collections.abc import Iterable, Sequence
from typing import cast

from network4.errors import ArgumentError, shown
from network4.layers.base import Layer
from network4.layers.dense import Softmax
from network4.layers.nesting import check_nesting, some_of
from network4.layers.parameters import Shape
from network4.layers.sequence import as_layer
from network4.utils.checks import (
    LARGEST_SIZE,
    as_items,
    check_integer,
    check_only_fields,
)

_MOST_AXES = 8


def checked_layers(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return a network's layers as a tuple.

    Args:
        layers: one or more layers, in their order.

    Raises:
        ArgumentError: there is no layer, or something that is no layer; a Softmax layer
            is not the last one; a layer holds attributes that are not its fields.

    Example:
        >>> checked_layers([Softmax(10)])[0].units
        10
    """
    given = some_of(layers)
    if given is None:
        raise ArgumentError(
            f"Network: layers must be a list of layers, received {shown(layers)}; put "
            "it in square brackets."
        )
    if not given:
        raise ArgumentError(
            "Network: the last layer must be a Softmax or FullyConnected layer, one "
            "unit for each class, received no layers; add Softmax(10), for example."
        )
    whole = as_layer("Network", cast(Sequence[Layer], given))
    check_nesting("Network", whole)
    found = tuple(whole.inner_layers().values())
    for layer in found:
        _check_fields(layer)
    _check_softmax(found, is_end=True)
    return found


def checked_input_shape(input_shape: Iterable[int | None], is_whole: bool) -> Shape:
    """Return the shape of what a network reads as a tuple.

    Args:
        input_shape: 1 to 8 sides; of a sequence the length may be None.
        is_whole: whether it reads whole numbers, so that any side may be None.

    Raises:
        ArgumentError: there are no sides or too many, or one is no whole number.

    Example:
        >>> checked_input_shape([1, 28, 28], is_whole=False)
        (1, 28, 28)
    """
    shape = as_items(input_shape, _MOST_AXES + 1) or ()
    if not 1 <= len(shape) <= _MOST_AXES:
        raise ArgumentError(
            "Network: input_shape must be (channels, height, width), (time, values) or "
            f"(values,), received {shown(input_shape)}."
        )
    channels = 0 if len(shape) == 3 else len(shape) - 1
    return tuple(
        cast(int, None)
        if side is None and (is_whole or axis != channels)
        else check_integer("Network", "input_shape", side, 1, LARGEST_SIZE)
        for axis, side in enumerate(shape)
    )


def _check_softmax(layers: Sequence[Layer], is_end: bool) -> None:
    """Refuse a Softmax layer whose softmax is not the network's output activation."""
    for place, layer in enumerate(layers, start=1):
        at_end = is_end and place == len(layers)
        if isinstance(layer, Softmax) and not at_end:
            raise ArgumentError(
                "Network: a Softmax layer must be the last layer, received one that is "
                "followed by a layer or inside a block; use FullyConnected there."
            )
        inner = tuple(layer.inner_layers().values())
        _check_softmax(inner, at_end and layer.output_activation == "softmax")


def _check_fields(layer: Layer) -> None:
    for inner in layer.inner_layers().values():
        _check_fields(inner)
    check_only_fields("Network", layer)
