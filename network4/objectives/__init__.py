"""What networks are trained for: costs, each with a score; engines compute them."""

from collections.abc import Mapping
from typing import Any

from network4.errors import ArgumentError, shown
from network4.objectives.arrays import BinaryCrossEntropy, SquaredError
from network4.objectives.base import Objective, OutputActivation
from network4.objectives.classification import (
    NO_CLASS,
    Classification,
    Cost,
    accuracy,
    class_probabilities,
    num_classes,
    predicted_classes,
)
from network4.objectives.reconstruction import Reconstruction
from network4.utils.checks import check_choice, check_only_fields
from network4.utils.plain import check_plain
from network4.utils.registry import Registry

OBJECTIVES: dict[str, Objective] = {
    "log_likelihood": Classification("log_likelihood"),
    "cross_entropy": Classification("cross_entropy"),
    "quadratic": Classification("quadratic"),
    "squared_error": SquaredError(),
    "binary_cross_entropy": BinaryCrossEntropy(),
    "reconstruction": Reconstruction(),
}
_REGISTRY: Registry[Objective] = Registry(
    Objective, "an objective", "register_objective", map(type, OBJECTIVES.values())
)


def register_objective(kind: type[Objective]) -> None:
    """Let files name an objective of one's own, so that networks with it are saved.

    Args:
        kind: a subclass of Objective, a frozen dataclass whose fields JSON can hold.

    Raises:
        ArgumentError: it is no such class, or another one has its name.
    """
    _REGISTRY.register(kind)


def resolve_objective(
    cost: str | Objective | Mapping[str, Any], output: OutputActivation
) -> Objective:
    """Return the objective to train a network with, given its output's activation.

    Args:
        cost: an objective, its description, or a name: "log_likelihood",
            "cross_entropy" and "quadratic" classify, "squared_error" is regression,
            "binary_cross_entropy" a probability an output, "reconstruction" an
            autoencoder's. "auto" is log_likelihood for softmax outputs, cross_entropy
            for sigmoid ones, quadratic for others.
        output: the activation of the last layer.

    Raises:
        ArgumentError: there is no such objective.

    Example:
        >>> resolve_objective("auto", "softmax")
        Classification(cost='log_likelihood', label_smoothing=0.0)
    """
    if isinstance(cost, Objective):
        return cost
    if isinstance(cost, Mapping):
        return _described(cost)
    check_choice("Network", "cost", cost, ("auto", *OBJECTIVES))
    if cost == "auto":
        automatic = {"softmax": "log_likelihood", "sigmoid": "cross_entropy"}
        return OBJECTIVES[automatic.get(output, "quadratic")]
    return OBJECTIVES[cost]


def _described(description: Mapping[str, Any]) -> Objective:
    check_plain("Network", "cost", description)
    return _REGISTRY.made(*_REGISTRY.described(description))


def check_objective(objective: Objective) -> None:
    """Raise ArgumentError unless an objective says all that training asks of it."""
    check_only_fields("Network", objective)
    for name, kind in (("score_name", str), ("higher_is_better", bool)):
        said = getattr(objective, name, None)
        if not isinstance(said, kind):
            raise ArgumentError(
                f"Network: {objective.name} must say its {name}, a {kind.__name__}, "
                f"received {shown(said)}; write it into the class."
            )


def describe_objective(objective: Objective) -> str | dict[str, Any]:
    """Return an objective's name, or where it has none a description for JSON."""
    for name, each in OBJECTIVES.items():
        if each == objective:
            return name
    return objective.to_dict()


def check_objective_registered(objective: Objective) -> None:
    """Raise ArgumentError unless a file may name an objective."""
    _REGISTRY.check(objective)


__all__ = [
    "NO_CLASS",
    "OBJECTIVES",
    "BinaryCrossEntropy",
    "Classification",
    "Cost",
    "Objective",
    "OutputActivation",
    "Reconstruction",
    "SquaredError",
    "accuracy",
    "check_objective",
    "check_objective_registered",
    "class_probabilities",
    "describe_objective",
    "num_classes",
    "predicted_classes",
    "register_objective",
    "resolve_objective",
]
