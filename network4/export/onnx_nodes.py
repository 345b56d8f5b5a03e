"""Each layer as nodes of an ONNX graph, with its numbers as initializers."""

import importlib
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.layers import (
    BatchNorm,
    Conv,
    ConvPool,
    Dense,
    Dropout,
    L2Pool,
    Layer,
    LayerParameters,
    MaxPool,
)
from network4.model import Model

_ACTIVATIONS = {"sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "Relu"}


def onnx_module(name: str) -> Any:
    """Import a module of the package onnx, which is an extra and has no types."""
    return importlib.import_module(name)


@dataclass
class Graph:
    """Nodes and initializers that are being put together.

    Args:
        prefix: of all names, so that several networks fit into one graph.

    Attributes:
        nodes, initializers: what there is so far.
        last: the name of the value that comes out of the last node.
    """

    prefix: str
    last: str
    nodes: list[Any] = field(default_factory=list[Any])
    initializers: list[Any] = field(default_factory=list[Any])

    def add(self, kind: str, *constants: str, **attributes: Any) -> None:
        """Add a node that reads the last value, and constants behind it."""
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
    """Add all layers of a model, up to its probabilities or other outputs."""
    network = model.network
    layers = zip(network.layers, network.shapes[:-1], model.parameters, strict=True)
    for layer, shape, numbers in layers:
        _add_layer(graph, layer, shape, numbers)
    if network.output_activation == "softmax":
        graph.add("Softmax", axis=1)


def _add_layer(
    graph: Graph, layer: Layer, shape: tuple[int, ...], numbers: LayerParameters
) -> None:
    if isinstance(layer, Conv):
        _add_convolution(graph, layer, numbers)
    elif isinstance(layer, Dense):
        _add_dense(graph, layer, math.prod(shape), numbers)
    elif isinstance(layer, MaxPool):
        graph.add("MaxPool", **_windows(layer.window_size, layer.stride_size))
    elif isinstance(layer, L2Pool):
        graph.add("LpPool", p=2, **_windows(layer.window_size, layer.stride_size))
    elif isinstance(layer, BatchNorm):
        names = "scales", "offsets", "means", "variances"
        constants = [graph.constant(name, numbers[name]) for name in names]
        graph.add("BatchNormalization", *constants, epsilon=layer.epsilon)
    elif isinstance(layer, Dropout):
        kept = np.array(1 - layer.probability, np.float32)
        graph.add("Mul", graph.constant("kept", kept))
    else:
        raise TypeError(f"ONNX has no way to write a {layer.name} layer")
    _add_activation(graph, getattr(layer, "activation", "linear"))


def _add_convolution(graph: Graph, layer: Conv, numbers: LayerParameters) -> None:
    down, right = layer.padding_size
    weights, biases = (graph.constant(n, numbers[n]) for n in ("weights", "biases"))
    graph.add(
        "Conv",
        weights,
        biases,
        kernel_shape=list(layer.field_size),
        strides=list(layer.stride_size),
        pads=[down, right, down, right],
        group=layer.groups,
    )
    if isinstance(layer, ConvPool):
        graph.add("MaxPool", **_windows(layer.pool_size, layer.pool_size))


def _add_dense(
    graph: Graph, layer: Dense, num_inputs: int, numbers: LayerParameters
) -> None:
    """Add a layer with its dropout p folded into the weights: 1 - p times as large."""
    shape = graph.constant("shape", np.array([0, num_inputs], np.int64))
    graph.add("Reshape", shape)
    kept = numbers["weights"] * np.float32(1 - layer.dropout)
    weights = graph.constant("weights", kept)
    graph.add("Gemm", weights, graph.constant("biases", numbers["biases"]))


def _add_activation(graph: Graph, activation: str) -> None:
    if activation != "linear":
        graph.add(_ACTIVATIONS[activation])


def _windows(size: tuple[int, int], stride: tuple[int, int]) -> dict[str, list[int]]:
    return {"kernel_shape": list(size), "strides": list(stride)}
