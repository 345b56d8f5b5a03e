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
    """Describe a shape in words.

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
    """Raise ShapeError if a length is None that the layer has to know."""
    if is_open(shape):
        raise ShapeError(
            f"{owner} expects inputs of one shape, received {shape}, whose lengths may "
            "differ; put a layer before it that reads a sequence to its end."
        )


def num_channels(shape: Shape) -> int:
    """Return the number of channels: the maps of an image, or the values at one step.

    >>> num_channels((20, 12, 12)), num_channels((28, 6)), num_channels((100,))
    (20, 6, 100)
    """
    return shape[0] if len(shape) == 3 else shape[-1]


class Room(NamedTuple):
    """How many numbers a layer computes for one input besides its output.

    Args:
        padded: numbers in the padded input, and in the maps before they are pooled;
            default 0.
        windows: numbers in the windows of a convolution, if an engine writes them out;
            default 0.
    """

    padded: int = 0
    windows: int = 0


@dataclass(frozen=True, eq=False, repr=False)
class Layer(Described, ABC):
    """A frozen description of one layer, with its mathematics but without its numbers.

    To write your own layer, derive a frozen dataclass from this class. Define at least
    `output_shape` and `weighted_input`, and `parameters` if it has any.

    Example:
        >>> from dataclasses import dataclass
        >>> @dataclass(frozen=True, eq=False, repr=False)
        ... class Double(Layer):
        ...     def output_shape(self, input_shape):
        ...         return input_shape
        ...
        ...     def weighted_input(self, ops, numbers, a, step):
        ...         return 2 * a
        >>> Double().output_shape((10,))
        (10,)
    """

    # Files of the first versions lack these fields, so defaults are left out.
    _later_fields: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of one output.

        Args:
            input_shape: the shape of one input, without the number of images.

        Raises:
            ShapeError: the layer cannot read inputs of this shape.

        Example:
            >>> from network4.layers import MaxPool
            >>> MaxPool(2).output_shape((20, 24, 24))
            (20, 12, 12)
        """

    def parameters(self, input_shape: Shape) -> Tree:
        """Return the layer's parameters by name, with those of the layers inside it.

        Args:
            input_shape: the shape of one input, without the number of images.

        Returns:
            A `Parameter` for each name, or such a dict for each layer inside.

        Example:
            >>> from network4.layers import Softmax
            >>> Softmax(10).parameters((784,))["weights"].shape
            (784, 10)
        """
        inner = self.inner(input_shape)
        return {name: layer.parameters(shape) for name, layer, shape in inner}

    @abstractmethod
    def weighted_input(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return z, the layer's values before its activation function.

        Args:
            ops: the operations of an array library.
            numbers: the layer's arrays, by the names that `parameters` gives.
            a: a batch of inputs, (n, ...); the channels are the last axis.
            step: gives dropout masks and takes values to remember.

        Returns:
            (n, ...), a batch of the output shape with the channels last.

        Example:
            >>> import numpy as np
            >>> from network4.layers import MaxPool
            >>> from network4.layers.numpy_operations import NumpyOperations
            >>> images = np.zeros((5, 28, 28, 1))
            >>> MaxPool(2).weighted_input(NumpyOperations(), {}, images, Step()).shape
            (5, 14, 14, 1)
        """

    @property
    def output_activation(self) -> str:
        """The activation that turns z into a; "linear" if the layer has none."""
        return getattr(self, "activation", "linear")

    def forward(
        self, ops: Operations, numbers: Mapping[str, Any], a: Array, step: Step
    ) -> Array:
        """Return a, the layer's outputs; arguments are those of `weighted_input`.

        Example:
            >>> import numpy as np
            >>> from network4.layers import Dropout
            >>> from network4.layers.numpy_operations import NumpyOperations
            >>> Dropout(0.5).forward(NumpyOperations(), {}, np.ones((1, 3)), Step())
            array([[0.5, 0.5, 0.5]])
        """
        z = self.weighted_input(ops, numbers, a, step)
        return step.show(ops.activate(self.output_activation, z))

    def inner_layers(self) -> Mapping[str, "Layer"]:
        """Return the layers inside this one, by the names of their parameters.

        Example:
            >>> from network4.layers import Dropout, Sequence
            >>> Sequence([Dropout(0.5)]).inner_layers()
            {'layer1': Dropout(probability=0.5)}
        """
        return {}

    def inner_shapes(self, input_shape: Shape) -> Iterable[Shape]:
        """Return the input shape of each layer inside this one; by default the same.

        Args:
            input_shape: the shape of one input, without the number of images.

        Example:
            >>> from network4.layers import MaxPool, Sequence
            >>> list(Sequence([MaxPool(2), MaxPool(2)]).inner_shapes((1, 28, 28)))[:2]
            [(1, 28, 28), (1, 14, 14)]
        """
        return repeat(input_shape)

    def inner(self, input_shape: Shape) -> Iterator[tuple[str, "Layer", Shape]]:
        """Yield (name, layer, input shape) for each layer inside this one.

        Args:
            input_shape: the shape of one input, without the number of images.

        Example:
            >>> from network4.layers import Dropout, Sequence
            >>> list(Sequence([Dropout(0.5)]).inner((784,)))
            [('layer1', Dropout(probability=0.5), (784,))]
        """
        shapes = self.inner_shapes(input_shape)
        for (name, layer), shape in zip(
            self.inner_layers().items(), shapes, strict=False
        ):
            yield name, layer, shape

    def room(self, input_shape: Shape) -> Room:
        """Return how many numbers one input needs besides the layer's output.

        Args:
            input_shape: the shape of one input, without the number of images.

        Example:
            >>> from network4.layers import Conv
            >>> Conv(20, 5).room((1, 28, 28))
            Room(padded=784, windows=14400)
        """
        del input_shape
        return Room()

    def num_operations(self, input_shape: Shape) -> int:
        """Return the number of multiplications by weights that one input needs.

        Args:
            input_shape: the shape of one input, without the number of images.

        Example:
            >>> from network4.layers import Softmax
            >>> Softmax(10).num_operations((784,))
            7840
        """
        inner = self.inner(input_shape)
        return sum(layer.num_operations(shape) for _, layer, shape in inner)

    def described_arguments(self) -> list[str]:
        """Return the arguments that are not defaults, as written in a call.

        Example:
            >>> from network4.layers import Softmax
            >>> Softmax(10, dropout=0.5).described_arguments()
            ['10', 'dropout=0.5']
        """
        return [
            repr(getattr(self, field.name))
            if field.default is dataclasses.MISSING
            else f"{field.name}={getattr(self, field.name)!r}"
            for field in dataclasses.fields(self)
            if getattr(self, field.name) != field.default
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return a description that JSON can hold.

        Example:
            >>> from network4.layers import Dropout
            >>> Dropout(0.5).to_dict()
            {'type': 'Dropout', 'probability': 0.5}
        """
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
