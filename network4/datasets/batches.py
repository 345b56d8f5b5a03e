"""Training data that a function makes, one mini-batch at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from network4.datasets.split import Split
from network4.errors import ArgumentError, shown
from network4.utils.checks import check_integer


@dataclass(frozen=True, eq=False)
class Batches:
    """Training data made by a function, one mini-batch at a time.

    Args:
        make: a function of three whole numbers: the run's seed, the number of the
            mini-batch (from 0, over the whole run) and its size. It returns a Split of
            that size. It must return the same mini-batch for the same numbers, so that
            a run can be repeated and resumed.
        num_batches: mini-batches in an epoch, 1 or more.

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
        """Return a mini-batch by its number.

        Args:
            seed: of the run, 0 or more.
            number: of the mini-batch, counted from 0 over the whole run.
            size: examples in it, 0 or more.

        Returns:
            What `make` returns for these three.

        Raises:
            ArgumentError: an argument is not a whole number of 0 or more, or `make` did
                not return a Split of that size.

        Example:
            >>> import numpy as np
            >>> def zeros(seed, number, size):
            ...     return Split(np.zeros((size, 8, 6), np.uint8), np.zeros(size, int))
            >>> Batches(zeros, num_batches=10).batch(seed=0, number=0, size=5)
            Split(5 images of 8x6)
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
