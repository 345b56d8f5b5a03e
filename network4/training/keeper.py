"""Keeps where a run stands in its checkpoint, and goes on from there."""

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
        identity: what only the same training has, which JSON can hold.
        conditions: what the last bits of the result depend on besides.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        identity: Mapping[str, Any],
        conditions: Mapping[str, Any],
    ) -> None:
        """Remember all that; nothing is read or written."""
        self._path = Path(path)
        self._identity = dict(identity)
        self._conditions = dict(conditions)
        self._stretches = ({"first_epoch": 0, **conditions},)
        self._failed = False

    def read(self, network: Network) -> Checkpoint | None:
        """Return where the run stands; None before its first checkpoint.

        Warns:
            Network4Warning: it goes on under other conditions, which may change bits.

        Raises:
            ArgumentError: the checkpoint is of another training.
            ModelFileError: it is damaged, or another network4's.
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
                f"fit: checkpoint {self._path} goes on under other conditions "
                f"({changes}); the result may differ in its last bits from that of a "
                "run that was never cut off."
            )
        return found

    def said(self) -> dict[str, Any]:
        """Return what a record says: under what conditions, where they changed."""
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
        """Write where the run stands now.

        Warns:
            Network4Warning: it cannot be written; the one before stays. That is said
                once, until it can be written again.
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
                f"{len(checkpoint.history)} ({why(error)}); training goes on, and the "
                "last one written stays; make room there, or stop with Ctrl-C."
            )


@contextmanager
def alone_with(path: str | os.PathLike[str] | None) -> Generator[None]:
    """Let no other run go on from a checkpoint, or write it, while the block runs.

    Args:
        path: the checkpoint's file; None for a run without one.

    Raises:
        ArgumentError: another run has it.
    """
    with ExitStack() as stack:
        if path is not None and not _is_locked(stack, Path(path)):
            raise ArgumentError(
                f"fit: checkpoint must be of no run that goes on now, but another one "
                f"writes {path}; wait until it has ended, or give another path."
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
