"""A network: layers in order, their shapes checked end to end; no numbers inside."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any, cast

from network4.errors import ArgumentError, ShapeError
from network4.layers import (
    Dense,
    FloatArray,
    Layer,
    Parameter,
    Sequence,
    Shape,
    Softmax,
    Tree,
    layer_from_dict,
    map_tree,
    named,
)
from network4.layers.registry import check_registered
from network4.layers.sequence import as_layer
from network4.objectives import Cost, OutputActivation, resolve_cost
from network4.utils.checks import check_integer
from network4.utils.randomness import random_generator

Parameters = Tree


@dataclass(frozen=True, init=False)
class Network:
    """Layers in order, the shape they read and the cost they are trained by.

    Args:
        layers: one or more layers; the last is a Softmax or FullyConnected layer.
        input_shape: (channels, height, width) of an image, (time, values) of a
            sequence, or (values,) of a vector; default (1, 28, 28), MNIST's.
        cost: "log_likelihood", "cross_entropy", "quadratic"; default "auto", which
            follows the last layer (see `network4.objectives`).

    Attributes:
        shapes: the shape between layers, from the input's to the output's.
        num_classes: number of outputs.
        parameters: what each parameter is, by the names of layers and parameters.
        num_parameters: how many numbers are learned.

    Raises:
        ShapeError: a layer cannot take what the one before it gives.
        ArgumentError: no layers, an unfit last layer or an unfit cost.

    Example:
        >>> from network4.layers import FullyConnected
        >>> print(Network([FullyConnected(30), Softmax(10)]))
        layer                 output         parameters    operations
        input                 1 x 28 x 28
        FullyConnected(30)    30                 23,550        23,520
        Softmax(10)           10                    310           300
        total                                    23,860        23,820
    """

    layers: tuple[Layer, ...]
    input_shape: Shape
    cost: Cost

    def __init__(
        self,
        layers: Iterable[Layer],
        input_shape: Iterable[int] = (1, 28, 28),
        cost: str = "auto",
    ) -> None:
        """Check everything that can be checked before any data is seen."""
        self._store("layers", _checked_layers(layers))
        self._store("input_shape", _checked_input(input_shape))
        _ = self.shapes  # inferred here, so that an impossible network is refused now
        self._store("cost", resolve_cost(cost, self.output_activation))

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
        """What each parameter is, by the names of layers and parameters."""
        return self.body.parameters(self.input_shape)

    @property
    def num_classes(self) -> int:
        """Number of outputs."""
        return self.shapes[-1][0]

    @property
    def output_activation(self) -> OutputActivation:
        """The last layer's activation: "softmax", "sigmoid", ..."""
        return cast(OutputActivation, self.body.output_activation)

    @property
    def num_parameters(self) -> int:
        """Number of weights, biases and whatever else is learned; no averages."""
        return num_learned(self.parameters)

    def initial_parameters(self, seed: int) -> Parameters:
        """Draw first weights and biases, a dict of dicts by the names of layers.

        Args:
            seed: 0..2**63 - 1.

        Returns:
            For each layer, by its name, `{"weights": ..., "biases": ...}`, float32; of
            one that contains layers a dict of theirs.

        Raises:
            ArgumentError: the seed is not in its range.

        Example:
            >>> first = Network([Softmax(10)]).initial_parameters(seed=0)
            >>> first["layer1"]["weights"].shape
            (784, 10)
        """
        generator = random_generator(seed, "parameters")

        def draw(each: Parameter) -> FloatArray:
            return each.first_values(generator)

        return map_tree(draw, self.parameters)

    def check_parameters(self, parameters: Parameters) -> None:
        """Raise ShapeError unless every parameter has the shape this network needs."""
        if not isinstance(cast(object, parameters), Mapping):
            raise ShapeError(
                "Network: parameters must be a dict by the names of layers, received "
                f"{type(parameters).__name__}."
            )
        received = {path: array.shape for path, array in named(parameters)}
        expected = {path: each.shape for path, each in named(self.parameters)}
        if received != expected:
            raise ShapeError(
                f"Network: parameters must have the shapes {expected}, received "
                f"{received}; give those of the same network."
            )

    def check_saves(self) -> None:
        """Raise ArgumentError unless every layer can be read from a file again."""
        check_registered(self.body)

    def to_dict(self) -> dict[str, Any]:
        """Return a description that JSON can hold; `from_dict` reads it back."""
        return {
            "input_shape": list(self.input_shape),
            "cost": self.cost,
            "layers": [layer.to_dict() for layer in self.layers],
        }

    @staticmethod
    def from_dict(description: Mapping[str, Any]) -> "Network":
        """Build the network that `to_dict` described.

        Raises:
            ArgumentError: the description has an unknown layer, or lacks or misnames
                something.
            ShapeError: its layers do not fit together.

        Example:
            >>> network = Network([Softmax(10)])
            >>> Network.from_dict(network.to_dict()) == network
            True
        """
        try:
            layers = [layer_from_dict(layer) for layer in description["layers"]]
            return Network(layers, description["input_shape"], description["cost"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ArgumentError(
                "Network.from_dict: a description must have input_shape, cost and "
                f"layers with the arguments of their types; {error} was amiss."
            ) from None

    def __str__(self) -> str:
        """Draw the table of layers, output shapes, parameters and operations."""
        rows = [("layer", "output", "parameters", "operations")]
        rows.append(("input", _sides(self.input_shape), "", ""))
        rows += _rows(self.body, self.input_shape, self.parameters)
        operations = self.body.num_operations(self.input_shape)
        rows.append(("total", "", f"{self.num_parameters:,}", f"{operations:,}"))
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        return "\n".join(
            f"{name:<{widths[0]}}    {output:<{widths[1]}}    {size:>{widths[2]}}"
            f"    {operations:>{widths[3]}}".rstrip()
            for name, output, size, operations in rows
        )


def num_learned(parameters: Tree) -> int:
    """Return how many numbers of a tree of parameters are learned."""
    found: Iterator[tuple[str, Parameter]] = named(parameters)
    return sum(prod(each.shape) for _, each in found if each.learns)


def _checked_layers(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    try:
        given = tuple(layers)
    except TypeError:
        raise ArgumentError(
            f"Network: layers must be a list of layers, received {layers!r}; put it in "
            "square brackets."
        ) from None
    found = tuple(as_layer("Network", given).inner_layers().values()) if given else ()
    last = found[-1] if found else "no layers"
    if not isinstance(last, Dense):
        raise ArgumentError(
            "Network: the last layer must be a Softmax or FullyConnected layer, one "
            f"unit a class, received {last!r}; add Softmax(10), say."
        )
    if any(map(_contains_softmax, found[:-1])):
        raise ArgumentError(
            "Network: a Softmax layer must be the last layer, received one before it; "
            "use FullyConnected in between."
        )
    return found


def _contains_softmax(layer: Layer) -> bool:
    inner = layer.inner_layers().values()
    return isinstance(layer, Softmax) or any(map(_contains_softmax, inner))


def _checked_input(input_shape: Iterable[int]) -> Shape:
    shape = tuple(input_shape)
    if len(shape) not in (1, 2, 3):
        raise ArgumentError(
            "Network: input_shape must be (channels, height, width), (time, values) or "
            f"(values,), received {shape!r}."
        )
    return tuple(check_integer("Network", "input_shape", side, 1) for side in shape)


def _sides(shape: Shape) -> str:
    return " x ".join(map(str, shape))


def _rows(
    layer: Layer, input_shape: Shape, parameters: Tree, depth: int = 0
) -> Iterator[tuple[str, str, str, str]]:
    """Yield a row for each layer within a layer, those within them indented."""
    for name, inner, shape in layer.inner(input_shape):
        is_block = bool(inner.inner_layers())
        label = "" if isinstance(layer, Sequence) else f"{name}: "
        shown = inner.name if is_block else _call(inner)
        yield (
            f"{'  ' * depth}{label}{shown}",
            _sides(inner.output_shape(shape)),
            f"{num_learned(parameters[name]):,}",
            f"{inner.num_operations(shape):,}",
        )
        yield from _rows(inner, shape, parameters[name], depth + 1)


def _call(layer: Layer) -> str:
    """Name a layer by the arguments that differ from their defaults."""
    return f"{layer.name}({', '.join(layer.described_arguments())})"
