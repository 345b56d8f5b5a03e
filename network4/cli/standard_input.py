"""A picture that another command hands over."""

import io
import sys

from network4.errors import ArgumentError, DataError

STDIN = "-"
_MOST_BYTES = 2**28  # as many as a file of a picture may have


class _Named(io.BytesIO):
    """The bytes of a picture, under the name that messages say."""

    name = "standard input"


def stdin_picture() -> io.BytesIO:
    """Return what comes from standard input, as an open file.

    Raises:
        ArgumentError: it is a terminal, from which no picture comes.
        DataError: nothing comes, or more than a picture may have.
    """
    stream = sys.stdin.buffer
    if stream.isatty():
        raise ArgumentError(
            "read: IMAGE - must be a picture from another command, received a "
            "terminal; say network4 read - < photo.jpg."
        )
    content = stream.read(_MOST_BYTES + 1)
    if not content or len(content) > _MOST_BYTES:
        received = "more" if content else "nothing"
        raise DataError(
            f"read: IMAGE - must be a picture of at most {_MOST_BYTES:,} "
            f"bytes, received {received}; look at the command before it."
        )
    return _Named(content)
