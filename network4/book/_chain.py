"""The layers of `network3` one after another: checked, described, restored."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from network4.book._activations import FUNCTIONS, Numbers
from network4.book._book_layer import BookLayer
from network4.book._convolutions import ConvLayer, ConvPoolLayer, PoolLayer
from network4.book._layers import FullyConnectedLayer, SoftmaxLayer
from network4.book._pairs import described
from network4.errors import ArgumentError, ShapeError, shown
from network4.layers import (
    Conv,
    ConvPool,
    FullyConnected,
    L2Pool,
    Layer,
    MaxPool,
    Shape,
    Softmax,
)
from network4.model import Model
from network4.network import Network


def checked_layers(layers: Any) -> list[BookLayer]:
    """Return the layers of a network.

    Raises:
        ArgumentError: they are no layers, the last is no softmax, or one computes
            something else than it describes.
    """
    known = isinstance(layers, Sequence)
    kept: list[Any] = list(layers) if known else []  # pyright: ignore[reportUnknownArgumentType]
    wrong = [layer for layer in kept if not isinstance(layer, BookLayer)]
    if wrong or not known:
        raise ArgumentError(
            "Network: layers must be a list of ConvPoolLayer, ConvLayer, PoolLayer, "
            "FullyConnectedLayer and SoftmaxLayer, received "
            f"{described(wrong[0] if wrong else layers)}."
        )
    if not kept or not isinstance(kept[-1], SoftmaxLayer):
        raise ArgumentError("Network: the last layer must be a SoftmaxLayer.")
    for layer in kept:
        _check_computes_nothing_else(layer)
    return kept


def _check_computes_nothing_else(layer: BookLayer) -> None:
    """Refuse a layer whose output was replaced: training would not notice."""
    for name in ("set_inpt", "output", "output_dropout"):
        if getattr(type(layer), name) is not getattr(BookLayer, name):
            raise ArgumentError(
                f"Network: a layer must leave {name} as it is, because training uses "
                f"describe() only, received a {type(layer).__name__} with its own; "
                "write a layer of your own for network4.Network."
            )


def describe_layers(layers: Sequence[BookLayer], mini_batch_size: int) -> Network:
    """Return layers as the network that the rest of network4 knows.

    Raises:
        ArgumentError: a layer was made for another mini-batch size.
        ShapeError: a layer does not fit the one before it.
    """
    shape = _image_shape(layers[0].input_shape())
    network = Network([layer.describe() for layer in layers], shape)
    for number, layer in enumerate(layers):
        _check_fit(number, layer, network.shapes[number], mini_batch_size)
    return network


def start_together(layers: Sequence[BookLayer]) -> None:
    """Let a convolution before pooling start as a ConvPoolLayer does."""
    for layer, after in pairwise(layers):
        if isinstance(layer, ConvLayer) and isinstance(after, PoolLayer):
            layer.count_after_pooling(math.prod(after.poolsize))


def _image_shape(shape: Shape) -> Shape:
    """Return a vector's shape as that of a square image, if it is one."""
    side = math.isqrt(shape[0])
    return (1, side, side) if len(shape) == 1 and side * side == shape[0] else shape


def _check_fit(
    number: int, layer: BookLayer, given: Shape, mini_batch_size: int
) -> None:
    wanted = layer.input_shape()
    fits = wanted == given if len(wanted) == 3 else wanted[0] == math.prod(given)
    if not fits:
        raise ShapeError(
            f"Network: layer {number} must be made for inputs of shape {given}, "
            f"received a {type(layer).__name__} made for {wanted}."
        )
    if layer.mini_batch_size not in (None, mini_batch_size):
        raise ArgumentError(
            f"Network: mini_batch_size must be the {layer.mini_batch_size} that layer "
            f"{number} was made for, received {mini_batch_size}."
        )


def feed(layers: Sequence[BookLayer], images: Numbers) -> None:
    """Give the first layer images to read, and each other one the layer before it."""
    layers[0].set_inpt(images)
    for before, layer in pairwise(layers):
        layer.follow(before, len(images))


def restore_layers(model: Model, mini_batch_size: int) -> list[BookLayer]:
    """Return the layers of a model, with its weights.

    Raises:
        ArgumentError: it holds layers that network3 does not have.
    """
    shapes = model.network.shapes[:-1]
    state = np.random.get_state()  # what the layers draw is overwritten at once
    try:
        layers = [
            _restore(layer, shape, mini_batch_size)
            for layer, shape in zip(model.network.layers, shapes, strict=True)
        ]
    finally:
        np.random.set_state(state)
    for number, layer in enumerate(layers, start=1):
        layer.set_numbers(model.parameters.get(f"layer{number}", {}))
    return layers


def _restore(layer: Layer, shape: Shape, mini_batch_size: int) -> BookLayer:
    restored = _rebuilt(layer, shape, mini_batch_size)
    if restored is not None and _alike(restored.describe(), layer):
        return restored
    raise ArgumentError(
        f"load: layers must be those of network3, received {shown(layer)}; use "
        "network4.load_model."
    )


def _rebuilt(layer: Layer, shape: Shape, mini_batch_size: int) -> BookLayer | None:
    """Return the layer of network3 that is nearest to one, if any is."""
    n_in = math.prod(shape)
    if isinstance(layer, Softmax):
        return SoftmaxLayer(n_in, layer.units, layer.dropout)
    if isinstance(layer, FullyConnected):
        function = FUNCTIONS[layer.activation]
        return FullyConnectedLayer(n_in, layer.units, function, layer.dropout)
    return _reader_of_images(layer, (mini_batch_size, *shape))


def _reader_of_images(layer: Layer, image_shape: Any) -> BookLayer | None:
    if isinstance(layer, (MaxPool, L2Pool)):
        kind = "L2" if isinstance(layer, L2Pool) else "max"
        return PoolLayer(image_shape, layer.window_size, kind)
    if not isinstance(layer, Conv):
        return None
    filter_shape = (layer.maps, image_shape[1], *layer.field_size)
    function = FUNCTIONS[layer.activation]
    if isinstance(layer, ConvPool):
        return ConvPoolLayer(filter_shape, image_shape, layer.pool_size, function)
    return ConvLayer(filter_shape, image_shape, function, layer.stride_size)


def _alike(ours: Layer, given: Layer) -> bool:
    """Return whether layers compute the same; how weights were drawn is no matter."""
    without = {"initializer": ""}
    return {**ours.to_dict(), **without} == {**given.to_dict(), **without}
