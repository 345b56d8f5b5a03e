"""From records to pictures; nothing here trains."""

import math
import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from network4.datasets import ImageArray
from network4.files import atomic_path
from network4.records import Record

MAX_ERRORS_SHOWN = 200
_COLUMNS = 10
_TRUE_COLOUR, _GIVEN_COLOUR = "#1a7f37", "#c0261f"


def draw_errors(
    path: str | os.PathLike[str],
    images: ImageArray,
    labels: Sequence[int],
    answers: Sequence[int],
    class_names: Sequence[str],
) -> None:
    """Draw misread images: true label top right, given label bottom right.

    Args:
        path: a PNG file.
        images: (n, h, w) or (n, c, h, w), uint8 in 0..255 or float32 in 0..1, the
            misread images only; at most
            `MAX_ERRORS_SHOWN` of them are drawn, the first.
        labels: the true class of each.
        answers: the class that the network gave.
        class_names: the name of each class.

    Raises:
        OSError: the picture cannot be written.

    Source: the book, Chapter 6, the figure of the 33 misread digits.
    """
    shown = min(len(images), MAX_ERRORS_SHOWN)
    rows = max(1, math.ceil(shown / _COLUMNS))
    figure = Figure(figsize=(_COLUMNS, rows + 0.9), layout="constrained")
    FigureCanvasAgg(figure)
    total = f"{len(images)} misread" if len(images) else "No image was misread"
    more = f", the first {shown} of them" if shown < len(images) else ""
    figure.suptitle(f"{total}{more}   (top right: true, bottom right: given)")
    grid = figure.subplots(rows, _COLUMNS, squeeze=False)
    for position, axes in enumerate(grid.flat):
        axes.set_axis_off()
        if position < shown:
            _draw_image(axes, images[position])
            _label(axes, 0.97, "top", class_names[labels[position]], _TRUE_COLOUR)
            _label(axes, 0.03, "bottom", class_names[answers[position]], _GIVEN_COLOUR)
    _save(figure, path)


def _draw_image(axes: Axes, image: ImageArray) -> None:
    white = 255 if image.dtype == np.uint8 else 1
    if image.ndim == 3 and image.shape[0] == 1:
        image = image[0]
    if image.ndim == 3:
        axes.imshow(image.transpose(1, 2, 0))
    else:
        axes.imshow(image, cmap="gray_r", vmin=0, vmax=white)


def _label(axes: Axes, height: float, side: str, text: str, colour: str) -> None:
    axes.text(
        0.98,
        height,
        # Names may be a folder's: odd bytes, and dollars that mark no formula.
        text.encode("utf-8", "replace").decode(),
        parse_math=False,
        color=colour,
        fontsize=11,
        fontweight="bold",
        ha="right",
        va=side,
        transform=axes.transAxes,
        bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.8},
    )


