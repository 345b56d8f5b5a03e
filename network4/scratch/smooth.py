"""The sigmoid compared with the step: large weights make the one like the other.

A step jumps from 0 to 1 at z = 0. The sigmoid s(z) = 1/(1 + exp(-z)) climbs smoothly.
Far from 0 it agrees with the step:

    |s(z) - step(z)| = 1/(1 + exp(|z|)) < exp(-|z|).

A neuron of one input x and weight w has z = w x. As w grows, s(w x) climbs more and
more steeply, with slope w/4 at x = 0, and everywhere else it tends to the step.

>>> from network4.scratch.perceptrons import sigmoid
>>> [round(float(sigmoid(w * 0.1)), 3) for w in (1, 10, 100)]
[0.525, 0.731, 1.0]

Source: the book, Chapter 1, "Sigmoid neurons".
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from network4.scratch.checks import as_numbers, as_row, check_number
from network4.scratch.perceptrons import sigmoid, step

Array = npt.NDArray[np.float64]
Lines = dict[str, tuple[Array, Array]]  # by name, places and values

WEIGHTS = (1, 3, 10, 50)


def answers_by_weight(
    inputs: npt.ArrayLike, weights: Sequence[float] = WEIGHTS
) -> Lines:
    """Return s(w x) for each weight w, and the answers of a perceptron.

    Args:
        inputs: (n,) values of x.
        weights: numbers above 0; default 1, 3, 10 and 50.

    Returns:
        By name, "w = 1" and so on, then "step": the inputs (n,) and the answers (n,).

    Raises:
        ArgumentError: a weight is not above 0, or the inputs are no numbers.
        ShapeError: the inputs are no row.

    Example:
        >>> lines = answers_by_weight([-1, 0, 1], weights=[2])
        >>> {name: answers.round(2).tolist() for name, (_, answers) in lines.items()}
        {'w = 2': [0.12, 0.5, 0.88], 'step': [0.0, 0.0, 1.0]}
    """
    x = as_row("answers_by_weight", "inputs", inputs)
    slopes = as_row("answers_by_weight", "weights", weights)
    for weight in slopes:
        check_number("answers_by_weight", "each of weights", weight)
    soft = {f"w = {weight:g}": (x, sigmoid(weight * x)) for weight in slopes}
    return {**soft, "step": (x, step(x))}


def distance_to_step(z: npt.ArrayLike) -> Array:
    """Return 1/(1 + exp(|z|)): how far the sigmoid is from the step, at most 1/2.

    >>> distance_to_step([0, 5, -5]).round(4)
    array([0.5   , 0.0067, 0.0067])

    Raises:
        ArgumentError: z holds no numbers.
    """
    return sigmoid(-np.abs(as_numbers("distance_to_step", "z", z)))
