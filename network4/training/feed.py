"""Training on mini-batches that a function makes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from network4.datasets import Batches, Split, joined
from network4.engines import Examples, Session, as_examples
from network4.network import Network
from network4.training.schedules import Rates

# So many mini-batches are made at a time: a session is told of new data seldom, and
# little memory is held.
_BATCHES_A_CALL = 32


@dataclass(frozen=True, eq=False)
class Feed:
    """Makes mini-batches and hands them to a session.

    Args:
        network: the network to train.
        batches: what makes the mini-batches.
        batch_size: examples in each.
        seed: the seed of the run.
    """

    network: Network
    batches: Batches
    batch_size: int
    seed: int

    def run_epoch(self, session: Session, first_step: int, rates: Rates) -> float:
        """Train on a mini-batch for each rate; return the mean data cost.

        Args:
            session: the session that trains.
            first_step: number of the first mini-batch, counted over the whole run.
            rates: the learning rate of each step.

        Raises:
            ArgumentError, ShapeError: a mini-batch does not fit the network.
        """
        numbers = range(first_step, first_step + len(rates))
        made = (
            self.batches.batch(self.seed, number, self.batch_size) for number in numbers
        )
        costs, done = 0.0, 0
        for splits in _alike(made):
            session.take_data(as_examples("Batches", self.network, joined(*splits)))
            order = np.arange(len(splits) * self.batch_size, dtype=np.int32)
            of_call = rates[done : done + len(splits)]
            costs += session.run_epoch(order, of_call) * len(splits)
            done += len(splits)
        return costs / len(rates)

    def examples(self, number: int) -> Examples:
        """Return a mini-batch by its number."""
        split = self.batches.batch(self.seed, number, self.batch_size)
        return as_examples("Batches", self.network, split)


def _alike(splits: Iterable[Split]) -> Iterator[list[Split]]:
    """Yield mini-batches in small groups of the same shape."""
    group: list[Split] = []
    for split in splits:
        is_full = len(group) == _BATCHES_A_CALL
        if is_full or any(_shapes(split) != _shapes(one) for one in group[:1]):
            yield group
            group = []
        group.append(split)
    if group:
        yield group


def _shapes(split: Split) -> list[tuple[int, ...]]:
    arrays = split.images, split.labels
    return [np.shape(array) for array in arrays]
