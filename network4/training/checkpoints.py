"""The state of a training run after an epoch, on disk, so that the run can continue."""

import json
import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from network4.engines import SessionState
from network4.errors import ArgumentError, ModelFileError, on_one_line, shown
from network4.model.tensor_file import (
    UNREADABLE,
    Tensors,
    collect_parameters,
    encode_tensors,
    is_as_written,
    name_tensors,
    read_tensors,
)
from network4.network import Network, Parameters
from network4.training.checkpoint_fields import (
    checked_history,
    checked_object,
    checked_stretches,
)
from network4.training.run import EpochResult
from network4.utils.files import write_whole
from network4.utils.records import to_json
from network4.version import __version__

FORMAT_VERSION = 3
_FIRST_WRITER = "0.1.0, from before checkpoints had a version"
_BEST = "best."
_LONGEST_NAME = 40
_LONGEST_REASON = 120
_CONTENT = "content "
_LAST = _CONTENT, "continued"
_MAY_CHANGE = {"data source", "num_threads"}
# How the parts of a SessionState begin.
_PREFIXES = "", "velocity.", "squares.", "average."


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """All that a run needs to continue as if it had not been interrupted.

    Attributes:
        history: the results of the finished epochs, one or more.
        state: the state after the last of these epochs.
        best_parameters: the parameters with which the best epoch was evaluated.
        stretches: the conditions of computing, and the epoch from which each holds; ()
            if the writer adds them.
    """

    history: tuple[EpochResult, ...]
    state: SessionState
    best_parameters: Parameters
    stretches: tuple[dict[str, Any], ...] = ()


def write_checkpoint(
    path: str | os.PathLike[str],
    checkpoint: Checkpoint,
    settings: dict[str, Any],
    stretches: Sequence[Mapping[str, Any]],
) -> None:
    """Write a checkpoint, whole or not at all.

    Args:
        path: the file.
        checkpoint: what to write.
        settings: the run's settings, as JSON; only a run with the same settings
            continues.
        stretches: the conditions of computing, each with the "first_epoch" from which
            it holds.

    Raises:
        OSError: the file cannot be written.
    """
    tensors = name_tensors(checkpoint.best_parameters, _BEST)
    for prefix, part in zip(_PREFIXES, checkpoint.state, strict=True):
        tensors |= name_tensors(part, prefix)
    history = [asdict(result) for result in checkpoint.history]
    header = {
        "format_version": FORMAT_VERSION,
        "written_by": __version__,
        "settings": settings,
        "stretches": list(stretches),
        "history": history,
    }
    write_whole(path, encode_tensors(header, tensors))


def read_checkpoint(
    path: str | os.PathLike[str], network: Network, settings: dict[str, Any]
) -> Checkpoint | None:
    """Return the checkpoint at `path`; None if there is no file.

    Raises:
        ArgumentError: it belongs to a run with other settings.
        ModelFileError: the file is damaged or changed, or of another version of
            network4.
    """
    if not Path(path).exists():
        return None
    with _refusing_damage(path):
        header, tensors = _read(path)
        there = checked_object("settings", header["settings"])
    _check_settings(path, there, json.loads(to_json(settings)))
    with _refusing_damage(path):
        best = collect_parameters(network, tensors, _BEST)
        parts = [
            collect_parameters(network, tensors, prefix)
            if any(name.startswith(f"{prefix}layer") for name in tensors)
            else {}
            for prefix in _PREFIXES
        ]
        history = checked_history(header["history"], header["settings"])
        stretches = checked_stretches(header["stretches"])
        return Checkpoint(history, SessionState(*parts), best, stretches)


def settings_of(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return the settings of a checkpoint's run; {} without a checkpoint.

    Raises:
        ModelFileError: the file is damaged or changed, or of another version of
            network4.
    """
    if not Path(path).exists():
        return {}
    with _refusing_damage(path):
        return checked_object("settings", _read(path)[0]["settings"])


def _read(path: str | os.PathLike[str]) -> tuple[dict[str, Any], Tensors]:
    header, tensors = read_tensors(path, "fit", "checkpoint")
    version = header.get("format_version")
    if version != FORMAT_VERSION:
        raise ModelFileError(
            f"fit: checkpoint {path} must have format version {FORMAT_VERSION}, "
            f"received {shown(version) if version else 'none'}; finish it with "
            "network4 "
            f"{_writer(header)}, or remove it to begin anew."
        )
    if not is_as_written(header, tensors):
        raise ValueError("its content does not match its digest")
    return header, tensors


def _writer(header: dict[str, Any]) -> str:
    writer = header.get("written_by")
    return on_one_line(writer, 20) if isinstance(writer, str) else _FIRST_WRITER


@contextmanager
def _refusing_damage(path: str | os.PathLike[str]) -> Generator[None]:
    try:
        yield
    except ModelFileError:
        raise
    except UNREADABLE as error:
        # What another sentence says to do is not what is to be done here.
        reason = on_one_line(str(error).partition(";")[0].rstrip("."), _LONGEST_REASON)
        raise ModelFileError(
            f"fit: checkpoint {path} cannot be read ({reason}); remove it to begin "
            "anew."
        ) from None


def _check_settings(
    path: str | os.PathLike[str], there: dict[str, Any], here: dict[str, Any]
) -> None:
    before, now = _flat(there), _flat(here)
    # Digests come last: they say less than what they follow from.
    names = sorted({*before, *now}, key=lambda name: (name.startswith(_LAST), name))
    other = [name for name in names if before.get(name) != now.get(name)]
    if other:
        name = other[0]
        was, is_now = shown(before.get(name)), shown(now.get(name))
        values = f"was {was} and is {is_now} now"
        # Of what is long the difference may be where nothing is shown.
        if name.startswith(_CONTENT) or was == is_now:
            name, values = name.removeprefix(_CONTENT), "are others now"
        name = on_one_line(name, _LONGEST_NAME)
        raise ArgumentError(
            f"fit: checkpoint {path} must be of the same training, but its {name} "
            f"{values}; give another path, or remove the file."
        )


def _flat(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings as one flat dict, without what may change.

    The place of the data and the number of threads may change.
    """
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, dict):
            part = cast(dict[str, Any], value)
            flat |= {f"{name} {key}": one for key, one in part.items()}
        else:
            flat[name] = value
    return {name: value for name, value in flat.items() if name not in _MAY_CHANGE}
