"""Directories of runs: what lies in them, which is free, and who writes in one."""

import itertools
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from network4.errors import Network4Error
from network4.utils.files import remove_leftovers, why
from network4.utils.locks import lock_beside, locked

NAME, LATEST = "run", "latest"
_LOCK = ".network4.lock"
# It takes its type in click's latest versions only.
_PathType = click.ParamType[Path] if TYPE_CHECKING else click.ParamType


@dataclass(frozen=True)
class RunDirectory:
    """A directory that `network4 train` writes, or wrote.

    Attributes:
        path: where it is.
    """

    path: Path

    @property
    def model(self) -> Path:
        """The trained model."""
        return self.path / "model.safetensors"

    @property
    def record(self) -> Path:
        """The record of the run."""
        return self.path / "record.json"

    @property
    def checkpoint(self) -> Path:
        """Where a run stands that has not ended."""
        return self.path / "checkpoint.safetensors"

    @property
    def unfinished(self) -> Path:
        """The options of a run that has not ended."""
        return self.path / "unfinished.json"

    def holds_a_run(self) -> bool:
        """Return whether something would be lost here."""
        files = self.model, self.record, self.checkpoint
        return any(path.exists() for path in files)

    def is_finished(self) -> bool:
        """Return whether a run has ended here, and none has begun since."""
        return self.record.exists() and not self.unfinished.exists()

    def written_at(self) -> int:
        """Return when a file of a run was last written here, in nanoseconds."""
        files = self.model, self.checkpoint, self.unfinished
        return max((p.stat().st_mtime_ns for p in files if p.exists()), default=0)

    def forget_progress(self) -> None:
        """Remove what only a run that has not ended needs."""
        # In this order: a checkpoint alone asks nobody to go on.
        self.unfinished.unlink(missing_ok=True)
        self.checkpoint.unlink(missing_ok=True)

    def is_free(self) -> bool:
        """Return whether a new run may begin here: nothing of worth is here."""
        if not self.path.exists():
            return True
        nothing = {_LOCK, self.unfinished.name, lock_beside(self.checkpoint).name}
        return self.path.is_dir() and {p.name for p in self.path.iterdir()} <= nothing


@contextmanager
def claimed(
    out: Path | None, *, resumes: bool, overwrites: bool
) -> Generator[RunDirectory]:
    """Yield the directory in which a run is written, by this process alone.

    Args:
        out: which; None for the first free of run, run-2 and so on, or to resume, for
            the newest that has not ended.
        resumes: whether a run continues there.
        overwrites: whether a run there may be lost.

    Raises:
        Network4Error: another process writes there, it cannot be written, or it holds
            a run that may not be lost.
    """
    with ExitStack() as stack:
        if out is None and not resumes:
            place = _enter_first_free(stack)
        else:
            place = _newest_unfinished() if out is None else _resolved(out, resumes)
            _enter(stack, place)
        if place.holds_a_run() and not (resumes or overwrites):
            raise Network4Error(
                f"train: {place.path} must not hold a run, but it holds one; give "
                "--resume to continue it, --force to write over it, or --out another "
                "directory."
            )
        yield place


def _enter(stack: ExitStack, place: RunDirectory) -> None:
    if not stack.enter_context(_held(place.path)):
        raise Network4Error(
            f"train: {place.path} must be free, another network4 writes in it; wait "
            "until it has ended, or give --out another directory."
        )


def _enter_first_free(stack: ExitStack) -> RunDirectory:
    for name in _names():
        place = RunDirectory(Path(name))
        _remove_leftovers(place.path)
        # Another process may have begun in between.
        if place.is_free() and stack.enter_context(_held(place.path)):
            if place.is_free():
                return place
    raise AssertionError("there are always more names")


def _remove_leftovers(path: Path) -> None:
    with suppress(OSError):  # it is no directory, or another user's
        remove_leftovers(path)


def _names() -> Iterator[str]:
    yield NAME
    yield from (f"{NAME}-{number}" for number in itertools.count(2))


@contextmanager
def _held(path: Path) -> Generator[bool]:
    """Yield whether a directory is this process's; remove it if it stays empty."""
    with ExitStack() as stack:
        with refusing_what_cannot_be_written(path):
            is_ours = stack.enter_context(locked(path / _LOCK))
        yield is_ours


@contextmanager
def refusing_what_cannot_be_written(path: Path) -> Generator[None]:
    """Say in a sentence where it cannot be written, and why.

    Raises:
        Network4Error: the block raised OSError.
    """
    try:
        yield
    except OSError as error:
        raise Network4Error(
            f"train: cannot write in {path} ({why(error)}); give --out another "
            "directory."
        ) from None


def runs_here() -> list[RunDirectory]:
    """Return the directories in this one, whether or not there is a run in them."""
    return [RunDirectory(path) for path in Path().iterdir() if path.is_dir()]


def _newest_unfinished() -> RunDirectory:
    found = [place for place in runs_here() if place.unfinished.exists()]
    if not found:
        raise Network4Error(
            "train: --resume must find a run that has not ended, there is none in this "
            "directory; give --out the directory of one."
        )
    return max(found, key=RunDirectory.written_at)


def _resolved(out: Path, resumes: bool) -> RunDirectory:
    if str(out) != LATEST:
        return RunDirectory(out)
    unfinished = [p for p in runs_here() if p.unfinished.exists()] if resumes else []
    return _newest(unfinished)


def _newest(unfinished: Sequence[RunDirectory] = ()) -> RunDirectory:
    """Return the run in this directory that was written last.

    Args:
        unfinished: runs that count although they have no model; default none.
    """
    trained = [p for p in runs_here() if p.model.exists() and p.record.exists()]
    found = {*trained, *unfinished}
    if not found:
        raise Network4Error(
            f"{LATEST}: there must be a run in this directory, received none; train a "
            "network: network4 train."
        )
    return max(found, key=RunDirectory.written_at)


class ModelPath(_PathType):
    """A model's file, or "latest" for that of the newest run; ./latest is a file."""

    name = "path"

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        """Return the file."""
        del param, ctx
        return _newest().model if value == LATEST else Path(value)
