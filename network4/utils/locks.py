"""Locks on files, which end with the process that holds them."""

import errno
import hashlib
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

_LENGTH = 16
_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}


def try_lock(handle: int) -> bool:
    """Lock an open file; return False where another holds it.

    The system unlocks it when the file is closed, at the latest with the process.

    Raises:
        OSError: the file system has no locks.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return True


def is_same_file(handle: int, path: Path) -> bool:
    """Return whether an open file is still the one at `path`."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def locked(path: Path) -> Generator[bool]:
    """Hold a lock while the block runs, and remove its file afterwards.

    Where the file system has no locks, nothing is held. A missing directory is made,
    and removed again if it stays empty.

    Args:
        path: a file of its own.

    Yields:
        Whether the lock was free; if not, another process still holds it.

    Raises:
        OSError: the file or its directory cannot be made.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "lock"
        >>> with locked(path) as first, locked(path) as second:
        ...     first, second
        (True, False)
        >>> path.exists()
        False
    """
    is_new = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _locked(path) as is_free:
            yield is_free
    finally:
        if is_new:
            _remove_if_empty(path.parent)


@contextmanager
def _locked(path: Path) -> Generator[bool]:
    handle, is_free = _try(path)
    # Whoever held it may have removed the file after it was opened here.
    while is_free and not is_same_file(handle, path):
        os.close(handle)
        handle, is_free = _try(path)
    try:
        yield is_free
    finally:
        if is_free:
            _remove(path)
        os.close(handle)


def lock_beside(path: Path) -> Path:
    """Return where the lock of a file lies: beside it, hidden, and with a short name.

    Example:
        >>> lock_beside(Path("a") / "checkpoint").parent.name
        'a'
    """
    digest = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:_LENGTH]
    return path.with_name(f".network4.{digest}.lock")


def _try(path: Path) -> tuple[int, bool]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        return handle, try_lock(handle)
    except OSError:
        return handle, True


def _remove_if_empty(directory: Path) -> None:
    with suppress(OSError):  # it holds something, as it should
        directory.rmdir()


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError:  # Windows removes no open file; an empty one does no harm
        return
