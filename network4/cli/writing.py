"""Find out before work is done whether its outcome can be written."""

from pathlib import Path

from network4.errors import Network4Error
from network4.utils.files import why_not_writable


def check_can_write(option: str, out: Path, directory: Path | None = None) -> None:
    """Raise Network4Error unless files can be written there.

    Args:
        option: the command and its option, for the message.
        out: what was asked for.
        directory: where it will be; default None, the one that `out` is in.
    """
    reason = why_not_writable(directory or out.parent)
    if reason is not None:
        raise Network4Error(
            f"{option} must be where files can be written, received {out} ({reason}); "
            "give another path."
        )
