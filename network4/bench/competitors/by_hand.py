"""Plain NumPy: patches times weights, maxima, and backpropagation written by hand.

Images have their channels last, (n, height, width, channels), so that the patches of
a convolution are runs of neighbouring numbers.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from network4.bench.by_type import entry_of
from network4.bench.competitors.hand_layers import ConvPoolByHand, DenseByHand
from network4.bench.competitors.layout import channels_first, channels_last
from network4.bench.work import L2, LEARNING_RATE, PREDICTION_BATCH, Runner, Work
from network4.engines import Order, Outputs
from network4.layers import ConvPool, FloatArray, FullyConnected, Layer, Softmax
from network4.network import Parameters

_SEED = 2015


class _HandRunner:
    """The images are held as float32 already divided by 255, which spares it work."""

    def __init__(self, work: Work) -> None:
        self._work = work
        pixels = work.images.transpose(0, 2, 3, 1).astype(np.float32, order="C")
        self._images = pixels / np.float32(255)
        self._generator = np.random.Generator(np.random.Philox(_SEED))
        layers = work.network.layers
        makers = [entry_of("numpy", _BY_HAND, layer) for layer in layers]
        pairs = channels_last(work.network, work.parameters)
        self._layers = [
            make(layer, *pair)
            for make, layer, pair in zip(makers, layers, pairs, strict=True)
        ]
        self.mean_cost = math.nan

    def run_steps(self, order: Order) -> None:
        """See `network4.bench.work.Runner.run_steps`."""
        costs = [self._step(batch) for batch in order]
        self.mean_cost = float(np.mean(costs))

    def _step(self, batch: Order) -> float:
        """Forward, cost, backward, one step down; return the mean cost before it."""
        a = self._images[batch]
        for layer in self._layers:
            a = layer.forward(a, self._generator)
        outputs = _softmax(a)
        chosen = np.arange(len(batch)), self._work.labels[batch]
        cost = -np.log(outputs[chosen]).mean()
        outputs[chosen] -= 1
        nabla: FloatArray | None = outputs / np.float32(len(batch))
        for position, layer in reversed(list(enumerate(self._layers))):
            if nabla is not None:  # every layer but the one behind the first gets one
                nabla = layer.backward(nabla, is_first=position == 0)
        for layer in self._layers:
            layer.descend(LEARNING_RATE, L2)
        return float(cost)

    def outputs(self) -> Outputs:
        """See `network4.bench.work.Runner.outputs`."""
        parts: list[FloatArray] = []
        for start in range(0, len(self._images), PREDICTION_BATCH):
            a = self._images[start : start + PREDICTION_BATCH]
            for layer in self._layers:
                a = layer.forward(a, None)
            parts.append(_softmax(a))
        return np.concatenate(parts)

    def parameters(self) -> Parameters:
        """See `network4.bench.work.Runner.parameters`."""
        pairs = [(layer.shaped_weights, layer.biases) for layer in self._layers]
        return channels_first(self._work.network, pairs)


_Maker = Callable[[Any, FloatArray, FloatArray], ConvPoolByHand | DenseByHand]
_BY_HAND: dict[type[Layer], _Maker] = {
    ConvPool: lambda layer, weights, biases: ConvPoolByHand(
        weights, biases, layer.activation, layer.pool_size
    ),
    FullyConnected: lambda layer, weights, biases: DenseByHand(
        weights, biases, layer.activation, layer.dropout
    ),
    Softmax: lambda layer, weights, biases: DenseByHand(  # the cost has the softmax
        weights, biases, "linear", layer.dropout
    ),
}


def _softmax(z: FloatArray) -> FloatArray:
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def start(work: Work, variant: str) -> Runner:
    """Lay out parameters and images."""
    del variant
    return _HandRunner(work)
