"""Draws lines over numbers, and functions of two variables."""

import math
import os
from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any, Literal, NamedTuple, cast

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from network4.errors import ArgumentError, shown
from network4.plots.checks import Numbers, by_name, check_text, numbers_in
from network4.plots.figures import Picture, new_figure
from network4.plots.saving import save
from network4.text import printable
from network4.utils.checks import check_choice, check_kind

Line = Sequence[npt.ArrayLike]  # places (n,) and values (n,)
_COLUMNS = 3
_LARGEST = 1e100  # an axis needs room beyond its numbers
_STYLES = "-", "--", "-.", ":"
_INCHES = 4.0  # the width of a panel


class Border(NamedTuple):
    """Points of two classes, and the line by which a neuron separates them.

    Attributes:
        points: (n, 2).
        classes: (n,), 0 or 1.
        weights: (2,), w of the line w . x + b = 0; if both are 0, no line is drawn.
        bias: b of the line.
    """

    points: npt.ArrayLike
    classes: npt.ArrayLike
    weights: npt.ArrayLike
    bias: float


def draw_lines(
    path: str | os.PathLike[str],
    panels: Mapping[str, Mapping[str, Line]],
    across: str,
    up: str,
    scale: Literal["linear", "log"] = "linear",
) -> None:
    """Draw lines over numbers, in one panel or in several side by side.

    Args:
        path: a PNG file.
        panels: for each panel's title its lines by name; a line is a pair of places
            (n,) and values (n,).
        across: the quantity of the places, with its unit.
        up: the quantity of the values, with its unit.
        scale: "linear" or "log", of both axes; default "linear".

    Raises:
        ArgumentError: there is no panel or no line, or a line has another form.
        OSError: the picture cannot be written.
    """
    owner = "draw_lines"
    check_text(owner, "across", across)
    check_text(owner, "up", up)
    check_choice(owner, "scale", scale, ("linear", "log"))
    checked = {
        title: {
            name: _line(f"panels[{title!r}][{name!r}]", line, scale)
            for name, line in by_name(owner, f"panels[{title!r}]", lines).items()
        }
        for title, lines in by_name(owner, "panels", panels).items()
    }
    figure, grid = _panels(len(checked))
    for axes, (title, lines) in zip(grid, checked.items(), strict=True):
        # Lines that lie on one another are seen apart.
        for (name, points), style in zip(lines.items(), cycle(_STYLES), strict=False):
            axes.plot(*points, style, label=_label(name), lw=1.5)
        titles = {"title": printable(title), "xlabel": printable(across)}
        axes.set(**titles, xscale=scale, yscale=scale)
        axes.grid(alpha=0.3)
        axes.legend()
    grid[0].set_ylabel(printable(up))
    save(figure, path)


def _line(name: str, line: object, scale: str) -> tuple[Numbers, Numbers]:
    owner = "draw_lines"
    places, values = _pair(owner, name, line)
    places = _finite(owner, f"the places of {name}", places, 1)
    values = _finite(owner, f"the values of {name}", values, 1)
    if scale == "log" and min(places.min(), values.min()) <= 0:
        raise ArgumentError(
            f"{owner}: {name} must have numbers above 0 for a logarithmic scale, "
            f"received {shown(places)} and {shown(values)}."
        )
    if places.shape == values.shape:
        return places, values
    raise ArgumentError(
        f"{owner}: {name} must have a value for each place, received {len(places)} "
        f"places and {len(values)} values."
    )


def _label(name: str) -> str:
    # A legend leaves out what begins with a line below.
    return printable(f" {name}" if name.startswith("_") else name)


def _pair(owner: str, name: str, value: object) -> tuple[object, object]:
    if isinstance(value, (tuple, list)) and len(cast(list[object], value)) == 2:
        first, second = cast(list[object], value)
        return first, second
    raise ArgumentError(
        f"{owner}: {name} must be a pair of rows of numbers, received "
        f"{shown(cast(object, value))}."
    )


def _finite(owner: str, name: str, value: object, num_axes: int) -> Numbers:
    numbers = numbers_in(owner, name, value, num_axes)
    if np.all(np.abs(numbers.astype(np.float64)) <= _LARGEST):  # NaN is not
        return numbers
    raise ArgumentError(
        f"{owner}: {name} must be finite numbers, {_LARGEST:g} at most, received "
        f"{shown(numbers)}."
    )


