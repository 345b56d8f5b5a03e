"""How a model learns from what the reader cuts out of cheques."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import click
import numpy as np

import network4 as n4
from benchmarks.cheque_digits import Parts
from network4.datasets import NO_CLASS, Dataset, Split, joined
from network4.errors import DataError
from network4.experiments.trials import LIGHT
from network4.training.fit import train
from network4.training.settings import Settings
from network4.utils.randomness import random_generator

SEED = 0
_LEAST_SURENESS = 1e-3  # even what looks like no digit is learned from now and then


@dataclass(frozen=True)
class Choices:
    """How a model learns from cheques.

    Attributes:
        epochs: passes over its images, 1 or more.
        rate: the first learning rate, above 0; it falls to 0 along a cosine.
        mnist: how many images of MNIST are among them, 0 or more.
        others: how many images of no digit there are for each of a digit, 0 or more.
        distortions: how much images are distorted, in distortions of the library's
            trials, 0 or more.
    """

    epochs: int
    rate: float
    mnist: int
    others: float
    distortions: float

    def settings(self, model: n4.Model) -> Settings:
        """Return the settings of a training that starts from a model."""
        return Settings(
            epochs=self.epochs,
            learning_rate=n4.Cosine(self.rate, warmup_epochs=0.1),
            distortions=LIGHT.times(self.distortions),
            initial=model,
            keep="last",
            num_threads=1,
            seed=SEED,
        )


def lessons(parts: Sequence[Parts], data: Dataset, choices: Choices) -> Dataset:
    """Return what to learn from: digits, what is no digit, and images of MNIST.

    What is no digit is drawn at random; the surer a network is that it is one, the more
    often.
    """
    if not parts:
        raise DataError(
            "learned_cheques: CHEQUES must have digits on paper that the reader finds; "
            "it found no ink. Give pictures whose ink stands out."
        )
    images, labels, sure = (np.concatenate(each) for each in zip(*parts, strict=True))
    generator = random_generator(SEED, "outliers")
    digits = np.flatnonzero(labels != NO_CLASS)
    none = np.flatnonzero(labels == NO_CLASS)
    # Of clocks that ring at these rates, the first to ring are a draw by these odds.
    odds = sure[none] + _LEAST_SURENESS
    order = (generator.exponential(size=len(none)) / odds).argsort()
    count = round(choices.others * len(digits))
    chosen = np.concatenate([digits, none[order[:count]]])
    mnist = data.train.part(generator.permutation(len(data.train))[: choices.mnist])
    both = joined(Split(images[chosen], labels[chosen]), mnist)
    return replace(data.without_test(), train=both, name="cheques", is_mnist=False)


def learn(model: n4.Model, data: Dataset, choices: Choices) -> n4.Model:
    """Return a model that started from another and learned from data.

    Raises:
        Abort: Ctrl-C ended the training.
    """
    run = train(model.network, data, choices.settings(model))
    if run.stopped != "finished":
        raise click.Abort
    return replace(run.model, details=model.details)
