"""The options of a run that was stopped: kept, and used again to continue it."""

from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from network4.cli.run_directory import RunDirectory, refusing_what_cannot_be_written
from network4.errors import ArgumentError, DataError, Network4Error

Options = dict[str, Any]
_FLAGS = {
    "name": "NAME",
    "target": "--target",
    "data": "--data",
    "size": "--size",
    "label_column": "--label-column",
    "epochs": "--epochs",
    "batch_size": "--batch-size",
    "learning_rate": "--learning-rate",
    "seed": "--seed",
    "engine": "--engine",
    "num_threads": "--threads",
}
# Runs of older versions say nothing of these.
_LATER: Options = {"size": None, "label_column": None}
# A run may go on with these, or with others, which is then on record.
_MAY_CHANGE = {"num_threads"}
_TYPES = {
    **dict.fromkeys(("name", "target", "data", "size", "label_column", "engine"), str),
    **dict.fromkeys(("epochs", "batch_size", "seed", "num_threads"), int),
    "learning_rate": float,
}


def with_absolute_data(options: Options) -> Options:
    """Return options that mean the same in every directory."""
    data = options["data"]
    if data is None or not Path(data).exists():
        return options
    return {**options, "data": str(Path(data).resolve())}


def keep_options(place: RunDirectory, options: Options) -> None:
    """Write the options of a run before it has ended.

    Raises:
        Network4Error: they cannot be written.
    """
    from network4.utils.records import write_record

    with refusing_what_cannot_be_written(place.path):
        write_record(place.unfinished, {"options": options})


def options_to_go_on_with(place: RunDirectory, given: Options) -> Options:
    """Return the options of the run that was begun here.

    Where none was begun, those that are given begin one.

    Args:
        place: where.
        given: options, None where they are not given.

    Raises:
        ArgumentError: an option that is given contradicts them.
        DataError: they were changed.
        Network4Error: nothing was begun here, and nothing is given.
    """
    if not place.unfinished.exists() and not place.record.exists():
        if all(value is None for value in given.values()):
            raise Network4Error(
                f"train: --resume must find a run in {place.path}, there is none; name "
                "a network to train, or give --out another directory."
            )
        return {name: given[name] for name in _FLAGS}
    path = place.record if place.is_finished() else place.unfinished
    begun = _read(path)
    for name, value in given.items():
        _check_agrees(place, name, begun[name], value)
    if given["num_threads"] is not None:
        return {**begun, "num_threads": given["num_threads"]}
    return begun


def _check_agrees(place: RunDirectory, name: str, begun: Any, given: Any) -> None:
    says_nothing = given is None or (name, given) == ("engine", "auto")
    if says_nothing or given == begun or name in _MAY_CHANGE:
        return
    before = "its default" if begun is None else repr(begun)
    raise ArgumentError(
        f"train: {_FLAGS[name]} must be {before} as in the run in {place.path}, "
        f"received {given!r}; leave it out, or give --out another directory."
    )


def _read(path: Path) -> Options:
    from network4.utils.records import read_record

    with suppress(DataError):
        options = read_record(path).get("options")
        if isinstance(options, dict):
            found = {**_LATER, **cast(Options, options)}
            is_whole = found.keys() == _FLAGS.keys()
            if is_whole and all(_is_option(*option) for option in found.items()):
                return {name: found[name] for name in _FLAGS}
    raise DataError(
        f"train: {path} must hold the options of a run, but is damaged or another "
        "program's; give --force to begin anew, or --out another directory."
    )


def _is_option(name: str, value: object) -> bool:
    return value is None or type(value) is _TYPES[name]
