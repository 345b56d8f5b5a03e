"""Training on mini-batches that are made instead of stored."""

from dataclasses import dataclass
from functools import reduce

import numpy as np

from network4.datasets import Batches, joined
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
        network: what is trained.
        batches: makes them.
        batch_size: of each.
        seed: of the run.
    """

    network: Network
    batches: Batches
    batch_size: int
    seed: int

    def run_epoch(self, session: Session, first_step: int, rates: Rates) -> float:
        """Train on a mini-batch for each rate; return the mean data cost.

        Args:
            session: what trains.
            first_step: the number of the first mini-batch, of all in the run.
            rates: of each step.

        Raises:
            ArgumentError, ShapeError: a mini-batch does not fit the network.
        """
        costs = 0.0
        for first in range(0, len(rates), _BATCHES_A_CALL):
            of_call = rates[first : first + _BATCHES_A_CALL]
            session.take_data(self.examples(first_step + first, len(of_call)))
            order = np.arange(len(of_call) * self.batch_size, dtype=np.int32)
            costs += session.run_epoch(order, of_call) * len(of_call)
        return costs / len(rates)

    def examples(self, first: int, count: int) -> Examples:
        """Return the mini-batches of so many numbers, one after another."""
        made = (
            self.batches.batch(self.seed, number, self.batch_size)
            for number in range(first, first + count)
        )
        return as_examples("Batches", self.network, reduce(joined, made))
