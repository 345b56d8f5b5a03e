"""A picture with what was read drawn into it."""

import base64
import io
from collections.abc import Iterable
from typing import Protocol

from PIL import Image

from network4.reader.constants import READING
from network4.reader.straightening import Box

_READ, _REFUSED, _LEFT_OUT = "#1a7f37", "#c0261f", "#d97706"
_LEAST_TEXT = 12  # pixels


class Boxed(Protocol):
    """Ink with a box around it."""

    @property
    def box(self) -> Box:
        """Left, top, right, bottom in pixels."""
        ...


class Readable(Boxed, Protocol):
    """A digit or a sign that was read; see `Digit`."""

    @property
    def text(self) -> str:
        """What it was read as."""
        ...


def draw_boxes(
    picture: Image.Image, read: Iterable[Readable], left_out: Iterable[Boxed]
) -> Image.Image:
    """Return a picture with a box around each part, and above what it was read as.

    Digits that were refused are red, and "?". What was left out is orange.
    """
    from PIL import ImageDraw, ImageFont

    drawn = picture.convert("RGB")
    draw = ImageDraw.Draw(drawn)
    width = max(1, max(drawn.size) // 600)
    for part in left_out:
        draw.rectangle(_inside(part.box), outline=_LEFT_OUT, width=width)
    for part in read:
        left, top, _, bottom = part.box
        colour = _REFUSED if part.text == READING.REFUSED else _READ
        draw.rectangle(_inside(part.box), outline=colour, width=width)
        size = max(_LEAST_TEXT, (bottom - top) // 3)
        font = ImageFont.load_default(size)
        # Above the box, or in it where the picture ends.
        place = ("ld", top - width) if top > size else ("la", top + width)
        draw.text((left + width, place[1]), part.text, colour, font, anchor=place[0])
    return drawn


def _inside(box: Box) -> Box:
    left, top, right, bottom = box
    return left, top, max(left, right - 1), max(top, bottom - 1)


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
