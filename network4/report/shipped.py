"""How the model that comes with network4 reads images that MNIST lacks."""

from collections.abc import Mapping
from pathlib import Path

from network4.augment.corruptions import CORRUPTIONS
from network4.experiments.record_fields import refusing_records
from network4.model import SHIPPED_MODEL
from network4.plots import Axis, draw_panels
from network4.report.pictures import Picture
from network4.report.table import Line, Table
from network4.utils.records import Record, read_record

_INTRODUCTION = (
    "Accuracy on the test images, in percent, as they are and changed more and more: "
    "of the model that comes with network4, and of the same network trained for ten "
    "epochs on the images as they are. Cells have the severity: with distortions / "
    "without."
)
_REFUSING = (
    "Of the test images, those that are refused where the likeliest digit has less "
    "than a probability, and those that are answered, and wrongly."
)
_ROBUST_DRAWN = (
    "Accuracy on the test images, in percent, as each kind of change grows from left "
    "to right. One line is the model that comes with network4. The other is the same "
    "network, trained for ten epochs on the images as they are."
)
_REFUSING_DRAWN = (
    "The network refuses an image where its likeliest digit has less than a "
    "probability. The higher that probability is, the more it refuses, and the fewer "
    "of its answers are wrong."
)
_HEADERS = "none", "little", "some", "much", "most"
_WITH, _WITHOUT = "robustness", "robustness_without_distortions"


def shipped_record() -> Record:
    """Return the record of the model that comes with network4."""
    record = read_record(SHIPPED_MODEL.with_suffix(".json"))
    with refusing_records("report", "the model that comes with network4"):
        for table in (robustness_table, rejection_table):
            table(record)
    return record


def robustness_table(record: Record) -> Table:
    """Return accuracies by kind of change and severity, with distortions / without."""
    lines = [
        Line((f"{c.name}, {c.unit}", *_cells(record[_WITH][c.name], other)))
        for c in CORRUPTIONS
        for other in [record[_WITHOUT][c.name]]
    ]
    return Table(
        "<!-- robustness, made by network4 report --into -->",
        "What the reader's network stands up to",
        _INTRODUCTION,
        ("change", *_HEADERS),
        tuple(range(1, len(_HEADERS) + 1)),
        lines,
    )


def rejection_table(record: Record) -> Table:
    """Return what is refused, and what is answered wrongly, below each probability."""
    lines = [
        Line(
            (
                f"{entry['threshold']:g}",
                f"{100 * entry['refused']:.2f}",
                f"{100 * entry['errors_kept']:.2f}",
            )
        )
        for entry in record["rejection"]
    ]
    return Table(
        "<!-- rejection, made by network4 report --into -->",
        "What the reader's network refuses",
        _REFUSING,
        ("probability", "refused, %", "answered wrongly, %"),
        (0, 1, 2),
        lines,
    )


def _cells(ours: Mapping[str, float], plain: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(
        f"{severity}: {100 * ours[severity]:.2f} / {100 * plain[severity]:.2f}"
        for severity in ours
    )


def draw_robustness(record: Record, out: Path) -> Picture:
    """Draw the same as curves, a panel for each kind of change."""
    panels = {
        c.name: {
            "trained with distortions": _percents(record[_WITH][c.name]),
            "without": _percents(record[_WITHOUT][c.name]),
        }
        for c in CORRUPTIONS
    }
    below = {c.name: Axis(c.unit, c.severities) for c in CORRUPTIONS}
    path = out / "robustness.png"
    draw_panels(path, panels, axes_below=below)
    alt = "Accuracy, in percent, by how much the images are changed"
    return Picture(path, "Beyond the book: what MNIST lacks", _ROBUST_DRAWN, alt)


def draw_rejection(record: Record, out: Path) -> Picture:
    """Draw errors that are kept against images that are refused."""
    title, curve = "errors kept by what is refused", record["rejection"]
    wrong = {"answered wrongly, %": [100 * entry["errors_kept"] for entry in curve]}
    refused = Axis("refused, %", [100 * entry["refused"] for entry in curve])
    path = out / "rejection.png"
    draw_panels(path, {title: wrong}, axes_below={title: refused})
    alt = "Answers that are wrong by images that are refused, both in percent"
    return Picture(path, "Beyond the book: refusing to answer", _REFUSING_DRAWN, alt)


def _percents(curve: Mapping[str, float]) -> list[float]:
    return [100 * share for share in curve.values()]
