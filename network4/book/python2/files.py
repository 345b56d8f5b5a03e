"""Files as Python 2 took them: text and bytes are one."""

import io
from typing import Any

TEXT: dict[str, Any] = {"encoding": "utf-8", "errors": "surrogateescape"}


def as_text(value: bytes) -> str:
    """Return bytes as text; what is no UTF-8 is kept."""
    return value.decode(**TEXT)


class _TextFile(io.TextIOWrapper):
    """A text file that takes bytes, too."""

    def write(self, s: Any, /) -> int:
        return super().write(as_text(s) if isinstance(s, bytes) else s)


class _BinaryFile(io.BufferedWriter):
    """A file of bytes that takes text, too."""

    def write(self, buffer: Any, /) -> int:
        return super().write(as_bytes(buffer))


def as_bytes(value: Any) -> Any:
    """Return text as bytes, and bytes as they are."""
    return value.encode(**TEXT) if isinstance(value, str) else value


def open_file(name: Any, mode: str = "r", buffering: int = -1) -> Any:
    """Open a file as Python 2 did.

    Args:
        name: its path.
        mode: as for today's `open`; `U` counts for nothing.
        buffering: as for today's `open`, but counts for nothing.
    """
    del buffering
    mode = mode.replace("U", "") or "r"
    mode = mode if mode[0] in "rwax" else f"r{mode}"
    if "b" not in mode:
        return _TextFile(open(name, f"{mode}b"), **TEXT)
    if mode[0] in "wax" and "+" not in mode:
        return _BinaryFile(io.FileIO(name, mode.replace("b", "")))
    return open(name, mode)


def bytes_of(file: Any) -> Any:
    """Return the file of bytes below a text file; another file as it is."""
    if isinstance(file, io.TextIOBase):
        file.flush()
        return getattr(file, "buffer", file)
    return file
