"""A network: layers in order, their shapes checked end to end; no numbers inside."""

import dataclasses
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from network4.errors import ArgumentError, ShapeError
from network4.layers import (
    LAYER_TYPES,
    Dense,
    FullyConnected,
    Layer,
    LayerParameters,
    Shape,
    Softmax,
)
from network4.objectives import Cost, OutputActivation, resolve_cost
from network4.utils.checks import check_integer
from network4.utils.randomness import random_generator

Parameters = tuple[LayerParameters, ...]
_TYPES_BY_NAME = {layer.__name__: layer for layer in LAYER_TYPES}


@dataclass(frozen=True, init=False)
class Network:
    """Layers in order, the shape they read and the cost they are trained by.

    Args:
        layers: one or more layers; the last is a Softmax or FullyConnected layer.
        input_shape: (channels, height, width) of an image, or (values,) of a vector;
            default (1, 28, 28), MNIST's.
        cost: "log_likelihood", "cross_entropy", "quadratic"; default "auto", which
            follows the last layer (see `network4.objectives`).

    Attributes:
        shapes: the shape between layers, from the input's to the output's.
        num_classes: number of outputs.
        num_parameters: number of weights and biases.

    Raises:
        ShapeError: a layer cannot take what the one before it gives.
        ArgumentError: no layers, an unfit last layer or an unfit cost.

    Example:
        >>> print(Network([FullyConnected(30), Softmax(10)]))
        layer                 output        parameters
        input                 1 x 28 x 28            0
        FullyConnected(30)    30                23,550
        Softmax(10)           10                   310
        total                                   23,860
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
        object.__setattr__(self, "layers", _checked_layers(layers))
        object.__setattr__(self, "input_shape", _checked_input(input_shape))
        self._check_layers()
        _ = self.shapes  # inferred here, so that an impossible network is refused now
        object.__setattr__(self, "cost", resolve_cost(cost, self.output_activation))

    def _check_layers(self) -> None:
        for layer in self.layers:
            if not isinstance(layer, Layer):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise ArgumentError(
                    f"Network: layers must be layers such as ConvPool(20, field=5), "
                    f"received {layer!r}."
                )
        if not self.layers or not isinstance(self.layers[-1], Dense):
            last = self.layers[-1] if self.layers else "no layers"
            raise ArgumentError(
                "Network: the last layer must be a Softmax or FullyConnected layer, "
                f"one unit a class, received {last!r}; add Softmax(10), say."
            )
        misplaced = [s.name for s in self.layers[:-1] if isinstance(s, Softmax)]
        if misplaced:
            raise ArgumentError(
                "Network: a Softmax layer must be the last layer, received one before "
                "it; use FullyConnected in between."
            )

    def _infer_shapes(self) -> Iterable[Shape]:
        shape = self.input_shape
        yield shape
        for position, layer in enumerate(self.layers, start=1):
            try:
                shape = layer.output_shape(shape)
            except ShapeError as error:
                raise ShapeError(f"Network, layer {position}: {error}") from None
            yield shape

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """The input's shape, then each layer's output shape."""
        return tuple(self._infer_shapes())

    @cached_property
    def parameter_shapes(self) -> tuple[dict[str, Shape], ...]:
        """For each layer the shapes of its parameters, by name."""
        inputs = zip(self.layers, self.shapes[:-1], strict=True)
        return tuple(layer.parameter_shapes(shape) for layer, shape in inputs)

    @property
    def num_classes(self) -> int:
        """Number of outputs."""
        return self.shapes[-1][0]

    @property
    def output_activation(self) -> OutputActivation:
        """The last layer's activation: "softmax", "sigmoid", ..."""
        last = self.layers[-1]
        return last.activation if isinstance(last, FullyConnected) else "softmax"

    @property
    def num_parameters(self) -> int:
        """Number of weights and biases in all layers."""
        return sum(self._layer_sizes())

    def _layer_sizes(self) -> list[int]:
        return [sum(map(math.prod, s.values())) for s in self.parameter_shapes]

    def initial_parameters(self, seed: int) -> Parameters:
        """Draw first weights and biases, one dict for each layer.

        Args:
            seed: 0..2**63 - 1.

        Returns:
            For each layer `{"weights": ..., "biases": ...}`, float32, or `{}`.

        Raises:
            ArgumentError: the seed is not in its range.

        Example:
            >>> Network([Softmax(10)]).initial_parameters(seed=0)[0]["weights"].shape
            (784, 10)
        """
        generator = random_generator(seed, "parameters")
        inputs = zip(self.layers, self.shapes[:-1], strict=True)
        return tuple(
            layer.initial_parameters(shape, generator) for layer, shape in inputs
        )

    def check_parameters(self, parameters: Parameters) -> None:
        """Raise ShapeError unless every parameter has the shape this network needs."""
        received = tuple({n: a.shape for n, a in p.items()} for p in parameters)
        if received != self.parameter_shapes:
            raise ShapeError(
                f"Network: parameters must have the shapes {self.parameter_shapes}, "
                f"received {received}; give those of the same network."
            )

    def to_dict(self) -> dict[str, Any]:
        """Return a description that JSON can hold; `from_dict` reads it back."""
        return {
            "input_shape": list(self.input_shape),
            "cost": self.cost,
            "layers": [
                {"type": layer.name, **dataclasses.asdict(layer)}
                for layer in self.layers
            ],
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
            layers = [_layer_from_dict(layer) for layer in description["layers"]]
            return Network(layers, description["input_shape"], description["cost"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ArgumentError(
                "Network.from_dict: a description must have input_shape, cost and "
                f"layers with the arguments of their types; {error} was amiss."
            ) from None

    def __str__(self) -> str:
        """Draw the table of layers, output shapes and numbers of parameters."""
        names = ["input", *(_short(layer) for layer in self.layers), "total"]
        outputs = [" x ".join(map(str, shape)) for shape in self.shapes] + [""]
        sizes = [0, *self._layer_sizes(), self.num_parameters]
        rows = [("layer", "output", "parameters")]
        rows += [
            (name, output, f"{size:,}")
            for name, output, size in zip(names, outputs, sizes, strict=True)
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        return "\n".join(
            f"{name:<{widths[0]}}    {output:<{widths[1]}}    {size:>{widths[2]}}"
            for name, output, size in rows
        )


def _checked_layers(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    try:
        return tuple(layers)
    except TypeError:
        raise ArgumentError(
            f"Network: layers must be a list of layers, received {layers!r}; put it in "
            "square brackets."
        ) from None


def _checked_input(input_shape: Iterable[int]) -> Shape:
    shape = tuple(input_shape)
    if len(shape) not in (1, 3):
        raise ArgumentError(
            "Network: input_shape must be (channels, height, width) or (values,), "
            f"received {shape!r}."
        )
    return tuple(check_integer("Network", "input_shape", side, 1) for side in shape)


def _layer_from_dict(description: Mapping[str, Any]) -> Layer:
    arguments = dict(description)
    kind = arguments.pop("type")
    if kind not in _TYPES_BY_NAME:
        raise ArgumentError(
            f"Network.from_dict: a layer's type must be one of "
            f"{', '.join(_TYPES_BY_NAME)}, received {kind!r}."
        )
    return _TYPES_BY_NAME[kind](**arguments)


def _short(layer: Layer) -> str:
    """Name a layer by the arguments that differ from their defaults."""
    shown = [
        repr(getattr(layer, field.name))
        if field.default is dataclasses.MISSING
        else f"{field.name}={getattr(layer, field.name)!r}"
        for field in dataclasses.fields(layer)
        if getattr(layer, field.name) != field.default
    ]
    return f"{layer.name}({', '.join(shown)})"
