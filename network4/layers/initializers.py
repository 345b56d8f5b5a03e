"""How weights and biases start: the book's three ways, and later ones."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from network4.layers.activations import Activation
from network4.layers.parameters import Parameter, Shape

Initializer = Literal[
    "auto", "unit_normal", "fan_out", "fan_in", "he", "glorot", "zeros"
]


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


def weights_and_biases(
    initializer: Initializer,
    activation: Activation,
    shape: Shape,
    num_biases: int,
    fans: tuple[float, float],
) -> dict[str, Parameter]:
    """Return a layer's weights and biases, to be drawn from normal distributions.

    All means are 0. The table gives the variances.

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
        activation: the layer's activation; "auto" chooses by it.
        shape: the shape of the weights.
        num_biases: number of biases, 0 if the layer has none.
        fans: (n_in, n_out), the numbers of connections into and out of one neuron.

    Returns:
        A `Parameter` named "weights", and one named "biases" if there are any.

    Example:
        >>> found = weights_and_biases("he", "relu", (784, 30), 30, (784, 30))
        >>> found["weights"].shape, found["biases"].shape
        ((784, 30), (30,))
    """
    name = _FOR_ACTIVATION[activation] if initializer == "auto" else initializer
    spread = _SPREADS[name]
    weights = Parameter(shape, spread.weights(*fans), decays=True)
    if not num_biases:
        return {"weights": weights}
    return {"weights": weights, "biases": Parameter((num_biases,), spread.biases)}
