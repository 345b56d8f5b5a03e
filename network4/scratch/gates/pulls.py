"""Two classifiers trained by pulling on their outputs: an SVM and a small network.

Six points of the plane are to be told apart by the sign of a score. One point after
another is shown, drawn at random, and its score is pulled:

    up, by 1      if the label is +1 and the score is below 1
    down, by 1    if the label is -1 and the score is above -1
    not at all    if it is right by that margin

`backward` turns the pull on the score into a pull on every parameter. Each weight w is
pulled towards 0 too, by -shrink * w, so that none grows without need; biases are not.
Then everything moves a little where it is pulled:

    parameter <- parameter + rate * pull.

So nothing is said of a cost, and yet there is one: the pulls go down the slope of

    max(0, 1 - label * score) + shrink * (sum of the squared weights)/2,

which makes the linear score a support vector machine. The larger `shrink`, the smaller
the weights and the wider the margin; at 1 the best line already gives up a point for
it. The training does not know what the score is made of: the network of three ReLU
neurons learns by the same loop.

>>> for family in (LINEAR, RELU_NETWORK):
...     parameters = train(family, POINTS, LABELS, np.random.default_rng(2))
...     print(len(parameters), "parameters, right:", accuracy(family, parameters))
3 parameters, right: 1.0
13 parameters, right: 1.0
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, shown
from network4.scratch.checks import (
    as_numbers,
    as_sequence,
    as_whole,
    check_callable,
    check_count,
    check_kind,
    check_number,
)
from network4.scratch.gates.circuit import Unit, add, backward, multiply, relu

Array = npt.NDArray[np.float64]
Score = Callable[[Sequence[Unit], Unit, Unit], Unit]
Watch = Callable[[int, Array], object]

POINTS = (
    (1.2, 0.7),
    (-0.3, -0.5),
    (3.0, 0.1),
    (-0.1, -1.0),
    (-1.0, 1.1),
    (2.1, -3.0),
)
LABELS = (1, -1, 1, -1, -1, 1)
NUM_HIDDEN = 3
SHRINK = 0.1


@dataclass(frozen=True)
class Family:
    """What score a machine gives, with its parameters still to be learned.

    Args:
        score: the circuit, from the parameters and the point's x and y.
        is_weight: for each parameter, whether it is a weight (True) or a bias.
    """

    score: Score
    is_weight: tuple[bool, ...]

    def __post_init__(self) -> None:
        """Refuse what is no circuit, and what says nothing of each parameter."""
        check_callable("Family", "score", self.score, 3)
        as_sequence("Family", "is_weight", self.is_weight)


def _line(parameters: Sequence[Unit], x: Unit, y: Unit) -> Unit:
    """Return a x + b y + c."""
    a, b, c = parameters
    return add(multiply(a, x), multiply(b, y), c)


def _two_layers(parameters: Sequence[Unit], x: Unit, y: Unit) -> Unit:
    """Return a line through the answers of ReLU neurons, each a line cut off at 0."""
    of_neurons, of_output = parameters[: 3 * NUM_HIDDEN], parameters[3 * NUM_HIDDEN :]
    hidden = [
        relu(_line(of_neurons[first : first + 3], x, y))
        for first in range(0, 3 * NUM_HIDDEN, 3)
    ]
    *weights, bias = of_output
    return add(*map(multiply, weights, hidden), bias)


LINEAR = Family(_line, (True, True, False))
RELU_NETWORK = Family(
    _two_layers, (True, True, False) * NUM_HIDDEN + (True,) * NUM_HIDDEN + (False,)
)


def score(family: Family, parameters: npt.ArrayLike, point: Sequence[float]) -> float:
    """Return the score of one point (x, y); its sign is the class."""
    units = _units(family, parameters)
    return _score(family, units, point).value


def pulls(
    family: Family,
    parameters: npt.ArrayLike,
    point: Sequence[float],
    label: int,
    shrink: float = SHRINK,
) -> Array:
    """Return how strongly one labelled point pulls on each parameter, and which way.

    Args:
        family: what the score is.
        parameters: (n,), as they are.
        point: (x, y).
        label: +1 or -1.
        shrink: how strongly weights are pulled towards 0; default 0.1.

    Returns:
        (n,); the weights' own pull towards 0 is in it.

    Raises:
        ArgumentError: another label.
        ShapeError: not two coordinates, or not the family's number of parameters.

    Example:
        >>> pulls(LINEAR, [1, -2, -1], (1.2, 0.7), 1, shrink=1)  # score -1.2: up!
        array([0.2, 2.7, 1. ])
    """
    check_number("pulls", "shrink", shrink, zero_allowed=True)
    if as_whole(label) not in (1, -1):
        raise ArgumentError(f"A label must be +1 or -1, received {shown(label)}.")
    units = _units(family, parameters)
    values = [unit.value for unit in units]
    result = _score(family, units, point)
    backward(result, pull=label if label * result.value < 1 else 0)
    from_the_score = np.array([unit.gradient for unit in units])
    return from_the_score - shrink * np.where(family.is_weight, values, 0)


def train(  # noqa: PLR0913  all that training depends on
    family: Family,
    points: Sequence[Sequence[float]],
    labels: Sequence[int],
    generator: np.random.Generator,
    steps: int = 1000,
    rate: float = 0.01,
    shrink: float = SHRINK,
    *,
    first: npt.ArrayLike | None = None,
    watch: Watch | None = None,
) -> Array:
    """Return parameters after so many points have pulled.

    Args:
        family: what the score is.
        points: n of them, (x, y) each.
        labels: n of them, +1 or -1.
        generator: where the order comes from, and before it the first parameters, in
            -0.5..0.5, unless they are given.
        steps: how many points are shown; default 1000.
        rate: how far a pull moves a parameter, above 0; default 0.01.
        shrink: how strongly weights are pulled towards 0; default 0.1.
        first: the first parameters, one for each of `family.is_weight`; default None,
            drawn.
        watch: called after each step with its number, from 0, and the parameters;
            default None.

    Returns:
        The parameters, one for each of `family.is_weight`.

    Raises:
        ShapeError: there are more or fewer points than labels, or none, or not as many
            first parameters as the family has.
        ArgumentError: a number out of range, or a label other than +1 and -1.

    Example:
        >>> def tell(step, parameters):
        ...     if step % 200 == 0:
        ...         print(step, accuracy(LINEAR, parameters))
        >>> start, generator = (-1, 0, 1), np.random.default_rng(0)
        >>> last = train(
        ...     LINEAR, POINTS, LABELS, generator, 601, first=start, watch=tell
        ... )
        0 0.0
        200 0.5
        400 1.0
        600 1.0
    """
    check_kind("train", "family", family, Family)
    as_sequence("train", "points", points)
    as_sequence("train", "labels", labels)
    check_kind("train", "generator", generator, np.random.Generator)
    if len(points) != len(labels) or not len(points):
        raise ShapeError(
            f"train: each point must have a label, received {len(points)} points and "
            f"{len(labels)} labels."
        )
    check_count("train", "steps", steps)
    check_number("train", "rate", rate)
    check_number("train", "shrink", shrink, zero_allowed=True)
    if watch is not None:
        check_callable("train", "watch", watch, 2)
    parameters = _first(family, generator, first)
    for step in range(steps):
        shown = int(generator.integers(len(points)))
        pull = pulls(family, parameters, points[shown], labels[shown], shrink)
        parameters = parameters + rate * pull
        if watch is not None:
            watch(step, parameters)
    return parameters


def _first(
    family: Family, generator: np.random.Generator, given: npt.ArrayLike | None
) -> Array:
    """Return the parameters given, looked at; without any, small ones."""
    if given is None:
        return generator.uniform(-0.5, 0.5, len(family.is_weight))
    return np.array([unit.value for unit in _units(family, given)])


def accuracy(
    family: Family,
    parameters: npt.ArrayLike,
    points: Sequence[Sequence[float]] = POINTS,
    labels: Sequence[int] = LABELS,
) -> float:
    """Return the share of points, 0 to 1, whose score has the sign of the label."""
    as_sequence("accuracy", "points", points)
    if len(points) != len(as_sequence("accuracy", "labels", labels)) or not len(points):
        raise ShapeError(
            f"accuracy: each point must have a label, received {len(points)} points "
            f"and {len(labels)} labels."
        )
    right = [
        label * score(family, parameters, point) > 0
        for point, label in zip(points, labels, strict=True)
    ]
    return sum(right) / len(right)


def _units(family: Family, parameters: npt.ArrayLike) -> list[Unit]:
    check_kind("A score", "family", family, Family)
    values = as_numbers("A score", "parameters", parameters)
    if values.shape != (len(family.is_weight),):
        raise ShapeError(
            f"This family has {len(family.is_weight)} parameters, received shape "
            f"{values.shape}."
        )
    return [Unit(value) for value in values]


def _score(family: Family, units: Sequence[Unit], point: Sequence[float]) -> Unit:
    if len(as_sequence("A score", "point", point)) != 2:
        raise ShapeError(f"A point must be (x, y), received {shown(point)}.")
    return family.score(units, Unit(point[0]), Unit(point[1]))
