"""Each operator of a line as a layer, or as part of one."""

from collections.abc import Callable

import numpy as np

from network4.export.from_onnx import layout
from network4.export.from_onnx.line import Line
from network4.export.from_onnx.nodes import Node, as_floats
from network4.export.from_onnx.tensors import Array
from network4.export.from_onnx.windows import read_convolution, read_pool
from network4.layers import AveragePool, BatchNorm, FullyConnected, Softmax
from network4.layers.activations import Activation

_ACTIVATIONS: dict[str, Activation] = {
    "LeakyRelu": "relu",  # of slope 0 below 0; no other one is understood
    "Relu": "relu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
}
_LARGEST = float(np.finfo(np.float32).max)
_MOST_CLASSES = 2048  # of a softmax that needs a layer of its own
_AFTER_SOFTMAX = {"Cast", "Dropout", "Flatten", "Identity", "Mean", "Reshape"}
_OF_ANY_TYPE = {"Cast", "Identity", "Transpose", *layout.READERS} - {"Pad", "Slice"}


def read_node(line: Line, node: Node) -> None:
    """Add what a node does to a line of layers.

    Raises:
        ValueError: no layer does that.
        Network4Error: a layer refuses it.
    """
    if line.ended and node.kind not in _AFTER_SOFTMAX:
        raise ValueError(f"it has a {node.kind} after its {line.ended}")
    if line.margin != ((0, 0), (0, 0)) and node.kind != "Conv":
        raise ValueError(f"it has a {node.kind} after its Pad, which only a Conv can")
    if line.dtype not in ("float32", "float64") and node.kind not in _OF_ANY_TYPE:
        raise ValueError(f"its {node.kind} computes with {line.dtype}")
    _READERS[node.kind](line, node)


def _activation(line: Line, node: Node) -> None:
    line.activate(_ACTIVATIONS[node.kind])


def _passed(line: Line, node: Node) -> None:
    """Read Identity, and what joins one value with no other."""
    if len(node.constants) > 1:
        raise ValueError(f"its {node.kind} reads a constant")
    del line


def _dropout(line: Line, node: Node) -> None:
    training = node.constant(2)
    if node.position != 0 or (training is not None and training.any()):
        raise ValueError("its Dropout has training_mode")
    del line


def _clip(line: Line, node: Node) -> None:
    """Read Clip that is a relu, or nothing at all."""
    lowest, highest = (
        node.settings.get(name) if found is None else float(found.reshape(()))
        for name, found in zip(
            ("min", "max"), (node.constant(1), node.constant(2)), strict=True
        )
    )
    is_open = highest is None or highest >= _LARGEST
    if is_open and lowest == 0:
        line.activate("relu")
    elif not is_open or not (lowest is None or lowest <= -_LARGEST):
        raise ValueError(f"its Clip has min={lowest} and max={highest}")


def _elementwise(line: Line, node: Node) -> None:
    """Read Add, Sub, Mul or Div with a constant, or Neg: a factor and a summand."""
    one = np.ones((1,) * len(line.sides))
    if node.kind == "Neg":
        line.multiply_and_add(-one, 0 * one)
        return
    constant = _aligned(line, node, node.needed(1 - node.position))
    is_first = node.position == 0
    if node.kind in ("Add", "Sub"):
        sign = -1 if node.kind == "Sub" else 1
        slope = one if is_first else sign * one
        line.multiply_and_add(slope, (sign if is_first else 1) * constant)
        return
    if node.kind == "Div" and (not is_first or not constant.all()):
        raise ValueError("its Div divides by 0, or by a value that is computed")
    line.multiply_and_add(1 / constant if node.kind == "Div" else constant, 0 * one)


def _aligned(line: Line, node: Node, given: Array) -> Array:
    """Return a constant with as many sides as an example, to which it broadcasts."""
    constant = as_floats(given)
    rank = len(line.sides)
    if constant.ndim == rank + 1 and constant.shape[0] == 1:
        constant = constant[0]
    sides = (1,) * (rank - constant.ndim) + constant.shape
    if len(sides) > rank or any(
        side not in (1, whole) for side, whole in zip(sides, line.sides, strict=True)
    ):
        raise ValueError(
            f"its {node.kind} has a constant of {constant.shape} for examples of "
            f"{line.sides}, whose sides it would change"
        )
    return constant.reshape(sides)


