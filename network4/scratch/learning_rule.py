"""A rule by which one perceptron learns, and the function that it cannot learn.

Show the perceptron an example x; it answers a. The right answer is y, 0 or 1. Then

    w -> w + rate (y - a) x        b -> b + rate (y - a).

Nothing changes if the answer is right. If it is wrong, z of this example moves towards
the right side by rate (|x|^2 + 1).

If some line has all the 1s on one side and all the 0s on the other, the rule finds such
a line after a finite number of mistakes (Rosenblatt's convergence theorem). AND, OR
and NAND have one. XOR has none: its 1s are opposite corners of a square, its 0s the
others. Let w_1 > -b and w_2 > -b, as the 1s ask, and b <= 0, as (0, 0) asks. Then
w_1 + w_2 + b > -b >= 0, and (1, 1) is answered wrongly.

The rule does not notice. Its weights are whole numbers here, they stay small, and so
they must come back to numbers they had before. From then on it goes round for ever.

>>> for name, wanted in FUNCTIONS.items():
...     learned = learn(CORNERS, wanted)
...     print(name, learned.mistakes, "comes round" if learned.is_cycling else "done")
AND [1, 3, 3, 2, 1, 0] done
OR [1, 2, 1, 0] done
NAND [2, 3, 3, 2, 1, 0] done
XOR [2, 3, 4] comes round

Perceptrons in layers have the same trouble. The rule needs to know which answer a
neuron should have given, and for a hidden neuron nobody knows it.

Source: the book, Chapter 1; F. Rosenblatt, "Principles of Neurodynamics", 1962.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from network4.errors import ShapeError
from network4.scratch.checks import as_bits, as_row, as_table, check_count, check_number
from network4.scratch.perceptrons import step, weighted_input

Array = npt.NDArray[np.float64]

Corners = tuple[tuple[int, int], ...]
Bits = tuple[int, ...]

CORNERS: Corners = ((0, 0), (0, 1), (1, 0), (1, 1))
FUNCTIONS = {
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "XOR": (0, 1, 1, 0),
}
# Weights and bias; no weights give XOR.
BY_HAND = {
    "AND": ((1.0, 1.0), -1.5),
    "OR": ((1.0, 1.0), -0.5),
    "NAND": ((-2.0, -2.0), 3.0),
}


class Learned(NamedTuple):
    """What a perceptron has learned.

    Attributes:
        weights: (inputs,), the final weights.
        bias: the final bias.
        mistakes: number of wrong answers in each epoch; the last is 0 if it has
            learned.
        is_cycling: whether an epoch ended with the weights and bias of an earlier one.
    """

    weights: Array
    bias: float
    mistakes: list[int]
    is_cycling: bool


def answers(
    weights: npt.ArrayLike, bias: float, inputs: npt.ArrayLike = CORNERS
) -> list[int]:
    """Return the answers of one perceptron to several examples.

    Args:
        weights: (inputs,).
        bias: a number.
        inputs: (n, inputs); default the four corners of the square.

    Returns:
        n answers, each 0 or 1.

    Raises:
        ShapeError: weights and inputs do not go together.

    Example:
        >>> {name: answers(*numbers) for name, numbers in BY_HAND.items()}
        {'AND': [0, 0, 0, 1], 'OR': [0, 1, 1, 1], 'NAND': [1, 1, 1, 0]}
    """
    examples = as_table("answers", "inputs", inputs)
    w = as_row("answers", "weights", weights)
    return [int(answer) for answer in step(weighted_input(w, bias, examples))]


def learn(
    inputs: npt.ArrayLike,
    wanted: npt.ArrayLike,
    rate: float = 1.0,
    most_epochs: int = 100,
) -> Learned:
    """Show all examples again and again, and apply the rule after each.

    Weights and bias start at 0. Learning ends after an epoch without a mistake, when
    weights repeat, or after the largest number of epochs.

    Args:
        inputs: (n, inputs) numbers.
        wanted: (n,) right answers, 0 or 1.
        rate: how far a mistake moves the weights, above 0; default 1.
        most_epochs: the largest number of epochs, 1 or more; default 100.

    Returns:
        The weights and bias, and how learning went.

    Raises:
        ShapeError: there is not one answer for each example.
        ArgumentError: an answer other than 0 and 1, or a number out of range.

    Example:
        >>> learn(CORNERS, FUNCTIONS["OR"]).weights
        array([1., 1.])
    """
    x = as_table("learn", "inputs", inputs)
    y = as_bits("learn", "wanted", wanted)
    if len(y) != len(x):
        raise ShapeError(
            f"learn: each example must have an answer, received {len(x)} examples and "
            f"{len(y)} answers."
        )
    check_number("learn", "rate", rate)
    check_count("learn", "most_epochs", most_epochs, minimum=1)
    x_and_1 = np.column_stack([x, np.ones(len(x))])  # the bias is a weight of input 1
    weights, mistakes = np.zeros(x_and_1.shape[1]), list[int]()
    met, is_cycling = set[bytes](), False
    for _ in range(most_epochs):
        met.add(weights.tobytes())
        weights, wrong = _epoch(weights, x_and_1, y, rate)
        mistakes.append(wrong)
        is_cycling = wrong > 0 and weights.tobytes() in met
        if not wrong or is_cycling:
            break
    return Learned(weights[:-1], float(weights[-1]), mistakes, is_cycling)


def functions_learned() -> dict[str, tuple[Corners, Bits, Array, float]]:
    """Apply the rule to AND, OR, NAND and XOR.

    Returns:
        For each name with its mistakes in each epoch: the corners, the right answers,
        the weights (2,) and the bias minus 1/2. At the corners z is a whole number, and
        the answer to z = 0 is 0. So subtracting 1/2 changes no answer, and no corner
        lies on the border.

    Example:
        >>> print(*functions_learned(), sep="; ")  # doctest: +NORMALIZE_WHITESPACE
        AND: 1, 3, 3, 2, 1, 0 wrong; OR: 1, 2, 1, 0 wrong;
        NAND: 2, 3, 3, 2, 1, 0 wrong; XOR: 2, 3, 4, ... wrong
    """
    found: dict[str, tuple[Corners, Bits, Array, float]] = {}
    for name, wanted in FUNCTIONS.items():
        learned = learn(CORNERS, wanted)
        mistakes = ", ".join(map(str, learned.mistakes))
        mistakes += ", ..." if learned.is_cycling else ""
        numbers = learned.weights, learned.bias - 0.5
        found[f"{name}: {mistakes} wrong"] = (CORNERS, wanted, *numbers)
    return found


def _epoch(weights: Array, x: Array, y: Array, rate: float) -> tuple[Array, int]:
    """Return the weights after each example has been shown, and the mistakes."""
    mistakes = 0
    for example, right in zip(x, y, strict=True):
        error = right - step(example @ weights)
        weights = weights + rate * error * example
        mistakes += int(error != 0)
    return weights + 0.0, mistakes  # no -0.0, which is another sequence of bytes
