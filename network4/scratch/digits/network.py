"""The network of the book's first chapter: 784 inputs, 30 hidden neurons, 10 outputs.

Sigmoid neurons and the quadratic cost,

    C = 1/(2n) sum over the images of |y - a|^2,

y the output wanted: 1 for the right digit, 0 for the others. So dC/da = (a - y)/n, and
`backprop.FullyConnected` carries it back.

>>> layers = first_layers((4, 3, 10), seed=0)
>>> images = np.array([[[0, 255], [255, 0]]], np.uint8)
>>> x, y = as_inputs(images), as_outputs([3])
>>> before = cost(layers, x, y)
>>> descend_once(layers, x, y, rate=3.0)
>>> cost(layers, x, y) < before
True
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, shown
from network4.scratch.backprop.dense import FullyConnected
from network4.scratch.checks import (
    as_images,
    as_labels,
    as_numbers,
    as_sequence,
    as_table,
    check_count,
    check_kind,
    check_number,
    check_seed,
)
from network4.utils.blas import on_few_threads

Array = npt.NDArray[np.float64]
Layers = list[FullyConnected]

SIZES = (784, 30, 10)
NUM_DIGITS = 10
_WHITE = 256  # the book's: a pixel is at most 255/256


def first_layers(sizes: Sequence[int] = SIZES, seed: int = 0) -> Layers:
    """Return layers whose numbers are drawn as the book's `network.Network` draws them.

    All are of the normal distribution N(0, 1), the biases of all layers first, from the
    generator that `numpy.random.seed` sets.

    Args:
        sizes: neurons of each layer, inputs first; default 784, 30 and 10.
        seed: 0..2^32 - 1; default 0.

    Returns:
        One layer fewer than there are sizes.

    Raises:
        ArgumentError: there are fewer than two sizes, one is no whole number of at
            least 1, or the seed is none.
    """
    widths = list(as_sequence("first_layers", "sizes", sizes))
    if len(widths) < 2:
        raise ArgumentError(
            f"first_layers: sizes must be two or more, received {shown(sizes)}."
        )
    for width in widths:
        check_count("first_layers", "each of sizes", width, minimum=1)
    draws = np.random.RandomState(check_seed("first_layers", seed))
    biases = [draws.randn(after, 1)[:, 0] for after in widths[1:]]
    weights = [draws.randn(after, before).T for before, after in pairwise(widths)]
    return [FullyConnected(w, b) for w, b in zip(weights, biases, strict=True)]


def as_inputs(images: npt.ArrayLike) -> Array:
    """Return images (n, height, width) as the rows that a network reads.

    Returns:
        (n, height * width), pixels / 256, as the book's file has them.

    Raises:
        ShapeError: another number of axes.
        ArgumentError: the images are not uint8.
    """
    pixels = as_images("as_inputs", images)
    return pixels.reshape(len(pixels), -1) / _WHITE


def as_outputs(labels: npt.ArrayLike) -> Array:
    """Return the outputs wanted, (n, 10): 1 for the label, 0 for the others.

    >>> as_outputs([1])
    array([[0., 1., 0., 0., 0., 0., 0., 0., 0., 0.]])

    Raises:
        ArgumentError: a label is no digit.
        ShapeError: the labels are no row.
    """
    count = len(as_sequence("as_outputs", "labels", labels))
    return np.eye(NUM_DIGITS)[as_labels("as_outputs", labels, count)]


@on_few_threads
def answers(layers: Layers, x: npt.ArrayLike) -> Array:
    """Return the outputs (n, 10) for inputs (n, pixels).

    Raises:
        ShapeError: the inputs are not as many as the first layer's.
    """
    a = as_numbers("answers", "x", x)
    if a.ndim != 2 or not len(a):
        raise ShapeError(
            f"answers: x must be inputs (n, pixels), received shape {a.shape}."
        )
    for layer in as_layers(layers):
        a = layer.forward(a)
    return a


def cost(layers: Layers, x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """Return the quadratic cost of inputs (n, pixels) and outputs wanted (n, 10).

    Raises:
        ShapeError: x or y of another shape.
    """
    return quadratic(answers(layers, x), y)


def quadratic(a: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """Return 1/(2n) sum |y - a|^2 of outputs a and outputs wanted y, (n, 10) each.

    >>> quadratic([[1, 0]], [[0, 0]])
    0.5

    Raises:
        ShapeError: the two have not the same shape.
    """
    outputs = as_table("quadratic", "a", a)
    return float(np.sum(_errors(outputs, y) ** 2) / (2 * len(outputs)))


@on_few_threads
def gradient(layers: Layers, x: npt.ArrayLike, y: npt.ArrayLike) -> Array:
    """Return dC/dw and dC/db of all layers as one row of numbers.

    Args:
        layers: the network.
        x: inputs (n, pixels).
        y: outputs wanted (n, 10).

    Returns:
        (parameters,): of each layer the weights, then the biases.

    Raises:
        ShapeError: x or y of another shape.
    """
    a = answers(layers, x)
    nabla = _errors(a, y) / len(a)
    for layer in reversed(layers):
        nabla = layer.backward(nabla)
    return np.concatenate(
        [layer.gradients[name].ravel() for layer in layers for name in _NAMES]
    )


_NAMES = "weights", "biases"


def descend_once(
    layers: Layers, x: npt.ArrayLike, y: npt.ArrayLike, rate: float
) -> None:
    """Move every weight and bias a step down: w -> w - rate * dC/dw.

    Raises:
        ArgumentError: the rate is not above 0.
        ShapeError: x or y of another shape.
    """
    check_number("descend_once", "rate", rate)
    gradient(layers, x, y)
    for layer in layers:
        layer.weights -= rate * layer.gradients["weights"]
        layer.biases -= rate * layer.gradients["biases"]


@on_few_threads
def train(  # noqa: PLR0913  all that training depends on
    layers: Layers,
    images: npt.ArrayLike,
    labels: npt.ArrayLike,
    epochs: int = 1,
    *,
    batch_size: int = 10,
    rate: float = 3.0,
    seed: int = 0,
) -> None:
    """Train by stochastic gradient descent, in mini-batches of an order that is drawn.

    Args:
        layers: the network, which is changed.
        images: uint8 (n, height, width).
        labels: (n,), 0..9.
        epochs: how often each image is shown, 0 or more; default 1.
        batch_size: images a step, 1 or more; default 10.
        rate: above 0; default 3.
        seed: of the order; default 0.

    Raises:
        ShapeError: images and labels do not go together, or not with the network.
        ArgumentError: a number out of range.
    """
    pixels = as_images("train", images)
    wanted = as_outputs(as_labels("train", labels, len(pixels)))
    check_count("train", "epochs", epochs)
    check_count("train", "batch_size", batch_size, minimum=1)
    generator = np.random.default_rng(check_seed("train", seed))
    for _ in range(epochs):
        order = generator.permutation(len(pixels))
        for first in range(0, len(order), batch_size):
            batch = order[first : first + batch_size]
            descend_once(layers, as_inputs(pixels[batch]), wanted[batch], rate)


def as_layers(layers: object) -> Layers:
    """Return layers, one or more; else raise ArgumentError."""
    given = as_sequence("A network", "layers", layers)
    if not len(given):
        raise ArgumentError("A network: layers must be one or more, received none.")
    return [
        check_kind("A network", "each layer", each, FullyConnected) for each in given
    ]


def _errors(a: Array, y: npt.ArrayLike) -> Array:
    wanted = as_numbers("A network", "y", y)
    if wanted.shape != a.shape:
        raise ShapeError(
            f"A network: y must have the shape of its outputs, {a.shape}, received "
            f"{wanted.shape}."
        )
    return a - wanted
