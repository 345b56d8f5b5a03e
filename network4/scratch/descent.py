"""Gradient descent: go downhill on a function of any number of variables.

Move the point v a little, by dv, and C changes by about grad C . dv. Among all dv of
the same length, the one against the gradient lowers C most. So step by step

    v -> v - rate * grad C(v).

The curvature k says how fast the slope changes, and limits the length of a step. On
C = k v^2/2 the slope is k v, and each step multiplies v by 1 - rate * k:

    0 < rate < 1/k      v shrinks steadily; far below 1/k it creeps, and needs about
                        1/(rate * k) steps to come e = 2.718 times nearer
    rate = 1/k          v is 0 after one step
    1/k < rate < 2/k    every step jumps over the valley, but lands nearer
    rate = 2/k          v jumps to and fro for ever
    rate > 2/k          every step lands further away, so the ball climbs

With several variables the direction of the largest k sets the limit, and the one of
the smallest is the last to arrive.

>>> def bowl(v):  # k = 2 in both directions
...     return v[0] ** 2 + v[1] ** 2
>>> for rate in (0.01, 0.25, 0.9, 1.1):
...     path = descend(bowl, [2.0, 1.0], rate, steps=20)
...     print(f"rate {rate}: C falls or grows from 5 to {bowl(path[-1]):.2g}")
rate 0.01: C falls or grows from 5 to 2.2
rate 0.25: C falls or grows from 5 to 4.5e-12
rate 0.9: C falls or grows from 5 to 0.00066
rate 1.1: C falls or grows from 5 to 7.3e+03

Source: the book, Chapter 1, "Learning with gradient descent".
"""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, TrainingDivergedError, shown
from network4.scratch.checks import (
    as_numbers,
    check_callable,
    check_count,
    check_number,
)

Array = npt.NDArray[np.float64]
Function = Callable[[Array], float]
Gradient = Callable[[Array], npt.ArrayLike]

DIFFERENCE = 1e-5


def numerical_gradient(
    function: Function, point: npt.ArrayLike, difference: float = DIFFERENCE
) -> Array:
    """Return the slopes, estimated by a small step each way.

    With e_j the direction of variable j and h the difference,

        dC/dv_j = (C(v + h e_j) - C(v - h e_j)) / (2 h).

    The error is about h^2/6 times the third derivative, plus the rounding error of C
    divided by h. The function is called twice for every variable. That is good for a
    check, but far too slow for a million weights: `network4.scratch.backprop` is fast.

    Args:
        function: a function of a point (n,) that returns a number.
        point: (n,) numbers.
        difference: h, above 0; default 1e-5.

    Returns:
        (n,).

    Example:
        >>> numerical_gradient(lambda v: v[0] * v[1], [-2.0, 3.0]).round(6)
        array([ 3., -2.])

    Raises:
        ArgumentError: the difference is not above 0.
        ShapeError: the point is no row of numbers.
    """
    check_callable("numerical_gradient", "function", function, 1)
    check_number("numerical_gradient", "difference", difference)
    here = _as_point(point)
    shifts = difference * np.eye(len(here))
    rises = [_cost(function, here + s) - _cost(function, here - s) for s in shifts]
    return np.array(rises) / (2 * difference)


def _cost(function: Function, point: Array) -> float:
    cost = as_numbers(
        "numerical_gradient", "what the function returns", function(point)
    )
    if cost.size == 1:
        return cost.item()
    raise ShapeError(
        "numerical_gradient: what the function returns must be a number, received "
        f"shape {cost.shape}."
    )


