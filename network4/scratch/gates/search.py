"""Which way to move the inputs of a circuit so that its output rises: three answers.

By luck: try small random moves and keep those that help. By trying: move one input a
little, see what the output does, and so get the slopes, at the price of running the
circuit twice for each input. By calculus: run it once forward and once backward, and
every gate hands the slopes on. The third is exact, and the price does not depend on
the number of inputs.

>>> from network4.scratch.gates.circuit import multiply
>>> def product(x, y):
...     return multiply(x, y)
>>> local_search(product, [-2, 3], np.random.default_rng(1)).round(2)
array([-1.79,  2.88])
>>> gradient_by_trying(product, [-2, 3]).round(6)
array([ 3., -2.])
>>> analytic_gradient(product, [-2, 3])
array([ 3., -2.])
>>> moved = climb(product, [-2, 3], step=0.01)
>>> moved, round(evaluate(product, moved), 4)
(array([-1.97,  2.98]), -5.8706)
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from network4.errors import ShapeError, shown
from network4.scratch.checks import (
    as_numbers,
    check_count,
    check_kind,
    check_number,
    takes,
)
from network4.scratch.descent import numerical_gradient
from network4.scratch.gates.circuit import Unit, backward

Array = npt.NDArray[np.float64]
Circuit = Callable[..., Unit]


def evaluate(circuit: Circuit, point: npt.ArrayLike) -> float:
    """Return the output of a circuit for the inputs given.

    Args:
        circuit: a function of as many units as there are inputs, to a unit.
        point: (n,), the inputs.
    """
    return _result(circuit, _units(point)).value


def local_search(
    circuit: Circuit,
    start: npt.ArrayLike,
    generator: np.random.Generator,
    tries: int = 100,
    reach: float = 0.01,
) -> Array:
    """Return inputs with a higher output, found by trying random moves.

    Args:
        circuit: a function of n units to a unit.
        start: (n,), where to begin.
        generator: where the moves come from.
        tries: how many; default 100.
        reach: the most that an input moves in one try, above 0; default 0.01.

    Returns:
        (n,), the best inputs met; the start, if nothing was better.

    Raises:
        ArgumentError: tries below 0 or a reach not above 0.
    """
    owner = "local_search"
    _check_search(owner, generator, tries, reach)
    best = as_numbers(owner, "start", start)
    highest = evaluate(circuit, best)
    for _ in range(tries):
        moved = best + reach * generator.uniform(-1, 1, best.shape)
        value = evaluate(circuit, moved)
        if value > highest:
            best, highest = moved, value
    return best


def search_around(
    circuit: Circuit,
    start: npt.ArrayLike,
    generator: np.random.Generator,
    tries: int = 100,
    reach: float = 0.01,
) -> Array:
    """Return the best of random moves that all begin at the start, as in the guide.

    `local_search` continues from the best inputs met, so it gets further the longer it
    tries. This search never gets further than its reach: of x * y at (-2, 3) the best
    corner of the square is (-1.99, 2.99), with an output of -5.9501.

    Args:
        circuit: a function of n units to a unit.
        start: (n,), where every move begins.
        generator: where the moves come from.
        tries: how many; default 100.
        reach: the most that an input moves, above 0; default 0.01.

    Returns:
        (n,), the best inputs met; the start, if nothing was better.

    Raises:
        ArgumentError: tries below 0 or a reach not above 0.

    Example:
        >>> from network4.scratch.gates.circuit import multiply
        >>> found = search_around(multiply, [-2, 3], np.random.default_rng(1))
        >>> round(evaluate(multiply, found), 3)
        -5.96
    """
    owner = "search_around"
    _check_search(owner, generator, tries, reach)
    best = here = as_numbers(owner, "start", start)
    highest = evaluate(circuit, here)
    for _ in range(tries):
        moved = here + reach * generator.uniform(-1, 1, here.shape)
        value = evaluate(circuit, moved)
        if value > highest:
            best, highest = moved, value
    return best


def _check_search(owner: str, generator: object, tries: object, reach: object) -> None:
    check_count(owner, "tries", tries)
    check_number(owner, "reach", reach)
    check_kind(owner, "generator", generator, np.random.Generator)


def forward_differences(
    circuit: Circuit, point: npt.ArrayLike, difference: float = 1e-4
) -> Array:
    """Return the slopes by going one way only, as in the guide.

        df/dx_j = (f(x + h e_j) - f(x)) / h

    The circuit runs once for each input and once more: three times for two inputs,
    where central differences take four. The price is an error of h/2 times the
    second derivative; that of `gradient_by_trying` falls as h squared.

    Args:
        circuit: a function of n units to a unit.
        point: (n,).
        difference: h, above 0; default 0.0001.

    Returns:
        (n,).

    Raises:
        ArgumentError: the difference is not above 0.

    Example:
        >>> from network4.scratch.gates.circuit import multiply
        >>> forward_differences(multiply, [-2, 3]).round(6)
        array([ 3., -2.])
    """
    check_number("forward_differences", "difference", difference)
    here = as_numbers("forward_differences", "point", point)
    value = evaluate(circuit, here)
    moved = here + difference * np.eye(len(here))
    return np.array([evaluate(circuit, each) - value for each in moved]) / difference


def gradient_by_trying(circuit: Circuit, point: npt.ArrayLike) -> Array:
    """Return the slope of the output by each input, (n,), by central differences."""
    return numerical_gradient(lambda inputs: evaluate(circuit, inputs), point)


def analytic_gradient(circuit: Circuit, point: npt.ArrayLike) -> Array:
    """Return the slope of the output by each input, (n,), by going backward once."""
    units = _units(point)
    backward(_result(circuit, units))
    return np.array([unit.gradient for unit in units])


def climb(circuit: Circuit, point: npt.ArrayLike, step: float) -> Array:
    """Return the inputs after one step along the gradient: x + step * gradient."""
    gradient = analytic_gradient(circuit, point)
    check_number("climb", "step", step)
    return as_numbers("climb", "point", point) + step * gradient


def _units(point: npt.ArrayLike) -> list[Unit]:
    values = as_numbers("A circuit", "point", point)
    if values.ndim != 1:
        raise ShapeError(
            f"A point must be a row of numbers, (n,), received shape {values.shape}."
        )
    return [Unit(value) for value in values]


def _result(circuit: Circuit, units: list[Unit]) -> Unit:
    """Return what a circuit makes of units; refuse what is none, or takes others."""
    if not takes(circuit, len(units)):
        raise ShapeError(
            f"A circuit must take as many inputs as the point has, {len(units)} here, "
            f"received {shown(circuit)}."
        )
    return check_kind("A circuit", "its result", circuit(*units), Unit)
