"""Show a part of a line together with the ink around it."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from network4.reader.constants import SURROUNDINGS
from network4.reader.normalizing import over_disk
from network4.reader.pieces import Piece
from network4.reader.strokes import Ink

HEIGHT: int = SURROUNDINGS.HEIGHT
WIDTH: int = SURROUNDINGS.WIDTH


def with_surroundings(
    piece: Piece, line: Piece, line_height: float, pen: float
) -> npt.NDArray[np.uint8]:
    """Return a part of a line and the ink around it, as two images.

    Both are scaled by the height of the line, and the part is in their middle. Strokes
    that are thinner than MNIST's are thickened.

    Args:
        piece: the part.
        line: all ink of the line.
        line_height: the usual height of its digits, in pixels.
        pen: width of the strokes, in pixels.

    Returns:
        (2, 32, 40) uint8: the part, and the other ink.
    """
    scale = line_height / SURROUNDINGS.LINE
    height, width = max(1, round(HEIGHT * scale)), max(1, round(WIDTH * scale))
    top = piece.top + (piece.height - height) // 2
    left = piece.left + (piece.width - width) // 2
    own = _window(piece, top, left, height, width)
    every = _window(line, top, left, height, width)
    reach = round((SURROUNDINGS.THINNEST_PEN * scale - pen) / 2)
    inks = own, np.maximum(every - own, 0)
    seen = [_resized(_thickened(ink, reach)) for ink in inks]
    return np.rint(255 * np.array(seen)).astype(np.uint8)


def _window(piece: Piece, top: int, left: int, height: int, width: int) -> Ink:
    """Return the ink of a piece that is in a window of the page."""
    window = np.zeros((height, width), np.float32)
    first, last = max(top, piece.top), min(top + height, piece.bottom)
    start, stop = max(left, piece.left), min(left + width, piece.right)
    if first < last and start < stop:
        window[first - top : last - top, start - left : stop - left] = piece.ink[
            first - piece.top : last - piece.top, start - piece.left : stop - piece.left
        ]
    return window


def _thickened(ink: Ink, reach: int) -> Ink:
    """Return ink that reaches so many pixels farther; as it is for 0 or less."""
    if reach <= 0:
        return ink
    return over_disk(np.maximum, ink, reach)[reach:-reach, reach:-reach]


def _resized(ink: Ink) -> Ink:
    height, width = ink.shape
    way = Image.Resampling.BOX if height > HEIGHT else Image.Resampling.BICUBIC
    picture = Image.frombuffer("F", (width, height), np.ascontiguousarray(ink))
    small = np.frombuffer(picture.resize((WIDTH, HEIGHT), way).tobytes(), np.float32)
    return small.reshape(HEIGHT, WIDTH).clip(0, 1)
