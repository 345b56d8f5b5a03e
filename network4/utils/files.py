"""Write files completely or not at all."""

import errno
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from network4.errors import Network4Error
from network4.utils.locks import is_same_file, try_lock

# A temporary file has this name, and a lock as long as its writer lives.
_MARK = ".network4-"
_TEMPORARY = re.compile(re.escape(_MARK) + r".*-[a-z0-9_]{8}(\..*)?", re.DOTALL)
_LONGEST_STEM = 40
_CHUNK = bytes(2**20)
# Windows renames and removes no file that is open, so that none is locked there.
_LOCKS = sys.platform != "win32"


@contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Generator[Path]:
    """Yield a temporary path beside `path`; rename it to `path` on success.

    Missing parent directories are made. If the block raises, the temporary file is
    removed and the old file at `path` stays. The file is on the disk before it gets its
    name. Temporary files of processes that were killed are removed.

    Args:
        path: the path of the finished file.

    Yields:
        The path to write to; it has the same suffix, because some writers need it.

    Raises:
        OSError: the directory cannot be made or written, or `path` is one.

    Example:
        >>> target = Path(tempfile.mkdtemp()) / "note.txt"
        >>> with atomic_path(target) as temporary:
        ...     _ = temporary.write_text("done")
        >>> target.read_text()
        'done'
    """
    target = Path(path)
    if target.is_dir():  # renaming would say so of the temporary file, and at the end
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(target.parent)
    with _temporary_file(target) as temporary:
        yield temporary
        # mkstemp makes files private; a result is as readable as any other file.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        _sync(temporary, os.O_RDWR)
        temporary.replace(target)
    if _LOCKS:
        _sync(target.parent, os.O_RDONLY)


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file, whole or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    with atomic_path(path) as temporary:
        temporary.write_bytes(content)


def remove_leftovers(directory: Path) -> None:
    """Remove temporary files of `atomic_path` whose writers have ended.

    Example:
        >>> remove_leftovers(Path(tempfile.mkdtemp()))
    """
    if not _LOCKS:
        return
    with os.scandir(directory) as entries:
        found = [
            Path(entry.path)
            for entry in entries
            if entry.name.startswith(_MARK)
            and _TEMPORARY.fullmatch(entry.name)
            and entry.is_file(follow_symlinks=False)
        ]
    for path in found:
        _remove_if_unlocked(path)


def why_not_writable(directory: Path, num_bytes: int = 1) -> str | None:
    """Return why this many bytes cannot be written in a directory; None if they can.

    The directory is made if it is missing. The bytes are written and removed again,
    because quotas and limits cannot be found in any other way.

    Example:
        >>> why_not_writable(Path(tempfile.mkdtemp()), 1000)
        >>> why_not_writable(Path("/dev/null/directory"))
        'Not a directory'
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        remove_leftovers(directory)
        with _temporary_file(directory / "room") as temporary:
            with temporary.open("wb") as file:
                for first in range(0, num_bytes, len(_CHUNK)):
                    file.write(_CHUNK[: num_bytes - first])
            _sync(temporary, os.O_RDWR)
    except FileExistsError:
        return "Not a directory"
    except OSError as error:
        return why(error)
    return None


def write_or_rescue(owner: str, path: Path, write: Callable[[Path], object]) -> None:
    """Write a file or directory; if that fails, write it in the temporary directory.

    Args:
        owner: the command, for messages.
        path: the path of the file or directory.
        write: a function that writes it at a given path.

    Raises:
        Network4Error: it could not be written at `path`; the message says where it is.

    Example:
        >>> target = Path(tempfile.mkdtemp()) / "note.txt"
        >>> write_or_rescue("note", target, lambda path: path.write_text("done"))
    """
    try:
        write(path)
    except OSError as error:
        reason = why(error)
        raise Network4Error(
            f"{owner}: {path} cannot be written ({reason}); {_rescued(path, write)}."
        ) from None


def why(error: OSError) -> str:
    """Return what an error of the system says, without a number or a path."""
    return error.strerror or str(error).rstrip(".") or type(error).__name__


def _rescued(path: Path, write: Callable[[Path], object]) -> str:
    """Say where it lies instead."""
    folder = None
    try:
        folder = Path(tempfile.mkdtemp(prefix="network4-"))
        write(folder / path.name)
    except OSError as error:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        return (
            "neither can the system's temporary directory "
            f"({why(error)}); free some space, and do it again"
        )
    return f"it lies in {folder / path.name} instead: move it"


@contextmanager
def _temporary_file(target: Path) -> Generator[Path]:
    """Yield a new file beside a path; remove it if it is still there afterwards."""
    handle, temporary = _locked_file(target)
    if not _LOCKS:
        os.close(handle)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)
        if _LOCKS:
            os.close(handle)


def _locked_file(target: Path) -> tuple[int, Path]:
    while True:
        handle, name = tempfile.mkstemp(
            dir=target.parent,
            prefix=f"{_MARK}{target.stem[:_LONGEST_STEM]}-",
            suffix=target.suffix,
        )
        # Another process may have taken it for a leftover before it had its lock.
        if not _LOCKS or (_locks(handle) and is_same_file(handle, Path(name))):
            return handle, Path(name)
        os.close(handle)


def _locks(handle: int) -> bool:
    try:
        return try_lock(handle)
    except OSError:  # without locks nobody removes it
        return True


def _remove_if_unlocked(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:  # gone, or another user's
        return
    try:
        if try_lock(handle):
            path.unlink(missing_ok=True)
    except OSError:  # without locks nobody knows whether its writer lives
        return
    finally:
        os.close(handle)


def _sync(path: Path, flags: int) -> None:
    """Wait until the disk has what a file or a directory holds."""
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
