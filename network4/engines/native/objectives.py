"""Objectives in the terms of the C++ engine; it refuses those without an entry."""

from collections.abc import Callable
from typing import Any, NamedTuple

from network4.network import Network
from network4.objectives import (
    BinaryCrossEntropy,
    Classification,
    Objective,
    Reconstruction,
    SquaredError,
)

_COSTS = {"log_likelihood": 0, "cross_entropy": 1, "quadratic": 2}
_ARRAY_COSTS = {"squared_error": 2, "binary_cross_entropy": 1}


class NativeObjective(NamedTuple):
    """An objective in the terms of the C++ engine.

    Args:
        cost: its number there.
        targets: the name of the array that it is given; None where inputs are targets.
        label_smoothing: 0 <= e < 1.
    """

    cost: int
    targets: str | None
    label_smoothing: float = 0.0


def objective_of(network: Network) -> NativeObjective:
    """Return what a network is trained for; KeyError where C++ cannot compute it."""
    return OBJECTIVES[type(network.objective)](network.objective)


def _classification(objective: Any) -> NativeObjective:
    cost = _COSTS[objective.cost]
    return NativeObjective(cost, "labels", objective.label_smoothing)


# By exact type: a subclass may compute something else.
OBJECTIVES: dict[type[Objective], Callable[[Any], NativeObjective]] = {
    Classification: _classification,
    SquaredError: lambda _: NativeObjective(_ARRAY_COSTS["squared_error"], "targets"),
    BinaryCrossEntropy: lambda _: NativeObjective(
        _ARRAY_COSTS["binary_cross_entropy"], "targets"
    ),
    Reconstruction: lambda each: NativeObjective(_ARRAY_COSTS[each.cost], None),
}
