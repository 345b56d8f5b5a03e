"""What was read in a picture."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image

from network4.errors import shown
from network4.reader.constants import READING
from network4.reader.drawing import as_html_image, draw_boxes
from network4.reader.recognizing import Probabilities
from network4.reader.straightening import Box
from network4.text import counted
from network4.utils.checks import check_number
from network4.utils.markup import html_block, html_table

if TYPE_CHECKING:
    from network4.plots import figures

_FIGURE_PIXELS, _SHOWN_PIXELS = 1600, 800  # the longest side


@dataclass(frozen=True)
class Digit:
    """A digit that was read.

    Attributes:
        text: the digit, or "?" if it is refused.
        name: the name of the likeliest class, to both networks of the reader.
        box: (left, top, right, bottom) in pixels of the reading's picture; right
            and bottom are excluded.
        probabilities: (classes,) float32, the probability of each class that the model
            gives.
        is_refused: whether no network gives any class the model's threshold.
        image: (28, 28) uint8, the image that the network was shown.

    Example:
        >>> import numpy as np
        >>> import network4 as n4
        >>> picture = np.full((60, 60), 255, np.uint8)
        >>> picture[10:50, 28:32] = 0
        >>> digit = n4.read(picture).digits[0]
        >>> digit.text, digit.is_refused
        ('1', False)
    """

    text: str
    name: str
    box: Box
    probabilities: Probabilities = field(repr=False, compare=False)
    is_refused: bool
    image: npt.NDArray[np.uint8] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Sign:
    """A sign that was read.

    Attributes:
        text: the sign, one of ". , - / : + =".
        box: (left, top, right, bottom) in pixels of the reading's picture; right
            and bottom are excluded.
    """

    text: str
    box: Box


@dataclass(frozen=True)
class LeftOut:
    """Ink that is not in the text of a reading.

    Attributes:
        box: (left, top, right, bottom) in pixels of the reading's picture; right
            and bottom are excluded.
        reason: "speck" for what is too small to be a digit, "apart" for what is far
            from all lines of digits, "in line" for what was taken for dirt or a loose
            part in a line, "rule" for printed lines and frames, "sign" for a sign that
            was not wanted.
    """

    box: Box
    reason: str


@dataclass(frozen=True, repr=False)
class Reading:
    """The digits that were read in a picture; see `read`.

    Attributes:
        lines: lines from top to bottom, each a tuple of digits and signs from left to
            right.
        picture: the picture that was read, turned upright. All boxes are in its pixels.
        left_out: the ink that is not in the text, from top to bottom.
        confidences: for each line the probability that it is read without a mistake, 0
            to 1; 0 for a line with "?". They hold for the model that comes with
            network4, as docs/reading.md shows.
        turned: degrees by which the picture was turned clockwise to be read: 0, 90, 180
            or 270. The turn that a camera's mark asks for is not counted.

    Example:
        >>> import numpy as np
        >>> import network4 as n4
        >>> ink = np.full((60, 60), 255, np.uint8)
        >>> ink[10:50, 28:32] = 0
        >>> reading = n4.read(ink)
        >>> reading.text, len(reading.digits)
        ('1', 1)
    """

    lines: tuple[tuple[Digit | Sign, ...], ...]
    picture: Image.Image = field(compare=False)
    left_out: tuple[LeftOut, ...] = ()
    confidences: tuple[float, ...] = ()
    turned: int = 0

    @property
    def text(self) -> str:
        """The digits and signs, with a line break between lines.

        Spaces separate the digits if a class has a name of more than one letter.
        """
        return "\n".join(self._texts)

    @property
    def _texts(self) -> list[str]:
        is_long = any(len(digit.name) > 1 for digit in self.digits)
        space = " " if is_long else ""
        return [space.join(each.text for each in line) for line in self.lines]

    def text_if_sure(self, least: float) -> str:
        """Return the text, with "?" in place of each line that is not sure enough.

        Args:
            least: the least confidence of a line that is given, at least 0 and below 1.

        Returns:
            As many lines as `text` has.

        Raises:
            ArgumentError: `least` is no number of at least 0 and below 1.

        Example:
            >>> import numpy as np
            >>> import network4 as n4
            >>> ink = np.full((60, 60), 255, np.uint8)
            >>> ink[10:50, 28:32] = 0
            >>> n4.read(ink).text_if_sure(0.9)
            '1'
        """
        check_number("text_if_sure", "least", least, 0, 1)
        return "\n".join(
            text if sure >= least else READING.REFUSED
            for text, sure in zip(self._texts, self.confidences, strict=True)
        )

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits in reading order."""
        return tuple(d for line in self.lines for d in line if isinstance(d, Digit))

    @property
    def signs(self) -> tuple[Sign, ...]:
        """All signs in reading order."""
        return tuple(s for line in self.lines for s in line if isinstance(s, Sign))

    def without_signs(self) -> "Reading":
        """Return the reading with its signs in `left_out`.

        Example:
            >>> import numpy as np
            >>> import network4 as n4
            >>> ink = np.full((60, 60), 255, np.uint8)
            >>> ink[10:50, 28:32] = 0
            >>> n4.read(ink).without_signs().signs
            ()
        """
        only = tuple(
            tuple(part for part in line if isinstance(part, Digit))
            for line in self.lines
        )
        signs = tuple(LeftOut(sign.box, "sign") for sign in self.signs)
        kept = [number for number, line in enumerate(only) if line]
        return replace(
            self,
            lines=tuple(only[number] for number in kept),
            left_out=(*self.left_out, *signs),
            confidences=tuple(self.confidences[number] for number in kept),
        )

    def drawn(self) -> Image.Image:
        """Return the picture with a box around each digit, sign and left-out part.

        Digits and signs are green, refused digits red, and what was left out is orange.

        Returns:
            A Pillow image of the size of `picture`.

        Example:
            >>> import numpy as np
            >>> import network4 as n4
            >>> ink = np.full((60, 60), 255, np.uint8)
            >>> ink[10:50, 28:32] = 0
            >>> n4.read(ink).drawn().size
            (60, 60)
        """
        read_parts = [part for line in self.lines for part in line]
        return draw_boxes(self.picture, read_parts, self.left_out)

    def plot(self) -> "figures.Picture":
        """Return a figure: the picture with boxes, and what the network was shown.

        Returns:
            A matplotlib figure, which a notebook shows; `savefig` writes it as a file.

        Example:
            >>> import numpy as np
            >>> import network4 as n4
            >>> ink = np.full((60, 60), 255, np.uint8)
            >>> ink[10:50, 28:32] = 0
            >>> figure = n4.read(ink).plot()
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
