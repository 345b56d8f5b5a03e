"""A valley, and a ball that rolls down it with a step too small, right and too large.

    C(v_1, v_2) = v_1^2/2 + 2 v_2^2

is a bowl four times as steep in v_2 as in v_1: the curvatures are 1 and 4. By
`descent`, a rate must be below 2/4 for the ball to come down at all, and 2/(1 + 4)
brings it down most quickly in both directions.

    0.02    too small: after 12 steps v_1 is still at 0.98^12 = 78% of where it began
    0.4     right: each step leaves 0.6 of v_1 and -0.6 of v_2
    0.52    too large: v_2 leaps over the valley and lands 1.08 times as far up

>>> for name, path in paths().items():
...     print(name, "C =", round(height(path[-1]), 3))
rate 0.02 C = 2.044
rate 0.4 C = 0.0
rate 0.52 C = 12.682

Source: the book, Chapter 1, "Learning with gradient descent".
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from network4.errors import ShapeError
from network4.scratch.checks import as_row
from network4.scratch.descent import descend

Array = npt.NDArray[np.float64]

CURVATURES = np.array([1.0, 4.0])
START = (-2.4, 1.0)
RATES = (0.02, 0.4, 0.52)
STEPS = 12


@np.errstate(over="ignore")  # far out the numbers end
def height(v: npt.ArrayLike) -> float:
    """Return C(v_1, v_2).

    >>> height([2, 1])
    4.0

    Raises:
        ShapeError: v has not two numbers.
    """
    point = _point("height", v)
    return float(np.sum(CURVATURES * point * point) / 2)


@np.errstate(over="ignore")
def slopes(v: npt.ArrayLike) -> Array:
    """Return the gradient of C, (2,): v_1 and 4 v_2.

    >>> slopes([2, 1])
    array([2., 4.])

    Raises:
        ShapeError: v has not two numbers.
    """
    return CURVATURES * _point("slopes", v)


@np.errstate(over="ignore")
def heights(across: npt.ArrayLike, along: npt.ArrayLike) -> Array:
    """Return C over a lattice.

    Args:
        across: (n,), values of v_1.
        along: (m,), values of v_2.

    Returns:
        (m, n).

    Raises:
        ShapeError: one is no row of numbers.

    Example:
        >>> heights([0, 2], [0, 1])
        array([[0., 2.],
               [2., 4.]])
    """
    v_1, v_2 = as_row("heights", "across", across), as_row("heights", "along", along)
    first, second = CURVATURES
    return (first * v_1[None, :] ** 2 + second * v_2[:, None] ** 2) / 2


def paths(
    start: Sequence[float] = START,
    rates: Sequence[float] = RATES,
    steps: int = STEPS,
) -> dict[str, Array]:
    """Return the ball's path for each rate.

    Args:
        start: (2,), where it is let go; default (-2.4, 1).
        rates: each above 0; default one too small, one right and one too large.
        steps: how many; default 12.

    Returns:
        By name, "rate 0.4" and so on: (steps + 1, 2).

    Raises:
        ShapeError: the start has not two numbers.
        ArgumentError: a rate not above 0 or a negative number of steps.
    """
    _point("paths", start)
    return {
        f"rate {rate:g}": descend(height, start, rate, steps, slopes)
        for rate in as_row("paths", "rates", rates)
    }


def _point(owner: str, v: object) -> Array:
    point = as_row(owner, "v", v)
    if len(point) == 2:
        return point
    raise ShapeError(f"{owner}: v must have two numbers, received {len(point)}.")
