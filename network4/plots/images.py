"""Images, and what looks like them: filters."""

import math
import os
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from network4.datasets import ImageArray
from network4.datasets.class_names import checked_class_names
from network4.errors import ArgumentError
from network4.plots.checks import by_name, classes_in, images_in
from network4.plots.figures import Picture, new_figure
from network4.plots.saving import save
from network4.plots.sheet import in_cells
from network4.text import printable
from network4.utils.arrays import as_numbers

MAX_ERRORS_SHOWN, MAX_DIGITS_SHOWN = 200, 50
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
        ArgumentError: images, classes or names of another form.
        OSError: the picture cannot be written.

    Source: the book, Chapter 6, the figure of the 33 misread digits.
    """
    save(errors_figure(images, labels, answers, class_names), path)


def errors_figure(
    images: ImageArray,
    labels: Sequence[int],
    answers: Sequence[int],
    class_names: Sequence[str],
    owner: str = "draw_errors",
) -> Picture:
    """Return the figure of misread images; arguments and errors as of `draw_errors`.

    `owner` is the function that was given them, for messages.
    """
    images = images_in(owner, "images", images)
    names = checked_class_names(owner, class_names, ArgumentError)
    labels = classes_in(owner, "labels", labels, len(images), names)
    answers = classes_in(owner, "answers", answers, len(images), names)
    shown = min(len(images), MAX_ERRORS_SHOWN)
    rows = max(1, math.ceil(shown / _COLUMNS))
    figure = new_figure(_COLUMNS, rows + 0.9)
    total = f"{len(images)} misread" if len(images) else "No image was misread"
    more = f", the first {shown} of them" if shown < len(images) else ""
    figure.suptitle(f"{total}{more}   (top right: true, bottom right: given)")
    grid = figure.subplots(rows, _COLUMNS, squeeze=False)
    for position, axes in enumerate(grid.flat):
        axes.set_axis_off()
        if position < shown:
            _draw_image(axes, images[position])
            _label(axes, 0.97, "top", names[labels[position]], _TRUE_COLOUR)
            _label(axes, 0.03, "bottom", names[answers[position]], _GIVEN_COLOUR)
    return figure


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
        printable(text),
        parse_math=False,
        color=colour,
        fontsize=11,
        fontweight="bold",
        ha="right",
        va=side,
        transform=axes.transAxes,
        bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.8},
    )


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
    figure = new_figure(0.8 * (columns + 2), 0.8 * len(rows))
    grid = figure.subplots(
        len(rows), columns + 1, squeeze=False, width_ratios=[2, *[1] * columns]
    )
    for (name, images), line in zip(rows.items(), grid, strict=True):
        for axes in line:
            axes.set_axis_off()
        line[0].text(1, 0.5, name, ha="right", va="center", fontsize=9)
        for image, axes in zip(images, line[1:], strict=False):
            _draw_image(axes, image)
    save(figure, path)


def reading_figure(
    picture: npt.NDArray[np.uint8],
    digits: Sequence[npt.NDArray[np.uint8]],
    titles: Sequence[str],
) -> Picture:
    """Return a figure of a picture that was read, and of the digits found in it.

    Args:
        picture: (h, w, 3), with what was read drawn into it.
        digits: each (h, w), as a network was shown it; the first `MAX_DIGITS_SHOWN` are
            drawn.
        titles: of each, what it was read as.
    """
    rows = max(1, math.ceil(min(len(digits), MAX_DIGITS_SHOWN) / _COLUMNS))
    height = min(6.0, max(1.5, _COLUMNS * picture.shape[0] / picture.shape[1]))
    figure = new_figure(_COLUMNS, height + 1.2 * rows)
    ratios = [height, 1.2 * rows]
    above, below = cast(Any, figure.subfigures(2, 1, height_ratios=ratios))
    axes = above.subplots()
    axes.set_axis_off()
    axes.imshow(picture)
    grid = below.subplots(rows, _COLUMNS, squeeze=False)
    for each in grid.flat:
        each.set_axis_off()
    for each, image, title in zip(grid.flat, digits, titles, strict=False):
        _draw_image(each, image)
        each.set_title(printable(title), fontsize=9)
    return figure


def draw_filters(
    path: str | os.PathLike[str], weights: npt.NDArray[np.floating[Any]]
) -> None:
    """Draw a convolution's weights: a row a channel of fields; dark is positive.

    Args:
        path: a PNG file.
        weights: (maps, channels, height, width). With one channel the maps are laid out
            in rows of five; otherwise each map is a row, its channels the columns.

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
    columns = min(maps, 5) if channels == 1 else channels
    fields = weights.reshape(-1, height, width).astype(np.float32)
    mosaic = in_cells(fields, columns, line=np.nan, empty=np.nan)
    inches = 8 / mosaic.shape[1] if channels > 1 else 4 / mosaic.shape[1]
    figure = new_figure(mosaic.shape[1] * inches, mosaic.shape[0] * inches)
    axes = figure.subplots()
    axes.set_axis_off()
    most = float(np.abs(fields).max()) or 1.0
    axes.imshow(mosaic, cmap="gray_r", vmin=-most, vmax=most, interpolation="nearest")
    save(figure, path)
