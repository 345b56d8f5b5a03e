"""Reads files that may be compressed, damaged or hostile, with limits on their size."""

import gzip
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from network4.errors import DataError, DataNotFoundError
from network4.utils.memory import available_bytes, has_room_for
from network4.utils.regular_files import regular_file

GIBIBYTE = 2**30
# Images that are data shrink to a tenth, say; what shrinks to a hundredth is empty.
MOST_TIMES_LARGER = 100
SMALL_BYTES = 2**26
_CHUNK = 2**20
_GZIP_MAGIC = b"\x1f\x8b"


class _Unpacked(gzip.GzipFile):
    """A gzip file that refuses to become far larger than it is."""

    def __init__(self, path: Path, packed: BinaryIO) -> None:
        super().__init__(fileobj=packed)
        self._path, self._packed = path, packed
        self._packed_before = self._unpacked_since = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self._unpacked_since += len(found)
        if self._unpacked_since >= SMALL_BYTES:
            now = self._packed.tell()
            packed_bytes = now - self._packed_before
            check_growth(str(self._path), packed_bytes, self._unpacked_since)
            self._packed_before, self._unpacked_since = now, 0
        return found


@contextmanager
def open_plain_or_gzip(path: Path) -> Generator[BinaryIO]:
    """Open a file for reading; unpack it if it is a gzip file.

    Args:
        path: the file; its first bytes say whether it is gzip, not its name.

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
    regular_file("load_data", "the data", path, DataError)
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP_MAGIC
            raw.seek(0)
            if packed:
                with _Unpacked(path, raw) as unpacked:
                    yield cast(BinaryIO, unpacked)
            else:
                yield raw
    except FileNotFoundError as error:
        raise DataNotFoundError(
            f"{path}: no such file; check the spelling of its path."
        ) from error
    except (EOFError, zlib.error, OSError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or str(error)  # names no path again
        raise DataError(
            f"{path}: must be a readable file, plain or gzip, received one that is "
            f"cut off, damaged or without permission ({reason}); fetch it again."
        ) from error


def check_growth(where: str, packed_bytes: int, unpacked_bytes: int) -> None:
    """Raise DataError if unpacked bytes are far more than data ever become.

    Args:
        where: the file, for messages.
        packed_bytes: how many there are.
        unpacked_bytes: how many come out of them; few are always allowed.
    """
    if unpacked_bytes >= SMALL_BYTES and unpacked_bytes > (
        MOST_TIMES_LARGER * packed_bytes
    ):
        raise DataError(
            f"{where}: must not unpack to over {MOST_TIMES_LARGER} times its size, "
            f"received {packed_bytes:,} bytes that become {unpacked_bytes:,}; such a "
            "file holds no real data."
        )


def check_fits(where: str, num_bytes: int) -> None:
    """Raise DataError if the bytes of a file do not fit into memory."""
    if not has_room_for(num_bytes):
        raise DataError(
            f"{where}: must fit into memory, of which {available_bytes():,} bytes are "
            f"free, received {num_bytes:,} bytes; use a smaller file."
        )


def read_at_most(stream: BinaryIO, limit: int) -> bytearray:
    """Return the stream's next bytes, `limit` of them or all there are.

    Memory is used only for bytes that come, not for the size that a header claims.

    Raises:
        MemoryError: they do not fit into memory; see `open_plain_or_gzip`.
    """
    content = bytearray()
    while len(content) < limit:
        # Growing, an array may move to a place that is larger by an eighth.
        more = len(content) // 8 + SMALL_BYTES
        if len(content) % SMALL_BYTES == 0 and not has_room_for(more):
            raise MemoryError("it does not fit into memory")
        chunk = stream.read(min(_CHUNK, limit - len(content)))
        if not chunk:
            break
        content += chunk
    return content
