"""Each layer as nodes of an ONNX graph, with its numbers as initializers."""

import importlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError
from network4.layers import (
    AveragePool,
    BatchNorm,
    Conv,
    ConvPool,
    Dense,
    DropConnect,
    Dropout,
    FullyConnected,
    L2Pool,
    Layer,
    MaxPool,
    PaddedShortcut,
    Parallel,
    Pool,
    Residual,
    Sequence,
    Shape,
    Softmax,
    Tree,
)
from network4.model import Model
from network4.utils.extras import install_command

_ACTIVATIONS = {"sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "Relu"}


def onnx_module(name: str) -> Any:
    """Import a module of the optional package onnx, which has no types."""
    return importlib.import_module(name)


def check_onnx_is_there(owner: str) -> None:
    """Raise ArgumentError, with the command to run, unless onnx is installed."""
    try:
        onnx_module("onnx")
    except ImportError:
        raise ArgumentError(
            f"{owner}: the package onnx must be installed; run: "
            f"{install_command('onnx')}"
        ) from None


@dataclass
class Graph:
    """The nodes and initializers of a graph under construction.

    Args:
        prefix: the beginning of all names, so that several networks fit into one graph.

    Attributes:
        nodes, initializers: those added so far.
        last: the name of the last node's output.
    """

    prefix: str
    last: str
    nodes: list[Any] = field(default_factory=list[Any])
    initializers: list[Any] = field(default_factory=list[Any])

    def add(self, kind: str, *constants: str, **attributes: Any) -> None:
        """Add a node that reads the last value and then constants."""
        name = f"{self.prefix}{len(self.nodes) + 1}_{kind}"
        helper = onnx_module("onnx.helper")
        inputs = [self.last, *constants]
        self.nodes.append(helper.make_node(kind, inputs, [name], name, **attributes))
        self.last = name

    def constant(self, name: str, array: npt.NDArray[Any]) -> str:
        """Add an initializer; return its name."""
        full = f"{self.prefix}{len(self.nodes) + 1}_{name}"
        helper = onnx_module("onnx.numpy_helper")
        self.initializers.append(helper.from_array(np.ascontiguousarray(array), full))
        return full


def add_model(graph: Graph, model: Model) -> None:
    """Add all layers of a model, up to its probabilities or other outputs.

    Raises:
        ArgumentError: a layer cannot be written in ONNX.
    """
    network = model.network
    _add_layer(graph, network.body, network.input_shape, model.parameters)


def _add_layer(graph: Graph, layer: Layer, shape: Shape, numbers: Tree) -> None:
    if type(layer) not in _ADD:
        raise ArgumentError(
            "write_onnx: model must have layers that can be written in ONNX, received "
            f"one with a {layer.name} layer; save it as .safetensors."
        )
    _ADD[type(layer)](graph, layer, shape, numbers)
    if not isinstance(layer, Sequence):  # whose last layer has added it
        _add_activation(graph, layer.output_activation)


def _add_all(graph: Graph, layer: Sequence, shape: Shape, numbers: Tree) -> None:
    for name, inner, inner_shape in layer.inner(shape):
        _add_layer(graph, inner, inner_shape, numbers[name])


def _ends(graph: Graph, layer: Layer, shape: Shape, numbers: Tree) -> list[str]:
    """Add layers that all read the last value; return the name of each one's output."""
    start, ends = graph.last, list[str]()
    for name, inner, inner_shape in layer.inner(shape):
        graph.last = start
        _add_layer(graph, inner, inner_shape, numbers[name])
        ends.append(graph.last)
    return ends


def _add_residual(graph: Graph, layer: Residual, shape: Shape, numbers: Tree) -> None:
    start = graph.last
    body, *shortcut = _ends(graph, layer, shape, numbers)
    graph.last = body
    graph.add("Add", *(shortcut or [start]))


def _add_parallel(graph: Graph, layer: Parallel, shape: Shape, numbers: Tree) -> None:
    graph.last, *others = _ends(graph, layer, shape, numbers)
    if layer.join == "add":
        graph.add("Sum", *others)
    else:
        graph.add("Concat", *others, axis=_channel_axis(layer.output_shape(shape)))


def _channel_axis(shape: Shape) -> int:
    """Return which axis of a batch the channels are, as `num_channels` counts them."""
    return 1 if len(shape) == 3 else len(shape)


def _add_padded_shortcut(
    graph: Graph, layer: PaddedShortcut, shape: Shape, numbers: Tree
) -> None:
    del numbers
    slices = {"first": [0, 0], "last": [2**31 - 1] * 2, "axes": [2, 3]}
    slices["steps"] = [layer.stride] * 2
    arrays = {name: np.array(each, np.int64) for name, each in slices.items()}
    graph.add("Slice", *(graph.constant(name, arrays[name]) for name in arrays))
    more = np.array([0, 0, 0, 0, 0, layer.maps - shape[0], 0, 0], np.int64)
    graph.add("Pad", graph.constant("pads", more))


def _add_convolution(graph: Graph, layer: Conv, shape: Shape, numbers: Tree) -> None:
    del shape
    down, right = layer.padding_size
    names = ("weights", "biases") if layer.biases else ("weights",)
    graph.add(
        "Conv",
        *(graph.constant(name, numbers[name]) for name in names),
        kernel_shape=list(layer.field_size),
        strides=list(layer.stride_size),
        pads=[down, right, down, right],
        group=layer.groups,
    )


def _add_conv_pool(graph: Graph, layer: ConvPool, shape: Shape, numbers: Tree) -> None:
    _add_convolution(graph, layer, shape, numbers)
    size = list(layer.pool_size)
    graph.add("MaxPool", kernel_shape=size, strides=size)


def _add_dense(graph: Graph, layer: Dense, shape: Shape, numbers: Tree) -> None:
    """Add a layer with its dropout p folded into the weights: 1 - p times as large."""
    sizes = graph.constant("shape", np.array([0, math.prod(shape)], np.int64))
    graph.add("Reshape", sizes)
    kept = numbers["weights"] * np.float32(1 - layer.dropout)
    constants = [graph.constant("weights", kept)]
    if layer.biases:
        constants.append(graph.constant("biases", numbers["biases"]))
    graph.add("Gemm", *constants)


def _add_batch_norm(
    graph: Graph, layer: BatchNorm, shape: Shape, numbers: Tree
) -> None:
    """Add the operator, which has channels first; for sequences what it computes."""
    if _channel_axis(shape) != 1:
        slopes = numbers["scales"] / np.sqrt(numbers["variances"] + layer.epsilon)
        moved = numbers["offsets"] - numbers["means"] * slopes
        graph.add("Mul", graph.constant("slopes", np.asarray(slopes, np.float32)))
        graph.add("Add", graph.constant("moved", np.asarray(moved, np.float32)))
        return
    names = "scales", "offsets", "means", "variances"
    constants = [graph.constant(name, numbers[name]) for name in names]
    graph.add("BatchNormalization", *constants, epsilon=layer.epsilon)


def _add_dropout(graph: Graph, layer: Dropout, shape: Shape, numbers: Tree) -> None:
    del shape, numbers
    kept = np.array(1 - layer.probability, np.float32)
    graph.add("Mul", graph.constant("kept", kept))


def _add_pool(
    kind: str, graph: Graph, layer: Pool, shape: Shape, numbers: Tree
) -> None:
    del numbers, shape
    down, right = layer.padding_size
    own = {"AveragePool": {"count_include_pad": 0}, "LpPool": {"p": 2}}
    graph.add(
        kind,
        kernel_shape=list(layer.window_size),
        strides=list(layer.stride_size),
        pads=[down, right, down, right],
        ceil_mode=int(layer.ceil_mode),
        **own.get(kind, {}),
    )


# By exact type: a subclass may compute something else.
_ADD: dict[type[Layer], Callable[[Graph, Any, Shape, Tree], None]] = {
    Sequence: _add_all,
    Residual: _add_residual,
    Parallel: _add_parallel,
    PaddedShortcut: _add_padded_shortcut,
    Conv: _add_convolution,
    ConvPool: _add_conv_pool,
    MaxPool: partial(_add_pool, "MaxPool"),
    AveragePool: partial(_add_pool, "AveragePool"),
    L2Pool: partial(_add_pool, "LpPool"),
    BatchNorm: _add_batch_norm,
    Dropout: _add_dropout,
    FullyConnected: _add_dense,
    DropConnect: _add_dense,
    Softmax: _add_dense,
}


def _add_activation(graph: Graph, activation: str) -> None:
    if activation == "softmax":
        graph.add("Softmax", axis=1)
    elif activation != "linear":
        graph.add(_ACTIVATIONS[activation])
