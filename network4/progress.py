"""What a person sees while training goes on: a bar, accuracy and time left."""

import sys
from types import TracebackType
from typing import Protocol

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


class Reporter(Protocol):
    """Is told of every epoch that has ended."""

    def __enter__(self) -> "Reporter":
        """Start reporting."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop reporting."""
        ...

    def epoch_ended(self, epoch: int, accuracy: float, best_accuracy: float) -> None:
        """Show an epoch, from 0, its accuracy on validation data and the best."""
        ...


class Quiet:
    """Reports nothing."""

    def __enter__(self) -> "Quiet":
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Do nothing."""

    def epoch_ended(self, epoch: int, accuracy: float, best_accuracy: float) -> None:
        """Do nothing."""


class Bar:
    """A progress bar on stderr: epochs done, accuracies, time gone and time left.

    Args:
        num_epochs: how many epochs the run may take.
        console: where to draw; default stderr.
    """

    def __init__(self, num_epochs: int, console: Console | None = None) -> None:
        """Lay out the columns; nothing is drawn before the `with` block."""
        self._num_epochs = num_epochs
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console or Console(stderr=True),
            speed_estimate_period=_ESTIMATE_SECONDS,
        )
        first = f"epoch 1 of {num_epochs}"
        self._task = self._progress.add_task(first, total=num_epochs)

    def __enter__(self) -> "Bar":
        """Start drawing."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the bar as it stands."""
        self._progress.stop()

    def epoch_ended(self, epoch: int, accuracy: float, best_accuracy: float) -> None:
        """Show the epoch's accuracy on validation data, and the best so far."""
        current = min(epoch + 2, self._num_epochs)
        self._progress.update(
            self._task,
            completed=epoch + 1,
            description=f"epoch {current} of {self._num_epochs} · validation "
            f"{accuracy:.2%} · best {best_accuracy:.2%}",
        )


def make_reporter(progress: bool | None, num_epochs: int) -> Reporter:
    """Return a bar if it is asked for, or by default if stderr is a terminal."""
    wanted = sys.stderr.isatty() if progress is None else progress
    return Bar(num_epochs) if wanted else Quiet()
