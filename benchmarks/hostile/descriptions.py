"""Descriptions of networks, most of them wrong; what is small is trained for a step."""

import dataclasses
import math
from typing import Any

import numpy as np

import network4 as n4
from benchmarks.hostile.mutating import chosen, json_mutant
from benchmarks.hostile.values import NUMBERS, Draw, hostile_value
from network4.layers import LAYER_TYPES, Layer
from network4.objectives import OBJECTIVES

_MOST_NUMBERS = 100_000  # of what is computed: small descriptions are computed fully
_NUMBERS = (1, 1, 2, 2, 3, 3, 4, 5, 8, (1, 2), (3, 3))
_LAYERS = "layers", "body", "branches", "shortcut"
# What an argument may well be, by the type of its default.
_PLAUSIBLE: dict[type, tuple[Any, ...]] = {
    bool: (True, False),
    float: (0.0, 0.5, 0.9, 0.1),
    str: ("relu", "sigmoid", "tanh", "linear", "same", "auto", "add", "concatenate"),
}
_SHAPES = ((1, 28, 28), (1, 8, 8), (3, 8, 8), (2, 5, 7), (1, 9, 9), (8,), (4, 3))
_EXTREME = tuple(each for each in NUMBERS if isinstance(each, int))


def _argument(draw: Draw, field: Any, depth: int) -> Any:
    kind = draw.random()
    if kind < 0.03:
        return hostile_value(draw)
    if kind < 0.08:
        return chosen(draw, _EXTREME)
    if field.name in _LAYERS and depth:
        return [_layer(draw, depth - 1) for _ in range(int(draw.integers(1, 3)))]
    return chosen(draw, _PLAUSIBLE.get(type(field.default), _NUMBERS))


def _layer(draw: Draw, depth: int) -> Any:
    """Return a layer of any type; whatever else comes of arguments is raised."""
    kind = chosen(draw, LAYER_TYPES)
    if kind is n4.Softmax and draw.random() < 0.9:  # which is for the end
        kind = n4.Conv
    fields = [field for field in dataclasses.fields(kind) if field.init]
    arguments = {
        field.name: _argument(draw, field, depth)
        for field in fields
        if field.default is dataclasses.MISSING or draw.random() < 0.25
    }
    try:
        return kind(**arguments)
    except n4.Network4Error:
        if draw.random() < 0.1:
            raise  # so that its message is judged, too
        return n4.FullyConnected(4)


def network_layers(draw: Draw) -> int:
    """Return a seed: layers refuse their arguments when they are made from it."""
    return int(draw.integers(2**63))


def build(seed: int) -> None:
    """Build a network of layers with arguments of all kinds, and use it."""
    draw = np.random.Generator(np.random.Philox(seed))
    layers = [_layer(draw, 2) for _ in range(int(draw.integers(1, 4)))]
    if draw.random() < 0.8:
        layers.append(n4.Softmax(int(draw.integers(2, 5))))
    shape = chosen(draw, _SHAPES) if draw.random() < 0.9 else hostile_value(draw)
    cost = "auto" if draw.random() < 0.8 else chosen(draw, list(OBJECTIVES))
    inputs = chosen(draw, ("pixels", "pixels", "numbers", 7))
    use(n4.Network(layers, shape, cost, inputs))


def description(draw: Draw) -> Any:
    """Return the description of a network with something changed in it."""
    shape, layers = chosen(draw, _GOOD)
    return json_mutant(draw, n4.Network(layers, shape).to_dict())


_GOOD: tuple[tuple[tuple[int, ...], list[Layer]], ...] = (
    ((1, 8, 8), [n4.Conv(2, 3, padding=1), n4.MaxPool(2), n4.Softmax(3)]),
    ((1, 9, 9), [n4.ConvPool(2, field=3, pool=2), n4.FullyConnected(4), n4.Softmax(3)]),
    (
        (2, 6, 6),
        [
            n4.Residual(
                [n4.Conv(4, 3, padding=1)], shortcut=n4.PaddedShortcut(4, stride=1)
            ),
            n4.BatchNorm(),
            n4.Dropout(0.5),
            n4.AveragePool(6),
            n4.Softmax(3),
        ],
    ),
    (
        (1, 8, 8),
        [
            n4.Parallel([[n4.Conv(2, 1)], [n4.Conv(3, 3, padding=1)]]),
            n4.L2Pool(2),
            n4.DropConnect(4, dropout=0.5),
            n4.Softmax(2),
        ],
    ),
)


def build_described(made: Any) -> None:
    """Build a network from its description, and use it."""
    use(n4.Network.from_dict(made))


def use(network: n4.Network) -> None:
    """Describe a network; where it is small draw parameters, predict and train."""
    str(network)
    network.to_dict()
    if network.num_parameters > _MOST_NUMBERS or None in network.input_shape:
        return
    if sum(math.prod(shape) for shape in network.shapes) > _MOST_NUMBERS:
        return
    if network.body.num_operations(network.input_shape) > 100 * _MOST_NUMBERS:
        return
    model = n4.Model(network, network.initial_parameters(0), engine="native")
    images = _images(network)
    model.outputs(images)
    labels: Any = np.zeros((len(images), *network.output_shape), np.float32)
    if network.objective.names_classes:
        labels = np.zeros((len(images), *network.output_shape[:-1]), np.int32)
    split = n4.Split(images, labels)
    data = n4.Dataset(split, split)
    settings: dict[str, Any] = {"num_threads": 1, "progress": False, "batch_size": 2}
    n4.fit(network, data, epochs=1, learning_rate=1e-3, engine="native", **settings)


def _images(network: n4.Network) -> Any:
    is_numbers = network.inputs == "numbers"
    dtype = np.float32 if is_numbers else np.uint8
    dtype = np.int32 if isinstance(network.inputs, int) else dtype
    return np.ones((2, *network.input_shape), dtype) * (network.inputs != 1)
