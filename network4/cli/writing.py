"""Checks, before a command works, that its results can be written."""

from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from network4.errors import Network4Error
from network4.utils.files import why_not_writable

if TYPE_CHECKING:
    from network4.network import Network

# A model, and a checkpoint that holds it and another one.
_BYTES_A_NUMBER = 3 * 4


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
            f"{option} must be a path where files can be written, received {out} "
            f"({reason}); give another path."
        )


def check_room_for_run(directory: Path, network: "Network") -> None:
    """Raise Network4Error unless what comes of a training has room in a directory."""
    from network4.layers import named

    size = sum(prod(p.shape) for _, p in named(network.parameters)) * _BYTES_A_NUMBER
    reason = why_not_writable(directory, size)
    if reason is not None:
        raise Network4Error(
            f"train: cannot write in {directory} ({reason}), where {size:,} bytes will "
            "be needed; give --out another directory."
        )
