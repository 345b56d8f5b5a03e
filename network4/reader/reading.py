"""Read the digits in a picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image

from network4.errors import ArgumentError, DataError, shown
from network4.model import Model, load_model
from network4.reader.choosing import Choice, choose, choose_together
from network4.reader.constants import READING
from network4.reader.desk import clear_desk
from network4.reader.drawing import as_html_image, draw_digits
from network4.reader.ink import Written, find_ink
from network4.reader.joining import Split, split_line
from network4.reader.opening import Picture, open_picture
from network4.reader.pieces import Piece, find_lines, find_pieces
from network4.reader.recognizing import Probabilities, Seen, recognize
from network4.reader.straightening import Box, straighten
from network4.text import counted
from network4.utils.checks import check_integer, check_kind
from network4.utils.markup import html_block, html_table

if TYPE_CHECKING:
    from network4.plots import figures

_FIGURE_PIXELS, _SHOWN_PIXELS = 1600, 800  # the longest side


@dataclass(frozen=True)
class Digit:
    """A digit that was read.

    Attributes:
        text: the digit, or "?" if it is refused.
        name: the name of the likeliest class.
        box: (left, top, right, bottom) in pixels of the upright picture; right and
            bottom are excluded.
        probabilities: (classes,) float32, the probability of each class.
        is_refused: whether the likeliest class is less likely than the threshold.
        image: (28, 28) uint8, the image that the network was shown.

    Example:
        >>> picture = np.full((60, 60), 255, np.uint8)
        >>> picture[10:50, 28:32] = 0
        >>> digit = read(picture).digits[0]
        >>> digit.text, digit.is_refused
        ('1', False)
    """

    text: str
    name: str
    box: Box
    probabilities: Probabilities = field(repr=False, compare=False)
    is_refused: bool
    image: npt.NDArray[np.uint8] = field(repr=False, compare=False)


@dataclass(frozen=True, repr=False)
class Reading:
    """The digits that were read in a picture; see `read`.

    Attributes:
        lines: lines from top to bottom, each a tuple of digits from left to right.
        picture: the picture that was read, turned upright.

    Example:
        >>> ink = np.full((60, 60), 255, np.uint8)
        >>> ink[10:50, 28:32] = 0
        >>> reading = read(ink)
        >>> reading.text, len(reading.digits)
        ('1', 1)
    """

    lines: tuple[tuple[Digit, ...], ...]
    picture: Image.Image = field(compare=False)

    @property
    def text(self) -> str:
        """The digits, with a line break between lines.

        Spaces separate the digits if a class has a name of more than one letter.
        """
        is_long = any(len(digit.name) > 1 for digit in self.digits)
        space = " " if is_long else ""
        return "\n".join(space.join(each.text for each in line) for line in self.lines)

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits in reading order."""
        return tuple(digit for line in self.lines for digit in line)

    def drawn(self) -> Image.Image:
        """Return the picture with a box around each digit; refused ones are red.

        Returns:
            A Pillow image of the size of `picture`.

        Example:
            >>> ink = np.full((60, 60), 255, np.uint8)
            >>> ink[10:50, 28:32] = 0
            >>> read(ink).drawn().size
            (60, 60)
        """
        return draw_digits(self.picture, self.digits)

    def plot(self) -> "figures.Picture":
        """Return a figure: the picture with boxes, and what the network was shown.

        Returns:
            A matplotlib figure, which a notebook shows; `savefig` writes it as a file.

        Example:
            >>> ink = np.full((60, 60), 255, np.uint8)
            >>> ink[10:50, 28:32] = 0
            >>> figure = read(ink).plot()
        """
        from network4.plots.images import (
            reading_figure,  # nobody else needs its library
        )

        drawn = self.drawn()
        drawn.thumbnail((_FIGURE_PIXELS, _FIGURE_PIXELS))
        titles = [
            f"{each.text}  {each.probabilities.max():.0%}" for each in self.digits
        ]
        images = [digit.image for digit in self.digits]
        return reading_figure(np.asarray(drawn), images, titles)

    def __repr__(self) -> str:
        """Return what was read, in one line."""
        counts = counted(len(self.digits), "digit"), counted(len(self.lines), "line")
        return f"Reading({shown(self.text)}, {' in '.join(counts)})"

    def _repr_html_(self) -> str:
        """Return the text and the picture with boxes, for a notebook."""
        lines = html_table([[line] for line in self.text.split("\n")], "l")
        image = as_html_image(self.drawn(), "what was read, in boxes", _SHOWN_PIXELS)
        return html_block(repr(self), lines, image)


