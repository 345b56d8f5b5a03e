"""The fields of a run's record, checked before tables and figures are made of them."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from network4.errors import DataError, Network4Error, on_one_line, shown

# What a record that is not whole makes of whatever computes with it.
_FAILURES = (
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
_MOST_SECONDS = 1e9  # some thirty years
_LONGEST_TEXT = 200
_LARGEST = 1e300  # sums of some stay finite


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= _LARGEST


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_share(value: object) -> bool:
    return value is None or (_is_number(value) and 0 <= cast(float, value) <= 1)


def _is_duration(value: object) -> bool:
    return _is_number(value) and 0 <= cast(float, value) <= _MOST_SECONDS


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_TEXT


def _are_counts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_count, cast(list[object], value)))


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_machine(value: object) -> bool:
    kinds = {"processor": _is_text, "system": _is_text, "cores": _is_count}
    if not isinstance(value, dict):
        return False
    machine = cast(dict[str, Any], value)
    return all(kind(machine[name]) for name, kind in kinds.items() if name in machine)


def _are_epochs(value: object) -> bool:
    """Return whether each epoch has numbers, by the same names."""
    if not isinstance(value, list):
        return False
    epochs = cast(list[Any], value)
    return all(
        isinstance(epoch, dict)
        and cast(dict[str, Any], epoch).keys() == epochs[0].keys()
        and all(map(_is_number, cast(dict[str, Any], epoch).values()))
        for epoch in epochs
    )


_KINDS: dict[str, tuple[Callable[[object], bool], str]] = {
    **dict.fromkeys(("experiment", "engine"), (_is_text, "a short text")),
    **dict.fromkeys(("seed", "best_epoch", "kept_epoch"), (_is_count, "a count")),
    **dict.fromkeys(
        ("test_accuracy", "validation_accuracy"), (_is_share, "a number in 0..1")
    ),
    **dict.fromkeys(("seconds", "cpu_seconds"), (_is_duration, "a time in seconds")),
    **dict.fromkeys(
        ("wrong_test_indices", "wrong_test_answers"), (_are_counts, "a list of counts")
    ),
    **dict.fromkeys(
        ("data", "network", "versions", "last"), (_is_object, "an object of JSON")
    ),
    "machine": (_is_machine, "processor, cores and system"),
    "epochs": (_are_epochs, "numbers of each epoch, by the same names"),
}


def wrong_field(record: Mapping[str, Any]) -> str | None:
    """Say which field of a record has what it must not have; None if none has.

    Example:
        >>> wrong_field({"seed": "x"})
        "seed must be a count, received 'x'"
    """
    for name, (kind, words) in _KINDS.items():
        if name in record and not kind(record[name]):
            return f"{name} must be {words}, received {shown(record[name])}"
    return None


@contextmanager
def refusing_records(owner: str, name: str) -> Generator[None]:
    """Raise DataError where the block meets a field that a record lacks or misstates.

    Args:
        owner: the function that computes with records, for the message.
        name: of what they are records.
    """
    try:
        yield
    except Network4Error:
        raise
    except _FAILURES as error:
        said = f"{type(error).__name__}: {on_one_line(str(error), 60)}"
        raise DataError(
            f"{owner}: the records of {name} must have all that a run has, but a field "
            f"is missing or wrong ({said}); remove the record, and run it again."
        ) from None
