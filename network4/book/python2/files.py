"""Files as Python 2 took them: text and bytes are one."""

import io
import os
from typing import Any, cast

from network4.book.python2.texts import as_bytes, as_text, texts_of


class _TextFile(io.TextIOWrapper):
    """A text file of which each byte is a character."""

    def write(self, s: Any, /) -> int:
        return super().write(as_text(as_bytes(s)))

    def seek(self, cookie: int, whence: int = 0, /) -> int:
        """Go to a byte, counted from anywhere."""
        self.flush()
        if whence == os.SEEK_CUR:
            cookie += self.tell()
        elif whence == os.SEEK_END:
            cookie += os.fstat(self.fileno()).st_size
        return super().seek(cookie)


def taking_texts(kind: Any) -> Any:
    """Return a kind of files of bytes that takes text, and has lines of text."""

    def write(self: Any, data: Any) -> Any:
        return kind.write(self, as_bytes(data))

    def following(self: Any) -> str:
        return as_text(kind.__next__(self))

    return type(kind.__name__, (kind,), {"write": write, "__next__": following})


_READER = taking_texts(io.BufferedReader)
_WRITER = taking_texts(io.BufferedWriter)
_RANDOM = taking_texts(io.BufferedRandom)


def open_file(name: Any, mode: str = "r", buffering: int = -1) -> Any:
    """Open a file as Python 2 did.

    Libraries read bytes from a file with `b` in its mode; `attribute` gives a program
    text.

    Args:
        name: its path.
        mode: as for today's `open`; `U` reads the ends of lines of all systems.
        buffering: as for today's `open`, but counts for nothing.
    """
    del buffering
    universal = "U" in mode or os.linesep != "\n"
    mode = mode.replace("U", "") or "r"
    mode = mode if mode[0] in "rwax" else f"r{mode}"
    plain = mode.replace("b", "").replace("t", "")
    if "b" not in mode:
        below = open(name, f"{plain}b")
        end = None if universal else "\n"
        file = _TextFile(below, "ascii", "surrogateescape", newline=end)
        setattr(file, "mode", mode)  # noqa: B010  the kind has no such name
        return file
    kind = _RANDOM if "+" in mode else _READER if mode[0] == "r" else _WRITER
    return kind(io.FileIO(name, plain))


def open_pipe(command: str, mode: str = "r", buffering: int = -1) -> Any:
    """Run a command and return its output, or its input, as a file of text.

    Args:
        command: for the shell.
        mode: `"r"` for its output, `"w"` for its input.
        buffering: as for today's `os.popen`.
    """
    pipe = cast("Any", os).popen(command, mode[0], buffering)
    pipe._stream.reconfigure(encoding="ascii", errors="surrogateescape")
    return pipe


def bytes_of(file: Any) -> Any:
    """Return the file of bytes below a text file; another file as it is."""
    if isinstance(file, io.TextIOBase):
        file.flush()
        return getattr(file, "buffer", file)
    return file


_OF_BYTES = (io.RawIOBase, io.BufferedIOBase)
_MODULES_OF_BYTES = {
    "_blake2", "_bz2", "_hashlib", "_md5", "_sha1", "_sha2", "_sha256", "_sha512",
    "_struct", "socket", "subprocess", "zlib",
}  # fmt: skip


def bytewise(owner: Any, name: str) -> Any:
    """Return a method of what takes bytes that takes and gives text; else None.

    Args:
        owner: such as a file, a socket, or a sum of hashlib's.
        name: of the method.
    """
    method = getattr(owner, name, None)
    below: object = owner.file if type(owner).__module__ == "tempfile" else owner
    if isinstance(below, io.TextIOBase):
        return _with_texts(method) if name == "write" else None
    of_bytes = isinstance(below, _OF_BYTES)
    of_bytes = of_bytes or type(owner).__module__ in _MODULES_OF_BYTES
    return with_bytes(method) if of_bytes and callable(method) else None


def with_bytes(function: Any) -> Any:
    """Return a function of bytes that takes text, and gives text for bytes."""

    def call(*arguments: Any, **named: Any) -> Any:
        named = {name: as_bytes(value) for name, value in named.items()}
        return texts_of(function(*map(_bytes_in, arguments), **named))

    return call


def _bytes_in(value: Any) -> Any:
    if isinstance(value, list):
        return [as_bytes(item) for item in cast("list[Any]", value)]
    return as_bytes(value)


def _with_texts(function: Any) -> Any:
    def call(value: Any) -> Any:
        return function(texts_of(value))

    return call
