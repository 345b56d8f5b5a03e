"""Misread images on a sheet, each with the names of its true and predicted class."""

import math
from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from network4.datasets import ImageArray
from network4.plots.figures import Picture, new_figure
from network4.text import printable

_TRUE_COLOUR, _GIVEN_COLOUR = "#1a7f37", "#c0261f"
_SHORT_NAME = 2  # letters that leave an image visible below them
_ROOM_FOR_NAMES = 0.7  # inches of an image that has two of them in it
_MOST_LETTERS = 14  # of a line
_MOST_LINES = 4  # hold a name of 40 letters
_POINTS = 8
_LETTER = _POINTS / 72  # inches, the widest letters
_LINE = 1.3 * _POINTS / 72  # inches
_WIDTH, _NARROWEST, _TITLE = 10.0, 4.0, 0.75  # inches
_GAP = 0.12  # inches
_TALLEST = 3.0  # heights of an image over its width; a strip is no taller


class _Cell(NamedTuple):
    """The space that an image and its names take.

    Attributes:
        width: width of the image with the gap beside it, in inches.
        image_height: height of the image, in inches.
        letters: number of letters in a line of a name.
        lines: number of lines of the longest name; 0 if names stand inside the image.
    """

    width: float
    image_height: float
    letters: int
    lines: int

    @property
    def height(self) -> float:
        """Height of the image with the names above and below it, in inches."""
        return self.image_height + 2 * self.lines * _LINE + 2 * _GAP


def misread_figure(
    images: ImageArray, labels: Sequence[str], answers: Sequence[str], total: int
) -> Picture:
    """Return the figure of images with the names of their classes.

    Names of one or two letters stand inside the image, as in the book. Longer ones
    stand above it (the true class) and below it (the predicted class).

    Args:
        images: (n, h, w) or (n, c, h, w), the images to draw; n may be 0.
        labels: the name of the true class of each.
        answers: the name of the predicted class of each.
        total: the number of misread images, n or more.
    """
    cell = _cell_for(images, [printable(name) for name in (*labels, *answers)])
    columns = max(1, min(int(_WIDTH / cell.width), len(images)))
    rows = math.ceil(len(images) / columns)
    size = max(columns * cell.width, _NARROWEST), _TITLE + rows * cell.height
    figure = new_figure(*size, layout=None)
    _write_title(figure, len(images), total, is_inside=not cell.lines)
    margin = (size[0] - columns * cell.width) / 2
    for number, image in enumerate(images):
        row, column = divmod(number, columns)
        left = margin + column * cell.width + _GAP / 2
        top = _TITLE + row * cell.height + cell.lines * _LINE + _GAP / 2
        axes = _axes_at(figure, left, top, cell)
        draw_image(axes, image)
        _name(axes, labels[number], answers[number], cell)
    return figure


def _cell_for(images: ImageArray, names: Sequence[str]) -> _Cell:
    longest = max(map(len, names), default=0)
    height, width = images.shape[-2:]
    ratio = min(max(height / width, 1 / _TALLEST), _TALLEST)
    widest = max(1.0, ratio**-0.5)  # a strip needs room to be seen
    if longest <= _SHORT_NAME and widest * ratio >= _ROOM_FOR_NAMES:
        return _Cell(widest, (widest - _GAP) * ratio, longest, 0)
    letters = min(longest, _MOST_LETTERS)
    lines = max(len(_lines_of(name, letters)) for name in names)
    cell_width = max(widest, letters * _LETTER + _GAP)
    return _Cell(cell_width, (cell_width - _GAP) * ratio, letters, lines)


def _lines_of(name: str, letters: int) -> list[str]:
    """Return a name in lines; what does not fit is left out.

    >>> _lines_of("aeroplane", 14), _lines_of("golden retriever, a dog", 14)
    (['aeroplane'], ['golden', 'retriever, a', 'dog'])
    >>> _lines_of(60 * "x", 4)
    ['xxxx', 'xxxx', 'xxxx', 'xxx…']
    """
    lines = wrap(name, letters) or [""]
    if len(lines) <= _MOST_LINES:
        return lines
    last = lines[_MOST_LINES - 1][: letters - 1] + "…"
    return [*lines[: _MOST_LINES - 1], last]


def _write_title(figure: Picture, shown: int, total: int, is_inside: bool) -> None:
    height = float(figure.get_figheight())
    if not total:
        figure.suptitle("No image was misread", y=0.5, va="center")
        return
    more = f", the first {shown} of them" if shown < total else ""
    figure.suptitle(f"{total} misread{more}", y=1 - 0.1 / height, va="top")
    where = "top right: true, bottom right: given"
    figure.text(
        0.5,
        1 - 0.4 / height,
        where if is_inside else "above: true, below: given",
        ha="center",
        va="top",
        fontsize=9,
        color="#555555",
    )


def _axes_at(figure: Picture, left: float, top: float, cell: _Cell) -> Axes:
    """Return axes at a place given in inches from the upper left corner."""
    width, height = figure.get_size_inches()
    bottom = height - top - cell.image_height
    box = left, bottom, cell.width - _GAP, cell.image_height
    axes = figure.add_axes(
        (box[0] / width, box[1] / height, box[2] / width, box[3] / height)
    )
    axes.set_axis_off()
    return axes


def draw_image(axes: Axes, image: ImageArray) -> None:
    """Draw (h, w) or (1, h, w) with high values dark, and (3, h, w) in its colours."""
    white = 255 if image.dtype == np.uint8 else 1
    if image.ndim == 3 and image.shape[0] == 1:
        image = image[0]
    if image.ndim == 3:
        axes.imshow(image.transpose(1, 2, 0))
    else:
        axes.imshow(image, cmap="gray_r", vmin=0, vmax=white)


def _name(axes: Axes, label: str, answer: str, cell: _Cell) -> None:
    if not cell.lines:
        _name_inside(axes, 0.97, "top", label, _TRUE_COLOUR)
        _name_inside(axes, 0.03, "bottom", answer, _GIVEN_COLOUR)
        return
    _name_outside(axes, 1, "bottom", _lines_of(printable(label), cell.letters))
    _name_outside(axes, 0, "top", _lines_of(printable(answer), cell.letters))


def _name_inside(axes: Axes, height: float, side: str, text: str, colour: str) -> None:
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


def _name_outside(axes: Axes, height: int, side: str, lines: Sequence[str]) -> None:
    axes.annotate(
        "\n".join(lines),
        xy=(0.5, height),
        xytext=(0, 2 if height else -2),
        xycoords="axes fraction",
        textcoords="offset points",
        parse_math=False,
        color=_TRUE_COLOUR if height else _GIVEN_COLOUR,
        fontsize=_POINTS,
        linespacing=1.1,
        ha="center",
        va=side,
    )
