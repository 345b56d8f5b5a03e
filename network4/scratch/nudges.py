"""What a small change of a weight does: everything, nothing, or a little.

Change one weight of a network of perceptrons: the answers stay the same, then they
jump. So learning by small changes gets no hint. The outputs of sigmoid neurons change a
little when a weight changes a little. Equation (5) of the book says by how much:

    d output ~ sum over j of (d output/d w_j) d w_j + (d output/d b) d b,

linear in the changes. The error of this is the second-order term of the Taylor series:
make all changes ten times smaller, and the error gets a hundred times smaller.

>>> at = (0, 2, 0)  # layer, neuron, input: a weight of the adder's NAND
>>> over_a_weight(adder_layers(), [1, 1], at, [-1.01, -0.99])  # sum and carry
array([[0., 1.],
       [1., 0.]])
>>> errors = errors_of_linear(scaled(adder_layers(), 3), [1, 1], [0.1, 0.01, 0.001])
>>> (errors[:-1] / errors[1:]).round()
array([102., 100.])

Source: the book, Chapter 1, "Sigmoid neurons", equation (5).
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, shown
from network4.scratch.checks import as_row, as_sequence, as_whole, check_seed
from network4.scratch.descent import numerical_gradient
from network4.scratch.perceptrons import (
    NeuronLayer,
    adder_layers,
    output,
    scaled,
    sigmoid,
    step,
)

Array = npt.NDArray[np.float64]
Weight = tuple[int, int, int]  # layer, neuron, input
Lines = dict[str, tuple[Array, Array]]
_NAND_WEIGHT: Weight = (0, 2, 0)
_SHARPNESS = 3.0  # soft enough to move, hard enough to be right


def over_a_weight(
    layers: Sequence[NeuronLayer],
    inputs: npt.ArrayLike,
    weight: Weight,
    places: npt.ArrayLike,
    activation: Callable[[npt.ArrayLike], Array] = step,
) -> Array:
    """Return a network's outputs as one of its weights takes many values.

    Args:
        layers: weights (neurons, inputs) and biases (neurons,) of each layer.
        inputs: (inputs,), one example.
        weight: the weight to change, as the numbers of its layer, neuron and input,
            counted from 0.
        places: (n,) values of that weight.
        activation: `step` (default) or `sigmoid`.

    Returns:
        (n, outputs).

    Raises:
        ShapeError: the layers do not go together.
        ArgumentError: there is no such weight.
    """
    values = as_row("over_a_weight", "places", places)
    changed = _copied(layers)
    number, neuron, source = _check_weight(changed, weight)
    answers: list[Array] = []
    for value in values:
        changed[number][0][neuron, source] = value
        answers.append(output(changed, inputs, activation))
    return np.stack(answers)


def flips() -> dict[str, Lines]:
    """Return sum and carry of 1 + 1 while a weight of the adder goes from -2 to 0.

    The weight is the first of a NAND, whose z is w - 2 + 3: at w = -1 the perceptron
    turns, and with it every neuron that depends on it.

    Returns:
        For "perceptrons" and "sigmoid neurons", by name of the output: the weight's
        values (n,) and the outputs (n,).

    Example:
        >>> places, carry = flips()["perceptrons"]["carry"]
        >>> carry[places < -1.005].min(), carry[places > -0.995].max()
        (np.float64(1.0), np.float64(0.0))
    """
    places = np.linspace(-2, 0, 201)
    soft_places = _SHARPNESS * places
    hard = over_a_weight(adder_layers(), [1, 1], _NAND_WEIGHT, places)
    soft_layers = scaled(adder_layers(), _SHARPNESS)
    soft = over_a_weight(soft_layers, [1, 1], _NAND_WEIGHT, soft_places, sigmoid)
    return {
        kind: {"sum": (places, bits[:, 0]), "carry": (places, bits[:, 1])}
        for kind, bits in (("perceptrons", hard), ("sigmoid neurons", soft))
    }


def errors_of_linear(
    layers: Sequence[NeuronLayer],
    inputs: npt.ArrayLike,
    sizes: npt.ArrayLike,
    seed: int = 0,
) -> Array:
    """Return the error of equation (5) when all weights and biases change at once.

    Args:
        layers: layers of sigmoid neurons; the first output is examined.
        inputs: (inputs,), one example.
        sizes: (n,) lengths of the change.
        seed: seed of the random direction of the change; default 0.

    Returns:
        (n,): |d output - value of (5)| for each length.

    Raises:
        ShapeError: the layers do not go together.
        ArgumentError: the sizes are no numbers, or the seed no whole number.
    """
    lengths = as_row("errors_of_linear", "sizes", sizes)
    layers, example = _copied(layers), as_row("errors_of_linear", "inputs", inputs)
    start = np.concatenate([np.ravel(part) for layer in layers for part in layer])
    direction = np.random.default_rng(check_seed("errors_of_linear", seed)).normal(
        size=len(start)
    )
    direction /= np.linalg.norm(direction)

    def first_output(parameters: Array) -> float:
        return float(output(_filled(layers, parameters), example, sigmoid)[0])

    # At h = 1e-5 its own error is about 1e-11 of each slope.
    slope = float(numerical_gradient(first_output, start) @ direction)
    here = first_output(start)
    return np.array(
        [abs(first_output(start + t * direction) - here - t * slope) for t in lengths]
    )


def linear_errors() -> Lines:
    """Return the errors of (5) for the adder out of sigmoid neurons, from 1 to 0.0001.

    Returns:
        The lengths (n,) and the errors (n,) by the name "error", beside the lengths and
        what the squares say, "falls as the square".

    Example:
        >>> list(linear_errors())
        ['error', 'falls as the square']
    """
    lengths = np.logspace(0, -4, 17)
    errors = errors_of_linear(scaled(adder_layers(), _SHARPNESS), [1, 1], lengths)
    square = errors[-1] * (lengths / lengths[-1]) ** 2
    return {"error": (lengths, errors), "falls as the square": (lengths, square)}


def _copied(layers: Sequence[NeuronLayer]) -> list[NeuronLayer]:
    copies = scaled(layers, 1)
    if copies:
        return copies
    raise ArgumentError("A network: layers must be one or more, received none.")


def _filled(layers: Sequence[NeuronLayer], parameters: Array) -> list[NeuronLayer]:
    """Return layers of the same shapes with their numbers out of one row."""
    sizes = [np.size(part) for layer in layers for part in layer]
    parts = iter(np.split(parameters, np.cumsum(sizes)[:-1]))
    return [
        (next(parts).reshape(np.shape(w)), next(parts).reshape(np.shape(b)))
        for w, b in layers
    ]


def _check_weight(layers: Sequence[NeuronLayer], weight: object) -> Weight:
    """Return the numbers of a weight that is there; else raise ArgumentError."""
    numbers = [as_whole(each) for each in as_sequence("A weight", "weight", weight)]
    match numbers:
        case [int(number), int(neuron), int(source)] if 0 <= number < len(layers):
            sides = layers[number][0].shape
            if len(sides) == 2 and 0 <= neuron < sides[0] and 0 <= source < sides[1]:
                return number, neuron, source
        case _:
            pass
    raise ArgumentError(
        "A weight must be the numbers of a layer, a neuron and an input that there "
        f"are, each from 0, received {shown(weight)}."
    )
