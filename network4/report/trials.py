"""What helps beyond the book, and what does not: the table of the trials."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from network4.experiments import TRIALS
from network4.experiments.experiment import Training
from network4.experiments.results import Results
from network4.experiments.running import judged_accuracy
from network4.experiments.trials import BASE_NAME
from network4.records import Record
from network4.report.table import duration

HEADERS = ("trial", "validation, % (runs)", "difference", "core time of a run")


@dataclass(frozen=True)
class Trial:
    """A row of the table of trials.

    Attributes:
        id, summary: the experiment's name, and what it changes.
        percents: the accuracy on validation data after the last epoch, for each run.
        cpu_seconds: of the processor, for a run on average.
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
        """Standard deviation over the runs; not a number for one run."""
        return statistics.stdev(self.percents) if len(self.percents) > 1 else math.nan


def make_trials(results: Results) -> list[Trial]:
    """Return a row for each trial that has a record, the base first."""
    rows = [(trial, results.read(trial.name)) for trial in TRIALS]
    return [_row(trial, records) for trial, records in rows if records]


def _row(trial: Training, records: Sequence[Record]) -> Trial:
    return Trial(
        trial.name,
        trial.summary,
        tuple(100 * judged_accuracy(trial, record) for record in records),
        statistics.fmean(record["cpu_seconds"] for record in records),
    )


def base_of(rows: Sequence[Trial]) -> Trial | None:
    """Return the row that the others are compared with; None if it has no record."""
    return next((row for row in rows if row.id == BASE_NAME), None)


def trial_cells(row: Trial, base: Trial | None) -> tuple[str, ...]:
    """Return what a row says, cell by cell; differences are from `base`."""
    spread = f"{row.mean_percent:.2f} ± {row.std_percent:.2f} ({len(row.percents)})"
    if len(row.percents) == 1:
        spread = f"{row.mean_percent:.2f} (1)"
    return row.summary, spread, _difference(row, base), duration(row.cpu_seconds)


def _difference(row: Trial, base: Trial | None) -> str:
    """Return the difference of means with its standard error over seeds."""
    if base is None or row.id == base.id:
        return ""
    variances = [r.std_percent**2 / len(r.percents) for r in (row, base)]
    error = math.sqrt(sum(variances))
    known = "" if math.isnan(error) else f" ± {error:.2f}"
    return f"{row.mean_percent - base.mean_percent:+.2f}{known}"


def trials_table(rows: Sequence[Trial]) -> str:
    """Return the table as Markdown."""
    lines = [HEADERS, ("---", "---:", "---:", "---:")]
    lines += [trial_cells(row, base_of(rows)) for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
