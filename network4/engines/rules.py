"""The rules of a step: the optimizers, and learning rates by path.

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
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

Remainder = Literal["drop", "keep"]
Optimizer = Literal["sgd", "nesterov", "adam", "rmsprop"]
WITH_MOMENTUM: tuple[Optimizer, ...] = ("sgd", "nesterov")
ADAM_DECAYS, RMSPROP_DECAY, EPSILON = (0.9, 0.999), 0.9, 1e-8
AVERAGED_STEPS = 32  # running averages of weights take them in so often
RatesByPath = Mapping[str, float] | Sequence[tuple[str, float]]


def as_pairs(rates: RatesByPath | None) -> tuple[tuple[str, float], ...]:
    """Return patterns and factors as pairs, in their order, which can be hashed.

    Example:
        >>> as_pairs({"layer1.*": 0.5})
        (('layer1.*', 0.5),)
    """
    pairs = rates.items() if isinstance(rates, Mapping) else rates or ()
    return tuple((pattern, factor) for pattern, factor in pairs)


def rate_factors(paths: Iterable[str], rates: RatesByPath | None) -> dict[str, float]:
    """Return the factor on the learning rate of each parameter.

    Args:
        paths: of the parameters, as "layer1.weights".
        rates: patterns of paths for `fnmatch`, and their factors. If several match a
            path, the last one counts. None means none.

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


@dataclass(frozen=True)
class StepSettings:
    """What each step of stochastic gradient descent does, except for its rate.

    v <- momentum * v - rate * (dC/dw + l2 * w); w <- w + v; biases without l2. C is
    the mean cost of the mini-batch. Other optimizers: see `network4.engines.rules`.

    Args:
        batch_size: images in a mini-batch, 1 or more; default 10.
        l2: coefficient of half the sum of squared weights in the cost.
        momentum: 0 <= momentum < 1; above 0 with "nesterov", 0 with "adam", "rmsprop".
        remainder: "drop" leaves out the images that do not fill a last mini-batch,
            "keep" trains on them as a smaller one.
        optimizer: "sgd", "nesterov", "adam" or "rmsprop".
        average_decay: 0 <= d < 1; if it is not 0, running averages of all parameters
            are kept. After each 32nd step, the n-th time, a <- d' a + (1 - d') w with
            d' the smaller of d^32 and (n - 1) / (n + 9), so that the first weights are
            forgotten. Before the 32nd step there are none.
        clip_norm: largest norm of the gradient dC/dw of all parameters, above 0; a
            longer gradient is scaled down to it. None changes nothing.
        rates: factors on the learning rate, see `network4.engines.rules.rate_factors`;
            a parameter with factor 0 does not change, nor do its running averages. None
            means 1 for all.
    """

    batch_size: int = 10
    l2: float = 0.0
    momentum: float = 0.0
    remainder: Remainder = "drop"
    optimizer: Optimizer = "sgd"
    average_decay: float = 0.0
    clip_norm: float | None = None
    rates: RatesByPath | None = None

    def averaging(self, num_times: int) -> float:
        """Return d' of the n-th time that averages take in the weights, from 1 on."""
        growing = (num_times - 1) / (num_times + 9)
        return min(self.average_decay**AVERAGED_STEPS, growing)

    def num_steps(self, num_images: int) -> int:
        """Return the number of steps in one pass over so many images."""
        whole, rest = divmod(num_images, self.batch_size)
        return whole + (1 if rest and self.remainder == "keep" else 0)
