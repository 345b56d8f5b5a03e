"""Units and gates: values flow forward, gradients flow backward.

A gate takes units and makes a new one. It computes the new unit's value, and it also
knows its local slopes: by how much its output rises for a small rise of each input.

    add         x + y       slopes 1, 1
    multiply    x * y       slopes y, x
    larger      max(x, y)   slope 1 for the larger one, 0 for the other
    sigmoid     s(x)        slope s(x) (1 - s(x))

That is all a gate has to know. Let the gradient of a unit be the slope of the whole
circuit's output by that unit. The output's own is 1, and the chain rule carries it
back through any gate: an input gets the gate's gradient times the local slope.
Where a wire branches, the unit is the input of several gates, and each pulls on it:

    gradient of x = sum over the gates that read x of (gate's gradient) * (its slope).

>>> x = Unit(3)
>>> square = multiply(x, x)  # the wire branches, to both inputs of one gate
>>> backward(square)
>>> x.gradient  # 3 by one way and 3 by the other: the slope of x squared is 2 x
6.0
"""

import math
from collections.abc import Sequence

from network4.errors import ArgumentError, shown
from network4.scratch.checks import as_sequence
from network4.utils.checks import as_real


class Unit:
    """A number on a wire, and the slope of the circuit's output by it.

    Args:
        value: any finite number.
        sources: the units it was computed from; none for an input.
        slopes: for each source, the local slope of this unit by it.

    Attributes:
        gradient: 0 until `backward` has run through the circuit.

    Raises:
        ArgumentError: the value is no finite number.
    """

    def __init__(
        self,
        value: float,
        sources: Sequence["Unit"] = (),
        slopes: Sequence[float] = (),
    ) -> None:
        """Take the value, and remember where it came from."""
        self.value = _finite("value", value)
        self.gradient = 0.0
        self.sources = tuple(as_sequence("Unit", "sources", sources))
        _check_units("Unit", *self.sources)
        self.slopes = tuple(as_sequence("Unit", "slopes", slopes))
        if not all(map(_is_number, self.slopes)) or len(self.slopes) != len(
            self.sources
        ):
            raise ArgumentError(
                "Unit: slopes must be numbers, one a source, received "
                f"{shown(slopes)} for {len(self.sources)}."
            )

    def __repr__(self) -> str:
        """Show value and gradient."""
        return f"Unit(value={self.value:g}, gradient={self.gradient:g})"


def add(*units: Unit) -> Unit:
    """Return the sum. Each input feels the pull on the sum as it is."""
    _check_units("add", *units)
    total = math.fsum(unit.value for unit in units)
    return Unit(total, units, [1.0] * len(units))


def multiply(x: Unit, y: Unit) -> Unit:
    """Return the product. Each input feels the pull times the other's value."""
    _check_units("multiply", x, y)
    return Unit(x.value * y.value, (x, y), (y.value, x.value))


def larger(x: Unit, y: Unit) -> Unit:
    """Return the maximum. Only the larger input feels the pull; of equals, the first.

    >>> x, y = Unit(2), Unit(7)
    >>> backward(larger(x, y))
    >>> x.gradient, y.gradient
    (0.0, 1.0)
    """
    _check_units("larger", x, y)
    first = x.value >= y.value
    return Unit(max(x.value, y.value), (x, y), (1.0 * first, 1.0 * (not first)))


def sigmoid(x: Unit) -> Unit:
    """Return s = 1/(1 + exp(-x)), whose slope is s (1 - s)."""
    _check_units("sigmoid", x)
    value = (1 + math.tanh(x.value / 2)) / 2  # the same, and it cannot overflow
    return Unit(value, (x,), (value * (1 - value),))


def relu(x: Unit) -> Unit:
    """Return max(0, x); at x = 0 nothing is passed back."""
    return larger(Unit(0), x)


def neuron(a: Unit, b: Unit, c: Unit, x: Unit, y: Unit) -> Unit:
    """Return s(a x + b y + c), a sigmoid neuron of two inputs.

    >>> units = [Unit(value) for value in (1, 2, -3, -1, 3)]
    >>> output = neuron(*units)
    >>> backward(output)
    >>> round(output.value, 4)
    0.8808
    >>> [round(unit.gradient, 3) for unit in units]
    [-0.105, 0.315, 0.105, 0.105, 0.21]
    """
    return sigmoid(add(multiply(a, x), multiply(b, y), c))


def backward(output: Unit, pull: float = 1.0) -> None:
    """Give every unit of the circuit its gradient, times a pull on the output.

    Gradients of an earlier call are forgotten first.

    Args:
        output: the last unit of the circuit.
        pull: the gradient that the output itself gets; default 1, which makes the
            others' the slopes of the output.
    """
    _check_units("backward", output)
    pulled = _finite("pull", pull)
    order = _inputs_first(output)
    for unit in order:
        unit.gradient = 0.0
    output.gradient = pulled
    for unit in reversed(order):  # all that a unit feeds has its gradient by now
        for source, slope in zip(unit.sources, unit.slopes, strict=True):
            source.gradient += unit.gradient * slope


def _inputs_first(output: Unit) -> list[Unit]:
    """Return every unit once, each after all the units it was computed from."""
    order: list[Unit] = []
    met: set[Unit] = set()
    waiting = [(output, False)]
    while waiting:
        unit, sources_done = waiting.pop()
        if sources_done:
            order.append(unit)
        elif unit not in met:
            met.add(unit)
            waiting.append((unit, True))
            waiting.extend((source, False) for source in unit.sources)
    return order


def _is_number(value: object) -> bool:
    number = as_real(value)
    return number is not None and not math.isnan(number)


def _finite(name: str, value: object) -> float:
    number = as_real(value)
    if number is not None and math.isfinite(number):
        return number
    raise ArgumentError(
        f"Unit: {name} must be a finite number, received {shown(value)}."
    )


def _check_units(owner: str, *units: object) -> None:
    if not all(isinstance(unit, Unit) for unit in units):
        raise ArgumentError(
            f"{owner}: each input must be a Unit, received {shown(units)}."
        )
