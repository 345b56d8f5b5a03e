"""Write files so that nobody ever finds half of one."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


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
