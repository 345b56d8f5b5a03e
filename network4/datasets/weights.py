"""Weights for classes, turned into a weight for each example."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, shown
from network4.utils.checks import check_number

ClassWeight = str | Mapping[Any, float]


def weights_by_class(
    owner: str,
    labels: npt.NDArray[Any],
    class_weight: object,
    names: Sequence[Hashable],
) -> npt.NDArray[np.float64]:
    """Return the weight of each example, by its class.

    Args:
        owner: the function that was given the weights, for messages.
        labels: (n,) whole numbers, the class of each example. A number below 0 means no
            class; its weight is 1.
        class_weight: "balanced" or a dict. "balanced" is n / (classes * examples of the
            class): all classes count alike, and the mean weight is 1. A dict has
            weights of 0 or more by the names of classes; the classes that it leaves out
            have weight 1.
        names: the names of the classes, in the order of their numbers.

    Raises:
        ArgumentError: `class_weight` is something else.

    Example:
        >>> weights_by_class("fit", np.array([0, 0, 0, 1]), "balanced", ("a", "b"))
        array([0.66666667, 0.66666667, 0.66666667, 2.        ])
    """
    has_class = labels >= 0
    if isinstance(class_weight, str) and class_weight == "balanced":
        counts = np.bincount(labels[has_class], minlength=len(names))
        of_class = has_class.sum() / (np.count_nonzero(counts) * np.maximum(counts, 1))
    elif isinstance(class_weight, Mapping):
        given = cast(Mapping[Hashable, Any], class_weight)
        _check_names(owner, given, names)
        of_class = np.array(
            [
                check_number(owner, f"class_weight[{name!r}]", given.get(name, 1), 0)
                for name in names
            ]
        )
    else:
        raise ArgumentError(
            f"{owner}: class_weight must be 'balanced' or a dict of numbers by class, "
            f"received {shown(class_weight)}."
        )
    weights = np.where(has_class, of_class[labels], 1.0)
    if weights.any() or not len(weights):
        return weights
    raise ArgumentError(
        f"{owner}: class_weight must leave one example with a weight above 0, received "
        f"{shown(cast(object, class_weight))}."
    )


def _check_names(
    owner: str, given: Mapping[Hashable, Any], names: Sequence[Hashable]
) -> None:
    unknown = [name for name in given if name not in names]
    if unknown:
        held = ", ".join(shown(name) for name in names[:10])
        raise ArgumentError(
            f"{owner}: class_weight must name classes of the data ({held}), received "
            f"{shown(unknown[0])}."
        )
