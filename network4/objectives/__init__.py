"""What networks are trained for: each objective has a cost and a score."""

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
    likeliest_classes,
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
    """Register an objective of your own, so that model files can name it.

    Call this before you save or load a network that is trained for the objective.

    Args:
        kind: a subclass of `Objective` that is a frozen dataclass. JSON must be able to
            hold the values of its fields.

    Raises:
        ArgumentError: the class is no such dataclass, or another registered class has
            the same name.

    Example:
        >>> from dataclasses import dataclass
        >>> import network4 as n4
        >>> @dataclass(frozen=True, eq=False, repr=False)
        ... class Doubled(Classification):
        ...     def costs(self, ops, output, z, targets, mask=None):
        ...         return 2 * super().costs(ops, output, z, targets, mask)
        >>> register_objective(Doubled)
        >>> n4.Network([n4.Softmax(10)], cost=Doubled("quadratic")).cost
        'Doubled'
    """
    _REGISTRY.register(kind)


def resolve_objective(
    cost: str | Objective | Mapping[str, Any], output: OutputActivation
) -> Objective:
    """Return the objective to train a network with, given its output's activation.

    Args:
        cost: an objective, its description, or a name. "log_likelihood",
            "cross_entropy" and "quadratic" are for classification, "squared_error" for
            regression, "binary_cross_entropy" for outputs that are probabilities of
            their own, "reconstruction" for autoencoders. "auto" takes "log_likelihood"
            for softmax outputs, "cross_entropy" for sigmoid outputs, else "quadratic".
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
    """Raise ArgumentError unless an objective defines all that training needs."""
    check_only_fields("Network", objective)
    for name, kind in (("score_name", str), ("higher_is_better", bool)):
        said = getattr(objective, name, None)
        if not isinstance(said, kind):
            raise ArgumentError(
                f"Network: {objective.name} must define {name}, a {kind.__name__}, "
                f"received {shown(said)}; set it in the class."
            )


def describe_objective(objective: Objective) -> str | dict[str, Any]:
    """Return an objective's name, or its description for JSON if it has no name."""
    for name, each in OBJECTIVES.items():
        if each == objective:
            return name
    return objective.to_dict()


def check_objective_registered(objective: Objective) -> None:
    """Raise ArgumentError unless an objective is registered."""
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
    "likeliest_classes",
    "num_classes",
    "predicted_classes",
    "register_objective",
    "resolve_objective",
]
