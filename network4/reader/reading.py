"""Read the digits in a picture."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from network4.checks import check_integer
from network4.errors import ArgumentError, DataError
from network4.model import Model, load_model
from network4.reader.ink import Written, find_ink
from network4.reader.joining import Choice, Split, choose, choose_together, split_line
from network4.reader.normalizing import SIDE, normalize
from network4.reader.opening import Picture, open_picture
from network4.reader.pieces import find_lines, find_pieces
from network4.reader.straightening import Level, straighten

Probabilities = npt.NDArray[np.float32]
REFUSED = "?"
_MOST_PARTS_OF_A_PICTURE = 2000


@dataclass(frozen=True)
class Digit:
    """A digit that was read.

    Attributes:
        text: the digit, "?" where it is refused.
        name: the likeliest class.
        box: left, top, right, bottom in pixels of the picture, the last two excluded.
        probabilities: of each class, (classes,).
        is_refused: whether the likeliest class is less likely than the threshold.
        image: (28, 28) uint8, what the network was shown.
    """

    text: str
    name: str
    box: tuple[int, int, int, int]
    probabilities: Probabilities = field(repr=False, compare=False)
    is_refused: bool
    image: npt.NDArray[np.uint8] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Reading:
    """What is written in a picture.

    Attributes:
        lines: digits from left to right, lines from top to bottom.
    """

    lines: tuple[tuple[Digit, ...], ...]

    @property
    def text(self) -> str:
        """The digits, with a line break between lines."""
        return "\n".join("".join(digit.text for digit in line) for line in self.lines)

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All of them, in reading order."""
        return tuple(digit for line in self.lines for digit in line)


def read(
    image: Picture, *, model: Model | None = None, num_digits: int | None = None
) -> Reading:
    """Read the handwritten digits in a picture.

    Ink is told from paper, split into lines and into candidates for digits; each
    candidate is brought into MNIST's form and shown to the network, and of all ways to
    split a line the one whose digits are likeliest together is taken.

    Args:
        image: a path, an open file, a Pillow image, or an array (height, width) or
            (height, width, 3 or 4); digits darker or lighter than what they are on.
        model: a network for 28 x 28 images; default None, the one that comes with
            network4.
        num_digits: how many digits there are in all, 1 or more; default None, as many
            as are found.

    Returns:
        The reading: `text`, `lines`, `digits`.

    Raises:
        DataError: the picture is none, damaged, too large, or has no ink on it.
        ArgumentError: the model is for other images, or there is no way to read so many
            digits.

    Source: the book, Chapter 1, on segmentation; Matan et al. 1992 for the way through
    all candidates.
    """
    network = load_model() if model is None else model
    if network.network.input_shape != (1, SIDE, SIDE):
        raise ArgumentError(
            f"read: model must be for images of 1 x {SIDE} x {SIDE}, received one for "
            f"{' x '.join(map(str, network.network.input_shape))}."
        )
    if num_digits is not None:
        check_integer("read", "num_digits", num_digits, 1)
    opened = open_picture(image)
    written = find_ink(opened.grey)
    if written is None:
        raise DataError("read: IMAGE must have ink on it; this one is empty.")
    level = straighten(written)
    splits = _split(level.written)
    images, probabilities = _recognize(network, splits)
    readings = _choose(splits, probabilities, num_digits)
    scale = written.scale * opened.scale
    return Reading(_digits(network, splits, readings, images, probabilities, level, scale))


def _split(written: Written) -> list[Split]:
    lines = find_lines(find_pieces(written))
    splits = [split_line(line, written.pen) for line in lines]
    if sum(len(split.parts) for split in splits) > _MOST_PARTS_OF_A_PICTURE:
        raise DataError(
            "read: IMAGE must show handwriting on plain or ruled paper; this one has "
            "thousands of dark parts."
        )
    return splits


def _recognize(
    model: Model, splits: Sequence[Split]
) -> tuple[list[npt.NDArray[np.uint8]], list[Probabilities]]:
    """Return what is shown to the network of each line's spans, and what it says."""
    images = [
        np.array([normalize(span.piece.ink) for span in split.spans], np.uint8)
        for split in splits
    ]
    every = [each.reshape(-1, SIDE, SIDE) for each in images]
    if not sum(map(len, every)):
        return every, [np.zeros((0, 10), np.float32) for _ in every]
    said = model.predict_proba(np.concatenate(every))
    ends = np.cumsum([len(each) for each in every])[:-1]
    return every, np.split(said, ends)


def _choose(
    splits: Sequence[Split],
    probabilities: Sequence[Probabilities],
    num_digits: int | None,
) -> list[Choice]:
    readings = [
        choose(split, said.max(axis=1, initial=0.0).tolist(), num_digits)
        for split, said in zip(splits, probabilities, strict=True)
    ]
    chosen = choose_together(readings, num_digits)
    if chosen is None:
        counts = sorted({count for reading in readings for count in reading})
        raise ArgumentError(
            f"read: num_digits must be a number of digits that the ink can be, received "
            f"{num_digits}; each of its {len(splits)} lines can be {counts}."
        )
    return chosen


def _digits(  # noqa: PLR0913  what was found, step by step
    model: Model,
    splits: Sequence[Split],
    readings: Sequence[Choice],
    images: Sequence[npt.NDArray[np.uint8]],
    probabilities: Sequence[Probabilities],
    level: Level,
    scale: float,
) -> tuple[tuple[Digit, ...], ...]:
    names = model.details.get("classes", list(map(str, range(10))))
    threshold = float(model.details.get("rejection_threshold", 0.0))
    lines: list[tuple[Digit, ...]] = []
    for number, choice in enumerate(readings):
        digits: list[Digit] = []
        for index in choice.spans:
            piece = splits[number].spans[index].piece
            said = probabilities[number][index]
            name = str(names[int(said.argmax())])
            is_refused = bool(said.max() < threshold)
            left, top, right, bottom = (
                round(scale * edge) for edge in level.box_before(piece)
            )
            digits.append(
                Digit(
                    REFUSED if is_refused else name,
                    name,
                    (left, top, right, bottom),
                    said,
                    is_refused,
                    images[number][index],
                )
            )
        if digits:
            lines.append(tuple(digits))
    return tuple(lines)
