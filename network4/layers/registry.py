"""The layers that model files may name; your own layers must be registered."""

from collections.abc import Mapping
from typing import Any, cast

from network4.layers.base import Layer
from network4.layers.convolution import Conv, ConvPool
from network4.layers.dense import DropConnect, FullyConnected, Softmax
from network4.layers.dropout import Dropout
from network4.layers.normalization import BatchNorm
from network4.layers.parallel import Parallel
from network4.layers.pooling import AveragePool, L2Pool, MaxPool
from network4.layers.residual import PaddedShortcut, Residual
from network4.layers.sequence import Sequence
from network4.utils.plain import check_plain
from network4.utils.registry import Registry

LAYER_TYPES: tuple[type[Layer], ...] = (
    *(Conv, ConvPool, MaxPool, AveragePool, L2Pool, BatchNorm, Dropout),
    *(FullyConnected, DropConnect, Softmax),
    *(Sequence, Residual, PaddedShortcut, Parallel),
)
_REGISTRY = Registry(Layer, "a layer", "register_layer", LAYER_TYPES)


def register_layer(kind: type[Layer]) -> None:
    """Register a layer of your own, so that model files can name it.

    Call this before you save or load a network that contains the layer.

    Args:
        kind: a subclass of `Layer` that is a frozen dataclass. JSON must be able to
            hold the values of its fields.

    Raises:
        ArgumentError: the class is no such dataclass, or another registered class has
            the same name.

    Example:
        >>> from dataclasses import dataclass
        >>> @dataclass(frozen=True, eq=False, repr=False)
        ... class Halved(Layer):
        ...     def output_shape(self, input_shape):
        ...         return input_shape
        ...
        ...     def weighted_input(self, ops, numbers, a, step):
        ...         return a / 2
        >>> register_layer(Halved)
        >>> layer_from_dict({"type": "Halved"})
        Halved()
    """
    _REGISTRY.register(kind)


def check_registered(layer: Layer) -> None:
    """Raise ArgumentError unless a layer and all layers inside it are registered."""
    _REGISTRY.check(layer)
    for inner in layer.inner_layers().values():
        check_registered(inner)


def layer_from_dict(description: Mapping[str, Any]) -> Layer:
    """Build the layer that `Layer.to_dict` described.

    Args:
        description: the type and the arguments of a layer.

    Raises:
        ArgumentError: the type is unknown, or an argument is missing, misnamed or of
            the wrong kind.

    Example:
        >>> layer_from_dict({"type": "Dropout", "probability": 0.5})
        Dropout(probability=0.5)
    """
    check_plain("Network.from_dict", "a layer", description)
    return _layer(description)


def _layer(description: object) -> Layer:
    kind, arguments = _REGISTRY.described(description)
    built = {name: _built(value) for name, value in arguments.items()}
    return _REGISTRY.made(kind, built)


def _built(value: Any) -> Any:
    if isinstance(value, dict):
        return _layer(cast(dict[str, Any], value))
    if isinstance(value, list):
        return tuple(_built(each) for each in cast(list[Any], value))
    return value
