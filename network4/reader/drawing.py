"""A picture with what was read drawn into it."""

import base64
import io
from collections.abc import Iterable
from typing import Protocol

from PIL import Image, ImageDraw, ImageFont

from network4.reader.straightening import Box

_READ, _REFUSED = "#1a7f37", "#c0261f"
_LEAST_TEXT = 12  # pixels


class Readable(Protocol):
    """A digit that was read; see `Digit`."""

    @property
    def text(self) -> str:
        """What it was read as."""
        ...

    @property
    def box(self) -> Box:
        """Left, top, right, bottom in pixels."""
        ...

    @property
    def is_refused(self) -> bool:
        """Whether it was refused."""
        ...


def draw_digits(picture: Image.Image, digits: Iterable[Readable]) -> Image.Image:
    """Return a picture with a box around each digit, and above what it was read as.

    Digits that were refused are red, and "?".
    """
    drawn = picture.convert("RGB")
    draw = ImageDraw.Draw(drawn)
    width = max(1, max(drawn.size) // 600)
    for digit in digits:
        left, top, right, bottom = digit.box
        colour = _REFUSED if digit.is_refused else _READ
        inside = left, top, right - 1, bottom - 1
        draw.rectangle(inside, outline=colour, width=width)
        size = max(_LEAST_TEXT, (bottom - top) // 3)
        font = ImageFont.load_default(size)
        # Above the box, or in it where the picture ends.
        place = ("ld", top - width) if top > size else ("la", top + width)
        draw.text((left + width, place[1]), digit.text, colour, font, anchor=place[0])
    return drawn


def as_html_image(picture: Image.Image, alternative: str, most_pixels: int) -> str:
    """Return a picture as HTML that holds it.

    Args:
        picture: to be shown, no wider or higher than its pixels.
        alternative: a few words for those who do not see it, without markup.
        most_pixels: its sides become no longer than that.
    """
    small = picture.copy()
    small.thumbnail((most_pixels, most_pixels))
    stream = io.BytesIO()
    small.save(stream, "png")
    data = base64.b64encode(stream.getvalue()).decode()
    source = f"data:image/png;base64,{data}"
    return f'<img src="{source}" alt="{alternative}" style="max-width:100%">'
