"""Pictures that are not drawn, and how to get them."""

from collections.abc import Sequence
from typing import NamedTuple

from network4.datasets import Dataset
from network4.experiments import EXPERIMENTS
from network4.experiments.experiment import Comparison, Experiment
from network4.experiments.results import Results

_MOST_NAMES = 3
_OF_DIGITS = "errors", "digits never learned"
_NO_MNIST = (
    "It shows digits of MNIST, which was not found. Give its directory with --data."
)


class Absent(NamedTuple):
    """A picture that is not drawn.

    Attributes:
        title: what it would show.
        reason: what is missing, and how to get it.
        command: the command that makes the missing records; "" if none are missing.
    """

    title: str
    reason: str
    command: str = ""


def list_absent(results: Results, data: Dataset | None) -> list[Absent]:
    """Return the pictures that `draw_all` leaves out.

    Args:
        results: the records.
        data: MNIST, for the pictures that show its digits; None without MNIST.
    """
    drawn = [experiment for experiment in EXPERIMENTS if experiment.picture]
    found = [_absent(experiment, results, data) for experiment in drawn]
    if data is None:
        found.append(Absent("Beyond the book: distortions", _NO_MNIST))
    return [each for each in found if each is not None]


def _absent(
    experiment: Experiment, results: Results, data: Dataset | None
) -> Absent | None:
    title = f"{experiment.name}: {experiment.summary}"
    needed = _needed(experiment)
    missing = [name for name in needed if not _has_record(experiment, name, results)]
    if missing:
        command = f"network4 reproduce {experiment.name}"
        return Absent(title, _say_missing(missing, len(needed)), command)
    is_of_digits = experiment.picture in _OF_DIGITS
    return Absent(title, _NO_MNIST) if is_of_digits and data is None else None


def _needed(experiment: Experiment) -> Sequence[str]:
    if isinstance(experiment, Comparison):
        return [member.name for member in experiment.members]
    return [experiment.name]


def _has_record(experiment: Experiment, name: str, results: Results) -> bool:
    records = results.read(name)
    if experiment.picture == "filters":
        return any("filters" in record for record in records)
    return bool(records)


def _say_missing(missing: Sequence[str], count: int) -> str:
    """Return a sentence.

    >>> _say_missing(["l2_pooling"], 2)
    'There is no record of l2_pooling.'
    >>> _say_missing(list("abcd"), 6)
    'There is no record of 4 of its 6 networks.'
    """
    if len(missing) <= _MOST_NAMES:
        return f"There is no record of {' and '.join(missing)}."
    return f"There is no record of {len(missing)} of its {count} networks."
