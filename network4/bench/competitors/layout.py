"""Parameters in the order of frameworks whose images have their channels last.

network4 has convolution weights (maps, channels, height, width), and dense weights
whose rows follow an image's (channels, height, width). With channels last they are
(height, width, channels, maps), and the rows follow (height, width, channels).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from network4.layers import FloatArray, Shape
from network4.network import Network, Parameters

Pair = tuple[FloatArray, FloatArray]


def channels_last(network: Network, parameters: Parameters) -> list[Pair]:
    """Return each layer's (weights, biases) with channels last, as copies."""
    pairs: list[Pair] = []
    for name, _, shape in network.body.inner(network.input_shape):
        numbers = parameters[name]
        weights = numbers["weights"]
        is_field = weights.ndim == 4
        turned = weights.transpose(2, 3, 1, 0) if is_field else weights[_rows(shape)]
        pairs.append((np.array(turned, order="C"), numbers["biases"].copy()))
    return pairs


def channels_first(network: Network, pairs: Sequence[Sequence[Any]]) -> Parameters:
    """Return parameters as network4 has them; undoes `channels_last`."""
    parameters: Parameters = {}
    inner = network.body.inner(network.input_shape)
    for (name, _, shape), (given, biases) in zip(inner, pairs, strict=True):
        weights = np.asarray(given)
        if weights.ndim == 4:
            turned = weights.transpose(3, 2, 0, 1)
        else:
            turned = weights[np.argsort(_rows(shape))]
        parameters[name] = {"weights": turned, "biases": np.asarray(biases)}
    return parameters


def _rows(shape: Shape) -> npt.NDArray[np.int64]:
    """Return which of network4's rows stands where, when channels come last."""
    rows = np.arange(np.prod(shape), dtype=np.int64).reshape(shape)
    return rows.transpose(1, 2, 0).reshape(-1) if rows.ndim == 3 else rows
