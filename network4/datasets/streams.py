"""Read files that may be compressed, damaged or hostile, within bounds."""

import gzip
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from network4.errors import DataError, DataNotFoundError

GIBIBYTE = 2**30
_CHUNK = 2**20
_GZIP_MAGIC = b"\x1f\x8b"


@contextmanager
def open_plain_or_gzip(path: Path) -> Generator[BinaryIO]:
    """Open `path` for reading, unpacked where its first bytes say gzip.

    Args:
        path: the file; its suffix is not looked at.

    Yields:
        A stream of the file's content.

    Raises:
        DataNotFoundError: there is no such file.
        DataError: it cannot be read or, while the block reads, proves damaged.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "packed"
        >>> _ = path.write_bytes(gzip.compress(b"inside"))
        >>> with open_plain_or_gzip(path) as stream:
        ...     stream.read()
        b'inside'
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP_MAGIC
            raw.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield cast(BinaryIO, unpacked)
            else:
                yield raw
    except FileNotFoundError as error:
        raise DataNotFoundError(
            f"{path}: no such file; check the spelling of its path."
        ) from error
    except (EOFError, zlib.error, OSError) as error:
        raise DataError(
            f"{path}: must be a readable file, plain or gzip, received one that is cut "
            f"off, damaged or closed to this user ({error}); fetch it again."
        ) from error


def read_at_most(stream: BinaryIO, limit: int) -> bytearray:
    """Return the stream's next bytes, `limit` of them or all there are.

    A size claimed by a header costs no memory until the bytes really come.
    """
    content = bytearray()
    while len(content) < limit:
        chunk = stream.read(min(_CHUNK, limit - len(content)))
        if not chunk:
            break
        content += chunk
    return content
