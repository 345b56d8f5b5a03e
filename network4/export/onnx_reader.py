"""A network that was trained elsewhere, from an ONNX file."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from network4.errors import ArgumentError, ModelFileError, Network4Error
from network4.export.onnx_nodes import onnx_module
from network4.layers import (
    BatchNorm,
    Conv,
    ConvPool,
    FloatArray,
    FullyConnected,
    L2Pool,
    Layer,
    MaxPool,
    Sequence,
    Shape,
    Softmax,
)
from network4.layers.activations import Activation
from network4.model import Model
from network4.network import Inputs, Network

_ACTIVATIONS: dict[str, Activation] = {
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Relu": "relu",
}
_AMISS = Network4Error, OSError, LookupError, ValueError, TypeError
_PASSED_OVER = {"Flatten", "Reshape", "Identity", "Dropout", "Squeeze"}


def read_onnx(path: str | os.PathLike[str], inputs: Inputs | None = None) -> Model:
    """Read a network of one line of layers; nothing in the file is executed.

    Args:
        path: an ONNX file whose operators are Conv, MaxPool, LpPool (p = 2),
            BatchNormalization, Gemm (or MatMul and Add), Relu, Sigmoid, Tanh and, last,
            Softmax or LogSoftmax, one after another, maps flattened before the first
            Gemm. Its input is (n, channels, height, width) or (n, values), of known
            size.
        inputs: "pixels", numbers in 0..1, or "numbers" of any range, as of `Network`;
            default None, what `write_onnx` has noted in the file, else "pixels".

    Returns:
        The model, trained for what `write_onnx` has noted in the file. In other files
        several outputs of a vector, or one sigmoid, are taken for classes; one output
        of any number, or an image, for a regression.

    Raises:
        ModelFileError: the file is missing or damaged, or holds something else.
        ArgumentError: the package onnx is not installed.
    """
    try:
        onnx = onnx_module("onnx")
    except ImportError:
        raise ArgumentError(
            "read_onnx: the package onnx must be installed; pip install "
            '"network4[onnx]".'
        ) from None
    try:
        # The path is read here, so that no file beside it is loaded for its numbers.
        held = onnx.load_model_from_string(Path(path).read_bytes())
        noted = _noted(held)
        reads = inputs or noted.get("inputs", "pixels")
        return _Reader(held.graph).model(reads, noted.get("cost"))
    except FileNotFoundError:
        raise ModelFileError(f"read_onnx: {path} does not exist.") from None
    except _AMISS as error:
        raise _refused(path, error) from None
    except Exception as error:
        if type(error).__name__ != "DecodeError":  # protobuf's, which may be elsewhere
            raise
        raise _refused(path, error) from None


def _refused(path: str | os.PathLike[str], error: Exception) -> ModelFileError:
    reason = str(error).rstrip(".") or type(error).__name__
    return ModelFileError(
        f"read_onnx: {path} must hold one line of layers that network4 has, but "
        f"{reason}."
    )


Numbers = dict[str, FloatArray]


def _noted(held: Any) -> dict[str, Any]:
    """Return the description that `write_onnx` left; of an ensemble there is none."""
    texts = {each.key: each.value for each in held.metadata_props}
    found = json.loads(texts.get("network4.network", "{}"))
    return cast(dict[str, Any], found) if isinstance(found, dict) else {}


def _cost_of(body: Sequence, shape: Shape) -> str:
    """Return what a network is taken for that does not say what it was trained for."""
    is_sigmoid = body.output_activation == "sigmoid"
    output_shape = body.output_shape(shape)
    if len(output_shape) > 1 or (output_shape == (1,) and not is_sigmoid):
        return "squared_error"
    return "auto"


@dataclass
class _Reader:
    """Goes along a graph, and makes layers of its nodes."""

    graph: Any
    layers: list[Layer] = field(default_factory=list[Layer])
    parameters: list[Numbers] = field(default_factory=list[Numbers])
    activates: bool = False  # whether an activation may belong to the last layer

    def __post_init__(self) -> None:
        to_array = onnx_module("onnx.numpy_helper").to_array
        self._constants = {c.name: to_array(c) for c in self.graph.initializer}
        self._makers: dict[str, Callable[[Any, dict[str, Any]], None]] = {
            "Conv": self._convolution,
            "MaxPool": self._max_pool,
            "LpPool": self._l2_pool,
            "BatchNormalization": self._batch_norm,
            "Gemm": self._dense,
            "MatMul": self._matrix,
            "Add": self._add_biases,
            "Softmax": self._softmax,
            "LogSoftmax": self._softmax,
        }

    def model(self, inputs: Inputs, cost: str | dict[str, Any] | None) -> Model:
        given = [v for v in self.graph.input if v.name not in self._constants]
        if len(given) != 1:
            raise ValueError(f"it has {len(given)} inputs")
        last = given[0].name
        for node in self.graph.node:
            if node.op_type == "Constant":
                self._keep_constant(node)
                continue
            if last not in node.input:
                raise ValueError(
                    f"its {node.op_type} does not follow what is before it"
                )
            self._take(node)
            last = node.output[0]
        if not self.layers:
            raise ValueError("it has no layers")
        sides = given[0].type.tensor_type.shape.dim[1:]
        shape, body = tuple(side.dim_value for side in sides), Sequence(self.layers)
        self._check_outputs(body.output_shape(shape))
        network = Network(self.layers, shape, cost or _cost_of(body, shape), inputs)
        return Model(
            network, dict(zip(network.parameters, self.parameters, strict=True))
        )

    def _check_outputs(self, shape: Shape) -> None:
        """Refuse outputs that are flattened at the end, which no layer does."""
        declared = self.graph.output[0].type.tensor_type
        if declared.HasField("shape") and len(declared.shape.dim) != 1 + len(shape):
            raise ValueError("its outputs are reshaped at the end")

    def _keep_constant(self, node: Any) -> None:
        (value,) = (a.t for a in node.attribute if a.name == "value")
        to_array = onnx_module("onnx.numpy_helper").to_array
        self._constants[node.output[0]] = to_array(value)

    def _take(self, node: Any) -> None:
        if node.op_type in _PASSED_OVER or self._is_mean_of_one(node):
            return
        if node.op_type in _ACTIVATIONS and self.activates:
            kind: Any = self.layers[-1]
            self.layers[-1] = replace(kind, activation=_ACTIVATIONS[node.op_type])
            self.activates = False
            return
        if node.op_type not in self._makers:
            raise ValueError(f"it has a {node.op_type} where none can be")
        value_of = onnx_module("onnx.helper").get_attribute_value
        settings = {a.name: value_of(a) for a in node.attribute}
        self._makers[node.op_type](node, settings)

    @staticmethod
    def _is_mean_of_one(node: Any) -> bool:
        return node.op_type == "Mean" and len(node.input) == 1

    def _numbers(self, node: Any, position: int) -> FloatArray:
        return np.asarray(self._constants[node.input[position]], np.float32)

    def _append(
        self, layer: Layer, activates: bool = False, **numbers: FloatArray
    ) -> None:
        self.layers.append(layer)
        self.parameters.append(numbers)
        self.activates = activates

    def _convolution(self, node: Any, settings: dict[str, Any]) -> None:
        weights = self._numbers(node, 1)
        biases = np.zeros(len(weights), np.float32)
        if len(node.input) > 2:
            biases = self._numbers(node, 2)
        down, right, down_end, right_end = settings.get("pads", [0, 0, 0, 0])
        if (down, right) != (down_end, right_end) or set(
            settings.get("dilations", [1])
        ) != {1}:
            raise ValueError("its Conv has uneven padding or gaps in its field")
        layer = Conv(
            len(weights),
            cast(tuple[int, int], weights.shape[2:]),
            stride=tuple(settings.get("strides", [1, 1])),
            padding=(down, right),
            groups=settings.get("group", 1),
            activation="linear",
        )
        self._append(layer, True, weights=weights, biases=biases)

    def _max_pool(self, node: Any, settings: dict[str, Any]) -> None:
        size, stride = self._windows(settings)
        last = self.layers[-1] if self.layers else None
        if type(last) is Conv and self.activates and size == stride:
            kept = {k: v for k, v in vars(last).items() if k not in ("maps", "field")}
            self.layers[-1] = ConvPool(last.maps, last.field, pool=size, **kept)
            return
        self._append(MaxPool(size, stride=stride))

    def _l2_pool(self, node: Any, settings: dict[str, Any]) -> None:
        if settings.get("p", 2) != 2:
            raise ValueError("its LpPool has another p than 2")
        size, stride = self._windows(settings)
        self._append(L2Pool(size, stride=stride))

    @staticmethod
    def _windows(settings: dict[str, Any]) -> tuple[tuple[int, int], tuple[int, int]]:
        if any(settings.get("pads", [])) or settings.get("ceil_mode", 0):
            raise ValueError("its pooling has windows beyond the border")
        rows, columns = settings["kernel_shape"]
        down, right = settings.get("strides", [1, 1])
        return (rows, columns), (down, right)

    def _batch_norm(self, node: Any, settings: dict[str, Any]) -> None:
        names = "scales", "offsets", "means", "variances"
        numbers = {n: self._numbers(node, i) for i, n in enumerate(names, start=1)}
        layer = BatchNorm(epsilon=settings.get("epsilon", 1e-5))
        self._append(layer, True, **numbers)

    def _dense(self, node: Any, settings: dict[str, Any]) -> None:
        if settings.get("transA", 0):
            raise ValueError("its Gemm turns its input")
        weights = self._numbers(node, 1) * np.float32(settings.get("alpha", 1.0))
        weights = weights.T.copy() if settings.get("transB", 0) else weights
        biases = np.zeros(weights.shape[1], np.float32)
        if len(node.input) > 2:
            biases += self._numbers(node, 2) * np.float32(settings.get("beta", 1.0))
        layer = FullyConnected(weights.shape[1], activation="linear")
        self._append(layer, True, weights=weights, biases=biases)

    def _matrix(self, node: Any, settings: dict[str, Any]) -> None:
        weights = self._numbers(node, 1)
        layer = FullyConnected(weights.shape[1], activation="linear")
        biases = np.zeros(weights.shape[1], np.float32)
        self._append(layer, True, weights=weights, biases=biases)

    def _add_biases(self, node: Any, settings: dict[str, Any]) -> None:
        (constant,) = (n for n in node.input if n in self._constants)
        self._last_product("it has an Add where none can be")
        self.parameters[-1]["biases"] += np.asarray(
            self._constants[constant], np.float32
        )

    def _softmax(self, node: Any, settings: dict[str, Any]) -> None:
        last = self._last_product("its Softmax does not follow a Gemm")
        self.layers[-1] = Softmax(last.units)
        self.activates = False

    def _last_product(self, refusal: str) -> FullyConnected:
        """Return the last layer if it is a product with nothing behind it yet."""
        last = self.layers[-1] if self.layers else None
        if type(last) is not FullyConnected or not self.activates:
            raise ValueError(refusal)
        return last
