"""Write files so that nobody ever finds half of one; read none that has no end."""

import os
import stat
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from network4.errors import ArgumentError, Network4Error, shown

_KINDS = {
    stat.S_IFIFO: "a named pipe; save what comes out of it to a file first",
    stat.S_IFCHR: "a device; save what comes out of it to a file first",
    stat.S_IFBLK: "a device; save what comes out of it to a file first",
    stat.S_IFSOCK: "a socket; save what comes out of it to a file first",
    stat.S_IFDIR: "a directory; give the file in it",
}
_MOST_SHOWN = 120


def regular_file(
    owner: str,
    name: str,
    path: str | os.PathLike[str],
    error: type[Network4Error] = ArgumentError,
) -> Path:
    """Return a path unless it leads to something that is no file.

    Opening a named pipe blocks, and a device may never end. So both are refused before
    they are opened. What is not there passes: the one that opens it says so.

    Args:
        owner: the function that was given the path, for the message.
        name: the argument's name, for the message.
        path: what is to be opened for reading; links are followed.
        error: what to raise; default ArgumentError.

    Raises:
        Network4Error: of the class `error`: it is a named pipe, a device, a socket or a
            directory, or no path at all.

    Example:
        >>> regular_file("load_data", "the data", "/dev/zero")
        Traceback (most recent call last):
        network4.errors.ArgumentError: load_data: the data must be a file, received
        /dev/zero, a device; save what comes out of it to a file first.
    """
    try:
        found = Path(path)
        kind = stat.S_IFMT(found.stat().st_mode)
    except OSError:
        return Path(path)
    except (TypeError, ValueError):  # a null character, or half of a surrogate pair
        raise error(
            f"{owner}: {name} must be a path, received {shown(path)}."
        ) from None
    if kind == stat.S_IFREG:
        return found
    end = os.fspath(path)
    end = end if len(end) <= _MOST_SHOWN else f"...{end[-_MOST_SHOWN:]}"
    what = _KINDS.get(kind, "something else; give a file")
    raise error(f"{owner}: {name} must be a file, received {end}, {what}.")


@contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Generator[Path]:
    """Yield a temporary path beside `path`; rename it to `path` on success.

    Missing parent directories are made. If the block raises, the temporary file is
    removed and whatever stood at `path` before is still there.

    Args:
        path: where the finished file belongs.

    Yields:
        The path to write to; it has the same suffix, since some writers look at it.

    Raises:
        OSError: the directory cannot be made or written.

    Example:
        >>> target = Path(tempfile.mkdtemp()) / "note.txt"
        >>> with atomic_path(target) as temporary:
        ...     _ = temporary.write_text("done")
        >>> target.read_text()
        'done'
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        dir=target.parent, prefix=f".{target.stem}-", suffix=target.suffix
    )
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes files private; a result is as readable as any other file.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file, whole or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    with atomic_path(path) as temporary:
        temporary.write_bytes(content)
