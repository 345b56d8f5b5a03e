"""The outcome of a contest as tables, for a terminal or as Markdown."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from network4.bench.results import InferenceResult, Outcome, StepResult
from network4.utils.markup import as_markdown
from network4.utils.tables import print_table, terminal

_LONGEST_REASON = 60
_NOTHING = "-"
_STEP_COLUMNS = (
    "mini-batch",
    "computed by",
    "µs a step",
    "least",
    "most",
    "/ best peer",
    "/ floor",
)
_INFERENCE_COLUMNS = ("computed by", "images a second", "least", "most", "/ best peer")
_LEFT = ("computed by",)
LEGEND = (
    "µs a step: the median over rounds, with the least and the most. / best peer: "
    "time divided by that of the fastest that is not network4; below 1 is faster. "
    "Floor: the arithmetic that a step needs, at the rate of this machine's float32 "
    "matrix product on as many threads."
)


@dataclass(frozen=True)
class Sheet:
    """A table before it is drawn; a row may be None, a line between rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...] | None, ...]


def make_sheets(outcome: Outcome) -> list[Sheet]:
    """Return a table for each network and number of threads; predictions come last."""
    sheets: list[Sheet] = []
    for (network, threads), results in groupby(
        outcome.steps, lambda result: (result.network, result.threads)
    ):
        rate = outcome.matrix_product_gflops.get(threads)
        measured = "" if rate is None else f" · matrix product {rate:,.0f} GFLOP/s"
        title = f"{network} · {_count(threads)}{measured}"
        sheets.append(Sheet(title, _STEP_COLUMNS, tuple(_step_rows(list(results)))))
    for (network, threads), results in groupby(
        outcome.inference, lambda result: (result.network, result.threads)
    ):
        predicted = list(results)
        title = (
            f"{network} · {_count(threads)} · predicting "
            f"{predicted[0].num_images:,} images in one call"
        )
        rows = tuple(_inference_row(result) for result in predicted)
        sheets.append(Sheet(title, _INFERENCE_COLUMNS, rows))
    return sheets


def _count(threads: int) -> str:
    return f"{threads} thread" if threads == 1 else f"{threads} threads"


def _step_rows(
    results: Sequence[StepResult],
) -> Iterable[tuple[str, ...] | None]:
    for batch_size, group in groupby(results, lambda result: result.batch_size):
        if batch_size != results[0].batch_size:
            yield None
        of_batch = list(group)
        for result in of_batch:
            yield str(batch_size), *_step_cells(result)
        floor = of_batch[0].floor_microseconds
        best = _best_peer(of_batch)
        ratio = floor / best if floor is not None and best is not None else None
        nothing = (_NOTHING, _NOTHING)
        cells = _time(floor), *nothing, _ratio(ratio), _ratio(floor and 1.0)
        yield str(batch_size), "floor", *cells


def _step_cells(result: StepResult) -> tuple[str, ...]:
    step, floor = result.microseconds_per_step, result.floor_microseconds
    over_floor = step / floor if step is not None and floor is not None else None
    return (
        _who(result.label, result.error),
        *map(_time, (step, result.min, result.max)),
        _ratio(result.ratio_to_best_peer),
        _ratio(over_floor),
    )


def _best_peer(results: Iterable[StepResult]) -> float | None:
    """Return the best peer's microseconds, from any result that has a ratio to it."""
    for result in results:
        step, ratio = result.microseconds_per_step, result.ratio_to_best_peer
        if step is not None and ratio is not None:
            return step / ratio
    return None


def _inference_row(result: InferenceResult) -> tuple[str, ...]:
    speeds = (result.images_per_second, result.min, result.max)
    return (
        _who(result.label, result.error),
        *(_NOTHING if speed is None else f"{speed:,.0f}" for speed in speeds),
        _ratio(result.ratio_to_best_peer),
    )


def _who(label: str, error: str | None) -> str:
    if error is None:
        return label
    return f"{label}: {textwrap.shorten(error, _LONGEST_REASON, placeholder=' …')}"


def _time(microseconds: float | None) -> str:
    if microseconds is None:
        return _NOTHING
    return f"{microseconds:,.{1 if microseconds < 100 else 0}f}"


def _ratio(ratio: float | None) -> str:
    return _NOTHING if ratio is None else f"{ratio:,.{1 if ratio >= 10 else 2}f}"


def print_tables(sheets: Iterable[Sheet]) -> None:
    """Draw tables on stdout, no wider than the terminal."""
    for sheet in sheets:
        print_table(
            sheet.title,
            {name: "left" if name in _LEFT else "right" for name in sheet.columns},
            sheet.rows,
        )
    terminal().print(LEGEND)


def to_markdown(sheets: Iterable[Sheet]) -> str:
    """Return tables as Markdown.

    Example:
        >>> sheet = Sheet("shallow", ("computed by", "µs a step"), (("floor", "39"),))
        >>> to_markdown([sheet]).splitlines()[2:5]
        ['| computed by | µs a step |', '| --- | ---: |', '| floor | 39 |']
    """
    return "\n".join([*map(_markdown_table, sheets), LEGEND])


def _markdown_table(sheet: Sheet) -> str:
    rules = ["---" if name in _LEFT else "---:" for name in sheet.columns]
    rows = [row for row in sheet.rows if row is not None]
    lines = [
        f"| {' | '.join(as_markdown(cell) for cell in row)} |"
        for row in (sheet.columns, rules, *rows)
    ]
    return "\n".join([f"**{as_markdown(sheet.title)}**", "", *lines, ""])
