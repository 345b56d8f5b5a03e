"""Draws images, and filters as images."""

import math
import os
from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.datasets import ImageArray
from network4.datasets.class_names import checked_class_names
from network4.errors import ArgumentError
from network4.plots.checks import by_name, classes_in, images_in
from network4.plots.figures import Picture, new_figure
from network4.plots.misread import draw_image, misread_figure
from network4.plots.saving import save
from network4.plots.sheet import in_cells
from network4.text import printable
from network4.utils.arrays import as_numbers

MAX_ERRORS_SHOWN, MAX_DIGITS_SHOWN = 200, 50
_DIGITS_IN_A_ROW = 10
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
    """Draw misread images, each with its true class and its predicted class.

    Names of one or two letters stand inside the image: the true class top right, the
    predicted class bottom right. Longer names stand above and below it.

    Args:
        path: a PNG file.
        images: (n, h, w) or (n, c, h, w), uint8 in 0..255 or float32 in 0..1, the
            misread images only. The first `MAX_ERRORS_SHOWN` of them are drawn.
        labels: the true class of each.
        answers: the predicted class of each.
        class_names: the name of each class.

    Raises:
        ArgumentError: the images, classes or names have another form.
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
    """Return the figure of misread images; see `draw_errors`.

    `owner` is the function that was given them, for messages.
    """
    images = images_in(owner, "images", images)
    names = checked_class_names(owner, class_names, ArgumentError)
    labels = classes_in(owner, "labels", labels, len(images), names)
    answers = classes_in(owner, "answers", answers, len(images), names)
    shown = slice(MAX_ERRORS_SHOWN)
    return misread_figure(
        images[shown],
        [names[label] for label in labels[shown]],
        [names[answer] for answer in answers[shown]],
        len(images),
    )


def draw_rows(path: str | os.PathLike[str], rows: Mapping[str, ImageArray]) -> None:
    """Draw rows of images, each row with its name before it.

    Args:
        path: a PNG file.
        rows: the images of each row, by its name: (n, h, w) or (n, c, h, w), uint8 in
            0..255 or float32 in 0..1.

    Raises:
        ArgumentError: there is no row, or a row has another form.
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
        label = fill(printable(name), _LETTERS_OF_A_ROW)
        line[0].text(1, 0.5, label, ha="right", va="center", fontsize=9)
        for image, axes in zip(images, line[1:], strict=False):
            draw_image(axes, image)
    save(figure, path)


def reading_figure(
    picture: npt.NDArray[np.uint8],
    digits: Sequence[npt.NDArray[np.uint8]],
    titles: Sequence[str],
) -> Picture:
    """Return a figure of a picture that was read, with the digits found in it.

    Args:
        picture: (h, w, 3), with the result drawn into it.
        digits: each (h, w), as the network read it; the first `MAX_DIGITS_SHOWN` are
            drawn.
        titles: for each digit, what it was read as.
    """
    rows = max(1, math.ceil(min(len(digits), MAX_DIGITS_SHOWN) / _DIGITS_IN_A_ROW))
    height = min(6.0, max(1.5, _DIGITS_IN_A_ROW * picture.shape[0] / picture.shape[1]))
    figure = new_figure(_DIGITS_IN_A_ROW, height + 1.2 * rows)
    ratios = [height, 1.2 * rows]
    above, below = cast(Any, figure.subfigures(2, 1, height_ratios=ratios))
    axes = above.subplots()
    axes.set_axis_off()
    axes.imshow(picture)
    grid = below.subplots(rows, _DIGITS_IN_A_ROW, squeeze=False)
    for each in grid.flat:
        each.set_axis_off()
    for each, image, title in zip(grid.flat, digits, titles, strict=False):
        draw_image(each, image)
        each.set_title(printable(title), fontsize=9)
    return figure


def draw_filters(
    path: str | os.PathLike[str], weights: npt.NDArray[np.floating[Any]]
) -> None:
    """Draw a convolution's weights as small images; dark is positive.

    Args:
        path: a PNG file.
        weights: (maps, channels, height, width). With one channel the maps stand in
            rows of ten. Otherwise each map is a column, and its channels are the rows.

    Raises:
        ArgumentError: the weights have another shape.
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
    figure = new_figure(mosaic.shape[1] * inches, mosaic.shape[0] * inches)
    axes = figure.subplots()
    axes.set_axis_off()
    most = float(np.abs(fields).max()) or 1.0
    axes.imshow(mosaic, cmap="gray_r", vmin=-most, vmax=most, interpolation="nearest")
    save(figure, path)
