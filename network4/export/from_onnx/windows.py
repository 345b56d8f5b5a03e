"""Convolutions and pooling: how windows lie over maps, padding included."""

import math
from typing import Any, cast

import numpy as np

from network4.export.from_onnx.line import Affine, Line
from network4.export.from_onnx.nodes import Node
from network4.export.from_onnx.tensors import Array
from network4.layers import AveragePool, Conv, ConvPool, L2Pool, MaxPool, Pool, Shape

Pair = tuple[int, int]
Margins = tuple[Pair, Pair]
_NOTHING = (0, 0), (0, 0)
_POOLS: dict[str, type[Pool]] = {
    "AveragePool": AveragePool,
    "GlobalAveragePool": AveragePool,
    "GlobalMaxPool": MaxPool,
    "LpPool": L2Pool,
    "MaxPool": MaxPool,
}


def read_convolution(line: Line, node: Node) -> None:
    """Read Conv; uneven padding becomes a larger field with zeros in it."""
    weights, biases = node.weights(1), node.numbers(2)
    groups = node.settings["group"]
    _check_maps(line, node)
    maps, channels, *field = weights.shape if weights.ndim == 4 else (0, 0, 0)
    if channels * groups != line.sides[0] or len(field) != 2 or maps % groups:
        raise ValueError(
            f"its Conv reads maps of {line.sides} with weights {weights.shape} in "
            f"{groups} groups"
        )
    biases = np.zeros(maps) if biases is None else biases
    if biases.shape != (maps,):
        raise ValueError(f"its Conv has biases of {biases.shape} for {maps} maps")
    stride = _pair(node, "strides")
    around = _around(line, node, _pair(node, "kernel_shape", cast(Pair, tuple(field))))
    line.align("Conv")
    weights, biases = _scaled(line, groups, around, weights, biases)
    padding = _as_even(around)
    grown = [
        (most - start, most - end)
        for most, (start, end) in zip(padding, around, strict=True)
    ]
    weights = np.pad(weights, [(0, 0), (0, 0), *grown])
    layer = Conv(
        maps,
        cast(Pair, weights.shape[2:]),
        stride=stride,
        padding=padding,
        groups=groups,
        activation="linear",
    )
    line.add(layer, {"weights": weights, "biases": biases}, opens=True)


def _check_maps(line: Line, node: Node) -> None:
    if len(line.sides) != 3:
        raise ValueError(f"its {node.kind} reads {line.sides}, which are no maps")


def _pair(node: Node, name: str, default: Pair | None = None) -> Pair:
    """Return two numbers of 1 or more; they must be the default where one is given."""
    given = tuple(node.settings.get(name) or default or (1, 1))
    is_other = default is not None and given != default
    if len(given) != 2 or min(given) < 1 or is_other:
        raise ValueError(f"its {node.kind} has {name}={list(given)}")
    return given


def _around(line: Line, node: Node, size: Pair) -> Margins:
    """Return the zeros before and behind rows and columns; a Pad before is done."""
    kind = node.settings["auto_pad"]
    pads = node.settings["pads"]
    _, *inside = cast(Shape, line.sides)
    sides = [side + sum(m) for side, m in zip(inside, line.margin, strict=True)]
    own = _NOTHING
    if kind.startswith("SAME"):
        strides = _pair(node, "strides")
        own = tuple(map(_same, [kind] * 2, sides, size, strides))
    elif pads is not None and kind == "NOTSET":
        down, right, down_end, right_end = pads if len(pads) == 4 else (-1,) * 4
        own = (down, down_end), (right, right_end)
    if min(*own[0], *own[1]) < 0 or (pads is not None and kind != "NOTSET"):
        raise ValueError(f"its {node.kind} has pads={pads} and auto_pad={kind}")
    around = [(a + c, b + d) for (a, b), (c, d) in zip(own, line.margin, strict=True)]
    line.margin = _NOTHING
    return cast(Margins, tuple(around))


