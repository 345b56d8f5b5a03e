"""What a person sees while training goes on: a bar, accuracy and time left."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

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

EpochEnded = Callable[[int, float, float], None]


@contextmanager
def report_epochs(
    progress: bool | None,
    num_epochs: int,
    console: Console | None = None,
    score_format: str = ".2%",
) -> Generator[EpochEnded]:
    """Draw a progress bar: epochs done, accuracies, time gone and time left.

    Args:
        progress: True draws the bar, False nothing; None, if stderr is a terminal.
        num_epochs: how many epochs the run may take.
        console: where to draw; default stderr.
        score_format: how scores are written; default ".2%".

    Yields:
        A function to call after each epoch with its number, counted from 0, its score
        on validation data and the best so far.
    """
    wanted = sys.stderr.isatty() if progress is None else progress
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console or Console(stderr=True),
        speed_estimate_period=_ESTIMATE_SECONDS,
        disable=not wanted,
    )
    task = bar.add_task(f"epoch 1 of {num_epochs}", total=num_epochs)

    def epoch_ended(epoch: int, score: float, best_score: float) -> None:
        bar.update(
            task,
            completed=epoch + 1,
            description=f"epoch {min(epoch + 2, num_epochs)} of {num_epochs} · "
            f"validation {score:{score_format}} · best {best_score:{score_format}}",
        )

    with bar:
        yield epoch_ended