def _batch_norm(line: Line, node: Node) -> None:
    """Read BatchNormalization, as a layer where its channels are a layer's."""
    names = ("scales", "offsets", "means", "variances")
    numbers = {n: node.weights(i) for i, n in enumerate(names, start=1)}
    shapes = {each.shape for each in numbers.values()}
    if not line.sides or shapes != {line.sides[:1]}:
        raise ValueError(f"its BatchNormalization has {shapes} for {line.sides}")
    epsilon = node.settings["epsilon"]
    if not (numbers["variances"] + epsilon > 0).all():
        raise ValueError("its BatchNormalization has variances that are not above 0")
    is_first = not line.is_read  # and tells, as any scaling, in which range pixels are
    if not is_first:
        line.flush()
        line.begin()
    is_ours = len(line.sides) != 2 and line.places is None and line.sides == line.shape
    is_layer = is_ours and not is_first and epsilon > 0
    if is_layer and (numbers["variances"] >= 0).all():
        line.add(BatchNorm(epsilon=epsilon), numbers, opens=True)
        return
    scales, offsets, means, variances = map(as_floats, numbers.values())
    slope = scales / np.sqrt(variances + epsilon)
    by_channel = (-1, *(1,) * (len(line.sides) - 1))
    moved = (offsets - means * slope).reshape(by_channel)
    line.multiply_and_add(slope.reshape(by_channel), moved)


def _gemm(line: Line, node: Node) -> None:
    weights = node.weights(1)
    alpha, beta = (node.settings[name] for name in ("alpha", "beta"))
    if not np.isfinite([alpha, beta]).all():
        raise ValueError(f"its Gemm has alpha={alpha} and beta={beta}")
    weights = weights.T if node.settings["transB"] else weights
    weights = weights if alpha == 1 else alpha * as_floats(weights)
    biases: Array = np.zeros(weights.shape[1:])
    given = node.numbers(2)
    if given is not None:
        added = beta * as_floats(given)
        if added.ndim > 2 or (added.ndim == 2 and len(added) != 1):
            raise ValueError(f"its Gemm adds biases of {added.shape}")
        if added.size != 1 and added.shape[-1:] != biases.shape:
            raise ValueError(f"its Gemm adds biases of {added.shape}")
        biases = biases + added.reshape(-1)
    line.dense("Gemm", weights, biases)


def _matrix(line: Line, node: Node) -> None:
    weights = node.weights(1)
    line.dense("MatMul", weights, np.zeros(weights.shape[1:]))


def _mean(line: Line, node: Node) -> None:
    """Read ReduceMean over rows and columns, wherever the channels are."""
    rank = len(line.sides) + 1
    axes = sorted(layout.axes_within(node, rank))
    if rank != 4 or axes not in ([2, 3], [1, 2]):
        raise ValueError(f"its ReduceMean has axes={axes} of examples of {line.sides}")
    if axes == [1, 2]:
        line.transpose((2, 0, 1))
    line.flush()
    line.align("ReduceMean")
    channels, *sides = line.shape
    line.add(AveragePool((sides[0], sides[1])), {})
    if not node.settings["keepdims"]:
        line.reshape((channels,))
    elif axes == [1, 2]:
        line.reshape((1, 1, channels))


def _softmax(line: Line, node: Node) -> None:
    """Read Softmax or LogSoftmax, whose probabilities are what a model gives."""
    axis = node.settings["axis"]
    if len(line.sides) != 1 or axis not in (1, -1):
        raise ValueError(f"its {node.kind} has axis={axis} of examples of {line.sides}")
    add_softmax(line)
    line.ended = node.kind


def add_softmax(line: Line) -> None:
    """Make the last layer a softmax, or add one that only does that."""
    line.flush()
    last = line.layers[-1] if line.layers else None
    if type(last) is FullyConnected and line.opens and line.places is None:
        line.layers[-1] = Softmax(last.units)
    else:
        as_vector(line, Softmax)
    line.opens = False


def as_vector(line: Line, kind: type[Softmax] | type[FullyConnected]) -> None:
    """Add a layer whose units give what it reads, in the order of the file."""
    (units,) = line.sides
    if units is None or units > _MOST_CLASSES:
        raise ValueError(
            f"it has {units} outputs, and {_MOST_CLASSES} may be reordered"
        )
    line.dense("last node", np.eye(units, dtype=np.float32), np.zeros(units))
    if kind is Softmax:
        line.layers[-1] = Softmax(units)


_READERS: dict[str, Callable[[Line, Node], None]] = {
    **dict.fromkeys(_ACTIVATIONS, _activation),
    **dict.fromkeys(("Concat", "Identity", "Mean", "Sum"), _passed),
    **dict.fromkeys(("Add", "Div", "Mul", "Neg", "Sub"), _elementwise),
    **dict.fromkeys(
        ("AveragePool", "GlobalAveragePool", "GlobalMaxPool", "LpPool", "MaxPool"),
        read_pool,
    ),
    **dict.fromkeys(("LogSoftmax", "Softmax"), _softmax),
    **layout.READERS,
    "BatchNormalization": _batch_norm,
    "Clip": _clip,
    "Conv": read_convolution,
    "Dropout": _dropout,
    "Gemm": _gemm,
    "MatMul": _matrix,
    "ReduceMean": _mean,
}
