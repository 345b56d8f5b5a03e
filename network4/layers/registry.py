"""The layers that files may name; one of one's own is registered to be loaded."""

from collections.abc import Mapping
from typing import Any, cast

from network4.errors import ArgumentError
from network4.layers.base import Layer
from network4.layers.convolution import Conv, ConvPool
from network4.layers.dense import DropConnect, FullyConnected, Softmax
from network4.layers.dropout import Dropout
from network4.layers.normalization import BatchNorm
from network4.layers.parallel import Parallel
from network4.layers.pooling import AveragePool, L2Pool, MaxPool
from network4.layers.residual import PaddedShortcut, Residual
from network4.layers.sequence import Sequence

LAYER_TYPES: tuple[type[Layer], ...] = (
    *(Conv, ConvPool, MaxPool, AveragePool, L2Pool, BatchNorm, Dropout),
    *(FullyConnected, DropConnect, Softmax),
    *(Sequence, Residual, PaddedShortcut, Parallel),
)
_REGISTERED: dict[str, type[Layer]] = {kind.__name__: kind for kind in LAYER_TYPES}


def register_layer(kind: type[Layer]) -> None:
    """Let files name a layer of one's own, so that a network with it is saved and read.

    Args:
        kind: a subclass of Layer, a frozen dataclass whose fields JSON can hold.

    Raises:
        ArgumentError: it is no such class, or another one has its name.
    """
    if not (isinstance(kind, type) and issubclass(kind, Layer)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ArgumentError(
            f"register_layer: kind must be a subclass of Layer, received {kind!r}."
        )
    if _REGISTERED.setdefault(kind.__name__, kind) is not kind:
        raise ArgumentError(
            f"register_layer: kind must have a name of its own, received another "
            f"{kind.__name__}; rename it."
        )


def check_registered(layer: Layer) -> None:
    """Raise ArgumentError unless a file may name a layer and all within it."""
    if _REGISTERED.get(layer.name) is not type(layer):
        raise ArgumentError(
            f"save: a layer must be registered to be saved, received {layer.name}; "
            f"call network4.register_layer({layer.name}) first."
        )
    for inner in layer.inner_layers().values():
        check_registered(inner)


def layer_from_dict(description: Mapping[str, Any]) -> Layer:
    """Build the layer that `Layer.to_dict` described.

    Raises:
        ArgumentError: it has an unknown type.
        KeyError, TypeError: it lacks or misnames something.
    """
    arguments = dict(description)
    kind = arguments.pop("type")
    if kind not in _REGISTERED:
        raise ArgumentError(
            f"Network.from_dict: a layer's type must be one of "
            f"{', '.join(_REGISTERED)}, received {kind!r}; register a layer of your "
            "own with network4.register_layer."
        )
    return _REGISTERED[kind](**{n: _built(value) for n, value in arguments.items()})


def _built(value: Any) -> Any:
    if isinstance(value, dict):
        return layer_from_dict(cast(dict[str, Any], value))
    if isinstance(value, list):
        return tuple(_built(each) for each in cast(list[Any], value))
    return value