def descend(
    function: Function,
    start: npt.ArrayLike,
    rate: float,
    steps: int,
    gradient: Gradient | None = None,
) -> Array:
    """Go downhill, and return the path.

    Args:
        function: C, a function of a point (n,) that returns a number.
        start: (n,), the beginning of the path.
        rate: the learning rate, above 0.
        steps: number of steps, 0 or more.
        gradient: a function of a point that returns the slopes (n,); default None,
            `numerical_gradient`.

    Returns:
        (steps + 1, n): the start, then the point after each step.

    Raises:
        ArgumentError: a rate not above 0 or a negative number of steps.
        ShapeError: the start is no row of numbers, or the gradient another one.
        TrainingDivergedError: the path left the finite numbers; the rate is too large.

    Example:
        >>> descend(lambda v: v[0] ** 2, [8.0], rate=0.25, steps=3).round(6)
        array([[8.], [4.], [2.], [1.]])
    """
    check_number("descend", "rate", rate)
    check_count("descend", "steps", steps)
    check_callable("descend", "function", function, 1)
    if gradient is not None:
        check_callable("descend", "gradient", gradient, 1)
    slopes_at = gradient or partial(numerical_gradient, function)
    path = [_as_point(start)]
    with np.errstate(over="ignore", invalid="ignore"):
        for number in range(steps):
            slopes = as_numbers("descend", "the gradient", slopes_at(path[-1]))
            _check_slopes(slopes, path[0])
            path.append(path[-1] - rate * slopes)
            _check_finite(path[-1], number + 1)
    return np.stack(path)


def share_left(rate: float, curvature: float, steps: int) -> float:
    """Return (1 - rate * k)^steps: the place on C = k v^2/2 of a path from v = 1.

    Between 0 and 1 the path comes down one side. A negative place is on the other side
    of the valley. Beyond 1 or -1 the path has climbed.

    >>> round(share_left(rate=0.1, curvature=2, steps=3), 3)
    0.512
    >>> share_left(rate=1.5, curvature=2, steps=3)
    -8.0
    """
    check_number("share_left", "rate", rate, zero_allowed=True)
    check_number("share_left", "curvature", curvature, zero_allowed=True)
    check_count("share_left", "steps", steps)
    with np.errstate(over="ignore"):  # a path that climbs may leave the numbers
        return float(np.float64(1 - rate * curvature) ** steps)


def steps_needed(rate: float, curvature: float, share: float) -> float:
    """Return the number of steps until a path on C = k v^2/2 is down to a share of v.

    Half the rate needs about twice the steps. From a rate of 2/k on the number is
    infinite, because the path never comes down.

    Args:
        rate: above 0.
        curvature: k, above 0.
        share: above 0, below 1.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> [round(steps_needed(rate, 2, share=0.01)) for rate in (0.01, 0.005)]
        [228, 458]
        >>> steps_needed(rate=1, curvature=2, share=0.01)
        inf
    """
    check_number("steps_needed", "rate", rate)
    check_number("steps_needed", "curvature", curvature)
    check_number("steps_needed", "share", share)
    if not share < 1:
        raise ArgumentError(
            f"steps_needed: share must be above 0 and below 1, received {shown(share)}."
        )
    factor = abs(1 - rate * curvature)
    if factor == 0:
        return 1.0
    return math.log(share) / math.log(factor) if factor < 1 else math.inf


def _as_point(values: npt.ArrayLike) -> Array:
    point = as_numbers("A point", "what it is made of", values)
    if point.ndim != 1 or not len(point):
        raise ShapeError(
            f"A point must be a row of numbers, (n,), received shape {point.shape}."
        )
    if not np.isfinite(point).all():
        raise ArgumentError(
            f"A point must have finite numbers, received {shown(values)}."
        )
    return point


def _check_slopes(slopes: Array, point: Array) -> None:
    if slopes.shape != point.shape:
        raise ShapeError(
            f"descend: the gradient must have the point's shape, {point.shape}, "
            f"received {slopes.shape}."
        )


def _check_finite(point: Array, steps_taken: int) -> None:
    if not np.isfinite(point).all():
        raise TrainingDivergedError(
            f"descend: the path left the finite numbers at step {steps_taken}; take a "
            "smaller rate."
        )
