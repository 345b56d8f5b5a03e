"""Draws the curves of an experiment's records, and writes their caption."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from network4.experiments.experiment import (
    Comparison,
    Experiment,
    Judge,
    Member,
    Trained,
)
from network4.experiments.reproduction import find
from network4.experiments.running import judged_accuracy
from network4.plots import draw_comparison, draw_panels, draw_settings
from network4.utils.records import Record

Runs = Mapping[str, Sequence[Record]]
Draw = Callable[[Path, Experiment, Runs], str]
_PANELS = {
    "cost_on_training_data": "cost on training data",
    "validation_accuracy": "accuracy on test data, %",
    "cost_on_other_data": "cost on test data",
    "accuracy_on_training_data": "accuracy on training data, %",
}

_JUDGED: dict[Judge, tuple[str, str]] = {
    "test": ("test", "best validation"),
    "test itself": ("test", "best"),
    "validation": ("validation", "best"),
    "validation at the end": ("validation", "last"),
}


def _members(experiment: Experiment) -> tuple[Member, ...]:
    if isinstance(experiment, Comparison):
        return experiment.members
    return (Member(experiment.summary, experiment.name),)


def _values(record: Record, name: str) -> list[float]:
    """Return a quantity by epoch, with shares in percent."""
    factor = 100 if "accuracy" in name else 1
    return [factor * epoch[name] for epoch in record["epochs"]]


def _by_epoch(name: str, quantity: str) -> Draw:
    def draw(path: Path, experiment: Experiment, runs: Runs) -> str:
        members = _members(experiment)
        curves = {
            member.label: [_values(record, name) for record in runs[member.name]]
            for member in members
        }
        draw_comparison(path, curves, quantity.format(data=_judged_on(experiment)))
        return _say_runs(runs)

    return draw


def _say_runs(runs: Runs) -> str:
    """Say what the lines of a picture are.

    >>> _say_runs({"a": [{}], "b": [{}]})
    'Each line is one run.'
    >>> _say_runs({"a": [{}, {}, {}], "b": [{}]})
    'Thin lines are runs, and thick lines are means (of 1 or 3 runs).'
    """
    counts = sorted({len(records) for records in runs.values()})
    if counts == [1]:
        return "Each line is one run."
    number = " or ".join(map(str, counts))
    return f"Thin lines are runs, and thick lines are means (of {number} runs)."


def _judged_on(experiment: Experiment) -> str:
    on_test = (
        isinstance(experiment, Trained)
        and experiment.protocol.judged_on == "test itself"
    )
    return "test" if on_test else "validation"


def _accuracy_by_setting(path: Path, experiment: Experiment, runs: Runs) -> str:
    data, epoch = _judged(_members(experiment)[0])
    quantity = f"{data} error, %"
    means = _draw_settings(path, experiment, runs, _error_percent, quantity)
    return f"Each dot is a run at its {epoch} epoch. {means}"


def _time_by_setting(path: Path, experiment: Experiment, runs: Runs) -> str:
    def core_seconds(member: Member, record: Record) -> float:
        del member
        return record["cpu_seconds"] / len(record["epochs"])

    quantity = "seconds of a core, an epoch"
    means = _draw_settings(path, experiment, runs, core_seconds, quantity)
    return f"Each dot is a run. Validation is included. {means}"


def _error_percent(member: Member, record: Record) -> float:
    # Of accuracies near 100%, a scale that shows them all hides all differences.
    return 100 * (1 - judged_accuracy(find(member.name), record))


def _judged(member: Member) -> tuple[str, str]:
    """Say on which data a member of a figure is evaluated, and at which epoch."""
    found = find(member.name)
    return _JUDGED[found.protocol.judged_on if isinstance(found, Trained) else "test"]


def _draw_settings(
    path: Path,
    experiment: Experiment,
    runs: Runs,
    value: Callable[[Member, Record], float],
    quantity: str,
) -> str:
    """Draw the results, and return a sentence that says how the means are shown."""
    lines: dict[str, dict[str, list[float]]] = {}
    for member in _members(experiment):
        values = [value(member, record) for record in runs[member.name]]
        lines.setdefault(member.line, {})[member.label] = values
    setting = experiment.summary.rpartition("by ")[2]
    joined = all(_is_number(member.label) for member in _members(experiment))
    draw_settings(path, lines, setting, quantity, joined, "log")
    return _say_means(runs, joined)


def _say_means(runs: Runs, joined: bool) -> str:
    """Say what joins or marks the dots; a dot alone is its own mean.

    >>> _say_means({"a": [{}]}, True), _say_means({"a": [{}, {}]}, True)
    ('Lines join the dots.', 'Lines join the means.')
    >>> _say_means({"a": [{}]}, False), _say_means({"a": [{}, {}]}, False)
    ('A stroke marks each dot.', 'A stroke marks each mean.')
    """
    are_alone = all(len(records) == 1 for records in runs.values())
    if joined:
        return f"Lines join the {'dots' if are_alone else 'means'}."
    return f"A stroke marks each {'dot' if are_alone else 'mean'}."


def _is_number(label: str) -> bool:
    try:
        float(label.replace(",", ""))
    except ValueError:  # a category
        return False
    return True


def _overfitting(path: Path, experiment: Experiment, runs: Runs) -> str:
    panels = {
        title: {
            member.label: _values(runs[member.name][0], name)
            for member in _members(experiment)
        }
        for name, title in _PANELS.items()
    }
    draw_panels(path, panels)
    return "Each line is one run."


def _speed(path: Path, experiment: Experiment, runs: Runs) -> str:
    panels: dict[str, dict[str, list[float]]] = {}
    for member in _members(experiment):
        record = runs[member.name][0]
        names = [key for key in record["epochs"][0] if key.startswith("speed_of_")]
        panels[member.label] = {
            name.removeprefix("speed_of_").replace("_", " "): _values(record, name)
            for name in names
        }
    draw_panels(path, panels, "log")
    return "The norm of dC/db over all training images, layers counted from the input."


DRAWN_BY: dict[str, Draw] = {
    "accuracy by epoch": _by_epoch("validation_accuracy", "{data} accuracy, %"),
    "training cost by epoch": _by_epoch(
        "cost_on_training_data", "cost on training data"
    ),
    "accuracy by setting": _accuracy_by_setting,
    "time by setting": _time_by_setting,
    "costs and accuracies by epoch": _overfitting,
    "speed by epoch": _speed,
}
