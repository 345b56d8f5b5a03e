"""Cheques with the boxes of their digits, and what the reader cuts out of them."""

import csv
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

import network4 as n4
from benchmarks.labelled import labelled
from network4.datasets import NO_CLASS
from network4.errors import DataError, shown
from network4.reader.constants import PIECES
from network4.reader.desk import clear_desk
from network4.reader.ink import find_ink
from network4.reader.normalizing import normalize_checked
from network4.reader.opening import open_picture
from network4.reader.pieces import Piece
from network4.reader.recognizing import recognize
from network4.reader.splitting import split_page
from network4.reader.straightening import Level, straighten
from network4.utils.regular_files import read_text

Boxes = npt.NDArray[np.float64]  # (n, 4): left, top, right and bottom of each
# Which share of the ink of a part and of a digit's box, together, both have. The box of
# a digit that leans has ink of its neighbours, too.
_FITS = 0.8
_FITS_BEST = 0.6  # of the part that fits a digit best
_FITS_NONE = 0.5  # below this it is none
_OWNER = "load_cheques"
_Digit = tuple[str, tuple[float, float, float, float]]


class Cheque(NamedTuple):
    """The picture of an amount.

    Attributes:
        picture: its path.
        text: the digits, from left to right.
        boxes: (digits, 4), where each is, in pixels.
    """

    picture: Path
    text: str
    boxes: Boxes


