"""Experiments as plain data: each is a row in the table of results."""

import math
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from network4.datasets import Dataset, Split
from network4.engines import Remainder
from network4.errors import ArgumentError
from network4.experiments.recipe import Recipe
from network4.layers import Layer
from network4.layers.initializers import Initializer
from network4.network import Network
from network4.training.settings import ImageOrder, Observe, Settings

Labels = npt.NDArray[np.integer[Any]]
Judge = Literal["test", "test itself", "validation", "validation at the end"]
NUM_TEST_IMAGES = 10_000
_MNIST_SHAPE, _NUM_DIGITS = (1, 28, 28), 10
BOOK_RUNS = 3


def test_part(data: Dataset) -> Split:
    """Return the test images, which every experiment needs.

    Raises:
        ArgumentError: there are none.
    """
    if data.test is None:
        raise ArgumentError("reproduce: data must have test images, received none.")
    return data.test


@dataclass(frozen=True)
class Experiment:
    """A row of the table: what the book says, and where.

    Attributes:
        name: the name in the list of the book's results.
        chapter: the chapter of the book; 0 for experiments beyond the book.
        section: the section of that chapter.
        summary: one line for people.
        published_percent: the book's accuracy; None if it gives no figure.
        expected_percent: lowest and highest accuracy to be expected; None means no
            worse than published, within the sampling error of the test images.
        picture: what the report draws; None for nothing.
        note: a remark for the report.
        protocol_runs: number of runs, with the lowest seeds, of which the book's
            protocol reports the best.
        num_runs: number of runs to make; those beyond the protocol's show the spread.
        core_minutes: minutes that a run takes, about, on one core of 2020.
        is_listed: whether it is a row of its own, not only a curve of a figure.
        is_timed: whether its time is measured, so that it runs alone on all cores.
    """

    name: str
    chapter: int
    section: str
    summary: str
    _: KW_ONLY
    published_percent: float | None = None
    expected_percent: tuple[float, float] | None = None
    picture: str | None = None
    note: str = ""
    protocol_runs: int = BOOK_RUNS
    num_runs: int = BOOK_RUNS
    core_minutes: float = 0.1
    is_listed: bool = True
    is_timed: bool = False

    @property
    def sampling_error_percent(self) -> float | None:
        """Standard deviation of the published figure over test sets of its size."""
        if self.published_percent is None:
            return None
        share = self.published_percent / 100
        return 100 * math.sqrt(share * (1 - share) / NUM_TEST_IMAGES)

    @property
    def range_percent(self) -> tuple[float, float] | None:
        """Lowest and highest accuracy to be expected; None if unknown."""
        if self.expected_percent or self.published_percent is None:
            return self.expected_percent
        error = self.sampling_error_percent or 0.0
        return self.published_percent - 2 * error, 100.0


@dataclass(frozen=True)
class Protocol:
    """How a chapter trains and what it reports.

    Attributes:
        initializer: the initializer of layers whose own is "auto".
        order, remainder: as in `fit`.
        judged_on: the accuracy that is reported. "test" is that on test data at the
            best validation epoch. "test itself" is the best on test data, as in
            Chapter 1. "validation" is the best on validation data, as in Chapter 3.
            "validation at the end" is that of the last epoch on validation data, and
            test data are not used.
    """

    initializer: Initializer
    order: ImageOrder
    remainder: Remainder
    judged_on: Judge


@dataclass(frozen=True)
class Trained(Experiment):
    """A network that is trained.

    Attributes:
        recipe: the network and its settings.
        protocol: the protocol of the chapter.
        num_images: number of training images, the first ones; None for all.
        watch: a function of the data that returns an observer of epochs; None for none.
        keeps_answers: whether the record keeps the answers for an ensemble's vote.
        keeps_filters: whether the first run's record keeps the weights of convolutions.
    """

    recipe: Recipe
    protocol: Protocol
    num_images: int | None = None
    watch: Callable[[Dataset], Observe] | None = None
    keeps_answers: bool = False
    keeps_filters: bool = False

    @property
    def network(self) -> Network:
        """The network for MNIST, its first weights as the protocol has them."""
        layers = tuple(map(self._initialized, self.recipe.layers))
        return replace(self.recipe, layers=layers).network(_MNIST_SHAPE, _NUM_DIGITS)

    def _initialized(self, layer: Layer) -> Layer:
        if getattr(layer, "initializer", None) != "auto":
            return layer
        return replace(layer, **{"initializer": self.protocol.initializer})

    def settings_for(self, num_images: int) -> Settings:
        """Return the protocol's settings for a number of training images."""
        return replace(
            self.recipe.settings_for(num_images),
            order=self.protocol.order,
            remainder=self.protocol.remainder,
        )


class Answered(NamedTuple):
    """The answers of a baseline.

    Attributes:
        labels: the answer for each test image.
        settings: the settings that it chose, for the record.
    """

    labels: Labels
    settings: Mapping[str, float]


@dataclass(frozen=True)
class Baseline(Experiment):
    """An experiment without a network, or with one that does not name classes.

    Attributes:
        answer: a function of data and seed that returns a label for each test image.
    """

    answer: Callable[[Dataset, int], Labels | Answered]


@dataclass(frozen=True)
class Vote(Experiment):
    """Runs of another experiment, with consecutive seeds, that answer together.

    Attributes:
        member: the name of the other experiment.
        num_members: number of runs.
        first_seed: the seed of the first run; default 0.
        judged_by: "plurality" of votes or "mean probability"; default "plurality".
    """

    member: str
    num_members: int
    first_seed: int = 0
    judged_by: Literal["plurality", "mean probability"] = "plurality"

    @property
    def seeds(self) -> range:
        """The members' seeds."""
        return range(self.first_seed, self.first_seed + self.num_members)


@dataclass(frozen=True)
class Reported(Experiment):
    """A result that others have reported, not a run of ours."""

    num_runs: int = 0


class Member(NamedTuple):
    """An experiment in a figure.

    Attributes:
        label: the label of its curve, or of the setting that it stands for.
        name: the name of the experiment.
        line: the label of the line that joins it with others; "" if there is only one.
    """

    label: str
    name: str
    line: str = ""


@dataclass(frozen=True)
class Comparison(Experiment):
    """A figure that compares other experiments.

    Attributes:
        members: the others.
    """

    members: tuple[Member, ...]
