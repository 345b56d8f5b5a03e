"""Layers one after another."""

from collections.abc import Iterator, Mapping
from collections.abc import Sequence as Several
from dataclasses import dataclass
from typing import Any, cast

from network4.errors import ArgumentError, ShapeError, shown
from network4.layers.base import Layer
from network4.layers.nesting import check_nesting, some_of
from network4.layers.operations import Array, Operations
from network4.layers.parameters import Shape
from network4.layers.step import Step

Layers = Layer | Several[Layer]


@dataclass(frozen=True, eq=False, repr=False)
class Sequence(Layer):
    """Layers one after another: each reads the outputs of the one before it.

    A sequence is itself a layer, so it can stand in a branch or a residual block.

    Args:
        layers: one or more layers.

    Shapes:
        Input: that of the first layer. Output: that of the last layer.

    Raises:
        ArgumentError: the list is empty, or holds something that is no layer.

    Example:
        >>> from network4.layers import Conv, MaxPool
        >>> Sequence([Conv(20, 5), MaxPool(2)]).output_shape((1, 28, 28))
        (20, 12, 12)
    """

    layers: Several[Layer]

    def __post_init__(self) -> None:
        """Refuse anything that is no layer."""
        self._store("layers", _checked_layers(self.name, self.layers))
        check_nesting(self.name, self)

    def inner_layers(self) -> Mapping[str, Layer]:
        """Return the layers by the names layer1, layer2 and so on."""
        return {f"layer{n}": layer for n, layer in enumerate(self.layers, start=1)}

    def inner_shapes(self, input_shape: Shape) -> Iterator[Shape]:
        """Return the input's shape, then the shape that each layer passes on."""
        return self.shapes(input_shape)

    def shapes(self, input_shape: Shape) -> Iterator[Shape]:
        """Yield the input's shape, then each layer's output shape.

        Args:
            input_shape: the shape of one input, without the number of images.

        Yields:
            One shape more than there are layers.

        Raises:
            ShapeError: a layer cannot read the outputs of the one before it.

        Example:
            >>> from network4.layers import Conv, MaxPool
            >>> list(Sequence([Conv(20, 5), MaxPool(2)]).shapes((1, 28, 28)))
            [(1, 28, 28), (20, 24, 24), (20, 12, 12)]
        """
        yield input_shape
        for number, layer in enumerate(self.layers, start=1):
            try:
                input_shape = layer.output_shape(input_shape)
            except ShapeError as error:
                raise ShapeError(f"layer {number}: {error}") from None
            yield input_shape

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the last layer's output shape."""
        *_, last = self.shapes(input_shape)
        return last

    @property
    def output_activation(self) -> str:
        """The activation of the last layer."""
        return self.layers[-1].output_activation

    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return z, the last layer's values before its activation."""
        *before, (last_name, last) = self.inner_layers().items()
        for name, layer in before:
            a = layer.forward(ops, numbers[name], a, step.inside(name))
        return last.weighted_input(ops, numbers[last_name], a, step.inside(last_name))

    def forward(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return the last layer's outputs; show each layer's to whoever watches."""
        for name, layer in self.inner_layers().items():
            a = layer.forward(ops, numbers[name], a, step.inside(name))
        return step.show(a)


def _checked_layers(owner: str, layers: object) -> tuple[Layer, ...]:
    """Return layers as a tuple; ArgumentError if something else is among them."""
    found = some_of(layers)
    if found is None:
        raise ArgumentError(
            f"{owner}: layers must be a list of layers, received {shown(layers)}; put "
            "it in square brackets."
        )
    for layer in found:
        if not isinstance(layer, Layer):
            raise ArgumentError(
                f"{owner}: layers must be layers such as ConvPool(20, field=5), "
                f"received {shown(layer)}."
            )
    if not found:
        raise ArgumentError(f"{owner}: layers must be one or more, received none.")
    return cast(tuple[Layer, ...], found)


def as_layer(owner: str, given: Layers) -> Layer:
    """Return a layer unchanged, and a list of layers as a Sequence."""
    return (
        given if isinstance(given, Layer) else Sequence(_checked_layers(owner, given))
    )
