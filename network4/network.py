"""A network: layers in order, with shapes checked from end to end; no numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import methodcaller
from typing import Any, Literal, cast

from network4.errors import ArgumentError, ShapeError, shown
from network4.layers import (
    Layer,
    Sequence,
    Shape,
    Tree,
    layer_from_dict,
    map_tree,
)
from network4.layers.checks import checked_input_shape, checked_layers
from network4.layers.parameters import check_arrays
from network4.layers.registry import check_registered
from network4.layers.sizes import MOST_NUMBERS, Sizes, sizes_of
from network4.layers.table import html_table_of, num_learned, sides, table_of
from network4.objectives import (
    Objective,
    OutputActivation,
    check_objective,
    check_objective_registered,
    describe_objective,
    num_classes,
    resolve_objective,
)
from network4.text import counted
from network4.utils.checks import check_choice, check_integer, check_kind
from network4.utils.memory import check_memory
from network4.utils.plain import check_plain
from network4.utils.randomness import random_generator

Parameters = Tree
Inputs = Literal["pixels", "numbers"] | int
_INPUTS = "pixels", "numbers"


@dataclass(frozen=True, init=False, repr=False)
class Network:
    """The description of a network: its layers, its input shape and its objective.

    Args:
        layers: one or more layers. A classifier ends with a Softmax or FullyConnected
            layer.
        input_shape: (channels, height, width) of images, (time, values) of sequences or
            (values,) of vectors; default (1, 28, 28). None is a length that may differ.
        cost: "log_likelihood", "cross_entropy", "quadratic", "squared_error",
            "binary_cross_entropy", "reconstruction" or an objective; default "auto",
            which depends on the last layer (see `network4.objectives`).
        inputs: "pixels" for uint8 in 0..255 or floats in 0..1, "numbers" for any range,
            or n for whole numbers in 0..n-1; default "pixels".

    Attributes:
        objective: what the network is trained for.
        sizes: how many numbers its layers compute for one input.

    Raises:
        ShapeError: a layer cannot read the outputs of the one before it, or a shape or
            all parameters together have more than 2**31 - 1 numbers.
        ArgumentError: there is no layer, the last layer or the cost does not fit, or a
            layer or objective holds attributes that are not its fields.

    Example:
        >>> from network4.layers import FullyConnected, Softmax
        >>> print(Network([FullyConnected(30), Softmax(10)]))
        layer                 output         parameters    operations
        input                 1 x 28 x 28
        FullyConnected(30)    30                 23,550        23,520
        Softmax(10)           10                    310           300
        total                                    23,860        23,820
    """

    layers: tuple[Layer, ...]
    input_shape: Shape
    objective: Objective
    inputs: Inputs
    sizes: Sizes = field(compare=False, repr=False)

    def __init__(
        self,
        layers: Iterable[Layer],
        input_shape: Iterable[int | None] = (1, 28, 28),
        cost: str | Objective | Mapping[str, Any] = "auto",
        inputs: Inputs = "pixels",
    ) -> None:
        """Check everything that can be checked before any data is seen."""
        self._store("layers", checked_layers(layers))
        self._store("inputs", _checked_inputs(inputs))
        is_whole = isinstance(self.inputs, int)
        self._store("input_shape", checked_input_shape(input_shape, is_whole))
        ends = [self.input_shape, self.output_shape]  # an impossible network ends here
        self._store("objective", resolve_objective(cost, self.output_activation))
        check_objective(self.objective)
        self._store("sizes", sizes_of(self.body, self.input_shape))
        self.objective.check_network(self.output_activation, ends, self.inputs)

    def _store(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    @cached_property
    def body(self) -> Sequence:
        """All layers as one."""
        return Sequence(self.layers)

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """The input's shape, then each layer's output shape."""
        try:
            return tuple(self.body.shapes(self.input_shape))
        except ShapeError as error:
            raise ShapeError(f"Network, {error}") from None

    @cached_property
    def parameters(self) -> Tree:
        """A `Parameter` for each array, by the names of layers and arrays."""
        return self.body.parameters(self.input_shape)

    @cached_property
    def estimates(self) -> dict[tuple[object, ...], int]:
        """How many bytes engines need for the network, kept by what was asked."""
        return {}

    @property
    def output_shape(self) -> Shape:
        """The last layer's output shape."""
        return self.shapes[-1]

    @property
    def num_classes(self) -> int:
        """How many classes the outputs tell apart; a single output tells two."""
        return num_classes(self.output_shape)

    @property
    def cost(self) -> str:
        """The objective's name, or the name of its class if it has none."""
        described = describe_objective(self.objective)
        return described if isinstance(described, str) else self.objective.name

    def with_objective(self, objective: Objective) -> "Network":
        """Return a network of the same layers with another objective.

        Args:
            objective: the new objective.

        Raises:
            ArgumentError: it is no objective, or does not fit the network.

        Example:
            >>> import network4 as n4
            >>> n4.Network([n4.Softmax(10)]).with_objective(n4.SquaredError()).cost
            'squared_error'
        """
        check_kind("with_objective", "objective", objective, Objective)
        if objective == self.objective:
            return self
        return Network(self.layers, self.input_shape, objective, self.inputs)

    @property
    def output_activation(self) -> OutputActivation:
        """The last layer's activation: "softmax", "sigmoid", ..."""
        return cast(OutputActivation, self.body.output_activation)

    @property
    def num_parameters(self) -> int:
        """How many numbers are learned; running averages do not count."""
        return num_learned(self.parameters)

    def initial_parameters(self, seed: int) -> Parameters:
        """Draw the first weights and biases.

        Args:
            seed: the seed of random numbers, 0..2**63 - 1.

        Returns:
            A dict of float32 arrays for each layer, such as {"layer1": {"weights": ...,
            "biases": ...}}. A layer that contains layers has a dict of their dicts.

        Raises:
            ArgumentError: the seed is out of range.
            EngineError: the parameters need more memory than there is.

        Example:
            >>> from network4.layers import Softmax
            >>> first = Network([Softmax(10)]).initial_parameters(seed=0)
            >>> first["layer1"]["weights"].shape
            (784, 10)
        """
        generator = random_generator(seed, "parameters")
        check_memory(
            "Network.initial_parameters",
            f"{self.sizes.parameters:,} parameters",
            # The largest array is drawn in float64 and rounded then.
            4 * self.sizes.parameters + 8 * self.sizes.most_parameters,
            "use fewer units or maps",
        )
        return map_tree(methodcaller("first_values", generator), self.parameters)

    def check_parameters(self, parameters: Parameters) -> None:
        """Refuse parameters that do not fit this network.

        Args:
            parameters: arrays, as `initial_parameters` returns them.

        Raises:
            ArgumentError, ShapeError: an array is no floats, or has a wrong shape.
        """
        check_arrays(parameters, self.parameters)

    def check_saves(self) -> None:
        """Raise ArgumentError unless a saved file of the network can be loaded."""
        check_registered(self.body)
        check_objective_registered(self.objective)

    def to_dict(self) -> dict[str, Any]:
        """Return a description that JSON can hold; `from_dict` reads it back.

        Example:
            >>> from network4.layers import Softmax
            >>> list(Network([Softmax(10)]).to_dict())
            ['input_shape', 'cost', 'layers']
        """
        # The first files do not say what is read.
        reads = {} if self.inputs == "pixels" else {"inputs": self.inputs}
        return {
            "input_shape": list(self.input_shape),
            "cost": describe_objective(self.objective),
            **reads,
            "layers": [layer.to_dict() for layer in self.layers],
        }

    @staticmethod
    def from_dict(description: Mapping[str, Any]) -> "Network":
        """Return the network that `to_dict` described.

        Args:
            description: what `to_dict` returned.

        Raises:
            ArgumentError: the description names an unknown layer, or an argument is
                missing or misnamed.
            ShapeError: the layers do not fit together.

        Example:
            >>> from network4.layers import Softmax
            >>> network = Network([Softmax(10)])
            >>> Network.from_dict(network.to_dict()) == network
            True
        """
        _check_described(description)
        layers = [layer_from_dict(layer) for layer in description["layers"]]
        inputs = description.get("inputs", "pixels")
        shape, cost = description["input_shape"], description["cost"]
        return Network(layers, shape, cost, inputs)

    def __str__(self) -> str:
        """Draw the table of layers, output shapes, parameters and operations."""
        return table_of(self.body, self.input_shape)

    @property
    def summary(self) -> str:
        """Its layers, its input and output shapes and its parameters, in one line."""
        shapes = f"{sides(self.input_shape)} to {sides(self.output_shape)}"
        numbers = counted(self.num_parameters, "parameter")
        return f"{counted(len(self.layers), 'layer')}, {shapes}, {numbers}, {self.cost}"

    def __repr__(self) -> str:
        """Return the summary."""
        return f"Network({self.summary})"

    def _repr_html_(self) -> str:
        """Return the table for a notebook."""
        return html_table_of(self.body, self.input_shape)


def _check_described(description: object) -> None:
    """Raise ArgumentError unless a description has all that a network needs."""
    check_kind("Network.from_dict", "a description", description, Mapping)
    check_plain("Network.from_dict", "a description", description)
    given = cast(Mapping[str, object], description)
    kinds = {"input_shape": (list, tuple), "cost": object, "layers": (list, tuple)}
    for name, kind in kinds.items():
        if not isinstance(given.get(name), kind) or name not in given:
            raise ArgumentError(
                "Network.from_dict: a description must have input_shape, cost and "
                f"layers, received {shown(given.get(name))} as {name}."
            )


def _checked_inputs(inputs: object) -> Inputs:
    if isinstance(inputs, str):
        return cast(Inputs, check_choice("Network", "inputs", inputs, _INPUTS))
    return check_integer("Network", "inputs", inputs, 1, MOST_NUMBERS)
