"""Is this a face? A question broken down until pixels can answer it.

    face                     at least four of five parts
      hair, nose, mouth      one piece each
      left eye, right eye    three pieces each
        eyebrow, lashes, iris    a pattern of pixels

A piece is found by a perceptron that looks at a field of 15 x 16 pixels. Its weights
are above 0 where the piece should have ink and below 0 right beside that, so that

    z = mean of the ink on the piece - mean of the ink beside it - 0.45.

All perceptrons of one piece share these weights, each for a field of its own: that is a
convolution. Pieces may be a little off their place, so an eye reads the largest answer
of 3 x 3 fields around: that is max-pooling. An eye is the AND of its three pieces, a
perceptron of weights 1 and bias -2.5. A part is looked for around its own place, by
another maximum. A face has five weights of 1 and a bias of -3.5, as somebody may be
bald or have an eye hidden. Layer by layer, from pixels to one answer:

    pixels -> pieces -> largest nearby -> parts -> largest around the place -> face

What the last maximum forgets is where. Let it range over the whole picture, and the
network finds a face wherever its parts are, in any order: a mouth above the eyes is as
good as one below. A convolutional network that pools until nothing of the place is left
has this blind spot.
"""

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, ShapeError, shown
from network4.scratch.checks import as_images
from network4.scratch.faces.drawing import CELL, CELLS, PIECES, PLACES, piece
from network4.scratch.perceptrons import step, weighted_input
from network4.utils.checks import check_flag

Array = npt.NDArray[np.float64]

THRESHOLD = 0.45
_POOLED = 1  # pixels each way within which the pieces of an eye may lie apart
_AROUND = 2  # pixels each way within which a part may be off its place
_INK = 255


def field_weights(name: str) -> Array:
    """Return the weights with which a field is searched for a piece, (15, 16).

    They are above 0 on the piece, where they add up to 1, and below 0 next to it, where
    they add up to -1.

    Args:
        name: of the piece.

    Raises:
        ArgumentError: there is no such piece.

    Example:
        >>> weights = field_weights("iris")
        >>> weights[weights > 0].sum().round(6), weights.sum().round(6) + 0.0
        (np.float64(1.0), np.float64(0.0))
    """
    on_piece = piece(name) > 0
    beside = _grown(on_piece, 1) & ~on_piece
    return on_piece / np.sum(on_piece) - beside / np.sum(beside)


def find(pictures: npt.ArrayLike, part: str) -> Array:
    """Return where a part is found.

    Args:
        pictures: uint8 (n, height, width), 255 for ink.
        part: "hair", "left eye", "right eye", "nose" or "mouth".

    Returns:
        (n, height - 10, width - 11): 1 where a field shows the part, else 0. The first
        field begins two pixels above and to the left of the picture, on paper.

    Raises:
        ArgumentError: there is no such part, or pictures that are not uint8.
        ShapeError: pictures smaller than a field.
    """
    names = PIECES[_checked_part(part)]
    ink = _padded("find", pictures)
    found = [_pooled(_piece_found(ink, name), _POOLED) for name in names]
    bias = 0.5 - len(names)  # the AND of its pieces
    return step(weighted_input(np.ones(len(names)), bias, np.stack(found, axis=-1)))


def parts(pictures: npt.ArrayLike, anywhere: bool = False) -> dict[str, Array]:
    """Return what each part's network answers, by name: (n,), 1 or 0.

    Args:
        pictures: uint8 (n, 60, 48), 255 for ink.
        anywhere: look in the whole picture, not around the part's place alone; default
            False.

    Raises:
        ArgumentError: pictures that are not uint8, or no True or False.
        ShapeError: pictures of another size.
    """
    check_flag("parts", "anywhere", anywhere)
    pixels = as_images("parts", pictures)
    size = CELL[0] * CELLS[0], CELL[1] * CELLS[1]
    if pixels.shape[1:] != size:
        raise ShapeError(
            f"parts: pictures must be (n, {size[0]}, {size[1]}), received "
            f"{pixels.shape}."
        )
    return {
        part: _largest(find(pixels, part), None if anywhere else place)
        for part, place in PLACES.items()
    }


def is_face(pictures: npt.ArrayLike, anywhere: bool = False) -> Array:
    """Return whether each picture shows a face, (n,): 1 for yes, 0 for no.

    Args:
        pictures: uint8 (n, 60, 48), 255 for ink.
        anywhere: let every part be anywhere in the picture; default False.

    Raises:
        ArgumentError: pictures that are not uint8.
        ShapeError: pictures of another size.
    """
    answers = np.stack(list(parts(pictures, anywhere).values()), axis=-1)
    return step(weighted_input(np.ones(len(PLACES)), -3.5, answers))


def _padded(owner: str, pictures: npt.ArrayLike) -> Array:
    """Return pictures with a border of paper, ink from 0 to 1."""
    pixels = as_images(owner, pictures)
    if pixels.shape[1] < CELL[0] or pixels.shape[2] < CELL[1]:
        raise ShapeError(
            f"{owner}: pictures must be {CELL[0]} x {CELL[1]} pixels or larger, "
            f"received {pixels.shape}."
        )
    sides = (_AROUND, _AROUND)
    return np.pad(pixels / _INK, ((0, 0), sides, sides))


def _piece_found(ink: Array, name: str) -> Array:
    """Return (n, down, right): 1 where a field shows the piece, else 0.

    Weight by weight, each is multiplied with what it reads in all fields at once.
    """
    weights = field_weights(name)
    height, width = ink.shape[1] - CELL[0] + 1, ink.shape[2] - CELL[1] + 1
    z = np.full((len(ink), height, width), -THRESHOLD)
    for row, column in np.argwhere(weights).tolist():
        read = ink[:, row : row + height, column : column + width]
        z += weights[row, column] * read
    return step(z)


def _pooled(found: Array, reach: int) -> Array:
    """Return the largest answer within a reach, at every place."""
    return np.where(_grown(found > 0, reach), 1.0, 0.0)


def _grown(mask: npt.NDArray[np.bool_], reach: int) -> npt.NDArray[np.bool_]:
    """Return True where the mask is True within a reach along the last two axes."""
    sides = [(0, 0)] * (mask.ndim - 2) + [(reach, reach)] * 2
    size = 2 * reach + 1
    windows = cast(Any, np.lib.stride_tricks.sliding_window_view)(
        np.pad(mask, sides), (size, size), axis=(-2, -1)
    )
    return np.any(windows, axis=(-2, -1))


def _largest(found: Array, place: tuple[int, int] | None) -> Array:
    """Return the largest answer around a cell, or anywhere, (n,)."""
    if place is None:
        return np.max(found, axis=(1, 2))
    top, left = place[0] * CELL[0], place[1] * CELL[1]
    around = 2 * _AROUND + 1  # the picture begins _AROUND fields after the first
    return np.max(found[:, top : top + around, left : left + around], axis=(1, 2))


def _checked_part(part: object) -> str:
    if isinstance(part, str) and part in PIECES:
        return part
    raise ArgumentError(
        f"find: part must be one of {', '.join(PIECES)}, received {shown(part)}."
    )
