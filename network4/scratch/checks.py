"""Refuse numbers that make no sense, so that the other modules can be about theirs."""

import math
from numbers import Integral, Real

from network4.errors import ArgumentError, shown


def check_number(
    owner: str, name: str, value: object, *, zero_allowed: bool = False
) -> None:
    """Raise ArgumentError unless the value is a finite number above 0.

    >>> check_number("descend", "rate", 0.1)
    >>> check_number("train", "shrink", 0, zero_allowed=True)
    """
    if not isinstance(value, bool) and isinstance(value, Real):
        number = float(value)
        if 0 <= number < math.inf and (number > 0 or zero_allowed):
            return
    span = "of at least 0" if zero_allowed else "above 0"
    raise ArgumentError(
        f"{owner}: {name} must be a finite number {span}, received {shown(value)}."
    )


def check_count(owner: str, name: str, value: object, minimum: int = 0) -> None:
    """Raise ArgumentError unless the value is a whole number, the minimum or more.

    >>> check_count("descend", "steps", 10)
    """
    if not isinstance(value, bool) and isinstance(value, Integral):
        if int(value) >= minimum:
            return
    raise ArgumentError(
        f"{owner}: {name} must be a whole number of at least {minimum}, received "
        f"{shown(value)}."
    )
