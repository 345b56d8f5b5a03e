"""Draws many images on one sheet, each in a cell."""

import math
import os

import numpy as np

from network4.datasets import ImageArray
from network4.errors import ArgumentError
from network4.plots.checks import Numbers, images_in
from network4.plots.figures import DOTS_PER_INCH, new_figure
from network4.plots.saving import save
from network4.utils.checks import check_integer

MAX_ON_A_SHEET = 2500
_MOST_COLUMNS = 100
_PIXELS_EACH = 2  # of the picture, for a pixel of an image
_LINE, _PAPER = 0.6, 1.0  # shares of white


def draw_sheet(
    path: str | os.PathLike[str], images: ImageArray, columns: int = 10
) -> None:
    """Draw images in the cells of a sheet, row by row, ink dark on white paper.

    Args:
        path: a PNG file.
        images: (n, h, w) or (n, c, h, w), uint8 in 0..255 or float32 in 0..1;
            1..`MAX_ON_A_SHEET` of them. Images of one channel, such as MNIST's, are
            drawn with high values dark. Images of three channels have their colours.
        columns: images in a row, 1..100; default 10.

    Raises:
        ArgumentError: the images have another form, are none or too many, or `columns`
            is out of range.
        OSError: the picture cannot be written.

    Example:
        >>> import tempfile, network4 as n4
        >>> path = tempfile.mkdtemp() + "/digits.png"
        >>> draw_sheet(path, n4.load_digits().train.images[:100])

    Source: the book, Chapter 1, the figure of a hundred training digits.
    """
    owner = "draw_sheet"
    images = images_in(owner, "images", images)
    if not 1 <= len(images) <= MAX_ON_A_SHEET:
        raise ArgumentError(
            f"{owner}: there must be 1..{MAX_ON_A_SHEET} images, received "
            f"{len(images)}."
        )
    check_integer(owner, "columns", columns, 1, _MOST_COLUMNS)
    cells = in_cells(_on_paper(images), min(columns, len(images)), _LINE, _PAPER)
    height, width = (side * _PIXELS_EACH / DOTS_PER_INCH for side in cells.shape[:2])
    figure = new_figure(width, height, layout=None)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.imshow(cells, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    save(figure, path)


def in_cells(images: Numbers, columns: int, line: float, empty: float) -> Numbers:
    """Return images side by side in rows, with lines of one pixel between them.

    Args:
        images: (n, h, w) or (n, h, w, channels).
        columns: images in a row.
        line: the value of the lines.
        empty: the value of the empty cells in the last row.

    Example:
        >>> in_cells(np.array([[[5.0]], [[6.0]], [[7.0]]]), 2, line=0, empty=1)
        array([[0., 0., 0., 0., 0.],
               [0., 5., 0., 6., 0.],
               [0., 0., 0., 0., 0.],
               [0., 7., 0., 1., 0.],
               [0., 0., 0., 0., 0.]])
    """
    count, height, width, *channels = images.shape
    rows = math.ceil(count / columns)
    cells = np.full((rows * columns, height + 1, width + 1, *channels), float(line))
    cells[:, 1:, 1:] = empty
    cells[:count, 1:, 1:] = images
    grid = cells.reshape(rows, columns, height + 1, width + 1, *channels)
    body = grid.swapaxes(1, 2).reshape(
        rows * (height + 1), columns * (width + 1), *channels
    )
    after = ((0, 1), (0, 1), *[(0, 0)] * len(channels))
    return np.pad(body, after, constant_values=line)


def _on_paper(images: Numbers) -> Numbers:
    """Return shares of white, (n, h, w) or (n, h, w, 3)."""
    shares = images / (255.0 if images.dtype == np.uint8 else 1.0)
    if images.ndim == 4 and images.shape[1] == 3:
        return shares.transpose(0, 2, 3, 1)
    return 1 - shares.reshape(len(images), *images.shape[-2:])
