"""Files that end: what is none is refused before it is opened."""

import os
import stat
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
_LARGEST_TEXT = 2**24


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
        what = what_else(path)
    except OSError:
        return Path(path)
    except (TypeError, ValueError):  # a null character, or half of a surrogate pair
        raise error(
            f"{owner}: {name} must be a path, received {shown(path)}."
        ) from None
    if what is None:
        return Path(path)
    end = os.fspath(path)
    end = end if len(end) <= _MOST_SHOWN else f"...{end[-_MOST_SHOWN:]}"
    raise error(f"{owner}: {name} must be a file, received {end}, {what}.")


def what_else(path: str | os.PathLike[str]) -> str | None:
    """Return what a path leads to and what to do, where it is no file; else None.

    Args:
        path: links are followed.

    Raises:
        OSError: nothing is there, or it may not be asked.
        TypeError, ValueError: it can be no path.

    Example:
        >>> what_else("/")
        'a directory; give the file in it'
    """
    kind = stat.S_IFMT(Path(path).stat().st_mode)
    is_file = kind == stat.S_IFREG
    return None if is_file else _KINDS.get(kind, "something else; give a file")


def read_text(
    owner: str, path: str | os.PathLike[str], error: type[Network4Error]
) -> str:
    """Return the text of a file that holds JSON.

    Args:
        owner: the function that was given the path, for messages.
        path: the file.
        error: what to raise where it is no file, or too large.

    Raises:
        Network4Error: of the class `error`: it is no file, or has more than 16 MiB,
            which read as JSON take some twenty times as much memory.
        OSError: it cannot be read.
        UnicodeDecodeError: it is no text.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "note.txt"
        >>> _ = path.write_text("done")
        >>> read_text("read", path, ArgumentError)
        'done'
    """
    found = regular_file(owner, "path", path, error)
    size = found.stat().st_size
    if size > _LARGEST_TEXT:
        raise error(
            f"{owner}: path must be a file of at most {_LARGEST_TEXT:,} bytes, "
            f"received {size:,} in {os.fspath(path)[-_MOST_SHOWN:]}."
        )
    return found.read_text(encoding="utf-8")
