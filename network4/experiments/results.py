"""Where records of experiments are kept: results/<name>/seed-0.native.json."""

import re
from collections.abc import Iterator
from pathlib import Path

from network4.errors import DataError
from network4.utils.records import Record, read_record, write_record

_NEEDED = (
    *("experiment", "seed", "engine", "test_accuracy"),
    *("seconds", "cpu_seconds", "machine"),
)
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
        write_record(path, record)
        self.checkpoint(name, seed, engine).unlink(missing_ok=True)
        return path

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


def _key(path: Path) -> tuple[str, int]:
    match = _NAME.fullmatch(path.name)
    return (match[2], int(match[1])) if match else ("", 0)


def read_checked(path: Path, name: str) -> Record:
    """Return a record.

    Raises:
        DataError: it is of another run than its place says, or lacks what all have.
    """
    record = read_record(path)
    missing = [key for key in _NEEDED if key not in record]
    if missing:
        raise DataError(
            f"results: {path} must be a record of network4 reproduce, but holds no "
            f"{missing[0]!r}; remove it, and run it again."
        )
    engine, seed = _key(path)
    said = record.get("experiment"), record.get("seed"), record.get("engine")
    if said != (name, seed, engine):
        raise DataError(
            f"results: {path} must be the record of {name}, seed {seed}, engine "
            f"{engine}, but says {said}; put it where it belongs."
        )
    return record
