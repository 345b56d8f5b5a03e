"""The costs that training can lower, described; engines compute them."""

from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError
from network4.layers.activations import Activation
from network4.utils.checks import check_choice

Cost = Literal["log_likelihood", "cross_entropy", "quadratic"]
OutputActivation = Activation | Literal["softmax"]
COSTS: tuple[Cost, ...] = ("log_likelihood", "cross_entropy", "quadratic")


def resolve_cost(cost: str, output: OutputActivation) -> Cost:
    """Return the cost to train a network with, given its output's activation.

    With a the outputs for one image of class c, and y = 1 at c and 0 elsewhere:

    - log_likelihood: C = -ln a_c
    - cross_entropy: C = -sum over j of y_j ln a_j + (1 - y_j) ln(1 - a_j)
    - quadratic: C = 1/2 sum over j of (y_j - a_j) squared

    The cost of a mini-batch is the mean over its images, plus (l2/2) times the sum of
    all squared weights, biases left out.

    Args:
        cost: one of the three, or "auto": log_likelihood for softmax outputs,
            cross_entropy for sigmoid ones, quadratic for others.
        output: the activation of the last layer.

    Returns:
        The cost's name.

    Raises:
        ArgumentError: an unknown cost, or one whose logarithms these outputs cannot
            feed, since they leave the range 0 to 1.

    Example:
        >>> resolve_cost("auto", "softmax")
        'log_likelihood'

    Source: the book, Chapters 1 (quadratic) and 3 (the others).
    """
    check_choice("Network", "cost", cost, ("auto", *COSTS))
    has_probabilities = output in ("softmax", "sigmoid")
    if cost == "auto":
        if not has_probabilities:
            return "quadratic"
        return "log_likelihood" if output == "softmax" else "cross_entropy"
    if cost != "quadratic" and not has_probabilities:
        raise ArgumentError(
            f"Network: cost={cost!r} takes logarithms and needs softmax or sigmoid "
            f"outputs, received {output!r} ones; use cost='quadratic' or another "
            "last layer."
        )
    return cast(Cost, cost)


def mean_cost(cost: Cost, outputs: npt.NDArray[Any], labels: npt.NDArray[Any]) -> float:
    """Return the mean over images of the cost that `resolve_cost` describes.

    Args:
        cost: its name.
        outputs: (n, classes), n 1 or more; an output of 0 or 1 counts in a logarithm as
            if it were as near to that as float32 can tell, so that the cost is finite.
        labels: (n,), below the number of classes.

    Example:
        >>> mean_cost("quadratic", np.array([[0.5, 0.5]]), np.array([1]))
        0.25
    """
    a = np.asarray(outputs, np.float64)
    y: npt.NDArray[np.float64] = np.eye(a.shape[1])[labels]
    if cost == "quadratic":
        return float(((y - a) ** 2).sum()) / 2 / len(a)
    gained = y * np.log(np.maximum(a, np.finfo(np.float32).tiny))
    if cost == "cross_entropy":
        gained += (1 - y) * np.log(np.maximum(1 - a, np.finfo(np.float32).epsneg))
    return -float(gained.sum()) / len(a)
