"""What the reader cuts out of digits that touch, rightly and wrongly."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from network4.datasets import NO_CLASS, Split
from network4.errors import ArgumentError
from network4.randomness import random_generator
from network4.reader import normalize
from network4.reader.ink import Written
from network4.reader.joining import split_line
from network4.reader.normalizing import SIDE, Ink, pen_width
from network4.reader.pieces import Piece, crop, find_lines, find_pieces
from network4.untyped import NDIMAGE

_ENLARGED = 2  # times: pens are then about as wide as the reader has them
_NUM_DIGITS = 2, 3  # of a line, fewest and most
_MOST_OVERLAP = 0.25  # of a digit's width, beyond touching
_FAINTEST = 0.3  # ink that is seen to touch
_MOST_COST = 2.0  # what has a form that costs more is hardly ever read
# A digit is rightly cut if it has so much of its ink, and so little of others'.
_LEAST_OWN, _MOST_FOREIGN = 0.9, 0.12
# What has less of every digit, or more of others', is none.
_TOO_LITTLE_OWN, _TOO_MUCH_FOREIGN = 0.7, 0.25
_MOST_OF_LINE = 2  # of each kind
_MOST_TRIES = 50  # lines, for each image that is asked for


def cut_apart(digits: Split, count: int, seed: int) -> Split:
    """Return parts of lines of touching digits as the reader cuts them, normalised.

    Args:
        digits: (n, 28, 28) images.
        count: how many, 0 or more; the first half rightly cut, the others wrongly.
        seed: 0..2**63 - 1.

    Returns:
        (count, 28, 28) uint8 images. Their labels are those of the digits; NO_CLASS
        for parts of digits, digits with parts of others, and several digits.

    Raises:
        ArgumentError: the reader finds hardly anything to cut in these digits.
    """
    generator = random_generator(seed, "segments")
    inked = np.flatnonzero(digits.images.any(axis=(1, 2)))
    half = math.ceil(count / 2)
    right: list[tuple[Piece, int]] = []
    wrong: list[tuple[Piece, int]] = []
    for _ in range(_MOST_TRIES * count if len(inked) else 0):
        if min(len(right), len(wrong)) >= half:
            break
        size = generator.integers(*_NUM_DIGITS, endpoint=True)
        cut = _cut_line(digits, generator.choice(inked, size), generator)
        for kept, is_right in ((right, True), (wrong, False)):
            some = [part for part in cut if (part[1] != NO_CLASS) == is_right]
            kept += [some[k] for k in generator.permutation(len(some))[:_MOST_OF_LINE]]
    if min(len(right), len(wrong)) < half:
        raise ArgumentError(
            "cut_apart: digits must be such that the reader can cut them apart where "
            f"they touch, received {len(digits)} of which hardly any are."
        )
    parts = [*right[:half], *wrong[: count - half]]
    images = np.array([normalize(piece.ink) for piece, _ in parts], np.uint8)
    labels = np.array([label for _, label in parts], np.uint8)
    return Split(images.reshape(-1, SIDE, SIDE), labels)


def _cut_line(
    digits: Split, chosen: Any, generator: np.random.Generator
) -> list[tuple[Piece, int]]:
    """Return what a line of the chosen digits is cut into, where its label is clear."""
    inks = _beside([_enlarged(image) for image in digits.images[chosen]], generator)
    return list(_cut(inks, digits.labels[chosen]))


def _enlarged(image: Any) -> Ink:
    """Return a digit's ink in 0..1, without empty rows and columns."""
    ink = NDIMAGE.zoom(np.asarray(image, np.float32) / 255, _ENLARGED, order=1)
    piece = crop(ink, 0, 0)
    return piece.ink if piece else ink


def _beside(inks: Sequence[Ink], generator: np.random.Generator) -> list[Ink]:
    """Return digits where they touch or overlap, each on paper of the whole line."""
    height = max(len(ink) for ink in inks)
    inks = [_at_middle(ink, height) for ink in inks]
    lefts = [0]
    for before, ink in pairwise(inks):
        overlap = round(generator.uniform(0, _MOST_OVERLAP) * ink.shape[1])
        step = distance_to_touch(before, ink) - overlap
        lefts.append(max(0, lefts[-1] + step))
    width = max(left + ink.shape[1] for left, ink in zip(lefts, inks, strict=True))
    return [
        np.pad(ink, ((0, 0), (left, width - left - ink.shape[1])))
        for left, ink in zip(lefts, inks, strict=True)
    ]


def _at_middle(ink: Ink, height: int) -> Ink:
    above = (height - len(ink)) // 2
    return np.pad(ink, ((above, height - len(ink) - above), (0, 0)))


def distance_to_touch(left: Ink, right: Ink) -> int:
    """Return by how many columns the right ink begins after the left, to touch it.

    Args:
        left: (height, any width) in 0..1.
        right: of the same height.
    """
    there = NDIMAGE.maximum_filter1d(left > _FAINTEST, 3, axis=0)
    here = right > _FAINTEST
    both = there.any(axis=1) & here.any(axis=1)
    if not both.any():
        return left.shape[1]
    ends = left.shape[1] - there[both][:, ::-1].argmax(axis=1)
    return int((ends - here[both].argmax(axis=1)).max())


def _cut(inks: Sequence[Ink], labels: Any) -> Iterator[tuple[Piece, int]]:
    """Yield parts of the line that these digits make together, and their labels."""
    ink = np.max(inks, axis=0)
    written = Written(ink, 1.0, pen_width(ink))
    for line in find_lines(find_pieces(written)):
        for span in split_line(line, written.pen).spans:
            label = _label(span.piece, inks, labels)
            if label is not None and span.cost <= _MOST_COST:
                yield span.piece, label


def _label(piece: Piece, inks: Sequence[Ink], labels: Any) -> int | None:
    """Return which digit a piece is, NO_CLASS for none; None where it is disputed."""
    place = slice(piece.top, piece.bottom), slice(piece.left, piece.right)
    own = np.array([ink[place][piece.ink > 0].sum() for ink in inks])
    share = own / [ink.sum() for ink in inks]
    best = int(share.argmax())
    foreign = 1 - own[best] / max(float(piece.ink.sum()), 1e-6)
    if share[best] >= _LEAST_OWN and foreign <= _MOST_FOREIGN:
        return int(labels[best])
    is_none = share[best] < _TOO_LITTLE_OWN or foreign > _TOO_MUCH_FOREIGN
    return NO_CLASS if is_none else None
