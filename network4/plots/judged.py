"""Draws which classes a model confuses, and how far its probabilities are right."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from network4.plots.figures import Picture, new_figure
from network4.text import printable

_MOST_WITH_NUMBERS, _MOST_WITH_NAMES = 15, 40
_LONGEST_NAME = 12  # characters beside an axis
_BLUE, _GREY = "#2563a8", "#9aa4b1"


class Reliable(Protocol):
    """How sure a model was and how often it was right; see `Reliability`."""

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """(bins,) images."""
        ...

    @property
    def sure(self) -> npt.NDArray[np.float64]:
        """(bins,) mean probabilities."""
        ...

    @property
    def right(self) -> npt.NDArray[np.float64]:
        """(bins,) shares."""
        ...


def evaluation_figure(
    title: str,
    matrix: npt.NDArray[np.int64],
    class_names: Sequence[str],
    reliable: Reliable | None,
) -> Picture:
    """Return a figure of a confusion matrix, errors by class, and calibration.

    Args:
        title: above the figure.
        matrix: (k, k) counts, with a row for each true class.
        class_names: of the k classes.
        reliable: how sure the model was, by bin; None leaves that panel out.
    """
    names = [_short(name) for name in class_names]
    panels = 2 if reliable is None else 3
    figure = new_figure(5.2 + 3.4 * (panels - 1), 4.8)
    figure.suptitle(title)
    ratios = [1.5, *[1] * (panels - 1)]
    confusions, errors, *rest = figure.subplots(1, panels, width_ratios=ratios)
    _draw_matrix(confusions, matrix, names)
    _draw_errors(errors, matrix, names)
    if reliable is not None:
        _draw_reliability(rest[0], reliable)
    return figure


def _short(name: str) -> str:
    shown = printable(name)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"


def _name_axis(axis: Any, names: Sequence[str], **options: Any) -> None:
    if len(names) > _MOST_WITH_NAMES:
        axis.set_major_locator(MaxNLocator(integer=True))
        return
    axis.set_ticks(range(len(names)), names, parse_math=False, fontsize=9, **options)


def _draw_matrix(
    axes: Axes, matrix: npt.NDArray[np.int64], names: Sequence[str]
) -> None:
    """Draw counts as shares of their row, so that rare classes are visible too."""
    totals = np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    # Of a good model the errors are few: the root of a share is seen, the share not.
    axes.imshow(np.sqrt(matrix / totals), cmap="Blues", vmin=0, vmax=1)
    axes.set(xlabel="predicted class", ylabel="true class", title="Confusion matrix")
    is_long = max(map(len, names)) > 3
    _name_axis(axes.xaxis, names, rotation=90 if is_long else 0)
    _name_axis(axes.yaxis, names)
    if len(names) > _MOST_WITH_NUMBERS:
        return
    for (row, column), count in np.ndenumerate(matrix):
        if count:
            is_dark = count / totals[row, 0] > 0.3
            colour = "white" if is_dark else "black"
            place: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8}
            axes.text(column, row, f"{count:,}", color=colour, **place)


def _draw_errors(
    axes: Axes, matrix: npt.NDArray[np.int64], names: Sequence[str]
) -> None:
    totals = matrix.sum(axis=1)
    percents = 100 * (totals - matrix.diagonal()) / np.maximum(totals, 1)
    axes.barh(range(len(names)), percents, color=_BLUE)
    axes.set(xlabel="misread, percent", title="Error by class")
    axes.set_ylim(len(names) - 0.5, -0.5)
    _name_axis(axes.yaxis, names)
    axes.grid(alpha=0.3, axis="x")


def _draw_reliability(axes: Axes, reliable: Reliable) -> None:
    """Draw how often the model was right over how sure it was, by numbers of images."""
    axes.plot([0, 100], [0, 100], "--", color=_GREY, lw=1)
    used = reliable.counts > 0
    sizes = 20 + 180 * reliable.counts[used] / reliable.counts.sum()
    places = 100 * reliable.sure[used], 100 * reliable.right[used]
    axes.scatter(*places, s=sizes, color=_BLUE, alpha=0.8)
    axes.set(xlabel="probability, percent", ylabel="right, percent")
    axes.set(title="Calibration (dashed: perfect)", aspect="equal")
    axes.set(xlim=(-3, 103), ylim=(-3, 103))
    axes.grid(alpha=0.3)
