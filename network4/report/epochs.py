"""What more epochs give: how soon a network reads well, and how well it can read."""

import statistics
from collections.abc import Sequence
from typing import NamedTuple

from network4.experiments.record_fields import refusing_records
from network4.experiments.reproduction import find
from network4.experiments.results import Results
from network4.report.table import Line, Table
from network4.utils.records import Record

TARGET = 0.989
FIRST_EPOCHS = (10, 20, 40, 60)
_NAMES = (
    *("basic_conv", "dbl_conv", "dbl_conv_tanh", "dbl_conv_rescaled", "dbl_conv_relu"),
    *("dropout", "dropout_300"),
)
_INTRODUCTION = (
    f"How many epochs each run needs to {TARGET:.1%} of the validation images, and the "
    "best validation accuracy within its first epochs, as a mean of the runs. All "
    "these numbers come from the curves in the records."
)


class EpochsRow(NamedTuple):
    """A network's row.

    Attributes:
        id, summary: the experiment's.
        needed: for each run the number of epochs to the target; None if it was not
            reached.
        best_percents: for each number of first epochs, the mean over the runs of the
            best validation accuracy; None if the runs have fewer epochs.
    """

    id: str
    summary: str
    needed: tuple[int | None, ...]
    best_percents: tuple[float | None, ...]


def make_epochs(results: Results) -> list[EpochsRow]:
    """Return a row for each of the compared networks that has records."""
    rows = [(name, results.read(name)) for name in _NAMES]
    return [_row(name, records) for name, records in rows if records]


def _row(name: str, records: Sequence[Record]) -> EpochsRow:
    with refusing_records("report", name):
        curves = [_validation_accuracies(record) for record in records]
        return EpochsRow(
            name,
            find(name).summary,
            tuple(epochs_to(TARGET, curve) for curve in curves),
            tuple(_best_percent(count, curves) for count in FIRST_EPOCHS),
        )


def _validation_accuracies(record: Record) -> list[float]:
    return [epoch["validation_accuracy"] for epoch in record["epochs"]]


def epochs_to(target: float, accuracies: Sequence[float]) -> int | None:
    """Return the number of epochs until an accuracy is reached; None if it never is.

    >>> epochs_to(0.9, [0.8, 0.9, 0.7]), epochs_to(0.95, [0.8, 0.9, 0.7])
    (2, None)
    """
    reached = (n for n, value in enumerate(accuracies, start=1) if value >= target)
    return next(reached, None)


def _best_percent(count: int, curves: Sequence[Sequence[float]]) -> float | None:
    if any(len(curve) < count for curve in curves):
        return None
    return 100 * statistics.fmean(max(curve[:count]) for curve in curves)


def epochs_table(rows: Sequence[EpochsRow]) -> Table:
    """Return the table."""
    best = (f"best of {count}, %" for count in FIRST_EPOCHS)
    return Table(
        "<!-- epochs, made by network4 report --into -->",
        "What more epochs give",
        _INTRODUCTION,
        ("experiment", "network", f"epochs to {TARGET:.1%}, by seed", *best),
        (2, 3, 4, 5, 6),
        [Line(_cells(row)) for row in rows],
    )


def _cells(row: EpochsRow) -> tuple[str, ...]:
    needed = ", ".join("never" if count is None else str(count) for count in row.needed)
    best = ("" if value is None else f"{value:.2f}" for value in row.best_percents)
    return row.id, row.summary, needed, *best