def draw_valley(
    path: str | os.PathLike[str],
    places: tuple[npt.ArrayLike, npt.ArrayLike],
    heights: npt.ArrayLike,
    paths: Mapping[str, npt.ArrayLike],
) -> None:
    """Draw a valley as a surface, and the paths that lead down on its contours.

    Args:
        path: a PNG file.
        places: (n,) values of the first variable and (m,) of the second, both rising.
        heights: (m, n), the height at each place.
        paths: the points (k, 2) of each path, by its name. Points outside the places
            are not drawn.

    Raises:
        ArgumentError: there is no path, or heights and places do not match.
        OSError: the picture cannot be written.
    """
    owner = "draw_valley"
    across, along = _pair(owner, "places", places)
    v_1 = _rising("the first of places", across)
    v_2 = _rising("the second of places", along)
    surface = _finite(owner, "heights", heights, 2)
    if surface.shape != (len(v_2), len(v_1)) or min(surface.shape) < 2:
        raise ArgumentError(
            f"{owner}: heights must be of shape {(len(v_2), len(v_1))}, as the places "
            f"are, and 2 or more each way, received {surface.shape}."
        )
    checked = {
        name: _path(name, points)
        for name, points in by_name(owner, "paths", paths).items()
    }
    figure, grid = _panels(1 + len(checked), columns=2, surfaces=1)
    view: Any = grid[0]  # of three dimensions, which matplotlib's types do not know
    view.plot_surface(v_1[None, :], v_2[:, None], surface, cmap="viridis")
    view.set(xlabel="v1", ylabel="v2", title="C")
    for axes, (name, points) in zip(grid[1:], checked.items(), strict=True):
        if np.ptp(surface):  # a plain has no contours
            axes.contour(v_1, v_2, surface, 12, linewidths=0.7)
        axes.plot(*points.T, "o-", color="#c0261f", ms=4, lw=1)
        axes.plot(*points[0], "o", color="k", ms=7)
        limits = {"xlim": (v_1[0], v_1[-1]), "ylim": (v_2[0], v_2[-1])}
        axes.set(title=printable(name), xlabel="v1", ylabel="v2", **limits)
    save(figure, path)


def _rising(name: str, value: object) -> Numbers:
    places = _finite("draw_valley", name, value, 1)
    if np.all(np.diff(places) > 0):
        return places
    raise ArgumentError(
        f"draw_valley: {name} must rise from each to the next, received {shown(value)}."
    )


def _path(name: str, points: object) -> Numbers:
    found = numbers_in("draw_valley", f"paths[{name!r}]", points, 2)
    if found.shape[1] == 2:
        return found
    raise ArgumentError(
        f"draw_valley: paths[{name!r}] must be points (k, 2), received shape "
        f"{found.shape}."
    )


def draw_borders(path: str | os.PathLike[str], borders: Mapping[str, Border]) -> None:
    """Draw points of two classes and the line that separates them, in a panel each.

    The side for which the neuron's output is 1 is shaded. Points of class 1 are filled.

    Args:
        path: a PNG file.
        borders: what to draw, by the title of the panel.

    Raises:
        ArgumentError: there is no panel, or points, classes and weights do not match.
        OSError: the picture cannot be written.
    """
    owner = "draw_borders"
    checked = {
        title: _border(title, check_kind(owner, title, border, Border))
        for title, border in by_name(owner, "borders", borders).items()
    }
    figure, grid = _panels(len(checked), columns=4)
    for axes, (title, border) in zip(grid, checked.items(), strict=True):
        _draw_border(axes, *border)
        axes.set_title(printable(title))
    save(figure, path)


def _border(name: str, border: Border) -> tuple[Numbers, Numbers, Numbers]:
    """Return points, classes, and weights with the bias after them."""
    owner = "draw_borders"
    points = _finite(owner, f"the points of {name}", border.points, 2)
    classes = numbers_in(owner, f"the classes of {name}", border.classes, 1)
    if not np.isin(classes, (0, 1)).all():
        raise ArgumentError(
            f"{owner}: the classes of {name} must be 0 or 1, received {shown(classes)}."
        )
    weights = _finite(owner, f"the weights of {name}", border.weights, 1)
    bias = _finite(owner, f"the bias of {name}", [border.bias], 1)
    if points.shape == (len(classes), 2) and weights.shape == (2,):
        return points, classes, np.concatenate([weights, bias])
    raise ArgumentError(
        f"{owner}: {name} must have points (n, 2), classes (n,) and weights (2,), "
        f"received {points.shape}, {classes.shape} and {weights.shape}."
    )


def _draw_border(
    axes: Axes, points: Numbers, classes: Numbers, weights: Numbers
) -> None:
    low, high = float(points.min()) - 0.5, float(points.max()) + 0.5
    places = np.linspace(low, high, 201)
    z = weights[0] * places[None, :] + weights[1] * places[:, None] + weights[2]
    if np.any(z > 0):
        beyond = float(z.max()) + 1
        axes.contourf(places, places, z, [0, beyond], colors=["#2563a8"], alpha=0.2)
    for kind, face in ((0, "white"), (1, "black")):
        chosen = points[classes == kind]
        axes.scatter(*chosen.T, s=80, facecolors=face, edgecolors="black", zorder=3)
    axes.set(xlabel="x1", ylabel="x2", aspect="equal")


def _panels(
    count: int, columns: int = _COLUMNS, surfaces: int = 0
) -> tuple[Picture, list[Axes]]:
    """Return a figure with this number of panels; the first has three dimensions."""
    columns = min(count, columns)
    rows = math.ceil(count / columns)
    side = _INCHES if columns < 4 else 0.75 * _INCHES
    figure = new_figure(max(side * columns, 1.4 * _INCHES), 0.85 * side * rows)
    kinds: list[Any] = [{"projection": "3d"}] * surfaces + [{}] * (count - surfaces)
    grid = [
        figure.add_subplot(rows, columns, number + 1, **kind)
        for number, kind in enumerate(kinds)
    ]
    return figure, grid
