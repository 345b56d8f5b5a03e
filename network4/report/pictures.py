"""Draws the report's pictures from records, and digits from MNIST."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from network4.augment import Distortions, distort
from network4.datasets import Dataset
from network4.experiments import EXPERIMENTS
from network4.experiments.experiment import Comparison, Experiment
from network4.experiments.record_fields import refusing_records
from network4.experiments.results import Results
from network4.experiments.trials import LIGHT
from network4.plots import draw_errors, draw_filters, draw_rows
from network4.report.curves import DRAWN_BY
from network4.report.rows import describe_machine
from network4.report.unlearned import draw_unlearned
from network4.utils.json_arrays import array_from_json
from network4.utils.records import Record

_NUM_DRAWS = 8
_KINDS = {
    "shift": "shift",
    "rotation": "rotation",
    "scale": "scale",
    "skew": "skew",
    "elastic_alpha": "elastic",
}


@dataclass(frozen=True)
class Picture:
    """A picture of the report.

    Attributes:
        path: a PNG file.
        title, caption: what it shows.
        alt: a description for people who cannot see it; "" means the title.
    """

    path: Path
    title: str
    caption: str
    alt: str = ""


def draw_all(results: Results, data: Dataset | None, out: Path) -> list[Picture]:
    """Draw all pictures that have records.

    Args:
        results: the records.
        data: MNIST, for the pictures that show its digits; None leaves them out.
        out: the directory for the pictures.
    """
    pictures: list[Picture] = []
    for experiment in EXPERIMENTS:
        with refusing_records("report", experiment.name):
            pictures += _drawn(experiment, results, data, out)
    if data is not None:
        pictures.append(_distortions(data, out))
    return pictures


def _drawn(
    experiment: Experiment, results: Results, data: Dataset | None, out: Path
) -> Iterator[Picture]:
    if experiment.picture in DRAWN_BY:
        yield from _curves(experiment, results, out)
    elif experiment.picture == "filters":
        yield from _filters(experiment, results.read(experiment.name), out)
    elif experiment.picture == "errors" and data is not None:
        yield from _errors(experiment, results, data, out)
    elif experiment.picture == "digits never learned" and data is not None:
        yield from _unlearned(experiment, results.read(experiment.name), data, out)


def _curves(experiment: Experiment, results: Results, out: Path) -> Iterator[Picture]:
    names = [experiment.name]
    if isinstance(experiment, Comparison):
        names = [member.name for member in experiment.members]
    runs = {name: results.read(name) for name in names}
    if not all(runs.values()):
        return
    path = out / f"{experiment.name}.png"
    caption = DRAWN_BY[experiment.picture or ""](path, experiment, runs)
    alt = f"{experiment.picture}: {_drawn_lines(experiment)}".capitalize()
    yield Picture(path, _title(experiment), f"{caption} {_machines(runs)}.", alt)


def _drawn_lines(experiment: Experiment) -> str:
    """Name the lines of a picture, or its settings if there is only one line."""
    if not isinstance(experiment, Comparison):
        return experiment.summary
    lines = [member.line for member in experiment.members]
    labels = lines if any(lines) else [member.label for member in experiment.members]
    return ", ".join(dict.fromkeys(labels))


def _title(experiment: Experiment) -> str:
    return f"{experiment.name}: {experiment.summary}"


def _machines(runs: Mapping[str, Sequence[Record]]) -> str:
    names = {describe_machine(r) for records in runs.values() for r in records}
    return "; ".join(sorted(names))


def _filters(
    experiment: Experiment, records: Sequence[Record], out: Path
) -> Iterator[Picture]:
    kept = next((record for record in records if "filters" in record), None)
    for number, packed in enumerate(kept["filters"] if kept else (), start=1):
        path = out / f"{experiment.name}_filters{number}.png"
        weights = array_from_json(packed)
        draw_filters(path, weights)
        maps, channels, height, width = weights.shape
        caption = _say_filters(maps, channels, height, width)
        title = f"{experiment.name}: what convolution {number} looks for"
        yield Picture(path, title, caption, f"{maps} filters in grey squares")


def _say_filters(maps: int, channels: int, height: int, width: int) -> str:
    placed = "" if channels == 1 else "Each filter is a column. "
    return (
        f"{maps} filters of {channels} x {height} x {width} weights. {placed}"
        "Dark weights are positive. They come from the run with seed 0, after the "
        "last epoch."
    )


def _errors(
    experiment: Experiment, results: Results, data: Dataset, out: Path
) -> Iterator[Picture]:
    records = results.read(experiment.name)
    if data.test is None or not records:
        return
    path = out / f"{experiment.name}_errors.png"
    wrong = np.array(records[0]["wrong_test_indices"], np.int64)
    draw_errors(
        path,
        data.test.images[wrong],
        data.test.labels[wrong].tolist(),
        records[0]["wrong_test_answers"],
        data.class_names,
    )
    caption = (
        f"All {len(wrong)} test images that it misread. The true digit stands top "
        "right, and the predicted digit bottom right."
    )
    title = f"{experiment.name}: every test image misread"
    yield Picture(path, title, caption, f"{len(wrong)} handwritten digits")


def _unlearned(
    experiment: Experiment, records: Sequence[Record], data: Dataset, out: Path
) -> Iterator[Picture]:
    if data.test is None or not records:
        return
    path = out / f"{experiment.name}.png"
    labels = np.asarray(data.test.labels)
    caption = draw_unlearned(path, records, labels, data.class_names)
    machines = _machines({experiment.name: records})
    alt = f"Test accuracy by epoch of {len(records)} runs"
    yield Picture(path, _title(experiment), f"{caption} {machines}.", alt)


def _distortions(data: Dataset, out: Path) -> Picture:
    """Draw a digit under each distortion, twice as strong as in the trials."""
    digit = data.validation.images[:1].repeat(_NUM_DRAWS, axis=0)
    bounds = LIGHT.times(2)
    each = {name: getattr(bounds, name) for name in _KINDS}
    rows = {"as it is": distort(digit[:1], Distortions(), seed=0)}
    for name, value in each.items():
        alone = Distortions(**{name: value})
        rows[_KINDS[name]] = distort(digit, alone, seed=0)
    rows["all"] = distort(digit, bounds, seed=0)
    path = out / "distortions.png"
    draw_rows(path, rows)
    sizes = ", ".join(f"{_KINDS[name]} {value:g}" for name, value in each.items())
    caption = f"The first validation image under distortions of up to: {sizes}."
    alt = "A row of distorted copies of a digit for each kind of distortion"
    return Picture(path, "Beyond the book: distortions", caption, alt)
