"""What every layer description offers: shape in, shape out, first parameters."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from network4.layers.initializers import FloatArray
from network4.utils.checks import check_integer, check_pair

Shape = tuple[int, ...]
LayerParameters = dict[str, FloatArray]


def describe_shape(shape: Shape) -> str:
    """Say in words what a shape is.

    >>> describe_shape((20, 12, 12)), describe_shape((100,))
    ('20 maps of 12 x 12', '100 values')
    """
    if len(shape) == 3:
        return f"{shape[0]} maps of {shape[1]} x {shape[2]}"
    return f"{shape[0]} values"


@dataclass(frozen=True)
class Layer(ABC):
    """A frozen description of one layer; it holds no numbers of its own."""

    @property
    def name(self) -> str:
        """The layer's class name, as error messages and tables show it."""
        return type(self).__name__

    def _store(self, name: str, value: object) -> None:
        """Set a field while the frozen description is being built."""
        object.__setattr__(self, name, value)

    def _store_integer(self, name: str, minimum: int) -> None:
        """Check a whole number and keep it as Python's own."""
        self._store(name, check_integer(self.name, name, getattr(self, name), minimum))

    def _store_pair(self, name: str, minimum: int) -> None:
        """Check one number or a pair, and keep equal sides as one number."""
        height, width = check_pair(self.name, name, getattr(self, name), minimum)
        self._store(name, height if height == width else (height, width))

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of one output, or raise ShapeError if none is possible."""

    def parameter_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Return the shape of each of the layer's parameters, by name."""
        del input_shape
        return {}

    def initial_parameters(
        self, input_shape: Shape, generator: np.random.Generator
    ) -> LayerParameters:
        """Return the first parameters (float32) for one input shape, by name."""
        del input_shape, generator
        return {}
