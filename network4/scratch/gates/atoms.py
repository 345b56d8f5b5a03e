"""Gates of one operation each, and the sigmoid put together out of four of them.

    gate          value      slopes
    ------------  ---------  ------------------------
    negate        -x         -1
    shift         x + c      1
    invert        1/x        -1/x^2
    divide        x/y        1/y by x, -x/y^2 by y
    power         x^n        n x^(n-1)
    exponential   exp(x)     exp(x)

A gate of its own for s(x) = 1/(1 + exp(-x)) saves time and knows nothing new. In a row

    x -> negate -> exponential -> shift by 1 -> invert -> s

the chain rule multiplies four slopes. With e = exp(-x), so that s = 1/(1 + e), that is

    (-1) * e * 1 * (-1/(1 + e)^2) = s * e/(1 + e) = s (1 - s).

>>> x = Unit(2)
>>> s = sigmoid_of_atoms(x)
>>> backward(s)
>>> round(s.value, 4), round(x.gradient, 4), round(s.value * (1 - s.value), 4)
(0.8808, 0.105, 0.105)

Source: A. Karpathy, "Hacker's guide to Neural Networks".
"""

import math

from network4.errors import ArgumentError, shown
from network4.scratch.checks import check_kind
from network4.scratch.gates.circuit import Unit, backward
from network4.utils.checks import as_real

__all__ = [
    "backward",
    "divide",
    "exponential",
    "invert",
    "negate",
    "power",
    "shift",
    "sigmoid_of_atoms",
]


def negate(x: Unit) -> Unit:
    """Return -x. The pull arrives with its sign turned.

    >>> negate(Unit(3)).value
    -3.0

    Raises:
        ArgumentError: x is no Unit.
    """
    check_kind("negate", "x", x, Unit)
    return Unit(-x.value, (x,), (-1.0,))


def shift(x: Unit, c: float) -> Unit:
    """Return x + c for a constant c. The pull arrives as it is; c feels none.

    Args:
        x: a unit.
        c: a finite number.

    Raises:
        ArgumentError: x is no Unit, or c no finite number.

    Example:
        >>> shift(Unit(3), 1).value
        4.0
    """
    check_kind("shift", "x", x, Unit)
    return Unit(_within("shift", x.value + _constant("shift", "c", c)), (x,), (1.0,))


def invert(x: Unit) -> Unit:
    """Return 1/x.

    >>> x = Unit(4)
    >>> backward(invert(x))
    >>> x.gradient
    -0.0625

    Raises:
        ArgumentError: x is no Unit, or its value is 0.
    """
    check_kind("invert", "x", x, Unit)
    value = _quotient("invert", "x", 1.0, x.value)
    return Unit(value, (x,), (_within("invert", -value * value),))


def divide(x: Unit, y: Unit) -> Unit:
    """Return x/y: the same as x times the inverse of y.

    >>> x, y = Unit(6), Unit(2)
    >>> backward(divide(x, y))
    >>> x.gradient, y.gradient
    (0.5, -1.5)

    Raises:
        ArgumentError: an input is no Unit, or y has the value 0.
    """
    check_kind("divide", "x", x, Unit)
    check_kind("divide", "y", y, Unit)
    value = _quotient("divide", "y", x.value, y.value)
    inverse = _quotient("divide", "y", 1.0, y.value)
    return Unit(value, (x, y), (inverse, _within("divide", -value * inverse)))


def power(x: Unit, exponent: float) -> Unit:
    """Return x to the power of a constant.

    Args:
        x: a unit, above 0 unless the exponent is whole, and not 0 where the exponent
            is below 1.
        exponent: a finite number.

    Raises:
        ArgumentError: x is no Unit, or the power or its slope is no finite number.

    Example:
        >>> x = Unit(3)
        >>> backward(power(x, 2))
        >>> x.gradient
        6.0
    """
    check_kind("power", "x", x, Unit)
    n = _constant("power", "exponent", exponent)
    value = _raised(x.value, n)
    slope = n * _raised(x.value, n - 1) if n else 0.0
    return Unit(value, (x,), (_within("power", slope),))


def exponential(x: Unit) -> Unit:
    """Return exp(x), which is its own slope.

    >>> x = Unit(0)
    >>> backward(exponential(x))
    >>> x.gradient
    1.0

    Raises:
        ArgumentError: x is no Unit, or so large that exp(x) is no finite number.
    """
    check_kind("exponential", "x", x, Unit)
    try:
        value = math.exp(x.value)
    except OverflowError:
        raise _too_large("exponential") from None
    return Unit(value, (x,), (value,))


def sigmoid_of_atoms(x: Unit) -> Unit:
    """Return 1/(1 + exp(-x)) out of four gates.

    Args:
        x: a unit of at least -709, below which exp(-x) is no finite number;
            `sigmoid` has no such limit.

    Raises:
        ArgumentError: x is no Unit, or below that limit.
    """
    return invert(shift(exponential(negate(x)), 1))


def _constant(owner: str, name: str, value: object) -> float:
    number = as_real(value)
    if number is not None and math.isfinite(number):
        return number
    raise ArgumentError(
        f"{owner}: {name} must be a finite number, received {shown(value)}."
    )


def _quotient(owner: str, name: str, above: float, below: float) -> float:
    if not below:
        raise ArgumentError(f"{owner}: {name} must not be 0; nothing divides by 0.")
    return _within(owner, above / below)


def _raised(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        raise _too_large("power") from None
    except ValueError:
        raise ArgumentError(
            "power: x must be above 0 for an exponent that is not whole, and not 0 for "
            f"one below 1, received {base:g} to the power of {exponent:g}."
        ) from None


def _within(owner: str, value: float) -> float:
    if math.isfinite(value):
        return value
    raise _too_large(owner)


def _too_large(owner: str) -> ArgumentError:
    return ArgumentError(
        f"{owner}: the result and its slopes must be finite, below 1.8e308; take "
        "inputs that are nearer to 1."
    )
