"""What every layer offers: shape in, shape out, its parameters, what it computes."""

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import Any, ClassVar, NamedTuple

from network4.errors import ShapeError
from network4.layers.operations import Array, Operations
from network4.layers.parameters import Shape, Tree, is_open
from network4.layers.step import Step
from network4.utils.checks import LARGEST_SIZE, check_integer, check_pair
from network4.utils.described import Described


def describe_shape(shape: Shape) -> str:
    """Say in words what a shape is.

    >>> describe_shape((20, 12, 12)), describe_shape((28, 6)), describe_shape((100,))
    ('20 maps of 12 x 12', '28 steps of 6 values', '100 values')
    """
    if is_open(shape):
        return f"an array of {shape}"
    if len(shape) == 3:
        return f"{shape[0]} maps of {shape[1]} x {shape[2]}"
    if len(shape) == 2:
        return f"{shape[0]} steps of {shape[1]} values"
    return f"{shape[0]} values" if len(shape) == 1 else f"an array of {shape}"


def check_known(owner: str, shape: Shape) -> None:
    """Raise ShapeError where a layer needs to know a length that is None."""
    if is_open(shape):
        raise ShapeError(
            f"{owner} expects inputs of one shape, received {shape}, of different "
            "lengths; put a layer before it that reads a sequence to its end."
        )


def num_channels(shape: Shape) -> int:
    """Return how many channels there are: maps of an image, else values at a place.

    >>> num_channels((20, 12, 12)), num_channels((28, 6)), num_channels((100,))
    (20, 6, 100)
    """
    return shape[0] if len(shape) == 3 else shape[-1]


class Room(NamedTuple):
    """How many numbers a layer makes of one input on the way to its output.

    Args:
        padded: the input with what is laid around it, and maps before they are pooled.
        windows: the windows of a convolution, where an engine writes them out.
    """

    padded: int = 0
    windows: int = 0


@dataclass(frozen=True, eq=False, repr=False)
class Layer(Described, ABC):
    """A frozen description of one layer, and its mathematics; it holds no numbers.

    A layer of one's own says at least `output_shape` and `weighted_input`.
    """

    # Fields that the first files do not have: they are left out at their default.
    _later_fields: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of one output, or raise ShapeError if none is possible."""

    def parameters(self, input_shape: Shape) -> Tree:
        """Return the layer's parameters by name, and those of layers within it."""
        inner = self.inner(input_shape)
        return {name: layer.parameters(shape) for name, layer, shape in inner}

    @abstractmethod
    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return z, what the layer makes of a before its activation.

        Args:
            ops: the operations of an array library.
            numbers: the layer's arrays, by the names of `parameters`.
            a: a batch of inputs; its last axis is that of the channels.
            step: masks, what is to be remembered, and so on.
        """

    @property
    def output_activation(self) -> str:
        """The activation that turns z into a; "linear" where the layer has none."""
        return getattr(self, "activation", "linear")

    def forward(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return a, the layer's outputs; arguments as of `weighted_input`."""
        z = self.weighted_input(ops, numbers, a, step)
        return step.show(ops.activate(self.output_activation, z))

    def inner_layers(self) -> Mapping[str, "Layer"]:
        """Return the layers within this one, by the names of their parameters."""
        return {}

    def inner_shapes(self, input_shape: Shape) -> Iterable[Shape]:
        """Return what each layer within this one reads; by default the same."""
        return repeat(input_shape)

    def inner(self, input_shape: Shape) -> Iterator[tuple[str, "Layer", Shape]]:
        """Yield the name, the layer and its input shape, for each within this one."""
        shapes = self.inner_shapes(input_shape)
        for (name, layer), shape in zip(
            self.inner_layers().items(), shapes, strict=False
        ):
            yield name, layer, shape

    def room(self, input_shape: Shape) -> Room:
        """Return how many numbers are made of one input besides the output."""
        del input_shape
        return Room()

    def num_operations(self, input_shape: Shape) -> int:
        """Return how many multiplications with weights one input takes."""
        inner = self.inner(input_shape)
        return sum(layer.num_operations(shape) for _, layer, shape in inner)

    def described_arguments(self) -> list[str]:
        """Return what was given besides defaults, as in the call that makes it."""
        return [
            repr(getattr(self, field.name))
            if field.default is dataclasses.MISSING
            else f"{field.name}={getattr(self, field.name)!r}"
            for field in dataclasses.fields(self)
            if getattr(self, field.name) != field.default
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return a description that JSON can hold."""
        said = {
            field.name: _plain(getattr(self, field.name))
            for field in dataclasses.fields(self)
            if field.name not in self._later_fields
            or getattr(self, field.name) != field.default
        }
        return {"type": self.name, **said}

    def _store(self, name: str, value: object) -> None:
        """Set a field while the frozen description is being built."""
        object.__setattr__(self, name, value)

    def _store_integer(self, name: str, minimum: int) -> None:
        """Check a whole number and keep it as Python's own."""
        value = check_integer(self.name, name, getattr(self, name), minimum)
        checked = check_integer(self.name, name, value, minimum, LARGEST_SIZE)
        self._store(name, checked)

    def _store_pair(self, name: str, minimum: int) -> None:
        """Check one number or a pair, and keep equal sides as one number."""
        value = check_pair(self.name, name, getattr(self, name), minimum)
        height, width = check_pair(self.name, name, value, minimum, LARGEST_SIZE)
        self._store(name, height if height == width else (height, width))


def _plain(value: Any) -> Any:
    if isinstance(value, Layer):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    return value
