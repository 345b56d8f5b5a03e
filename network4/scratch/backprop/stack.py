"""Layers in order: forward to the cost, backward to every slope, one step down.

A mini-batch goes forward through the layers, each of which remembers what it will
need. Then dC/da comes back through them in reverse order; whatever a layer is, the
loop is the same two lines.

>>> from network4.scratch.backprop import FullyConnected
>>> layers = FullyConnected([[1.0]], [0.0], "linear"), Softmax([[1.0, -1.0]], [0, 0])
>>> network = Stack(layers)
>>> images, labels = np.array([[1.0]]), np.array([0])
>>> round(network.cost(images, labels), 4)
0.1269
>>> network.step(images, labels, rate=0.5)
>>> layers[0].weights.round(4)  # 1 - 0.5 * (1 * -0.1192 - 1 * 0.1192)
array([[1.1192]])
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError
from network4.scratch.backprop.activations import Array, Gradients
from network4.scratch.backprop.softmax import Labels, Softmax
from network4.scratch.checks import as_numbers, as_sequence, check_number
from network4.utils.blas import on_few_threads


class HiddenLayer(Protocol):
    """What every layer before the last can do."""

    gradients: Gradients

    def forward(self, a: Array, generator: np.random.Generator | None = None) -> Array:
        """Return the outputs, and remember what `backward` needs."""
        ...

    def backward(self, nabla: Array) -> Array:
        """Keep the gradients; return dC/da of the inputs from dC/da of the outputs."""
        ...


class Stack:
    """A network: layers in order, the last of them a softmax.

    Args:
        layers: hidden layers, then a Softmax.

    Raises:
        ArgumentError: the last layer is no Softmax, or another one is.
    """

    def __init__(self, layers: Sequence[HiddenLayer | Softmax]) -> None:
        """Keep the layers."""
        as_sequence("Stack", "layers", layers)
        self.hidden = [s for s in layers if not isinstance(s, Softmax)]
        last = layers[-1] if len(layers) else None
        if not isinstance(last, Softmax) or len(self.hidden) + 1 < len(layers):
            names = [type(layer).__name__ for layer in layers]
            raise ArgumentError(
                "Stack: the last layer and no other must be a Softmax, received "
                f"{', '.join(names) or 'no layers'}."
            )
        self.last = last

    @property
    def layers(self) -> list[HiddenLayer | Softmax]:
        """All layers, the first first."""
        return [*self.hidden, self.last]

    @on_few_threads
    def forward(
        self, images: npt.ArrayLike, generator: np.random.Generator | None = None
    ) -> Array:
        """Return probabilities (n, classes).

        Args:
            images: (n, channels, height, width) or (n, values).
            generator: for training, where dropout masks are drawn from; default None,
                to predict.

        Raises:
            ShapeError: a layer cannot read what comes to it.
        """
        a = as_numbers("Stack", "images", images)
        if a.ndim < 2 or not len(a):
            raise ShapeError(
                f"A mini-batch must hold one example or more, (n, ...), received shape "
                f"{a.shape}."
            )
        for layer in self.layers:
            a = layer.forward(a, generator)
        return a

    def cost(
        self,
        images: npt.ArrayLike,
        labels: Labels,
        generator: np.random.Generator | None = None,
    ) -> float:
        """Return the mean of -ln a_c over the mini-batch, c an example's label."""
        self.forward(images, generator)
        return self.last.cost(labels)

    @on_few_threads
    def gradients(
        self,
        images: npt.ArrayLike,
        labels: Labels,
        generator: np.random.Generator | None = None,
    ) -> list[Gradients]:
        """Return for every layer dC/dw and dC/db by name, {} where nothing learns.

        Args:
            images: the mini-batch, as for `forward`.
            labels: (n,) whole numbers.
            generator: where dropout masks are drawn from; default None, inputs are
                multiplied by 1 - p as for predicting.
        """
        self.forward(images, generator)
        nabla = self.last.backward_from(labels)
        for layer in reversed(self.hidden):
            nabla = layer.backward(nabla)
        return [layer.gradients for layer in self.layers]

    def step(
        self,
        images: npt.ArrayLike,
        labels: Labels,
        rate: float,
        generator: np.random.Generator | None = None,
    ) -> None:
        """Move every weight and bias a step down: w -> w - rate * dC/dw.

        Raises:
            ArgumentError: the rate is not above 0.
        """
        check_number("step", "rate", rate)
        self.gradients(images, labels, generator)
        for layer in self.layers:
            for name, slopes in layer.gradients.items():
                setattr(layer, name, getattr(layer, name) - rate * slopes)
