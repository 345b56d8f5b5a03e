"""Training data that are made instead of stored, mini-batch by mini-batch."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from network4.datasets.split import Split
from network4.errors import ArgumentError, shown
from network4.utils.checks import check_integer


@dataclass(frozen=True, eq=False)
class Batches:
    """What makes mini-batch k from (seed, k), so that a run repeats and resumes.

    Args:
        make: a function of the run's seed, the number of the mini-batch, counted from 0
            over the whole run, and its size; it returns a Split of that size.
        num_batches: how many make an epoch, 1 or more.

    Raises:
        ArgumentError: an argument is out of range.

    Example:
        >>> import numpy as np
        >>> def sums(seed, number, size):
        ...     generator = np.random.default_rng([seed, number])
        ...     numbers = generator.normal(size=(size, 3)).astype(np.float32)
        ...     return Split(numbers, numbers.sum(axis=1, keepdims=True))
        >>> Batches(sums, num_batches=100).batch(seed=0, number=7, size=5)
        Split(5 images of 3)
    """

    make: Callable[[int, int, int], Split]
    num_batches: int

    def __post_init__(self) -> None:
        """Refuse what cannot make mini-batches."""
        if not callable(self.make):
            raise ArgumentError(
                "Batches: make must be a function of a seed, a number and a size, "
                f"received {shown(self.make)}."
            )
        check_integer("Batches", "num_batches", self.num_batches, 1)

    def batch(self, seed: int, number: int, size: int) -> Split:
        """Return the mini-batch of that number.

        Raises:
            ArgumentError: an argument is no whole number of at least 0, or what `make`
                returned is no Split, or of another size.
        """
        for name, given in (("seed", seed), ("number", number), ("size", size)):
            check_integer("Batches", name, given, 0)
        made = cast(object, self.make(seed, number, size))
        if isinstance(made, Split) and len(made) == size:
            return made
        raise ArgumentError(
            f"Batches: make must return a Split of {size} examples, received "
            f"{shown(made)}."
        )
