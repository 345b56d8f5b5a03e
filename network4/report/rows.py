"""Makes the rows of the table from records: the book's results and ours."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from network4.experiments import EXPERIMENTS
from network4.experiments.experiment import NUM_TEST_IMAGES, Experiment
from network4.experiments.record_fields import refusing_records
from network4.experiments.results import Results
from network4.experiments.running import judged_accuracy
from network4.utils.records import Record, say_cores

_ROUNDING = 1e-9  # of a share of images times a hundred


@dataclass(frozen=True)
class Row:
    """A row of the table; None where nothing was published or run.

    Attributes:
        id: the experiment's name.
        chapter, section, summary, note: as in the experiment.
        published_percent: the book's accuracy.
        best_of_runs_percent: the accuracy of the run with the best validation accuracy,
            among as many runs as the protocol has; among equals, the lowest seed.
        mean_percent, std_percent, highest_percent: over all runs with records.
        num_runs: the number of runs with records.
        seconds: the wall time of all runs together.
        cpu_seconds: the processor time of all runs together, on all cores.
        machine: processor, cores and engine.
        is_in_range: whether the best run is in the range to be expected; None if no
            range is known.
        expected_percent: the least and the greatest accuracy of a range of the
            experiment's own; None if it has none.
    """

    id: str
    chapter: int
    section: str
    summary: str
    note: str
    published_percent: float | None
    best_of_runs_percent: float | None = None
    mean_percent: float | None = None
    std_percent: float | None = None
    highest_percent: float | None = None
    num_runs: int = 0
    seconds: float | None = None
    cpu_seconds: float | None = None
    machine: str | None = None
    is_in_range: bool | None = None
    expected_percent: tuple[float, float] | None = None

    @property
    def difference_percent(self) -> float | None:
        """Our accuracy minus the book's."""
        if self.published_percent is None or self.best_of_runs_percent is None:
            return None
        return self.best_of_runs_percent - self.published_percent

    @property
    def difference_error_percent(self) -> float | None:
        """Standard error of the difference of two accuracies on 10,000 test images."""
        if self.published_percent is None or self.best_of_runs_percent is None:
            return None
        shares = self.published_percent / 100, self.best_of_runs_percent / 100
        variance = sum(share * (1 - share) for share in shares) / NUM_TEST_IMAGES
        return 100 * math.sqrt(variance)

    def to_dict(self) -> dict[str, Any]:
        """Return the row for JSON."""
        return asdict(self)


def make_rows(results: Results) -> list[Row]:
    """Return a row for each listed experiment and machine, in the book's order."""
    rows: list[Row] = []
    for experiment in EXPERIMENTS:
        if experiment.is_listed:
            with refusing_records("report", experiment.name):
                rows += _rows_of(experiment, results.read(experiment.name))
    return rows


def _rows_of(experiment: Experiment, records: Sequence[Record]) -> list[Row]:
    if not records:
        return [_empty(experiment)]
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(describe_machine(record), []).append(record)
    return [_row(experiment, name, group) for name, group in groups.items()]


def _empty(experiment: Experiment) -> Row:
    return Row(
        experiment.name,
        experiment.chapter,
        experiment.section,
        experiment.summary,
        experiment.note,
        experiment.published_percent,
        expected_percent=experiment.expected_percent,
    )


def _row(experiment: Experiment, machine: str, records: Sequence[Record]) -> Row:
    percents = [100 * judged_accuracy(experiment, record) for record in records]
    best = 100 * judged_accuracy(experiment, best_run(experiment, records))
    low, high = experiment.range_percent or (0.0, 100.0)
    return replace(
        _empty(experiment),
        best_of_runs_percent=round(best, 4),
        mean_percent=round(statistics.fmean(percents), 4),
        std_percent=round(statistics.stdev(percents), 4) if len(percents) > 1 else None,
        highest_percent=round(max(percents), 4),
        num_runs=len(percents),
        seconds=round(sum(record["seconds"] for record in records), 1),
        cpu_seconds=round(sum(record["cpu_seconds"] for record in records), 1),
        machine=machine,
        is_in_range=None
        if experiment.range_percent is None
        else low - _ROUNDING <= best <= high + _ROUNDING,
    )


def best_run(experiment: Experiment, records: Sequence[Record]) -> Record:
    """Return the run of the protocol with the best accuracy on validation data."""
    among = [r for r in records if r["seed"] < experiment.protocol_runs] or records
    return max(among, key=lambda r: (r.get("validation_accuracy", 0.0), -r["seed"]))


def describe_machine(record: Record) -> str:
    """Say in a few words on which machine a run was made."""
    machine = record["machine"]
    engine = record["engine"]
    where = f"{_short(machine['processor'])}, {say_cores(machine)}"
    return where if engine == "none" else f"{where}, {engine}"


def _short(processor: str) -> str:
    for mark in ("(R)", "(TM)", "Processor ", "CPU "):
        processor = processor.replace(mark, "")
    return " ".join(processor.split())
