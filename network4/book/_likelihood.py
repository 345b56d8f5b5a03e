"""The cost that `network3` lowers."""

import numpy as np

from network4.book._activations import Numbers
from network4.layers.numpy_operations import NumpyOperations
from network4.objectives import Objective

TINY = float(np.finfo(np.float32).smallest_subnormal)


def mean_cost(objective: Objective, outputs: Numbers, digits: Numbers) -> float:
    """Return the mean negative log-likelihood of digits.

    Args:
        objective: the network's.
        outputs: of a softmax, (n, classes); one below 1.4e-45, the least that float32
            can tell from 0, counts as that, so that no cost is above 103.3.
        digits: the wanted ones, (n,).

    Example:
        >>> from network4.objectives import Classification
        >>> halves, ones = np.full((3, 2), 0.5), np.ones(3, int)
        >>> mean_cost(Classification("log_likelihood"), halves, ones)
        0.6931471805599453
    """
    logarithms = np.log(np.maximum(np.asarray(outputs, np.float64), TINY))
    costs = objective.costs(NumpyOperations(), "softmax", logarithms, digits)
    return float(costs.mean())
