"""The report's pictures, from records and, where digits are shown, from MNIST."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from network4.datasets import Dataset
from network4.experiments import EXPERIMENTS
from network4.experiments.experiment import Comparison, Experiment
from network4.experiments.results import Results
from network4.packing import unpack_array
from network4.plots import draw_comparison, draw_errors, draw_filters, draw_settings
from network4.records import Record
from network4.report.rows import describe_machine

_COST = "training cost by epoch"
_SETTINGS = "accuracy by setting"


@dataclass(frozen=True)
class Picture:
    """A picture of the report.

    Attributes:
        path: a PNG file.
        title, caption: what it shows.
    """

    path: Path
    title: str
    caption: str


def draw_all(results: Results, data: Dataset | None, out: Path) -> list[Picture]:
    """Draw whatever there are records for.

    Args:
        results: the records.
        data: MNIST, for the pictures that show its digits; None leaves them out.
        out: the directory to draw in.
    """
    pictures: list[Picture] = []
    for experiment in EXPERIMENTS:
        if isinstance(experiment, Comparison):
            pictures += _comparison(experiment, results, out)
            continue
        records = results.read(experiment.name)
        if not records:
            continue
        if experiment.picture == "accuracy by epoch":
            pictures += _one_curve(experiment, records, out)
        elif experiment.picture == "filters":
            pictures += _filters(experiment, records, out)
        elif experiment.picture == "errors" and data is not None:
            pictures += _errors(experiment, records[0], data, out)
    return pictures


def _comparison(
    experiment: Comparison, results: Results, out: Path
) -> Iterator[Picture]:
    runs = {label: results.read(name) for label, name in experiment.members}
    if not all(runs.values()):
        return
    if experiment.picture == _SETTINGS:
        yield _settings(experiment, runs, out)
    else:
        yield _curves(experiment, runs, out)


def _settings(
    experiment: Comparison, runs: Mapping[str, Sequence[Record]], out: Path
) -> Picture:
    path = out / f"{experiment.name}.png"
    percents = {
        label: [100 * record["test_accuracy"] for record in records]
        for label, records in runs.items()
    }
    setting = experiment.summary.rpartition("by ")[2]
    draw_settings(path, percents, setting, "test accuracy, %")
    caption = "A dot a run, at its best validation epoch; the line joins the means."
    return _picture(experiment, path, caption, runs)


def _picture(
    experiment: Experiment,
    path: Path,
    caption: str,
    runs: Mapping[str, Sequence[Record]],
) -> Picture:
    machines = {describe_machine(r) for records in runs.values() for r in records}
    where = "; ".join(sorted(machines))
    title = f"{experiment.name}: {experiment.summary}"
    return Picture(path, title, f"{caption} {where}.")


def _one_curve(
    experiment: Experiment, records: Sequence[Record], out: Path
) -> Iterator[Picture]:
    yield _curves(experiment, {experiment.summary: records}, out)


def _curves(
    experiment: Experiment, runs: Mapping[str, Sequence[Record]], out: Path
) -> Picture:
    path = out / f"{experiment.name}.png"
    of_cost = experiment.picture == _COST
    values = {
        label: [
            [e["training_cost"] for e in record["epochs"]]
            if of_cost
            else [100 * e["validation_accuracy"] for e in record["epochs"]]
            for record in records
        ]
        for label, records in runs.items()
    }
    judged_on_test = "best epoch on test data" in experiment.note
    data = "test" if judged_on_test else "validation"
    draw_comparison(
        path, values, "cost on training data" if of_cost else f"{data} accuracy, %"
    )
    counts = sorted({len(records) for records in runs.values()})
    number = " or ".join(map(str, counts))
    caption = f"Thin: single runs ({number}); thick: their mean."
    return _picture(experiment, path, caption, runs)


def _filters(
    experiment: Experiment, records: Sequence[Record], out: Path
) -> Iterator[Picture]:
    kept = next((record for record in records if "filters" in record), None)
    for number, packed in enumerate(kept["filters"] if kept else (), start=1):
        path = out / f"{experiment.name}_filters{number}.png"
        weights = unpack_array(packed)
        draw_filters(path, weights)
        maps, channels, height, width = weights.shape
        size = f"{maps} maps of {channels} x {height} x {width} weights"
        caption = f"{size}; dark is positive. Seed 0, last epoch."
        title = f"{experiment.name}: what convolution {number} looks for"
        yield Picture(path, title, caption)


def _errors(
    experiment: Experiment, record: Record, data: Dataset, out: Path
) -> Iterator[Picture]:
    if data.test is None:
        return
    path = out / f"{experiment.name}_errors.png"
    wrong = np.array(record["wrong_test_indices"], np.int64)
    draw_errors(
        path,
        data.test.images[wrong],
        data.test.labels[wrong].tolist(),
        record["wrong_test_answers"],
        data.class_names,
    )
    caption = "True label top right, the label given bottom right."
    yield Picture(path, f"{experiment.name}: every test image misread", caption)