class Parts(NamedTuple):
    """What the reader cuts out of pictures, as it shows it to a network.

    Attributes:
        images: (n, 28, 28) uint8.
        labels: (n,) int32, 0 to 9; `NO_CLASS` for what is no digit.
        sureness: (n,) how sure the model is that it is a digit, 0 to 1; 0 for what it
            was not shown.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int32]
    sureness: npt.NDArray[np.float64]


def load_cheques(folder: Path, labels: Path) -> list[Cheque]:
    """Return the cheques that a table names, in its order.

    Args:
        folder: has `images/` and, in COCO's form, `annotations/instances_PART.json` for
            the pictures of `images/PART/`.
        labels: the table, as `benchmarks.labelled` reads it.

    Raises:
        DataError: the annotations are not in COCO's form, the table is none, or names
            a cheque twice, or one with other digits than the annotations have.
        OSError: a file cannot be read.
    """
    found: dict[str, list[_Digit]] = {}
    for path in sorted((folder / "annotations").glob("instances_*.json")):
        found |= _annotated(path)
    table = _table(labels)
    return [
        Cheque(folder / "images" / name, text, _boxes(name, text, found.get(name, [])))
        for name, text in table
    ]


def _table(labels: Path) -> list[tuple[str, str]]:
    """Return the pictures of a table with their digits, each picture once."""
    try:
        table = labelled(labels)
    except (IndexError, UnicodeDecodeError, csv.Error):
        table = []
    # A picture that stands there twice would be learned from and read.
    if not table or len({name for name, _ in table}) < len(table):
        raise DataError(
            f"{_OWNER}: {labels.name[-60:]} must be a table with two columns, the path "
            "of a picture, once each, and its digits; give such a file."
        )
    return table


def _annotated(path: Path) -> dict[str, list[_Digit]]:
    """Return the digits of each picture with their boxes."""
    part = path.stem.removeprefix("instances_")
    try:
        said: Any = json.loads(read_text(_OWNER, path, DataError))
        digits = {each["id"]: str(each["name"]) for each in said["categories"]}
        names = {each["id"]: f"{part}/{each['file_name']}" for each in said["images"]}
        found: dict[str, list[_Digit]] = {}
        for each in said["annotations"]:
            left, top, width, height = map(float, each["bbox"])
            box = left, top, left + width, top + height
            own = found.setdefault(names[each["image_id"]], [])
            own.append((digits[each["category_id"]], box))
    except (KeyError, TypeError, ValueError):
        raise DataError(
            f"{_OWNER}: {path.name} must have images, categories and annotations in "
            "COCO's form; give the folder of the cheques as it was unpacked."
        ) from None
    return found


def _boxes(name: str, text: str, digits: Sequence[_Digit]) -> Boxes:
    ordered = sorted(digits, key=lambda digit: digit[1])
    written = "".join(digit for digit, _ in ordered)
    if written != text or not (text.isascii() and text.isdigit()):
        raise DataError(
            f"{_OWNER}: {name[-60:]} must have a box in the annotations for each of "
            f"its digits {shown(text)}, received {len(digits)}; give the table that "
            "belongs to the folder."
        )
    return np.array([box for _, box in ordered], np.float64)


class _Candidate(NamedTuple):
    """A part that may be a digit; its image if the reader showed it to the network."""

    fits: npt.NDArray[np.float64]
    piece: Piece
    image: npt.NDArray[np.uint8] | None
    sureness: float


def cut_out(cheque: Cheque, model: n4.Model) -> Parts | None:
    """Return the parts of a cheque of which it is known what they are.

    Of the parts that the reader looks at, those that have the ink in the box of a digit
    are that digit, and those that share little with any are no digits. What lies
    between is left out. Of each digit the part that fits best is returned, too, though
    the reader may not have looked at it.

    Args:
        cheque: the cheque.
        model: the network to read with; where the reader looks depends on it.

    Returns:
        The parts; None if the reader finds no ink, or so much that it reads nothing.
    """
    found = list(_candidates(cheque, model))
    if not found:
        return None
    fits = np.array([each.fits for each in found])
    fit, nearest = fits.max(axis=1), fits.argmax(axis=1)
    best, digits = fits.argmax(axis=0), np.arange(len(cheque.boxes))
    best = best[(fits[best, digits] >= _FITS_BEST) & (nearest[best] == digits)]
    was_shown = np.array([each.image is not None for each in found])
    is_digit = was_shown & (fit >= _FITS)
    is_digit[best] = True
    is_none = was_shown & (fit < _FITS_NONE) & ~is_digit
    labels = np.where(is_digit, np.array([*map(int, cheque.text)])[nearest], NO_CLASS)
    chosen = np.flatnonzero(is_digit | is_none).tolist()
    return Parts(
        np.array([_image(found[number]) for number in chosen], np.uint8),
        labels[chosen].astype(np.int32),
        np.array([found[number].sureness for number in chosen]),
    )


def _candidates(cheque: Cheque, model: n4.Model) -> Iterator[_Candidate]:
    """Yield all parts that may be digits."""
    opened = open_picture(cheque.picture)
    written = find_ink(clear_desk(opened.grey))
    if written is None:
        return
    level = straighten(written)
    try:
        splits = split_page(level.written).splits
    except DataError:  # so many parts that they are no digits
        return
    inside = _inside(level, cheque.boxes / (written.scale * opened.scale))
    ink = np.where(level.written.ink > PIECES.STROKE_INK, level.written.ink, 0)
    there = (inside * ink).sum(axis=(1, 2), dtype=np.float64)
    for line in recognize(model, splits, every=False):
        for number, span in enumerate(line.split.spans):
            image, sure = line.images.get(number), line.sureness.get(number, 0.0)
            fits = _fits(span.piece, inside, there)
            yield _Candidate(fits, span.piece, image, sure)


def _inside(level: Level, boxes: Boxes) -> npt.NDArray[np.bool_]:
    """Return which places of level ink are in which box, as it lay before.

    Returns:
        (boxes, height, width).
    """
    height, width = level.written.ink.shape
    down = np.arange(height, dtype=np.float64)[:, None] - (height - 1) / 2
    right = np.arange(width, dtype=np.float64) - (width - 1) / 2
    angle = math.radians(level.degrees)
    y = math.cos(angle) * down - math.sin(angle) * right + level.shape[0] / 2
    x = math.sin(angle) * down + math.cos(angle) * right + level.shape[1] / 2
    edges = boxes.T[:, :, None, None]
    return (edges[0] <= x) & (x < edges[2]) & (edges[1] <= y) & (y < edges[3])


def _fits(
    piece: Piece, inside: npt.NDArray[np.bool_], there: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return how well a piece fits each box, 0 to 1.

    Of the ink that the piece and the box have together, it is the share that both have.
    """
    place = slice(piece.top, piece.bottom), slice(piece.left, piece.right)
    shared = (inside[:, *place] * piece.ink).sum(axis=(1, 2))
    return shared / (there + piece.ink.sum() - shared)


def _image(candidate: _Candidate) -> npt.NDArray[np.uint8]:
    shown = candidate.image
    return normalize_checked(candidate.piece.ink) if shown is None else shown
