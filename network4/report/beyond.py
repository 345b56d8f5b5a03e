"""Our own networks beyond the book: aims, the result of every seed, and the time."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from network4.experiments import BEYOND
from network4.experiments.experiment import Experiment
from network4.experiments.record_fields import refusing_records
from network4.experiments.results import Results
from network4.experiments.running import judged_accuracy
from network4.report.rows import describe_machine
from network4.report.table import Line, Table, duration
from network4.utils.records import Record

_HEADERS = (
    "recipe",
    "network",
    "aim, %",
    "test, % mean ± s.d. (runs)",
    "each, by seed",
    "training time",
    "machine",
)
_INTRODUCTION = (
    "Recipes found on validation data alone, and frozen. Each run's figure is its "
    "accuracy on the test images at its best validation epoch (of best at the last, "
    "trained on 59,000 images), looked at once; "
    "ensembles are runs with seeds in a row, and answer by the mean of their last "
    "probabilities. Training time is wall time on all cores, distorting, compiling and "
    "validation included, the median of the runs: some had other work beside them."
)


@dataclass(frozen=True)
class Beyond:
    """A row of the table of our own networks; None where a value is missing.

    Attributes:
        id, summary: the experiment's.
        aim_percent: the test accuracy that it should reach.
        percents: the test accuracy of each run, by seed.
        seconds: the median time to train a run; None for an ensemble.
        machine: processor, cores and engine.
    """

    id: str
    summary: str
    aim_percent: float | None
    percents: tuple[float, ...]
    seconds: float | None
    machine: str

    @property
    def mean_percent(self) -> float:
        """The mean over the runs."""
        return statistics.fmean(self.percents)


def make_beyond(results: Results) -> list[Beyond]:
    """Return a row for each network and machine with records."""
    rows: list[Beyond] = []
    for experiment in BEYOND:
        with refusing_records("report", experiment.name):
            rows += _rows_of(experiment, results.read(experiment.name))
    return rows


def _rows_of(experiment: Experiment, records: Sequence[Record]) -> Iterator[Beyond]:
    for machine in dict.fromkeys(map(describe_machine, records)):
        own = [r for r in records if describe_machine(r) == machine]
        yield Beyond(
            experiment.name,
            experiment.summary,
            experiment.published_percent,
            tuple(100 * judged_accuracy(experiment, record) for record in own),
            statistics.median(record["seconds"] for record in own)
            if experiment.is_timed
            else None,
            machine,
        )


def beyond_table(rows: Sequence[Beyond]) -> Table:
    """Return the table."""
    return Table(
        "<!-- beyond, made by network4 report --into -->",
        "Beyond the book",
        _INTRODUCTION,
        _HEADERS,
        (2, 3, 4, 5),
        [Line(_cells(row)) for row in rows],
        on_terminal=(0, 1, 2, 3, 5),
    )


def _cells(row: Beyond) -> tuple[str, ...]:
    spread = f" ± {statistics.stdev(row.percents):.3f}" if len(row.percents) > 1 else ""
    return (
        row.id,
        row.summary,
        "" if row.aim_percent is None else f"{row.aim_percent:.2f}",
        f"{row.mean_percent:.3f}{spread} ({len(row.percents)})",
        " ".join(f"{percent:.2f}" for percent in row.percents),
        "" if row.seconds is None else duration(row.seconds),
        row.machine,
    )
