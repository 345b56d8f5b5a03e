"""The number of images right over one weight, beside the cost.

What is wanted is a network that reads many images rightly. Yet it does not learn by
counting them: move one weight a little, and the count stays as it was; its slope is 0
almost everywhere, and where it is not, it jumps by a whole image. The quadratic cost
moves with every move of the weight, so it says which way to go.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, shown
from network4.scratch.backprop.activations import sigmoid
from network4.scratch.checks import (
    as_images,
    as_labels,
    as_row,
    as_whole,
)
from network4.scratch.digits.network import (
    Layers,
    answers,
    as_inputs,
    as_layers,
    as_outputs,
    quadratic,
)

Array = npt.NDArray[np.float64]


class Counted(NamedTuple):
    """What changes along one weight.

    Attributes:
        places: (n,), the values of the weight.
        right: (n,), images right, a whole number each.
        costs: (n,), the quadratic cost.
    """

    places: Array
    right: Array
    costs: Array


def over_a_weight(
    layers: Layers,
    images: npt.ArrayLike,
    labels: npt.ArrayLike,
    hidden: int,
    digit: int,
    changes: npt.ArrayLike,
) -> Counted:
    """Return how many images are right, and the cost, as one weight changes.

    Args:
        layers: the network; it is left as it is.
        images: uint8 (n, height, width).
        labels: (n,), 0..9.
        hidden: the hidden neuron from which the weight comes, from 0.
        digit: the output neuron to which it leads, 0..9.
        changes: (k,), what is added to the weight.

    Returns:
        k places, with what is right there and the cost.

    Raises:
        ShapeError: images, labels and network do not go together.
        ArgumentError: there is no such weight.
    """
    pixels = as_images("over_a_weight", images)
    digits = as_labels("over_a_weight", labels, len(pixels))
    moves = as_row("over_a_weight", "changes", changes)
    y, last = as_outputs(digits), as_layers(layers)[-1]
    if len(layers) < 2:
        raise ArgumentError(
            "over_a_weight: layers must be two layers or more, received one; its "
            "weights come from pixels, not from hidden neurons."
        )
    _check_place(hidden, digit, last.weights.shape)
    a_hidden = answers(layers[:-1], as_inputs(pixels))
    z = a_hidden @ last.weights + last.biases
    right, costs = list[int](), list[float]()
    for move in moves:
        changed = z.copy()
        changed[:, digit] += move * a_hidden[:, hidden]
        a = sigmoid(changed)
        right.append(int(np.sum(a.argmax(axis=1) == digits)))
        costs.append(quadratic(a, y))
    places = float(last.weights[hidden, digit]) + moves
    return Counted(places, np.array(right, np.float64), np.array(costs))


def _check_place(hidden: object, digit: object, shape: tuple[int, ...]) -> None:
    for name, number, side in zip(
        ("hidden", "digit"), (hidden, digit), shape, strict=True
    ):
        whole = as_whole(number)
        if whole is None or not 0 <= whole < side:
            raise ArgumentError(
                f"over_a_weight: {name} must be a whole number in 0..{side - 1}, "
                f"received {shown(number)}."
            )
