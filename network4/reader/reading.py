"""Read the digits in a picture."""

from collections.abc import Callable, Sequence

from PIL import Image

from network4.errors import ArgumentError, DataError
from network4.model import Model, load_model
from network4.reader.choosing import Choice, choose_together
from network4.reader.confidence import confidence_of
from network4.reader.constants import READING
from network4.reader.desk import clear_desk
from network4.reader.ink import find_ink
from network4.reader.joining import Other
from network4.reader.normalizing import normalize
from network4.reader.opening import Picture, open_picture
from network4.reader.pieces import Piece
from network4.reader.recognizing import Probabilities, Seen, is_refused
from network4.reader.result import Digit, LeftOut, Reading, Sign
from network4.reader.straightening import Box
from network4.reader.turning import read_ways
from network4.utils.checks import check_flag, check_integer, check_kind

BoxOf = Callable[[Piece], Box]


def read(
    image: Picture,
    *,
    model: Model | None = None,
    num_digits: int | None = None,
    digits_only: bool = False,
) -> Reading:
    """Read the handwritten digits in a picture.

    The reader separates ink from paper and divides it into lines and into parts that
    may be digits. It brings each part into MNIST's form and shows it to the network. A
    second network sees it with the ink around it. Among all ways to divide a line it
    takes the one whose digits are likeliest. Small parts may be signs: . , - / : + and
    =. Ink that is neither is "?" if it is as high as a digit, or else listed in
    `left_out`. A page of three digits or more that is read far better when it is turned
    by 90, 180 or 270 degrees is turned.

    Args:
        image: a path, an open file, a Pillow image, or an array (height, width),
            (height, width, channels) or (channels, height, width) of uint8, uint16,
            bool or floats in 0..1, with 1, 3 or 4 channels. Digits may be darker or
            lighter than the paper. If a file has several pages, the first is read.
        model: a model for images of 28 x 28 pixels; default None, the model that comes
            with network4.
        num_digits: number of digits in the picture, 1 or more; default None, as many as
            are found.
        digits_only: whether signs are left out of the text and listed in `left_out`;
            default False.

    Returns:
        The reading, with `text`, `lines`, `confidences`, `digits`, `signs`, `left_out`
        and `turned`.

    Raises:
        DataError: the picture is no picture, is damaged or too large, or shows no
            digits.
        ArgumentError: the model is for other images or gives no probabilities, or the
            ink cannot be read as `num_digits` digits.

    Example:
        >>> import numpy as np
        >>> import network4 as n4
        >>> picture = np.full((60, 120), 255, np.uint8)
        >>> picture[10:50, 28:32] = picture[10:50, 88:92] = 0
        >>> n4.read(picture).text
        '11'

    Source: the book, Chapter 1, describes segmentation. Matan et al. 1992 choose among
    all ways to divide a line.
    """
    network = load_model() if model is None else model
    check_kind("read", "model", network, Model)
    network.check_reads_digits("read")
    if num_digits is not None:
        check_integer("read", "num_digits", num_digits, 1)
    check_flag("read", "digits_only", digits_only)
    opened = open_picture(image)
    written = find_ink(clear_desk(opened.grey))
    if written is None:
        raise DataError(
            "read: IMAGE must have ink that stands out from its paper; none was found. "
            "Take it in better light, with some paper around the digits."
        )
    way = read_ways(network, written, every=num_digits is not None)
    picture = _turned(opened.image, way.degrees)
    scale = written.scale * opened.scale

    def scaled(box: Box) -> Box:
        left, top, right, bottom = box
        return (
            max(0, round(scale * left)),
            max(0, round(scale * top)),
            min(picture.width, round(scale * right)),
            min(picture.height, round(scale * bottom)),
        )

    def box(piece: Piece) -> Box:
        return scaled(way.level.box_before(piece))

    choices = _choose(way.readings, num_digits)
    lines, more = _lines(network, way.seen, choices, box)
    left_out = [LeftOut(box(piece), reason) for piece, reason in way.page.left_out]
    left_out += [LeftOut(scaled(rule), "rule") for rule in way.level.removed]
    reading = Reading(
        tuple(parts for parts, _ in lines),
        picture,
        _from_top([*left_out, *more]),
        tuple(confidence for _, confidence in lines),
        way.degrees,
    )
    if not reading.digits:
        raise DataError(
            "read: IMAGE must have digits on it; none were found. Crop it to the "
            "digits."
        )
    return reading.without_signs() if digits_only else reading


def _turned(image: Image.Image, degrees: int) -> Image.Image:
    """Return a picture turned clockwise by a multiple of 90 degrees."""
    return image.rotate(-degrees, expand=True) if degrees else image


def _from_top(left_out: Sequence[LeftOut]) -> tuple[LeftOut, ...]:
    return tuple(sorted(left_out, key=lambda part: (part.box[1], part.box[0])))


def _choose(
    readings: Sequence[dict[int, Choice]], num_digits: int | None
) -> list[Choice]:
    chosen = choose_together(readings, num_digits)
    if chosen is None:
        fewest, most = (max(1, sum(way(r) for r in readings)) for way in (min, max))
        raise ArgumentError(
            "read: num_digits must be a number of digits that the ink can be, "
            f"{fewest} to {most}, received {num_digits}."
        )
    return chosen


def _lines(
    model: Model, seen: Sequence[Seen], choices: Sequence[Choice], box: BoxOf
) -> tuple[list[tuple[tuple[Digit | Sign, ...], float]], list[LeftOut]]:
    """Return lines of digits and signs, how sure each is, and what is left out."""
    lines: list[tuple[tuple[Digit | Sign, ...], float]] = []
    left_out: list[LeftOut] = []
    for line, choice in zip(seen, choices, strict=True):
        parts: list[tuple[int, Digit | Sign]] = []
        for number in choice.spans:
            parts.append(
                (line.split.spans[number].first, _digit(model, line, number, box))
            )
        for other in (line.split.others[number] for number in choice.others):
            if not other.text:
                left_out.append(LeftOut(box(other.piece), "in line"))
            elif other.text == READING.REFUSED:
                parts.append((other.first, _unread(model, other, box)))
            else:
                parts.append((other.first, Sign(other.text, box(other.piece))))
        if parts:
            read_parts = [part for _, part in sorted(parts, key=lambda p: p[0])]
            is_whole = all(part.text != READING.REFUSED for part in read_parts)
            sure = confidence_of(line, choice) if is_whole else 0.0
            lines.append((tuple(read_parts), sure))
    return lines, left_out


def _digit(model: Model, line: Seen, number: int, box: BoxOf) -> Digit:
    threshold = float(model.details.get("rejection_threshold") or 0.0)
    said = line.probabilities[number]
    name = model.class_names[int(line.by_class[number].argmax())]
    refused = is_refused(line, number, threshold)
    return Digit(
        READING.REFUSED if refused else name,
        name,
        box(line.split.spans[number].piece),
        said,
        refused,
        line.images[number],
    )


def _unread(model: Model, other: Other, box: BoxOf) -> Digit:
    """Return a part as high as a digit that no way to divide the line can read."""
    image = normalize(other.piece.ink)
    said: Probabilities = model.predict_proba(image[None])[0]
    name = model.class_names[int(said.argmax())]
    return Digit(READING.REFUSED, name, box(other.piece), said, True, image)
