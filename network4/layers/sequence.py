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
    """Layers one after another; each reads what the one before it gives.

    Args:
        layers: one or more.

    Shapes:
        Those of the first layer's input and the last layer's output.

    Raises:
        ArgumentError: there is no layer, or something else among them.

    Example:
        >>> from network4.layers import Conv, MaxPool
        >>> Sequence([Conv(20, 5), MaxPool(2)]).output_shape((1, 28, 28))
        (20, 12, 12)
    """

    layers: Several[Layer]

    def __post_init__(self) -> None:
        """Refuse what is no layer."""
        self._store("layers", _checked_layers(self.name, self.layers))
        check_nesting(self.name, self)

    def inner_layers(self) -> Mapping[str, Layer]:
        """Return them as layer1, layer2 and so on."""
        return {f"layer{n}": layer for n, layer in enumerate(self.layers, start=1)}

    def inner_shapes(self, input_shape: Shape) -> Iterator[Shape]:
        """Return the input's shape, then what each layer gives to the next."""
        return self.shapes(input_shape)

    def shapes(self, input_shape: Shape) -> Iterator[Shape]:
        """Yield the input's shape, then each layer's output shape.

        Raises:
            ShapeError: a layer cannot take what the one before it gives.
        """
        yield input_shape
        for number, layer in enumerate(self.layers, start=1):
            try:
                input_shape = layer.output_shape(input_shape)
            except ShapeError as error:
                raise ShapeError(f"layer {number}: {error}") from None
            yield input_shape

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return what the last layer gives."""
        *_, last = self.shapes(input_shape)
        return last

    @property
    def output_activation(self) -> str:
        """The last layer's."""
        return self.layers[-1].output_activation

    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return z of the last layer."""
        *before, (last_name, last) = self.inner_layers().items()
        for name, layer in before:
            a = layer.forward(ops, numbers[name], a, step.inside(name))
        return last.weighted_input(ops, numbers[last_name], a, step.inside(last_name))

    def forward(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return what the last layer gives, each layer seen by whoever watches it."""
        for name, layer in self.inner_layers().items():
            a = layer.forward(ops, numbers[name], a, step.inside(name))
        return step.show(a)


def _checked_layers(owner: str, layers: object) -> tuple[Layer, ...]:
    """Return layers as a tuple; ArgumentError where there is something else."""
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
    """Return a layer as it is, and a list of layers as a Sequence."""
    return (
        given if isinstance(given, Layer) else Sequence(_checked_layers(owner, given))
    )
