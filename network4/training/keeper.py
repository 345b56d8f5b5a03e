"""Keeps the state of a run in its checkpoint, so that the run can continue from it."""

import os
import warnings
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from network4.errors import ArgumentError, Network4Warning
from network4.network import Network
from network4.training.checkpoints import (
    Checkpoint,
    read_checkpoint,
    write_checkpoint,
)
from network4.training.identity import changes_between
from network4.utils.files import why, why_not_writable
from network4.utils.locks import lock_beside, locked


class Keeper:
    """The checkpoint of one run.

    Args:
        path: the file.
        identity: what identifies the run, as JSON.
        conditions: on what else the last bits of the result depend.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        identity: Mapping[str, Any],
        conditions: Mapping[str, Any],
    ) -> None:
        """Remember the arguments; nothing is read or written."""
        self._path = Path(path)
        self._identity = dict(identity)
        self._conditions = dict(conditions)
        self._stretches = ({"first_epoch": 0, **conditions},)
        self._failed = False

    def read(self, network: Network) -> Checkpoint | None:
        """Return the state of the run; None before its first checkpoint.

        Warns:
            Network4Warning: the conditions have changed, so the last bits may differ.

        Raises:
            ArgumentError: the checkpoint belongs to another run.
            ModelFileError: it is damaged, or of another version of network4.
        """
        found = read_checkpoint(self._path, network, self._identity)
        if found is None:
            return None
        self._stretches = found.stretches
        changes = changes_between(_without_epoch(self._stretches[-1]), self._conditions)
        if changes:
            now = {"first_epoch": len(found.history), **self._conditions}
            self._stretches = (*self._stretches, now)
            _warn(
                f"fit: checkpoint {self._path} continues under other conditions "
                f"({changes}); the result may differ in its last bits from that of a "
                "run without interruption."
            )
        return found

    def said(self) -> dict[str, Any]:
        """Return the conditions for the record, with the epochs of changes."""
        if len(self._stretches) == 1:
            return {}
        return {"conditions": list(self._stretches)}

    def check_can_write(self, num_bytes: int) -> None:
        """Raise ArgumentError unless there is room for so many bytes."""
        reason = why_not_writable(self._path.parent, num_bytes)
        if reason is not None:
            raise ArgumentError(
                f"fit: checkpoint must be in a directory with room for {num_bytes:,} "
                f"bytes, received {self._path} ({reason}); give another path."
            )

    def write(self, checkpoint: Checkpoint) -> None:
        """Write the state of the run.

        Warns:
            Network4Warning: the file cannot be written, and the one before it stays.
                This is said once, until writing succeeds again.
        """
        failed_before, self._failed = self._failed, False
        try:
            write_checkpoint(self._path, checkpoint, self._identity, self._stretches)
        except OSError as error:
            self._failed = True
            if failed_before:
                return
            _warn(
                f"fit: checkpoint {self._path} cannot be written after epoch "
                f"{len(checkpoint.history)} ({why(error)}); training continues, and "
                "the checkpoint before it stays; free space there, or stop with "
                "Ctrl-C."
            )


@contextmanager
def alone_with(path: str | os.PathLike[str] | None) -> Generator[None]:
    """Keep other runs from reading or writing a checkpoint while the block runs.

    Args:
        path: the checkpoint's file; None for a run without one.

    Raises:
        ArgumentError: another run uses it.
    """
    with ExitStack() as stack:
        if path is not None and not _is_locked(stack, Path(path)):
            raise ArgumentError(
                "fit: checkpoint must not belong to a run in progress, but another "
                f"run is writing {path}; wait until it has ended, or give another "
                "path."
            )
        yield


def _is_locked(stack: ExitStack, path: Path) -> bool:
    try:
        return stack.enter_context(locked(lock_beside(path)))
    except OSError:  # what cannot be written is told later, if it is to be written
        return True


def _without_epoch(stretch: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stretch.items() if name != "first_epoch"}


def _warn(sentence: str) -> None:
    warnings.warn(sentence, Network4Warning, stacklevel=2)
