"""The table as Markdown."""

from collections.abc import Mapping, Sequence

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
TRIALS_BEGIN = "<!-- trials, made by network4 report --into -->"
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


def replace_tables(text: str, tables: Mapping[str, str]) -> str:
    """Return text with tables between their marks in place of what is there.

    Args:
        text: of a Markdown file.
        tables: by the mark with which each begins; those of which the text has no mark
            are left out.

    Raises:
        DataError: the text has none of the marks, or one that does not end.

    Example:
        >>> new = {TABLE_BEGINS: "new "}
        >>> print(replace_tables(f"old {TABLE_BEGINS} {TABLE_ENDS} old", new))
        old <!-- made by network4 report --into -->
        new <!-- end --> old
    """
    found = [begins for begins in tables if begins in text]
    for begins in found:
        before, _, rest = text.partition(begins)
        _, ends, after = rest.partition(TABLE_ENDS)
        if not ends:
            found = []
            break
        text = f"{before}{begins}\n{tables[begins]}{ends}{after}"
    if not found:
        raise DataError(
            f"report: the file must hold the lines {' or '.join(tables)} and "
            f"{TABLE_ENDS}, between which the table goes; add them."
        )
    return text


def machines(rows: Sequence[Row]) -> str:
    """Say on what the runs were made, and how long all of them took."""
    seconds: dict[str, float] = {}
    for row in rows:
        if row.machine and row.cpu_seconds is not None:
            seconds[row.machine] = seconds.get(row.machine, 0.0) + row.cpu_seconds
    made = [f"{name}: {duration(total)}" for name, total in seconds.items()]
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
    return duration(row.cpu_seconds / row.num_runs)


def duration(seconds: float) -> str:
    """Return seconds in words, to two figures or so."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"