def _same(kind: str, side: int, size: int, stride: int) -> Pair:
    total = max((-(-side // stride) - 1) * stride + size - side, 0)
    less, more = total // 2, total - total // 2
    return (less, more) if kind == "SAME_UPPER" else (more, less)


def _as_even(around: Margins) -> Pair:
    """Return the padding of a field that is grown by zeros where padding is less."""
    down, right = map(max, around)
    if any(abs(start - end) > 64 for start, end in around):
        raise ValueError(f"its Conv has pads {around}, which are too uneven")
    return down, right


def _scaled(
    line: Line, groups: int, around: Margins, weights: Array, biases: Array
) -> tuple[Array, Array]:
    """Return the numbers of a convolution that also scales and moves its inputs."""
    affine = line.affine
    if affine is None and line.reads_bytes is not True:
        line.take_affine()
        return weights, biases
    if affine is not None and (around != _NOTHING or not _is_by_channel(affine)):
        if affine[1].any() or not _is_by_channel(affine):
            line.flush()  # the zeros around the maps must not be moved
            return weights, biases
    affine = line.take_affine()
    if affine is None:
        return weights, biases
    channels = weights.shape[1] * groups
    each = [np.broadcast_to(a, (channels, 1, 1)).reshape(groups, -1) for a in affine]
    slope, shift = (np.repeat(a, len(weights) // groups, axis=0) for a in each)
    moved = np.einsum("mcij,mc->m", weights.astype(np.float64), shift)
    return weights * slope[:, :, None, None], biases + moved


def _is_by_channel(affine: Affine) -> bool:
    return all(each.shape[1:] == (1, 1) for each in affine)


def read_pool(line: Line, node: Node) -> None:
    """Read a pooling node; behind an open convolution as one layer with it."""
    _check_maps(line, node)
    line.flush()
    line.align(node.kind)
    layer = _pool(line, node)
    last = line.layers[-1] if line.layers else None
    is_plain = layer == MaxPool(layer.size)
    if type(last) is Conv and line.opens and is_plain:
        kept = {k: v for k, v in vars(last).items() if k not in ("maps", "field")}
        line.layers[-1] = ConvPool(last.maps, last.field, pool=layer.size, **kept)
        line.shape = line.sides = layer.output_shape(line.shape)
        return
    line.add(layer, {})


def _pool(line: Line, node: Node) -> Pool:
    kind, (_, *sides) = _POOLS[node.kind], line.shape
    if node.kind.startswith("Global"):
        return kind(cast(Pair, tuple(sides)))
    size = _pair(node, "kernel_shape")
    around = _around(line, node, size)
    settings = node.settings
    if any(start != end for start, end in around):
        raise ValueError(
            f"its {node.kind} has auto_pad={settings['auto_pad']} and "
            f"pads={settings['pads']}, which are more on one side"
        )
    padding = (around[0][0], around[1][0])
    is_ceil = bool(settings.get("ceil_mode"))
    stride: Any = _pair(node, "strides")
    layer = kind(size, stride=stride, padding=padding, ceil_mode=is_ceil)
    plain = kind(size, stride=stride)
    if settings.get("count_include_pad") and layer != plain:
        raise ValueError("its AveragePool has count_include_pad=1 and padding")
    if settings["auto_pad"] != "NOTSET" and is_ceil:
        raise ValueError(f"its {node.kind} has both auto_pad and ceil_mode")
    # ONNX and its programs differ on a last window that begins behind the maps.
    if is_ceil and _begins_outside(layer, line.shape):
        raise ValueError(f"its {node.kind} has ceil_mode=1 and a window with no value")
    return (
        kind(size, stride=None, padding=padding, ceil_mode=is_ceil)
        if (stride == size)
        else layer
    )


def _begins_outside(layer: Pool, shape: Shape) -> bool:
    sides = zip(
        *(shape[1:], layer.window_size, layer.stride_size, layer.padding_size),
        strict=True,
    )
    return any(
        math.ceil((side + 2 * p - size) / stride) * stride >= side + p
        for side, size, stride, p in sides
    )
