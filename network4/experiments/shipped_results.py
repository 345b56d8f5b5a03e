"""The records that come with network4: of those in results/, what reports read."""

from pathlib import Path
from typing import Any, cast

from network4.experiments import EXPERIMENTS
from network4.experiments.results import Results, pack_lists, unpack_lists
from network4.utils.records import Record, read_record

SUMMARY = Path(__file__).with_name("records.json")
_USUAL = Path("results")
_FIELDS = (
    *("experiment", "seed", "engine", "machine", "seconds", "cpu_seconds"),
    *("test_accuracy", "validation_accuracy", "best_epoch", "filters"),
)
_LISTS = "wrong_test_indices", "wrong_test_answers"
# They are most of a record, and only these experiments' are drawn or asked for.
_PICTURES_OF_LISTS = "errors", "digits never learned"
_WITH_LISTS = {e.name for e in EXPERIMENTS if e.picture in _PICTURES_OF_LISTS}
_NOT_DRAWN = "epoch", "training_cost", "learning_rate", "elapsed_seconds", "cpu_seconds"
_FIGURES = 6  # significant ones; a share of 10,000 images has four


class ShippedResults(Results):
    """The records in the summary that comes with network4, to be read.

    Args:
        path: of the summary; default the one that comes with network4.
    """

    def __init__(self, path: Path = SUMMARY) -> None:
        """Remember the file."""
        super().__init__(path.parent)
        self._path = path
        self._records: Record | None = None

    def read(self, name: str) -> list[Record]:
        """Return the records of an experiment, by engine and seed.

        Raises:
            DataError: the file is missing or damaged.
        """
        if self._records is None:
            self._records = read_record(self._path)
        return [_expanded(packed) for packed in self._records.get(name, [])]


def open_results(directory: Path | None) -> Results:
    """Return the records of a directory.

    Args:
        directory: None for `results/` where it is, else what comes with network4.
    """
    if directory is None and not _USUAL.is_dir():
        return ShippedResults()
    return Results(directory or _USUAL)


def summarise(results: Results, names: list[str]) -> Record:
    """Return what reports read of the records of experiments, for one small file.

    Args:
        results: the records.
        names: of the experiments; those without a record are left out.

    Raises:
        DataError: a record is damaged.
    """
    kept = {name: [_shortened(r) for r in results.read(name)] for name in names}
    return {name: records for name, records in kept.items() if records}


def _shortened(record: Record) -> Record:
    fields = _FIELDS + (_LISTS if record["experiment"] in _WITH_LISTS else ())
    short = {name: record[name] for name in fields if name in record}
    if "epochs" in record:
        short["epochs"] = _by_name(record["epochs"])
    return cast(Record, _rounded(pack_lists(short)))


def _by_name(epochs: list[dict[str, float]]) -> dict[str, list[float]]:
    """Return numbers of each epoch as a list for each name, without those not drawn."""
    names = [name for name in epochs[0] if name not in _NOT_DRAWN]
    return {name: [epoch[name] for epoch in epochs] for name in names}


def _expanded(packed: Record) -> Record:
    record = unpack_lists(packed)
    if "epochs" in record:
        columns: dict[str, list[float]] = record["epochs"]
        rows = zip(*columns.values(), strict=True)
        record["epochs"] = [dict(zip(columns, row, strict=True)) for row in rows]
    return record


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{_FIGURES}g}")
    if isinstance(value, list):
        return [_rounded(each) for each in cast(list[Any], value)]
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in cast(dict[str, Any], value).items()}
    return value
