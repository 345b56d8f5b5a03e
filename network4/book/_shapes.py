"""Arrays that must fit, checked before anything is computed from them.

NumPy computes with arrays that do not fit as well, by repeating the smaller one. What
comes of that is no network's output, and nothing says so.
"""

import math
import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from network4.book._pairs import described
from network4.book._steps import Array, Learner
from network4.errors import DataError, ShapeError, TrainingDivergedError
from network4.utils.arrays import as_array

LARGEST_SHARE = 16  # far above a standardized value, far below 255


class Sized(Learner, Protocol):
    """A network that says how many neurons its layers have."""

    sizes: Sequence[int]


def stack_columns(owner: str, name: str, columns: Sequence[Any], size: int) -> Array:
    """Return columns as the rows of one array, of shape (n, size).

    Args:
        owner: the function that was given them, for the error.
        name: what they are called, likewise.
        columns: each of shape (size, 1); a bare number will do for a y of one.
        size: values in a column.

    Raises:
        ShapeError: one has another shape.
        DataError: one has NaN, an infinite number, or what is no number.

    Example:
        >>> pair = [np.array([[1], [2]]), np.array([[3], [4]])]
        >>> stack_columns("SGD", "x", pair, 2)
        array([[1, 2],
               [3, 4]])
    """
    arrays: list[Array] = [
        column if type(column) is np.ndarray else as_array(owner, name, column)
        for column in columns
    ]
    if size == 1 and name == "y":
        arrays = [a.reshape(1, 1) if a.size == 1 else a for a in arrays]
    for array in arrays:
        if array.shape != (size, 1):
            raise wrong_column(owner, name, array, size)
    stacked = np.concatenate(arrays).reshape(len(arrays), size)
    check_finite(owner, name, stacked)
    return stacked


def wrong_column(owner: str, name: str, value: Any, size: int) -> ShapeError:
    """Return the error that says what shape an x or y must have."""
    shape = shape_of(owner, name, value)
    hint = f"the network has {size}; see its sizes"
    if math.prod(shape) == size:
        hint = f"say {name}.reshape({size}, 1)"
    elif name == "y" and math.prod(shape) == 1:
        hint = "mnist_loader.vectorized_result(digit) makes one of a digit"
    return ShapeError(
        f"{owner}: each {name} must be a column of shape ({size}, 1), received shape "
        f"{shape}; {hint}."
    )


def check_finite(owner: str, name: str, stacked: Array) -> None:
    """Raise DataError unless all of an array are finite numbers.

    Extremes are compared, not each number: NaN is the least and the largest of all.
    """
    if stacked.dtype.kind not in "biuf":
        raise DataError(
            f"{owner}: each {name} must hold numbers, received {stacked.dtype}."
        )
    if np.isfinite([stacked.min(initial=0), stacked.max(initial=0)]).all():
        return
    wrong = stacked[~np.isfinite(stacked)][0]
    raise DataError(
        f"{owner}: each {name} must hold finite numbers, received {wrong}; "
        "numpy.isfinite finds where."
    )


def warn_of_bytes(owner: str, stacked: Array) -> None:
    """Warn where values are those of bytes: sigmoid neurons stand still there."""
    if stacked.min(initial=0) >= 0 and stacked.max(initial=0) > LARGEST_SHARE:
        warnings.warn(
            f"{owner}: x should lie in 0..1, as mnist_loader has it, received values "
            f"up to {stacked.max():g}; divide bytes by 256.",
            stacklevel=2,
        )


def shape_of(owner: str, name: str, value: Any) -> tuple[int, ...]:
    """Return an array's shape, or that of what can become one.

    Raises:
        ArgumentError: it cannot, as a pair (x, y) cannot.
        DataError: it does not hold numbers.
    """
    array: Array = value if type(value) is np.ndarray else as_array(owner, name, value)
    if array.dtype.kind not in "biuf":
        raise DataError(
            f"{owner}: {name} must hold numbers, received {described(value)}."
        )
    return array.shape


def check_example(net: Sized, x: Any, y: Any) -> None:
    """Check what backprop is given; a y of one may be a number.

    Raises:
        ShapeError: x or y is no column of the network's size.
        DataError: x or y has NaN or infinite numbers.
    """
    first, last = net.sizes[0], net.sizes[-1]
    if shape_of("backprop", "x", x) != (first, 1):
        raise wrong_column("backprop", "x", x, first)
    shape = shape_of("backprop", "y", y)
    if shape != (last, 1) and not last == math.prod(shape) == 1:
        raise wrong_column("backprop", "y", y, last)
    check_finite("backprop", "x", np.asarray(x))
    check_finite("backprop", "y", np.asarray(y))


def check_input(net: Sized, a: Any) -> None:
    """Check what feedforward is given.

    Raises:
        ShapeError: `a` is no column, nor columns side by side.
        DataError: `a` has NaN or infinite numbers.
    """
    shape = shape_of("feedforward", "x", a)
    if len(shape) != 2 or shape[0] != net.sizes[0]:
        raise wrong_column("feedforward", "x", a, net.sizes[0])
    check_finite("feedforward", "x", np.asarray(a))
    check_parameters(net)


def check_alike(owner: str, a: Any, y: Any) -> None:
    """Raise ShapeError unless an output and what is wanted have the same shape."""
    shapes = shape_of(owner, "a", a), shape_of(owner, "y", y)
    if shapes[0] != shapes[1] and not max(map(math.prod, shapes)) == 1:
        raise ShapeError(
            f"{owner}: a and y must have the same shape, received {shapes[0]} and "
            f"{shapes[1]}."
        )


def check_parameters(net: Sized) -> None:
    """Raise ShapeError unless weights and biases have the shapes that sizes say."""
    shapes = list(pairwise(net.sizes))
    if len(net.biases) == len(net.weights) == len(shapes):
        for w, b, (x, y) in zip(net.weights, net.biases, shapes, strict=True):
            if _kind_of(w) != (y, x) or _kind_of(b) != (y, 1):
                raise ShapeError(
                    f"Network: weights and biases must be arrays of shapes {(y, x)} "
                    f"and {(y, 1)} between layers of {x} and {y}, received "
                    f"{_kind_of(w)} and {_kind_of(b)}."
                )
        return
    raise ShapeError(
        f"Network: weights and biases must be {len(shapes)} arrays each, received "
        f"{len(net.weights)} and {len(net.biases)}; see sizes."
    )


def _kind_of(array: Any) -> Any:
    return getattr(array, "shape", type(array).__name__)


def check_learned(net: Learner) -> None:
    """Raise TrainingDivergedError unless all weights and biases are finite."""
    if all(np.isfinite(array).all() for array in [*net.weights, *net.biases]):
        return
    raise TrainingDivergedError(
        "SGD: weights became infinite or NaN; take a smaller eta, and see that x lies "
        "in 0..1."
    )
