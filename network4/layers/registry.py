"""The layers that files may name; one of one's own is registered to be loaded."""

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
    """Let files name a layer of one's own, so that a network with it is saved and read.

    Args:
        kind: a subclass of Layer, a frozen dataclass whose fields JSON can hold.

    Raises:
        ArgumentError: it is no such class, or another one has its name.
    """
    _REGISTRY.register(kind)


def check_registered(layer: Layer) -> None:
    """Raise ArgumentError unless a file may name a layer and all within it."""
    _REGISTRY.check(layer)
    for inner in layer.inner_layers().values():
        check_registered(inner)


def layer_from_dict(description: Mapping[str, Any]) -> Layer:
    """Build the layer that `Layer.to_dict` described.

    Raises:
        ArgumentError: it has an unknown type, lacks or misnames an argument, or has
            one of another kind.
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
