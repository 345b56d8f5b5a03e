"""Draws the curves of runs."""

import os
from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, StrMethodFormatter

from network4.errors import DataError, shown
from network4.plots.checks import Numbers, by_name, check_text, lines_in, numbers_in
from network4.plots.figures import Picture, new_figure
from network4.plots.saving import save
from network4.utils.checks import check_choice, check_flag
from network4.utils.records import Record

_LABEL_LETTERS = 12  # of a line below a setting
_MOST_MARKERS = 40  # of a line; more would merge into a band
_TITLE_LETTERS = 36  # of a line that is as wide as half a figure
_WIDE_RANGE = 3  # times the least value, from which on a logarithm shows more
_CATEGORY = 0.8  # of the room between two categories, what is drawn of one takes


def draw_curves(path: str | os.PathLike[str], record: Record) -> None:
    """Draw a run's training cost and validation score, by epoch.

    Args:
        path: a PNG file.
        record: a record of `Run.record()`.

    Raises:
        OSError: the picture cannot be written.
    """
    save(curves_figure(record), path)


def curves_figure(record: Record) -> Picture:
    """Return the figure of a run's training cost and validation score, by epoch.

    Args:
        record: a record of `Run.record()`.

    Raises:
        DataError: the record is something else.
    """
    epochs, costs, best = _epochs(record)
    scores, unit, name = _scores(record)
    figure = new_figure(9, 4)
    left, right = figure.subplots(1, 2)
    left.plot(epochs, costs, _style_of(costs), color="#2563a8")
    left.set(xlabel="epoch", ylabel="cost", title="Cost on training data\n")
    right.plot(epochs, scores, _style_of(scores), color="#c26a12")
    shown = f"{scores[best]:.2f}%" if unit == "percent" else f"{scores[best]:.4g}"
    right.plot(epochs[best], scores[best], marker="o", ms=13, mfc="none", mec="k")
    right.set(xlabel="epoch", ylabel=fill(unit, _TITLE_LETTERS))
    right.set_title(f"Validation{name}\nbest {shown} in epoch {epochs[best]:,}")
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        # Also where most costs are no numbers, and where there is one epoch.
        beside = max(0.05 * (epochs[-1] - epochs[0]), 0.5)
        axes.set_xlim(epochs[0] - beside, epochs[-1] + beside)
    return figure


def _style_of(values: Sequence[float]) -> str:
    """Return a line, with a dot for each value unless dots would merge."""
    shown = int(np.isfinite(values).sum())
    return "o-" if shown <= _MOST_MARKERS else "-"


def _epochs(record: Record) -> tuple[list[int], list[float], int]:
    """Return the numbers of epochs, from 1, their costs, and the index of the best."""
    try:
        results = record["epochs"]
        epochs = [int(result["epoch"]) + 1 for result in results]
        costs = [float(result["training_cost"]) for result in results]
        best: int = range(len(epochs))[int(record["best_epoch"])]
        _scores(record)
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration):
        raise DataError(
            "draw_curves: record must be one that Run.record() returned, received "
            f"{shown(record)}."
        ) from None
    return epochs, costs, best


def _scores(record: Record) -> tuple[list[float], str, str]:
    """Return the validation scores by epoch, their unit, and a word for the title."""
    first = record["epochs"][0]
    key = next(name for name in first if name.startswith("validation_"))
    values = [float(result[key]) for result in record["epochs"]]
    name = key.removeprefix("validation_").replace("_", " ")
    if name == "accuracy":
        return [100 * value for value in values], "percent", " accuracy"
    return values, name, ""


def _one_panel() -> tuple[Picture, Axes]:
    figure = new_figure(7, 4.2)
    return figure, figure.subplots()


