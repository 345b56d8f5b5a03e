"""The rules of a step: what optimizers there are, and learning rates by path.

With g = dC/dw, and l2 for weights only:

- "sgd": v <- momentum * v - rate * (g + l2 * w); w <- w + v (Polyak 1964).
- "nesterov": v as in "sgd"; w <- w + momentum * v - rate * (g + l2 * w) (Nesterov
  1983, in the form of Sutskever et al. 2013).
- "adam": m <- 0.9 m + 0.1 g; s <- 0.999 s + 0.001 g^2;
  w <- w - rate * (m' / (sqrt(s') + 1e-8) + l2 * w), with m' = m / (1 - 0.9^t) and
  s' = s / (1 - 0.999^t) in step t, from 1 on (Kingma and Ba 2015; l2 as in AdamW,
  Loshchilov and Hutter 2019).
- "rmsprop": s <- 0.9 s + 0.1 g^2; w <- w - rate * (g / (sqrt(s) + 1e-8) + l2 * w)
  (Tieleman and Hinton 2012, who found that momentum adds little to it).
"""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Literal

Optimizer = Literal["sgd", "nesterov", "adam", "rmsprop"]
WITH_MOMENTUM: tuple[Optimizer, ...] = ("sgd", "nesterov")
ADAM_DECAYS, RMSPROP_DECAY, EPSILON = (0.9, 0.999), 0.9, 1e-8
RatesByPath = Mapping[str, float] | Sequence[tuple[str, float]]


def as_pairs(rates: RatesByPath | None) -> tuple[tuple[str, float], ...]:
    """Return patterns and factors in their order, a form that can be hashed.

    Example:
        >>> as_pairs({"layer1.*": 0.5})
        (('layer1.*', 0.5),)
    """
    pairs = rates.items() if isinstance(rates, Mapping) else rates or ()
    return tuple((pattern, factor) for pattern, factor in pairs)


def rate_factors(paths: Iterable[str], rates: RatesByPath | None) -> dict[str, float]:
    """Return by what each parameter's learning rate is multiplied.

    Args:
        paths: of the parameters, as "layer1.weights".
        rates: patterns of paths, as `fnmatch` reads them, and their factors; of
            several that match a path the last counts. None: there are none.

    Returns:
        For each path its factor; 1 where no pattern matches.

    Example:
        >>> rate_factors(["layer1.weights", "layer1.biases"], {"*.biases": 0.0})
        {'layer1.weights': 1.0, 'layer1.biases': 0.0}
    """
    last_first = as_pairs(rates)[::-1]
    return {
        path: next(
            (factor for name, factor in last_first if fnmatchcase(path, name)), 1.0
        )
        for path in paths
    }
