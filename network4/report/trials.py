"""The table of the trials: what helps beyond the book, and what does not."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from network4.experiments import TRIALS
from network4.experiments.experiment import Trained
from network4.experiments.record_fields import refusing_records
from network4.experiments.results import Results
from network4.experiments.running import judged_accuracy
from network4.experiments.trials import BASE_NAME
from network4.report.table import Line, Table, duration
from network4.utils.records import Record

_HEADERS = ("trial", "validation, % (runs)", "difference", "core time of a run")
_INTRODUCTION = (
    "One change at a time to a small network, judged by its accuracy on validation "
    "data after the last epoch: mean and standard deviation over runs from different "
    "seeds, and the difference from the first row with its standard error. No test "
    "image was looked at."
)


@dataclass(frozen=True)
class Trial:
    """A row of the table of trials.

    Attributes:
        id, summary: the experiment's name, and what it changes.
        percents: each run's accuracy on validation data after the last epoch.
        cpu_seconds: the mean processor time of a run.
    """

    id: str
    summary: str
    percents: tuple[float, ...]
    cpu_seconds: float

    @property
    def mean_percent(self) -> float:
        """Mean over the runs."""
        return statistics.fmean(self.percents)

    @property
    def std_percent(self) -> float:
        """Standard deviation over the runs; NaN for one run."""
        return statistics.stdev(self.percents) if len(self.percents) > 1 else math.nan


def make_trials(results: Results) -> list[Trial]:
    """Return a row for each trial with records, the base first."""
    rows = [(trial, results.read(trial.name)) for trial in TRIALS]
    return [_row(trial, records) for trial, records in rows if records]


def _row(trial: Trained, records: Sequence[Record]) -> Trial:
    with refusing_records("report", trial.name):
        return Trial(
            trial.name,
            trial.summary,
            tuple(100 * judged_accuracy(trial, record) for record in records),
            statistics.fmean(record["cpu_seconds"] for record in records),
        )


def trials_table(trials: Sequence[Trial]) -> Table:
    """Return the table; it shows the difference from the base, if that has records."""
    base = next((trial for trial in trials if trial.id == BASE_NAME), None)
    return Table(
        "<!-- trials, made by network4 report --into -->",
        "Beyond the book: what helps, and what does not",
        _INTRODUCTION,
        _HEADERS,
        (1, 2, 3),
        [Line(_cells(trial, base)) for trial in trials],
    )


def _cells(row: Trial, base: Trial | None) -> tuple[str, ...]:
    spread = f"{row.mean_percent:.2f} ± {row.std_percent:.2f} ({len(row.percents)})"
    if len(row.percents) == 1:
        spread = f"{row.mean_percent:.2f} (1)"
    return row.summary, spread, _difference(row, base), duration(row.cpu_seconds)


def _difference(row: Trial, base: Trial | None) -> str:
    """Return the difference of the means, with its standard error over seeds."""
    if base is None or row.id == base.id:
        return ""
    variances = [r.std_percent**2 / len(r.percents) for r in (row, base)]
    error = math.sqrt(sum(variances))
    known = "" if math.isnan(error) else f" ± {error:.2f}"
    return f"{row.mean_percent - base.mean_percent:+.2f}{known}"