def draw_comparison(
    path: str | os.PathLike[str],
    curves: Mapping[str, Sequence[Sequence[float]]],
    quantity: str,
) -> None:
    """Draw the results of several settings by epoch: each run, and the means.

    Args:
        path: a PNG file.
        curves: for each setting's name its runs; a run has a value for each epoch.
        quantity: the quantity of the values, with its unit.

    Raises:
        ArgumentError: there is no curve, or its runs have different numbers of values.
        OSError: the picture cannot be written.
    """
    owner = "draw_comparison"
    check_text(owner, "quantity", quantity)
    checked = {
        name: numbers_in(owner, f"curves[{name!r}]", runs, 2)
        for name, runs in by_name(owner, "curves", curves).items()
    }
    figure, axes = _one_panel()
    lowest: list[float] = []
    for number, (name, runs) in enumerate(checked.items()):
        colour = f"C{number}"
        epochs = range(1, len(runs[0]) + 1)
        for run in runs:
            axes.plot(epochs, run, color=colour, alpha=0.3, lw=0.8)
        mean = np.mean(runs, axis=0)
        axes.plot(epochs, mean, color=colour, lw=2, label=name)
        lowest += [float(np.quantile(mean, 0.1))]
    axes.set(xlabel="epoch", ylabel=quantity)
    # First epochs would squeeze all others into a line.
    if "%" in quantity and np.isfinite(lowest).all():
        axes.set_ylim(bottom=min(lowest) - 0.3)
    axes.grid(alpha=0.3)
    axes.legend()
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    save(figure, path)


def draw_settings(
    path: str | os.PathLike[str],
    lines: Mapping[str, Mapping[str, Sequence[float]]],
    setting: str,
    quantity: str,
    joined: bool = True,
    scale: Literal["linear", "log"] = "linear",
) -> None:
    """Draw the results of several settings: a dot for each run, and the means.

    Args:
        path: a PNG file.
        lines: for each line its label, or "" for none, and for each setting the results
            of its runs. All lines have the same settings.
        setting: the setting that varies.
        quantity: the quantity of the values, with its unit.
        joined: whether a line joins the means. Use False for categories: then each mean
            is a stroke, and lines stand side by side. Default True.
        scale: "linear" or "log"; default "linear". "log" shows small differences beside
            large ones. If a value is 0 or less, or all are close together, the scale is
            linear anyway.

    Raises:
        ArgumentError: there is no line, a line has something other than numbers,
            `joined` is neither True nor False, or there is no such scale.
        OSError: the picture cannot be written.
    """
    owner = "draw_settings"
    check_text(owner, "setting", setting)
    check_text(owner, "quantity", quantity)
    check_flag(owner, "joined", joined)
    check_choice(owner, "scale", scale, ("linear", "log"))
    checked = lines_in(owner, "lines", lines)
    figure, axes = _one_panel()
    width = _CATEGORY / len(checked)
    for number, (label, values) in enumerate(checked.items()):
        colour, aside = f"C{number}", width * (number - (len(checked) - 1) / 2)
        places = np.arange(len(values)) + (0 if joined else aside)
        names = [fill(name, _LABEL_LETTERS) for name in values]
        axes.set_xticks(range(len(values)), names)
        for place, runs in zip(places, values.values(), strict=True):
            axes.plot([place] * len(runs), runs, "o", color=colour, alpha=0.4, ms=4)
        means = [np.mean(runs) for runs in values.values()]
        if joined:
            axes.plot(places, means, color=colour, label=label)
        else:
            ends = places - width / 2, places + width / 2
            axes.hlines(means, *ends, color=colour, label=label, lw=3)
    axes.set(xlabel=setting, ylabel=quantity)
    axes.grid(alpha=0.3)
    above: dict[str, Any] = {"loc": "lower center", "bbox_to_anchor": (0.5, 1)}
    if any(checked):
        axes.legend(**({} if joined else {**above, "ncols": 5}))
    if not joined:
        _part_categories(axes)
    if scale == "log":
        _spread(axes, [run for line in checked.values() for run in line.values()])
    save(figure, path)


def _spread(axes: Axes, runs: Sequence[Numbers]) -> None:
    """Make the vertical axis logarithmic, with plain numbers, if that shows more."""
    values = np.concatenate(runs)
    if values.min() <= 0 or values.max() < _WIDE_RANGE * values.min():
        return
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 1.5, 2, 3, 5, 7)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))


def _part_categories(axes: Axes) -> None:
    """Draw vertical lines between categories, and none through them."""
    axes.grid(visible=False, axis="x")
    axes.set_xticks(np.append(axes.get_xticks(), -1) + 0.5, minor=True)
    axes.tick_params(axis="x", which="minor", length=0)
    axes.grid(which="minor", axis="x", alpha=0.3)
    axes.set_xlim(-0.5, len(axes.get_xticks()) - 0.5)
