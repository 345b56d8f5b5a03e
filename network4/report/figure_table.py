"""The figures that compare runs, as a table of the results of each setting."""

import statistics
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from network4.experiments import EXPERIMENTS
from network4.experiments.experiment import Comparison, Member
from network4.experiments.record_fields import refusing_records
from network4.experiments.reproduction import find
from network4.experiments.results import Results
from network4.experiments.running import judged_accuracy
from network4.report.table import Line, Table

_HEADERS = "chapter", "figure", "compares", "line", "accuracy by setting, %"
_INTRODUCTION = (
    "Each row is one line of a figure, as far as there are records. After each "
    "setting come the mean of its runs, their standard deviation and their number. "
    "The protocol of the experiment says what counts: for most it is the test "
    "accuracy at the best validation epoch."
)
_BY_ACCURACY = "accuracy by epoch", "accuracy by setting"


class FigureLine(NamedTuple):
    """A line of a figure.

    Attributes:
        figure: the comparison that it belongs to.
        label: the label of the line; "" if the figure has only one.
        percents: for each setting with records, the accuracies of its runs.
        missing: the settings without records.
    """

    figure: Comparison
    label: str
    percents: dict[str, tuple[float, ...]]
    missing: tuple[str, ...] = ()


def make_figure_lines(results: Results) -> list[FigureLine]:
    """Return the lines with records of two settings or more, in the book's order."""
    compared = (e for e in EXPERIMENTS if isinstance(e, Comparison))
    figures = [figure for figure in compared if figure.picture in _BY_ACCURACY]
    return [line for figure in figures for line in _lines_of(figure, results)]


def _lines_of(figure: Comparison, results: Results) -> Iterator[FigureLine]:
    for label in dict.fromkeys(member.line for member in figure.members):
        members = [member for member in figure.members if member.line == label]
        settings = {m.label: _percents(m, results) for m in members}
        found = {setting: values for setting, values in settings.items() if values}
        if len(found) > 1:  # one alone compares nothing
            missing = tuple(name for name in settings if name not in found)
            yield FigureLine(figure, label, found, missing)


def _percents(member: Member, results: Results) -> tuple[float, ...]:
    experiment = find(member.name)
    with refusing_records("report", member.name):
        return tuple(
            100 * judged_accuracy(experiment, record)
            for record in results.read(member.name)
        )


def figure_table(lines: Sequence[FigureLine]) -> Table:
    """Return the table."""
    return Table(
        "<!-- figures, made by network4 report --into -->",
        "The figures in numbers",
        _INTRODUCTION,
        _HEADERS,
        (0,),
        [Line(_cells(line)) for line in lines],
        on_terminal=(1, 3, 4),
    )


def _cells(line: FigureLine) -> tuple[str, ...]:
    settings = [f"{name}: {_said(v)}" for name, v in line.percents.items()]
    settings += [f"{name}: not on record" for name in line.missing]
    figure = line.figure
    return (
        *(str(figure.chapter), figure.name, figure.summary, line.label),
        " · ".join(settings),
    )


def _said(percents: Sequence[float]) -> str:
    """Return the mean, the standard deviation and the number of runs, as text.

    >>> _said([99.1, 99.3]), _said([99.1])
    ('99.20 ± 0.14 (2)', '99.10 (1)')
    """
    spread = f" ± {statistics.stdev(percents):.2f}" if len(percents) > 1 else ""
    return f"{statistics.fmean(percents):.2f}{spread} ({len(percents)})"
