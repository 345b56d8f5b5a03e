"""The steepest way down: a proof, and numbers to check it.

The exercise: show that among all moves dv of the same length |dv| = e the move
dv = -e grad C/|grad C| makes grad C . dv smallest, and so lowers C most.

Proof. Two rows of numbers a and b, b not 0. For every number t

    0 <= |a + t b|^2 = |a|^2 + 2 t (a . b) + t^2 |b|^2.

Take t = -(a . b)/|b|^2, where the right side is smallest. It becomes
|a|^2 - (a . b)^2/|b|^2, and as it is not below 0,

    (a . b)^2 <= |a|^2 |b|^2,     so     -|a| |b| <= a . b <= |a| |b|.

This is the inequality of Cauchy and Schwarz. Both sides are equal only if a + t b = 0,
that is, if a and b point the same way or opposite ways. Now let a = grad C and b = dv:

    grad C . dv >= -|grad C| e,

and -e grad C/|grad C| is a move of length e that reaches the right side. No other does.

Lagrange's identity gives the difference of both sides exactly:

    |a|^2 |b|^2 - (a . b)^2 = sum over all pairs i < j of (a_i b_j - a_j b_i)^2.

>>> gradient = np.array([3.0, -4.0])
>>> move = steepest_move(gradient, 0.1)
>>> move, round(float(gradient @ move), 3)  # -|grad C| e is -5 * 0.1
(array([-0.06,  0.08]), -0.5)

In one dimension, the other part of the exercise, there are two directions only, and
the move is against the sign of the slope.

Source: the book, Chapter 1, an exercise of "Learning with gradient descent".
"""

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError
from network4.scratch.checks import as_row, check_count, check_kind, check_number

Array = npt.NDArray[np.float64]


def steepest_move(gradient: npt.ArrayLike, size: float) -> Array:
    """Return the move of one length that lowers C most: -size * gradient/|gradient|.

    Args:
        gradient: (n,), not all 0.
        size: the length of the move, above 0.

    Returns:
        (n,).

    Raises:
        ArgumentError: the gradient is 0, where no way is down, or a size not above 0.
        ShapeError: the gradient is no row of numbers.
    """
    slopes = as_row("steepest_move", "gradient", gradient)
    check_number("steepest_move", "size", size)
    largest = np.abs(slopes).max()
    if not largest:
        raise ArgumentError(
            "steepest_move: gradient must have a number that is not 0; no way is down "
            "where all are 0."
        )
    scaled = slopes / largest  # whose square neither overflows nor vanishes
    return -size * scaled / np.linalg.norm(scaled)


def random_moves(
    num_variables: int, size: float, count: int, generator: np.random.Generator
) -> Array:
    """Return moves of the same length in random directions, all equally likely.

    Args:
        num_variables: number of variables, 1 or more.
        size: the length of each move, above 0.
        count: number of moves, 1 or more.
        generator: the source of random numbers.

    Returns:
        (count, num_variables).

    Raises:
        ArgumentError: a number out of range.

    Example:
        >>> moves = random_moves(3, 0.1, 5, np.random.default_rng(0))
        >>> np.linalg.norm(moves, axis=1).round(6)
        array([0.1, 0.1, 0.1, 0.1, 0.1])
    """
    check_count("random_moves", "num_variables", num_variables, minimum=1)
    check_number("random_moves", "size", size)
    check_count("random_moves", "count", count, minimum=1)
    check_kind("random_moves", "generator", generator, np.random.Generator)
    moves = generator.normal(size=(count, num_variables))
    return size * moves / np.linalg.norm(moves, axis=1, keepdims=True)


@np.errstate(over="ignore", invalid="ignore")  # beyond the numbers it is infinite
def missing(a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    """Return |a|^2 |b|^2 - (a . b)^2 as a sum of squares, so never below 0.

    Args:
        a: (n,).
        b: (n,).

    Raises:
        ShapeError: the rows are not of one length.

    Example:
        >>> missing([1, 2], [2, 4]), missing([1, 0], [0, 1])
        (0.0, 1.0)
    """
    first, second = as_row("missing", "a", a), as_row("missing", "b", b)
    if first.shape != second.shape:
        raise ShapeError(
            f"missing: a and b must have one length, received {len(first)} and "
            f"{len(second)}."
        )
    products = np.outer(first, second)
    return float(np.sum(np.square(products - products.T)) / 2)


@np.errstate(over="ignore", invalid="ignore")
def changes_by_angle(
    gradient: npt.ArrayLike, size: float, angles: npt.ArrayLike
) -> Array:
    """Return grad C . dv for moves at angles to a gradient of two variables.

    Args:
        gradient: (2,).
        size: the length of the moves, above 0.
        angles: (n,), in degrees from the gradient; 180 is the steepest way down.

    Returns:
        (n,): |gradient| * size * cos(angle), computed from the moves themselves.

    Raises:
        ShapeError: there are not two variables.
        ArgumentError: the gradient is 0, or a size not above 0.

    Example:
        >>> changes_by_angle([3, 4], 0.1, [0, 90, 180]).round(6) + 0.0
        array([ 0.5,  0. , -0.5])
    """
    slopes = as_row("changes_by_angle", "gradient", gradient)
    if len(slopes) != 2:
        raise ShapeError(
            "changes_by_angle: gradient must be of two variables, received "
            f"{len(slopes)}."
        )
    up = -steepest_move(slopes, size)
    turns = np.radians(as_row("changes_by_angle", "angles", angles))
    across = np.array([-up[1], up[0]])
    moves = np.cos(turns)[:, None] * up + np.sin(turns)[:, None] * across
    return moves @ slopes
