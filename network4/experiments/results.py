"""Where records of experiments are kept: results/<name>/seed-0.native.json."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from network4.errors import DataError, shown
from network4.experiments.record_fields import wrong_field
from network4.utils.json_arrays import array_from_json, array_to_json
from network4.utils.records import Record, read_record, write_record

_NEEDED = (
    *("experiment", "seed", "engine", "test_accuracy"),
    *("seconds", "cpu_seconds", "machine"),
)
# Lists that may be long; on disk they are compressed.
_INDICES, _ANSWERS = "wrong_test_indices", "wrong_test_answers"
_NAME = re.compile(r"seed-(\d+)\.(\w+)\.json")


class Results:
    """A directory of records.

    Args:
        directory: it need not exist yet.
    """

    def __init__(self, directory: Path) -> None:
        """Remember the directory."""
        self.directory = directory

    def path(self, name: str, seed: int, engine: str) -> Path:
        """Return where the record of a run is, or would be."""
        return self.directory / name / f"seed-{seed}.{engine}.json"

    def checkpoint(self, name: str, seed: int, engine: str) -> Path:
        """Return where a run that was cut off stands."""
        unfinished = self.directory / "unfinished"
        return unfinished / f"{name}.seed-{seed}.{engine}.safetensors"

    def write(self, record: Record) -> Path:
        """Write the record of a run; return where."""
        name, seed, engine = (record[key] for key in ("experiment", "seed", "engine"))
        path = self.path(name, seed, engine)
        write_record(path, pack_lists(record))
        self.forget_progress(name, seed, engine)
        return path

    def forget_progress(self, name: str, seed: int, engine: str) -> None:
        """Remove the checkpoint of a run that is on record."""
        self.checkpoint(name, seed, engine).unlink(missing_ok=True)

    def read(self, name: str) -> list[Record]:
        """Return the records of an experiment, by engine and seed.

        Raises:
            DataError: a file is no record of that run.
        """
        return [
            read_checked(path, name) for path in sorted(self._paths(name), key=_key)
        ]

    def _paths(self, name: str) -> Iterator[Path]:
        for path in (self.directory / name).glob("seed-*.json"):
            if _NAME.fullmatch(path.name):
                yield path


def pack_lists(record: Record) -> Record:
    """Return a record with its long lists as text."""
    return _with_lists(record, _compress)


def unpack_lists(record: Record) -> Record:
    """Return the record that `pack_lists` was given.

    Raises:
        DataError, TypeError, KeyError, ValueError, AttributeError: a list is damaged.
    """
    return _with_lists(record, _expand)


def _with_lists(record: Record, change: Callable[[str, Any], Any]) -> Record:
    """Return a record with its long lists changed, those of its parts too."""
    changed: Record = {}
    for name, value in record.items():
        if name in (_INDICES, _ANSWERS):
            value = change(name, value)
        elif isinstance(value, dict):
            value = _with_lists(cast(Record, value), change)
        changed[name] = value
    return changed


def _compress(name: str, numbers: Sequence[int]) -> Any:
    """Return numbers as text; of indices, which grow, the steps, which are smaller."""
    if name == _ANSWERS:
        return array_to_json(np.array(numbers, np.uint8))
    steps = np.diff(numbers, prepend=0).astype(np.int64)
    if len(steps) and not (steps.min() >= 0 and steps.max() < 2**16):
        return numbers
    return {"differences": array_to_json(steps.astype(np.uint16))}


def _expand(name: str, packed: Any) -> Any:
    """Return a list again; the first records hold it as it is."""
    if isinstance(packed, list):
        return cast(list[int], packed)
    if name == _INDICES:
        return array_from_json(packed["differences"]).cumsum().tolist()
    return array_from_json(packed).tolist()


def _key(path: Path) -> tuple[str, int]:
    match = _NAME.fullmatch(path.name)
    return (match[2], int(match[1])) if match else ("", 0)


def read_checked(path: Path, name: str) -> Record:
    """Return a record.

    Raises:
        DataError: it is of another run than its place says, or lacks what all have.
    """
    written = read_record(path)
    try:
        record = unpack_lists(written)
    except (DataError, TypeError, KeyError, ValueError, AttributeError) as error:
        raise DataError(
            f"results: {path} must be a record of network4 reproduce, but its lists "
            f"are damaged ({type(error).__name__}); remove it, and run it again."
        ) from None
    missing = [key for key in _NEEDED if key not in record]
    if missing:
        raise DataError(
            f"results: {path} must be a record of network4 reproduce, but holds no "
            f"{missing[0]!r}; remove it, and run it again."
        )
    wrong = wrong_field(record)
    if wrong is not None:
        raise DataError(f"results: {path}: {wrong}; remove it, and run it again.")
    engine, seed = _key(path)
    said = record.get("experiment"), record.get("seed"), record.get("engine")
    if said != (name, seed, engine):
        raise DataError(
            f"results: {path} must be the record of {name}, seed {seed}, engine "
            f"{engine}, but says {shown(said)}; put it where it belongs."
        )
    return record
