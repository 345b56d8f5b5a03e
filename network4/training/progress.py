"""What a person sees during training: a bar, the accuracy and the time left."""

import importlib
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

# Epochs may take minutes, so that time left is estimated from all of them.
_ESTIMATE_SECONDS = 24 * 3600.0
_REFRESH_SECONDS = 0.5

EpochEnded = Callable[[int, float, float], None]


@contextmanager
def report_epochs(
    progress: bool | None,
    num_epochs: int,
    console: Console | None = None,
    score_format: str = ".2%",
) -> Generator[EpochEnded]:
    """Draw a progress bar: finished epochs, accuracies, time taken and time left.

    Args:
        progress: True draws the bar, and False draws nothing. None draws it in a
            notebook, and if stderr is a terminal.
        num_epochs: the largest number of epochs of the run.
        console: where to draw; default stderr.
        score_format: how scores are written; default ".2%".

    Yields:
        A function to call after each epoch with its number (from 0), its score on
        validation data and the best score so far.
    """
    console = console or Console(stderr=True)
    is_notebook = console.is_jupyter
    may_draw = is_notebook or sys.stderr.isatty()
    wanted = may_draw if progress is None else progress
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console,
        speed_estimate_period=_ESTIMATE_SECONDS,
        disable=is_notebook or not wanted,
    )
    task = bar.add_task(f"epoch 1 of {num_epochs}", total=num_epochs)

    def epoch_ended(epoch: int, score: float, best_score: float) -> None:
        bar.update(
            task,
            completed=epoch + 1,
            description=f"epoch {min(epoch + 2, num_epochs)} of {num_epochs} · "
            f"validation {score:{score_format}} · best {best_score:{score_format}}",
        )

    with _in_a_notebook(bar) if is_notebook and wanted else bar:
        yield epoch_ended


@contextmanager
def _in_a_notebook(bar: Progress) -> Generator[None]:
    """Show a bar as an output of the cell, updated in its place.

    Rich's own bar needs a package of widgets, and a notebook that is opened later shows
    no widgets.
    """
    ended = Event()
    display: Any = importlib.import_module("IPython.display").display

    def table() -> Any:
        return bar.make_tasks_table(bar.tasks)

    shown = display(table(), display_id=True)

    def refresh() -> None:
        while not ended.wait(_REFRESH_SECONDS):
            shown.update(table())

    thread = Thread(target=refresh, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        shown.update(table())
