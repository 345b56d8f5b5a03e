"""Panels of curves beside one another."""

import math
import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, cast

from network4.errors import ArgumentError
from network4.plots.checks import Numbers, check_text, lines_in, numbers_in
from network4.plots.figures import new_figure
from network4.plots.saving import save
from network4.utils.checks import check_choice, check_kind


class Axis(NamedTuple):
    """The axis below the values.

    Attributes:
        label: the quantity, with its unit.
        places: the position of each value.
    """

    label: str
    places: Sequence[float]


def draw_panels(
    path: str | os.PathLike[str],
    panels: Mapping[str, Mapping[str, Sequence[float]]],
    scale: Literal["linear", "log"] = "linear",
    axes_below: Mapping[str, Axis] | None = None,
    quantity: str = "",
) -> None:
    """Draw several quantities, by epoch unless stated otherwise, two panels in a row.

    Args:
        path: a PNG file.
        panels: for each panel's title its curves by name; a curve has a value for each
            epoch.
        scale: "linear" or "log", of the values; default "linear".
        axes_below: for each panel's title its horizontal axis; default None, epochs
            from 1.
        quantity: what all panels show, with its unit: then they stand in one row and
            have one scale. Default "", a quantity each.

    Raises:
        ArgumentError: there is no panel, a panel has something other than numbers, or
            the number of places is not the number of values.
        OSError: the picture cannot be written.
    """
    owner = "draw_panels"
    check_choice(owner, "scale", scale, ("linear", "log"))
    checked = lines_in(owner, "panels", panels)
    places = {t: _places(t, lines, axes_below) for t, lines in checked.items()}
    is_one = bool(check_text(owner, "quantity", quantity))
    columns = len(panels) if is_one else min(2, len(panels))
    rows = math.ceil(len(panels) / columns)
    size = (3, 4.4) if is_one else (4.5, 3.2)
    figure = new_figure(size[0] * columns, size[1] * rows)
    grid = figure.subplots(rows, columns, squeeze=False, sharey=is_one)
    below_it = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.18)}
    for axes in grid.flat:
        axes.set_visible(False)
    for axes, (title, curves) in zip(grid.flat, checked.items(), strict=False):
        axes.set_visible(True)
        below = places[title]
        for name, values in curves.items():
            axes.plot(below.places[: len(values)], values, label=name, lw=1.2)
        axes.set(title=title, xlabel=below.label, yscale=scale)
        axes.grid(alpha=0.3)
        axes.legend(**(below_it if is_one else {}))
    grid[0][0].set_ylabel(quantity)
    save(figure, path)


def _places(title: str, lines: Mapping[str, Numbers], axes_below: object) -> Axis:
    """Return a panel's horizontal axis; ArgumentError for too few places."""
    owner = "draw_panels"
    count = max(map(len, lines.values()))
    given: dict[str, object] = {}
    if axes_below is not None:
        given = cast(Any, check_kind(owner, "axes_below", axes_below, dict))
    below = given.get(title, Axis("epoch", range(1, count + 1)))
    name = f"axes_below[{title!r}]"
    below = check_kind(owner, name, below, Axis)
    places = numbers_in(owner, name, below.places, 1)
    if len(places) >= count:
        return Axis(check_text(owner, name, below.label), places.tolist())
    raise ArgumentError(
        f"{owner}: {name} must have {count} places, one for each value, received "
        f"{len(places)}."
    )
