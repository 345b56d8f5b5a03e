"""How weights and biases start: the book's ways, and those found since."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from network4.layers.activations import Activation

Initializer = Literal[
    "auto", "unit_normal", "fan_out", "fan_in", "he", "glorot", "zeros"
]
FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Spread:
    """Standard deviations: of weights, from (fan_in, fan_out), and of biases."""

    weights: Callable[[float, float], float]
    biases: float


_SPREADS: dict[str, _Spread] = {
    "unit_normal": _Spread(lambda fan_in, fan_out: 1.0, biases=1.0),
    "fan_out": _Spread(lambda fan_in, fan_out: math.sqrt(1 / fan_out), biases=1.0),
    "fan_in": _Spread(lambda fan_in, fan_out: math.sqrt(1 / fan_in), biases=1.0),
    "he": _Spread(lambda fan_in, fan_out: math.sqrt(2 / fan_in), biases=0.0),
    "glorot": _Spread(
        lambda fan_in, fan_out: math.sqrt(2 / (fan_in + fan_out)), biases=0.0
    ),
    "zeros": _Spread(lambda fan_in, fan_out: 0.0, biases=0.0),
}
INITIALIZERS: tuple[str, ...] = ("auto", *_SPREADS)
_FOR_ACTIVATION = {
    "relu": "he",
    "tanh": "glorot",
    "sigmoid": "fan_in",
    "linear": "fan_in",
}


def draw_parameters(
    initializer: Initializer,
    activation: Activation,
    shapes: dict[str, tuple[int, ...]],
    fans: tuple[float, float],
    generator: np.random.Generator,
) -> dict[str, FloatArray]:
    """Draw a layer's first weights, then its biases, from normal distributions.

    ============ =============== ====== ==========================================
    initializer  variance of w   of b   source
    ============ =============== ====== ==========================================
    unit_normal  1               1      the book, Chapter 1
    fan_out      1/n_out         1      the book's `network3.py`
    fan_in       1/n_in          1      the book, Chapter 3
    he           2/n_in          0      He et al. 2015, for ReLU
    glorot       2/(n_in+n_out)  0      Glorot and Bengio 2010, for tanh
    zeros        0               0      the book's softmax layer
    auto         he for relu, glorot for tanh, fan_in for sigmoid and linear
    ============ =============== ====== ==========================================

    Args:
        initializer: one of the names above.
        activation: the layer's activation, which `auto` follows.
        shapes: shapes of "weights" and of "biases".
        fans: (n_in, n_out) of one neuron's connections.
        generator: where the numbers come from.

    Returns:
        `{"weights": ..., "biases": ...}` of those shapes, float32.

    Example:
        >>> generator = np.random.Generator(np.random.Philox(0))
        >>> shapes = {"weights": (784, 30), "biases": (30,)}
        >>> drawn = draw_parameters("he", "relu", shapes, (784, 30), generator)
        >>> drawn["weights"].shape, drawn["biases"].shape
        ((784, 30), (30,))
    """
    name = _FOR_ACTIVATION[activation] if initializer == "auto" else initializer
    spread = _SPREADS[name]
    weights = generator.standard_normal(shapes["weights"]) * spread.weights(*fans)
    biases = generator.standard_normal(shapes["biases"]) * spread.biases
    return {"weights": weights.astype(np.float32), "biases": biases.astype(np.float32)}
