"""Rectified linear units: what rescaled weights do, and what depth does to gradients.

ReLU(z) = max(0, z), so ReLU(c z) = c ReLU(z) for c > 0. A layer without biases whose
weights are multiplied by c gives c times its output, and hands on as it is whatever
factor its input has. Each of the L - 1 layers after the input adds a factor c, and the
output of the network is multiplied by c^(L-1):

>>> layers = draw_layers([20, 30, 30, 10], seed=4)  # L = 4
>>> print(output_ratios(layers, np.ones(20), c=2))
[8. 8. 8. 8. 8.]

(The other five of the ten outputs are 0 before and after.) A bias is added to what has
the factors of the layers before it already. So with biases the same holds if those of
the first layer are multiplied by c, those of the next by c^2, and so on. If all are
multiplied by c alone, every output has a factor of its own:

>>> layers = draw_layers([20, 30, 30, 10], seed=4, biases=True)
>>> print(output_ratios(layers, np.ones(20), c=2))
[8. 8. 8.]
>>> print(output_ratios(layers, np.ones(20), c=2, biases="alike").round(1))
[1.8 5.7 1.4]

A softmax at the end takes the exponentials of what was multiplied. The largest output
stays the largest, so that the network answers the same. But outputs are not multiplied:
they near 1 and 0 as c grows, and 1/n each as c falls to 0. The cost notices, therefore,
and the scale of the weights is how sure the network is.

>>> z = np.array([1.0, 0.0, -1.0])
>>> for c in (0.5, 1, 2):
...     print(c, softmax(c**3 * z).round(3))
0.5 [0.376 0.332 0.293]
1 [0.665 0.245 0.09 ]
2 [1. 0. 0.]

What scale is best for a deep network? The slope of ReLU is 1 where z > 0 and else 0.
A gradient that goes back through a layer is multiplied by the weights of about half of
the neurons, and by nothing else. With weights of variance g/n for n inputs its squared
length is multiplied by g/2 in each layer, on average. So g = 2 keeps it (He et al.
2015); any other g lets it vanish or explode with depth all the same. The slope of a
sigmoid is 1/4 at most, which makes the factor g/16 at most. Of ten layers, the first
one's gradient divided by the last one's:

>>> sizes = [100] * 11
>>> for activation, gain in (("relu", 2), ("relu", 1), ("sigmoid", 1)):
...     layers = draw_layers(sizes, seed=2, gain=gain)
...     norms = gradient_norms(layers, np.ones(100), activation)
...     print(activation, gain, f"{norms[0] / norms[-1]:.2g}")
relu 2 0.97
relu 1 0.043
sigmoid 1 2.5e-06

Source: the book, Chapter 5 and the problems at the end of Chapter 6 on its code.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, shown
from network4.scratch.checks import (
    as_row,
    as_sequence,
    as_table,
    check_count,
    check_number,
    check_seed,
)
from network4.utils.checks import check_flag

Array = npt.NDArray[np.float64]
Layer = tuple[Array, Array]  # weights (neurons, inputs), biases (neurons,)
Biases = Literal["in proportion", "alike"]
_MOST_WEIGHTS = 10**7


def draw_layers(
    sizes: Sequence[int], seed: int, *, biases: bool = False, gain: float = 1.0
) -> list[Layer]:
    """Draw a network of L layers of neurons, the first of them the inputs.

    Args:
        sizes: the number of neurons in each layer, two or more of them.
        seed: 0 or more.
        biases: whether to draw biases from N(0, 1); default False, all are 0.
        gain: weights are from N(0, gain/n) for n inputs; above 0; default 1.

    Returns:
        L - 1 pairs of weights (neurons, inputs) and biases (neurons,).

    Raises:
        ArgumentError: an argument is out of range.
    """
    counts = as_sequence("draw_layers", "sizes", sizes)
    for size in counts:
        check_count("draw_layers", "sizes", size, 1)
    if len(counts) < 2:
        raise ArgumentError(
            f"draw_layers: sizes must name two layers or more, received {shown(sizes)}."
        )
    if sum(n * m for n, m in pairwise(counts)) > _MOST_WEIGHTS:
        raise ArgumentError(
            f"draw_layers: sizes must make at most {_MOST_WEIGHTS:,} weights, received "
            f"{shown(sizes)}."
        )
    check_seed("draw_layers", seed)
    check_number("draw_layers", "gain", gain)
    check_flag("draw_layers", "biases", biases)
    normal = np.random.default_rng(seed).normal
    return [
        (normal(0, np.sqrt(gain / n), (m, n)), normal(0, 1, m) * biases)
        for n, m in pairwise(counts)
    ]


def feedforward(layers: Sequence[Layer], x: npt.ArrayLike) -> Array:
    """Return the outputs of rectified linear units, those of the last layer.

    Args:
        layers: pairs of weights and biases.
        x: (inputs,).

    Raises:
        ShapeError: x does not fit the first layer.
    """
    return _activations("feedforward", _checked("feedforward", layers), x, "relu")[-1]


def rescaled(
    layers: Sequence[Layer], c: float, biases: Biases = "in proportion"
) -> list[Layer]:
    """Return layers whose weights are multiplied by c.

    Args:
        layers: pairs of weights and biases.
        c: above 0.
        biases: "in proportion", by c^k in the k-th of the layers, or "alike", by c;
            default "in proportion".

    Raises:
        ArgumentError: an argument is out of range.
    """
    pairs = _checked("rescaled", layers)
    check_number("rescaled", "c", c)
    if biases not in ("in proportion", "alike"):
        raise ArgumentError(
            "rescaled: biases must be 'in proportion' or 'alike', received "
            f"{shown(biases)}."
        )
    powers = range(1, len(pairs) + 1)
    factors = [c**k if biases == "in proportion" else c for k in powers]
    return [(c * w, factor * b) for (w, b), factor in zip(pairs, factors, strict=True)]


def output_ratios(
    layers: Sequence[Layer],
    x: npt.ArrayLike,
    c: float,
    biases: Biases = "in proportion",
) -> Array:
    """Return the factor on each output when weights are multiplied by c.

    Args:
        layers: pairs of weights and biases, of rectified linear units.
        x: (inputs,).
        c: above 0.
        biases: as of `rescaled`.

    Returns:
        A ratio for each output that is above 0.

    Raises:
        ArgumentError: an argument is out of range.
        ShapeError: x does not fit the first layer.
    """
    before = feedforward(layers, x)
    after = feedforward(rescaled(layers, c, biases), x)
    return after[before > 0] / before[before > 0]


def softmax(z: npt.ArrayLike) -> Array:
    """Return exp(z_j) / sum over k of exp(z_k), without overflow.

    Raises:
        ShapeError: z is no row of numbers, or an empty one.

    >>> softmax([1000.0, 1000.0])
    array([0.5, 0.5])
    """
    given = as_row("softmax", "z", z)
    powers = np.exp(given - given.max())
    return powers / powers.sum()


def gradient_norms(
    layers: Sequence[Layer],
    x: npt.ArrayLike,
    activation: Literal["relu", "sigmoid"] = "relu",
) -> list[float]:
    """Return the length of dC/db in each layer, by BP2 and BP3.

    C is the sum of the outputs, every other one with a minus. The plain sum would not
    do: what makes all outputs of ReLUs large makes its gradient large, too.

    Args:
        layers: pairs of weights and biases.
        x: (inputs,).
        activation: "relu" or "sigmoid"; default "relu".

    Raises:
        ArgumentError: the activation is another.
        ShapeError: x does not fit the first layer.
    """
    pairs = _checked("gradient_norms", layers)
    if activation not in ("relu", "sigmoid"):
        raise ArgumentError(
            "gradient_norms: activation must be 'relu' or 'sigmoid', received "
            f"{shown(activation)}."
        )
    activations = _activations("gradient_norms", pairs, x, activation)
    signs = (-1.0) ** np.arange(len(activations[-1]))
    delta = signs * _slope(activations[-1], activation)
    norms = [float(np.linalg.norm(delta))]
    for (w, _), a in zip(pairs[:0:-1], activations[-2:0:-1], strict=True):
        delta = (w.T @ delta) * _slope(a, activation)
        norms.insert(0, float(np.linalg.norm(delta)))
    return norms


def _checked(owner: str, layers: object) -> list[Layer]:
    """Return layers each of which fits the one before; else raise a sentence."""
    pairs = [
        as_sequence(owner, "layers", layer)
        for layer in as_sequence(owner, "layers", layers)
    ]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise ArgumentError(
            f"{owner}: layers must be pairs of weights and biases, one or more, "
            f"received {shown(layers)}."
        )
    checked = [
        (as_table(owner, "weights", w), as_row(owner, "biases", b)) for w, b in pairs
    ]
    inputs = checked[0][0].shape[1]
    for w, b in checked:
        if w.shape != (len(b), inputs):
            raise ShapeError(
                f"{owner}: weights must have shape {(len(b), inputs)}, a row for each "
                f"bias and a column for each input, received {w.shape}."
            )
        inputs = len(b)
    return checked


def _activations(
    owner: str, layers: Sequence[Layer], x: npt.ArrayLike, name: str
) -> list[Array]:
    """Return x, then the outputs of each layer."""
    activations = [as_row(owner, "x", x)]
    if activations[0].shape != layers[0][0].shape[1:]:
        raise ShapeError(
            f"{owner}: x must have shape {layers[0][0].shape[1:]}, received "
            f"{activations[0].shape}."
        )
    for w, b in layers:
        z = w @ activations[-1] + b
        a = np.maximum(0, z) if name == "relu" else (1 + np.tanh(z / 2)) / 2
        activations.append(a)
    return activations


def _slope(a: Array, activation: str) -> Array:
    """Return the derivative of an activation by z, from a."""
    return (a > 0).astype(float) if activation == "relu" else a * (1 - a)
