"""The table of the book's numbers beside ours."""

from collections.abc import Sequence

from network4.experiments import EXPERIMENTS
from network4.experiments.experiment import Comparison
from network4.report.rows import Row
from network4.report.table import Line, Table, duration

_HEADERS = (
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
_NUMERIC = 0, 3, 4, 5, 6, 7
_ON_TERMINAL = 1, 2, 3, 4, 5
_TITLE = "The book's accuracies, beside ours"
_INTRODUCTION = (
    'Each row is an experiment of "Neural Networks and Deep Learning". "ours" is the '
    "best of the protocol's runs, chosen by accuracy on validation data and reported "
    "on test data at the best validation epoch; Chapter 1 chooses and reports on test "
    "data, Chapter 3 on validation data, as the book does. The difference is given "
    "with its standard error over test sets of 10,000 images. (!) marks a result of "
    "ours outside the range in which it is expected: more than two standard errors of "
    "the book's figure below that figure, or outside the range that the remarks name. "
    "Nothing is filled in by anything but its own run."
)
# Those of README: a row of each kind, and the one that falls furthest short.
_SHORT = "ch1_30", "ch1_100", "dbl_conv", "dbl_conv_relu", "ensemble_5"
_SHORT_COLUMNS = slice(1, 7)
_FIGURES = {e.name for e in EXPERIMENTS if isinstance(e, Comparison)}


def book_table(rows: Sequence[Row]) -> Table:
    """Return the table; figures that compare runs have no line in it."""
    return Table(
        "<!-- made by network4 report --into -->",
        _TITLE,
        _INTRODUCTION,
        _HEADERS,
        _NUMERIC,
        [_line(row) for row in rows if row.id not in _FIGURES],
        _machines(rows),
        _ON_TERMINAL,
    )


def short_book_table(rows: Sequence[Row]) -> Table:
    """Return five rows of the table, with the columns from the name to the mean."""
    by_name = {row.id: row for row in rows}
    return Table(
        "<!-- five rows, made by network4 report --into -->",
        _TITLE,
        _INTRODUCTION,
        _HEADERS[_SHORT_COLUMNS],
        (2, 3, 4, 5),
        [Line(_cells(by_name[name])[_SHORT_COLUMNS]) for name in _SHORT],
    )


def _line(row: Row) -> Line:
    where = f'Chapter {row.chapter}, "{row.section}"'
    return Line(_cells(row), where, is_marked=row.is_in_range is False)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        str(row.chapter),
        row.id,
        row.summary,
        _percent(row.published_percent),
        _percent(row.best_of_runs_percent),
        _difference(row),
        _mean(row),
        _time(row),
        _remarks(row),
    )


def _remarks(row: Row) -> str:
    """Return the note, and the range of the experiment's own if there is one."""
    if row.expected_percent is None:
        return row.note
    low, high = row.expected_percent
    said = f"exactly {low:.2f}" if low == high else f"{low:.2f} to {high:.2f}"
    return "; ".join(filter(None, (row.note, f"expected: {said}")))


def _machines(rows: Sequence[Row]) -> str:
    """Say on which machines the runs were made, and how long they took."""
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
