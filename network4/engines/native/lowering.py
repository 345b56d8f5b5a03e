"""A network in the terms of the C++ engine, or the reason why it has none."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from network4.engines.examples import Examples, Images
from network4.engines.native.objectives import OBJECTIVES, objective_of
from network4.engines.rules import RatesByPath, StepSettings, rate_factors
from network4.errors import EngineError
from network4.layers import (
    AveragePool,
    BatchNorm,
    Conv,
    ConvPool,
    Dropout,
    FloatArray,
    FullyConnected,
    Layer,
    MaxPool,
    PaddedShortcut,
    Parallel,
    Residual,
    Sequence,
    Shape,
    Softmax,
    Tree,
    named,
)
from network4.layers.parameters import is_open
from network4.network import Network
from network4.utils.randomness import random_generator

Numbers = dict[str, FloatArray]
_ACTIVATIONS = {"linear": 0, "sigmoid": 1, "tanh": 2, "relu": 3, "softmax": 4}
_JOINS = {"concatenate": 0, "add": 1}
OPTIMIZERS = {"sgd": 0, "nesterov": 1, "adam": 2, "rmsprop": 3}


class Leaf(NamedTuple):
    """A layer that contains no other layer, in the order of the C++ engine.

    Args:
        path: of the layer.
        layer: itself.
        shape: of its input.
    """

    path: str
    layer: Layer
    shape: Shape


def leaves(network: Network) -> list[Leaf]:
    """Return the layers that contain no others, depth first."""
    return list(_leaves(network.body, network.input_shape))


def _leaves(layer: Layer, input_shape: Shape, prefix: str = "") -> Iterator[Leaf]:
    for name, inner, shape in layer.inner(input_shape):
        if inner.inner_layers():
            yield from _leaves(inner, shape, f"{prefix}{name}.")
        else:
            yield Leaf(prefix + name, inner, shape)


def numbers_of(tree: Tree, leaf: Leaf) -> Numbers:
    """Return the arrays of a leaf out of a tree of parameters; {} where none are."""
    for name in leaf.path.split("."):
        tree = tree.get(name, {})
    return tree


def unsupported(network: Network) -> str | None:
    """Name what in a network the native engine cannot run; None if it can.

    Example:
        >>> from network4.layers import L2Pool
        >>> unsupported(Network([L2Pool(2), Softmax(10)]))
        'it has no L2Pool layer'
    """
    if len(network.input_shape) not in (1, 3) or is_open(network.input_shape):
        return "it reads no sequences"
    if isinstance(network.inputs, int):
        return "it reads no whole numbers"
    if type(network.objective) not in OBJECTIVES:
        return f"it has no {network.objective.name}"
    if type(network.layers[-1]) not in (FullyConnected, Softmax):
        return "its networks end with a fully-connected layer"
    if _normalises_again(leaves(network)):
        return "it normalises no vectors just behind a Dropout or BatchNorm"
    return _reason_within(network.body, network.input_shape, in_block=False)


def unsupported_step(network: Network, settings: StepSettings) -> str | None:
    """Name what in a step the native engine cannot do; None if it can.

    Example:
        >>> unsupported_step(Network([Softmax(10)]), StepSettings(clip_norm=1.0))
        'it clips no gradients'
    """
    if settings.clip_norm is not None:
        return "it clips no gradients"
    if any(len(set(found)) > 1 for found in layer_factors(network, settings.rates)):
        return "it has one learning rate for all parameters of a layer"
    return None


def layer_factors(network: Network, rates: RatesByPath | None) -> list[list[float]]:
    """Return for each of the `leaves` the factors on its parameters' learning rates."""
    by_path = rate_factors((path for path, _ in named(network.parameters)), rates)
    return [
        [
            by_path[f"{leaf.path}.{name}"]
            for name in numbers_of(network.parameters, leaf)
        ]
        for leaf in leaves(network)
    ]


def _reason_within(layer: Layer, shape: Shape, in_block: bool) -> str | None:
    for _, inner, inner_shape in layer.inner(shape):
        within = in_block or type(inner) is not Sequence
        reason = _reason_against(inner, inner_shape, in_block) or _reason_within(
            inner, inner_shape, within
        )
        if reason is not None:
            return reason
    return None


def _reason_against(layer: Layer, shape: Shape, in_block: bool) -> str | None:
    """Say why there is no such layer here; what is not in the table there is not."""
    if type(layer) not in _DESCRIBED and type(layer) is not Sequence:
        return f"it has no {layer.name} layer"
    is_dense = type(layer) in (FullyConnected, Softmax)
    if len(shape) != 3 and (in_block or layer.inner_layers()):
        return "its blocks hold images"
    if is_dense and in_block:
        return f"its blocks hold no {layer.name} layer"
    return None


def _normalises_again(stack: list[Leaf]) -> bool:
    """Say whether vectors are normalised just behind a Dropout or BatchNorm."""
    return any(
        isinstance(leaf.layer, BatchNorm)
        and len(leaf.shape) == 1
        and isinstance(before.layer, (BatchNorm, Dropout))
        for before, leaf in pairwise(stack)
    )


def describe(core: Any, network: Network) -> Any:
    """Return the network as the C++ has it; EngineError where a size has no 32 bits."""
    output, cost = _ACTIVATIONS[network.output_activation], objective_of(network).cost
    try:
        layers = _described(core, network.body)
        return core.Description(list(image_shape(network)), layers, output, cost)
    except TypeError:  # what C++ says then is of its types
        raise EngineError(
            "native: sizes of layers must be below 2^31, and one is not; correct it."
        ) from None


