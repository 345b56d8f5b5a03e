"""Images, and what looks like them: filters."""

import os
from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from network4.datasets import ImageArray
from network4.datasets.class_names import checked_class_names
from network4.errors import ArgumentError
from network4.plots.checks import by_name, classes_in, images_in
from network4.plots.misread import draw_image, misread_figure
from network4.plots.saving import save
from network4.plots.sheet import in_cells
from network4.text import printable
from network4.utils.arrays import as_numbers

MAX_ERRORS_SHOWN = 200
_FILTERS_IN_A_ROW = 10
_LETTERS_OF_A_ROW = 18  # of a line of its name
_MOST_INCHES = 8
_INCHES_A_WEIGHT = 0.15


def draw_errors(
    path: str | os.PathLike[str],
    images: ImageArray,
    labels: Sequence[int],
    answers: Sequence[int],
    class_names: Sequence[str],
) -> None:
    """Draw misread images, each with the true class and the one that was given.

    Names of one or two letters stand inside the image: the true one top right, the
    given one bottom right. Longer names stand above and below it.

    Args:
        path: a PNG file.
        images: (n, h, w) or (n, c, h, w), uint8 in 0..255 or float32 in 0..1, the
            misread images only; at most
            `MAX_ERRORS_SHOWN` of them are drawn, the first.
        labels: the true class of each.
        answers: the class that the network gave.
        class_names: the name of each class.

    Raises:
        ArgumentError: images, classes or names of another form.
        OSError: the picture cannot be written.

    Source: the book, Chapter 6, the figure of the 33 misread digits.
    """
    owner = "draw_errors"
    images = images_in(owner, "images", images)
    names = checked_class_names(owner, class_names, ArgumentError)
    labels = classes_in(owner, "labels", labels, len(images), names)
    answers = classes_in(owner, "answers", answers, len(images), names)
    shown = slice(MAX_ERRORS_SHOWN)
    figure = misread_figure(
        images[shown],
        [names[label] for label in labels[shown]],
        [names[answer] for answer in answers[shown]],
        len(images),
    )
    save(figure, path)


def draw_rows(path: str | os.PathLike[str], rows: Mapping[str, ImageArray]) -> None:
    """Draw rows of images, each with its name before it.

    Args:
        path: a PNG file.
        rows: by name (n, h, w) or (n, c, h, w), uint8 in 0..255 or float32 in 0..1.

    Raises:
        ArgumentError: there is no row, or one of another form.
        OSError: the picture cannot be written.
    """
    rows = {
        name: images_in("draw_rows", f"rows[{name!r}]", images)
        for name, images in by_name("draw_rows", "rows", rows).items()
    }
    columns = max(len(images) for images in rows.values())
    size = 0.8 * (columns + 2), 0.8 * len(rows)
    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    grid = figure.subplots(
        len(rows), columns + 1, squeeze=False, width_ratios=[2, *[1] * columns]
    )
    for (name, images), line in zip(rows.items(), grid, strict=True):
        for axes in line:
            axes.set_axis_off()
        label = fill(printable(name), _LETTERS_OF_A_ROW)
        line[0].text(1, 0.5, label, ha="right", va="center", fontsize=9)
        for image, axes in zip(images, line[1:], strict=False):
            draw_image(axes, image)
    save(figure, path)


def draw_filters(
    path: str | os.PathLike[str], weights: npt.NDArray[np.floating[Any]]
) -> None:
    """Draw a convolution's weights as fields; dark is positive.

    Args:
        path: a PNG file.
        weights: (maps, channels, height, width). With one channel the maps are laid out
            in rows of ten; otherwise each map is a column, and its channels the rows.

    Raises:
        ArgumentError: weights of another shape.
        OSError: the picture cannot be written.

    Source: the book, Chapter 6, the figure of a first layer's 20 filters.
    """
    weights = as_numbers("draw_filters", "weights", weights)
    if weights.ndim != 4 or not weights.size:
        raise ArgumentError(
            "draw_filters: weights must be (maps, channels, height, width), received "
            f"shape {weights.shape}."
        )
    maps, channels, height, width = weights.shape
    columns = min(maps, _FILTERS_IN_A_ROW) if channels == 1 else maps
    fields = weights.swapaxes(0, 1).reshape(-1, height, width).astype(np.float32)
    mosaic = in_cells(fields, columns, line=np.nan, empty=np.nan)
    inches = min(_MOST_INCHES / mosaic.shape[1], _INCHES_A_WEIGHT)
    size = mosaic.shape[1] * inches, mosaic.shape[0] * inches
    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.set_axis_off()
    most = float(np.abs(fields).max()) or 1.0
    axes.imshow(mosaic, cmap="gray_r", vmin=-most, vmax=most, interpolation="nearest")
    save(figure, path)