def draw_curves(path: str | os.PathLike[str], record: Record) -> None:
    """Draw a run's training cost and validation accuracy, epoch by epoch.

    Args:
        path: a PNG file.
        record: a record of `Run.record()`.

    Raises:
        OSError: the picture cannot be written.
    """
    epochs = [result["epoch"] + 1 for result in record["epochs"]]
    costs = [result["training_cost"] for result in record["epochs"]]
    accuracies = [100 * result["validation_accuracy"] for result in record["epochs"]]
    figure = Figure(figsize=(9, 4), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    left.plot(epochs, costs, marker="o", color="#2563a8")
    left.set(xlabel="epoch", ylabel="cost", title="Cost on training data")
    right.plot(epochs, accuracies, marker="o", color="#c26a12")
    best = record["best_epoch"]
    right.plot(epochs[best], accuracies[best], marker="o", ms=13, mfc="none", mec="k")
    right.set(
        xlabel="epoch",
        ylabel="percent",
        title=f"Validation accuracy: best {accuracies[best]:.2f}% "
        f"in epoch {epochs[best]}",
    )
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _save(figure, path)


def draw_comparison(
    path: str | os.PathLike[str],
    curves: Mapping[str, Sequence[Sequence[float]]],
    quantity: str,
) -> None:
    """Draw what several settings gave epoch by epoch: means of runs, and each run.

    Args:
        path: a PNG file.
        curves: for each setting's name its runs, each a value an epoch.
        quantity: what the values are, with their unit.

    Raises:
        OSError: the picture cannot be written.
    """
    figure = Figure(figsize=(7, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    lowest: list[float] = []
    for number, (name, runs) in enumerate(curves.items()):
        colour = f"C{number}"
        epochs = range(1, len(runs[0]) + 1)
        for run in runs:
            axes.plot(epochs, run, color=colour, alpha=0.3, lw=0.8)
        mean = np.mean(runs, axis=0)
        axes.plot(epochs, mean, color=colour, lw=2, label=name)
        lowest += [float(np.quantile(mean, 0.1))]
    axes.set(xlabel="epoch", ylabel=quantity)
    if "%" in quantity:  # first epochs would squeeze all others into a line
        axes.set_ylim(bottom=min(lowest) - 0.3)
    axes.grid(alpha=0.3)
    axes.legend()
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _save(figure, path)


def draw_settings(
    path: str | os.PathLike[str],
    lines: Mapping[str, Mapping[str, Sequence[float]]],
    setting: str,
    quantity: str,
) -> None:
    """Draw what each of several settings gave: a dot a run, a line through the means.

    Args:
        path: a PNG file.
        lines: for each line its label, "" for none; for each of its settings, which are
            the same for all lines, what its runs gave.
        setting: what is varied.
        quantity: what the values are, with their unit.

    Raises:
        OSError: the picture cannot be written.
    """
    figure = Figure(figsize=(7, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for number, (label, values) in enumerate(lines.items()):
        colour, places = f"C{number}", range(len(values))
        for place, runs in zip(places, values.values(), strict=True):
            axes.plot([place] * len(runs), runs, "o", color=colour, alpha=0.4, ms=4)
        means = [np.mean(runs) for runs in values.values()]
        axes.plot(places, means, color=colour, label=label)
        axes.set_xticks(places, list(values))
    if any(lines):
        axes.legend()
    axes.set(xlabel=setting, ylabel=quantity)
    axes.grid(alpha=0.3)
    _save(figure, path)


def draw_panels(
    path: str | os.PathLike[str],
    panels: Mapping[str, Mapping[str, Sequence[float]]],
    scale: Literal["linear", "log"] = "linear",
) -> None:
    """Draw several quantities by epoch, a panel each, two panels a row.

    Args:
        path: a PNG file.
        panels: for each panel's title its curves by name, each a value an epoch.
        scale: of the values; default "linear".

    Raises:
        OSError: the picture cannot be written.
    """
    rows = math.ceil(len(panels) / 2)
    figure = Figure(figsize=(9, 3.2 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    grid = figure.subplots(rows, 2, squeeze=False)
    for axes in grid.flat:
        axes.set_visible(False)
    for axes, (title, curves) in zip(grid.flat, panels.items(), strict=False):
        axes.set_visible(True)
        for name, values in curves.items():
            axes.plot(range(1, len(values) + 1), values, label=name, lw=1.2)
        axes.set(title=title, xlabel="epoch", yscale=scale)
        axes.grid(alpha=0.3)
        axes.legend()
    _save(figure, path)


def draw_filters(
    path: str | os.PathLike[str], weights: npt.NDArray[np.floating[Any]]
) -> None:
    """Draw a convolution's weights: a row a channel of fields; dark is positive.

    Args:
        path: a PNG file.
        weights: (maps, channels, height, width). With one channel the maps are laid out
            in rows of five; otherwise each map is a row, its channels the columns.

    Raises:
        OSError: the picture cannot be written.

    Source: the book, Chapter 6, the figure of a first layer's 20 filters.
    """
    maps, channels, height, width = weights.shape
    columns = min(maps, 5) if channels == 1 else channels
    fields = weights.reshape(-1, height, width).astype(np.float32)
    rows = math.ceil(len(fields) / columns)
    edge = 1
    mosaic = np.full(
        (rows * (height + edge) + edge, columns * (width + edge) + edge), np.nan
    )
    for number, field in enumerate(fields):
        down, right = divmod(number, columns)
        top, left = edge + down * (height + edge), edge + right * (width + edge)
        mosaic[top : top + height, left : left + width] = field
    inches = 8 / mosaic.shape[1] if channels > 1 else 4 / mosaic.shape[1]
    size = mosaic.shape[1] * inches, mosaic.shape[0] * inches
    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.set_axis_off()
    most = float(np.abs(fields).max()) or 1.0
    axes.imshow(mosaic, cmap="gray_r", vmin=-most, vmax=most, interpolation="nearest")
    _save(figure, path)


def _save(figure: Figure, path: str | os.PathLike[str]) -> None:
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=100)