def image_shape(network: Network) -> tuple[int, int, int]:
    """Return (channels, height, width) of the input; a vector is an image's one row.

    Where its values are normalised, each alone, they are channels instead.

    Example:
        >>> image_shape(Network([Softmax(10)], input_shape=(784,)))
        (1, 1, 784)
    """
    if len(network.input_shape) == 1:
        [size] = network.input_shape
        normalised = isinstance(leaves(network)[0].layer, BatchNorm)
        return (size, 1, 1) if normalised else (1, 1, size)
    channels, height, width = network.input_shape
    return (channels, height, width)


def batch_of(network: Network, images: Images) -> Images:
    """Return images as the C++ reads them."""
    return np.ascontiguousarray(images).reshape(-1, *image_shape(network))


def arrays_of(network: Network, examples: Examples) -> dict[str, Any]:
    """Return examples by the names that the C++ gives them."""
    kind = objective_of(network).targets
    targets, weights = examples.targets, examples.weights
    if kind == "labels" and np.asarray(targets).dtype.kind == "f":
        kind = "targets"  # the probabilities of the labels
    return {
        "images": batch_of(network, examples.images),
        "reconstructs": kind is None,
        **({} if kind is None else {kind: np.ascontiguousarray(targets)}),
        "weights": None if weights is None else np.ascontiguousarray(weights),
    }


def dropout_seed(seed: int) -> int:
    """Return from what the C++ draws the dropout masks of a run."""
    return int(random_generator(seed, "dropout").integers(0, 2**63))


def pack(numbers: Numbers) -> tuple[FloatArray, FloatArray]:
    """Return a layer's parameters as the two arrays in which the C++ reads them.

    Those of a BatchNorm are scales and offsets, then means and variances.
    """
    if "weights" in numbers:
        weights = numbers["weights"]
        biases = numbers.get("biases", np.zeros(0, np.float32))
    else:
        weights = np.concatenate([numbers["scales"], numbers["offsets"]])
        biases = np.concatenate([numbers["means"], numbers["variances"]])
    return np.ascontiguousarray(weights), np.ascontiguousarray(biases)


def unpack(weights: FloatArray, biases: FloatArray, like: Numbers) -> Numbers:
    """Return what `pack` was given, by the layer's names of its parameters."""
    if "weights" in like:
        both = {"weights": weights, "biases": biases}
        return {name: both[name] for name in like}
    scales, offsets = np.split(weights, 2)
    means, variances = np.split(biases, 2)
    return {
        "scales": scales,
        "offsets": offsets,
        "means": means,
        "variances": variances,
    }


def _described(core: Any, layer: Layer) -> list[Any]:
    """Return a layer's description as a list, those of a sequence one by one."""
    if type(layer) is Sequence:
        return [each for inner in layer.layers for each in _described(core, inner)]
    return [_DESCRIBED[type(layer)](core, layer)]


def _convolution(core: Any, layer: Any) -> Any:
    pool = layer.pool_size if isinstance(layer, ConvPool) else (1, 1)
    sizes = (layer.field_size, layer.stride_size, layer.padding_size, pool)
    activation = _ACTIVATIONS[layer.activation]
    more = {"groups": layer.groups, "biases": layer.biases}
    return core.convolution(layer.maps, *map(list, sizes), activation, **more)


def _batch_norm(core: Any, layer: Any) -> Any:
    return core.batch_norm(_ACTIVATIONS[layer.activation], layer.decay, layer.epsilon)


def _pool(core: Any, layer: Any) -> Any:
    make = core.max_pool if isinstance(layer, MaxPool) else core.average_pool
    sizes = (layer.window_size, layer.stride_size, layer.padding_size)
    return make(*map(list, sizes), layer.ceil_mode)


def _dropout(core: Any, layer: Any) -> Any:
    return core.dropout(layer.probability)


def _dense(core: Any, layer: Any) -> Any:
    activation = _ACTIVATIONS[getattr(layer, "activation", "linear")]
    biases = getattr(layer, "biases", True)
    return core.dense(layer.units, activation, layer.dropout, biases)


def _residual(core: Any, layer: Any) -> Any:
    shortcut = [] if layer.shortcut is None else _described(core, layer.shortcut)
    body = _described(core, layer.body)
    return core.residual(body, shortcut, _ACTIVATIONS[layer.activation])


def _padded_shortcut(core: Any, layer: Any) -> Any:
    return core.zero_padding_shortcut(layer.maps, [layer.stride, layer.stride])


def _parallel(core: Any, layer: Any) -> Any:
    branches = [_described(core, branch) for branch in layer.branches]
    return core.parallel(branches, _JOINS[layer.join])


# By exact type: a subclass may compute something else.
_DESCRIBED: dict[type[Layer], Callable[[Any, Any], Any]] = {
    Conv: _convolution,
    ConvPool: _convolution,
    MaxPool: _pool,
    AveragePool: _pool,
    BatchNorm: _batch_norm,
    Dropout: _dropout,
    FullyConnected: _dense,
    Softmax: _dense,
    Residual: _residual,
    PaddedShortcut: _padded_shortcut,
    Parallel: _parallel,
}
