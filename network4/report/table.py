"""The table as Markdown."""

from collections.abc import Sequence

from network4.errors import DataError
from network4.experiments import EXPERIMENTS
from network4.experiments.experiment import Comparison
from network4.report.rows import Row

HEADERS = (
    "chapter",
    "experiment",
    "network",
    "the book, %",
    "ours, %",
    "difference",
    "mean ± s.d. (runs)",
    "core time of a run",
    "remarks",
)
TABLE_BEGINS = "<!-- made by network4 report --into -->"
TABLE_ENDS = "<!-- end -->"
_FIGURES = {e.name for e in EXPERIMENTS if isinstance(e, Comparison)}


def cells(row: Row) -> tuple[str, ...]:
    """Return what a row says, cell by cell."""
    return (
        str(row.chapter),
        row.id,
        row.summary,
        _percent(row.published_percent),
        _percent(row.best_of_runs_percent),
        _difference(row),
        _mean(row),
        _time(row),
        row.note,
    )


def table_rows(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with accuracies; figures that compare runs have none."""
    return [row for row in rows if row.id not in _FIGURES]


def markdown_table(rows: Sequence[Row]) -> str:
    """Return the table as Markdown, the machines below it."""
    lines = [HEADERS, ("---:", "---", "---", *["---:"] * 5, "---")]
    lines += [cells(row) for row in table_rows(rows)]
    body = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{body}\n\n{machines(rows)}\n"


def replace_table(text: str, table: str) -> str:
    """Return text with a table between its two marks in place of what is there.

    Raises:
        DataError: the text has no such marks.

    Example:
        >>> print(replace_table(f"old {TABLE_BEGINS} {TABLE_ENDS} old", "new "))
        old <!-- made by network4 report --into -->
        new <!-- end --> old
    """
    before, begins, rest = text.partition(TABLE_BEGINS)
    _, ends, after = rest.partition(TABLE_ENDS)
    if not begins or not ends:
        raise DataError(
            f"report: the file must hold the lines {TABLE_BEGINS} and {TABLE_ENDS}, "
            "between which the table goes; add them."
        )
    return f"{before}{begins}\n{table}{ends}{after}"


def machines(rows: Sequence[Row]) -> str:
    """Say on what the runs were made, and how long all of them took."""
    seconds: dict[str, float] = {}
    for row in rows:
        if row.machine and row.cpu_seconds is not None:
            seconds[row.machine] = seconds.get(row.machine, 0.0) + row.cpu_seconds
    made = [f"{name}: {_duration(total)}" for name, total in seconds.items()]
    return f"Processor time of all runs · {' · '.join(made) or 'none yet'}."


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _difference(row: Row) -> str:
    if row.difference_percent is None or row.difference_error_percent is None:
        return ""
    mark = " (!)" if row.is_in_range is False else ""
    return f"{row.difference_percent:+.2f} ± {row.difference_error_percent:.2f}{mark}"


def _mean(row: Row) -> str:
    if row.mean_percent is None:
        return ""
    if row.std_percent is None:
        return f"{row.mean_percent:.2f} (1)"
    runs = str(row.num_runs)
    if row.highest_percent != row.best_of_runs_percent:
        runs += f", highest {row.highest_percent:.2f}"
    return f"{row.mean_percent:.2f} ± {row.std_percent:.2f} ({runs})"


def _time(row: Row) -> str:
    if row.cpu_seconds is None or not row.num_runs:
        return ""
    return _duration(row.cpu_seconds / row.num_runs)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"