def read(
    image: Picture, *, model: Model | None = None, num_digits: int | None = None
) -> Reading:
    """Read the handwritten digits in a picture.

    The reader separates ink from paper and divides it into lines and into parts that
    may be digits. It brings each part into MNIST's form and shows it to the network.
    Among all ways to divide a line it takes the one whose digits are likeliest.

    Args:
        image: a path, an open file, a Pillow image, or an array (height, width),
            (height, width, channels) or (channels, height, width) of uint8, uint16,
            bool or floats in 0..1, with 1, 3 or 4 channels. Digits may be darker or
            lighter than the paper. If a file has several pages, the first is read.
        model: a model for images of 28 x 28 pixels; default None, the model that comes
            with network4.
        num_digits: number of digits in the picture, 1 or more; default None, as many as
            are found.

    Returns:
        The reading, with `text`, `lines` and `digits`.

    Raises:
        DataError: the picture is no picture, is damaged or too large, or shows no
            digits.
        ArgumentError: the model is for other images or gives no probabilities, or the
            ink cannot be read as `num_digits` digits.

    Example:
        >>> picture = np.full((60, 120), 255, np.uint8)
        >>> picture[10:50, 28:32] = picture[10:50, 88:92] = 0
        >>> read(picture).text
        '11'

    Source: the book, Chapter 1, describes segmentation. Matan et al. 1992 choose among
    all ways to divide a line.
    """
    network = load_model() if model is None else model
    check_kind("read", "model", network, Model)
    network.check_reads_digits("read")
    if num_digits is not None:
        check_integer("read", "num_digits", num_digits, 1)
    opened = open_picture(image)
    written = find_ink(clear_desk(opened.grey))
    if written is None:
        raise DataError(
            "read: IMAGE must have ink that stands out from its paper; none was found. "
            "Take it in better light, with some paper around the digits."
        )
    level = straighten(written)
    scale = written.scale * opened.scale

    def box(piece: Piece) -> Box:
        width, height = opened.image.size
        left, top, right, bottom = level.box_before(piece)
        return (
            max(0, round(scale * left)),
            max(0, round(scale * top)),
            min(width, round(scale * right)),
            min(height, round(scale * bottom)),
        )

    seen = recognize(network, _split(level.written), every=num_digits is not None)
    choices = _choose(seen, num_digits)
    lines = (
        tuple(_digit(network, line, number, box) for number in choice.spans)
        for line, choice in zip(seen, choices, strict=True)
    )
    reading = Reading(tuple(line for line in lines if line), opened.image)
    if not reading.lines:
        raise DataError(
            "read: IMAGE must have digits on it; none were found. Crop it to the "
            "digits."
        )
    return reading


def _split(written: Written) -> list[Split]:
    pieces = find_pieces(written)
    if len(pieces) > READING.MOST_PIECES:
        raise _too_much()
    splits: list[Split] = []
    for line in find_lines(pieces):
        splits.append(split_line(line, written.pen))
        if sum(len(split.spans) for split in splits) > READING.MOST_SPANS:
            raise _too_much()
    return splits


def _too_much() -> DataError:
    return DataError(
        "read: IMAGE must show digits on plain or ruled paper; this one has so many "
        "dark parts that they cannot all be digits. Crop it to the digits."
    )


def _choose(seen: Sequence[Seen], num_digits: int | None) -> list[Choice]:
    readings = [choose(line.split, line.sureness) for line in seen]
    chosen = choose_together(readings, num_digits)
    if chosen is None:
        fewest, most = (max(1, sum(way(r) for r in readings)) for way in (min, max))
        raise ArgumentError(
            "read: num_digits must be a number of digits that the ink can be, "
            f"{fewest} to {most}, received {num_digits}."
        )
    return chosen


def _digit(model: Model, line: Seen, number: int, box: Callable[[Piece], Box]) -> Digit:
    threshold = float(model.details.get("rejection_threshold") or 0.0)
    said = line.probabilities[number]
    name = model.class_names[int(said.argmax())]
    is_refused = bool(said.max() < threshold)
    return Digit(
        READING.REFUSED if is_refused else name,
        name,
        box(line.split.spans[number].piece),
        said,
        is_refused,
        line.images[number],
    )
