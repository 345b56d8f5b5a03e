"""A picture with what was read drawn into it."""

from PIL import Image, ImageDraw, ImageFont

from network4.reader.reading import Reading

_READ, _REFUSED = "#1a7f37", "#c0261f"
_LEAST_TEXT = 12  # pixels


def draw_reading(reading: Reading) -> Image.Image:
    """Return the picture with a box around each digit, and above what it was read as.

    Digits that were refused are red, and "?".
    """
    drawn = reading.picture.convert("RGB")
    draw = ImageDraw.Draw(drawn)
    width = max(1, max(drawn.size) // 600)
    for digit in reading.digits:
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
