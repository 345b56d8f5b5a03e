"""Faces drawn by a generator: part by part, none like the other.

A picture is 60 rows by 48 columns, 0 for paper and 255 for ink, cut into cells of 15 x
16: four rows of three. In a face each part has its cell:

             hair
     eye            eye
             nose
             mouth

Each part is drawn anew: moved by up to a pixel, in ink of another darkness. The pieces
of an eye, eyebrow, lashes and iris, move by themselves too. In a shuffled picture the
same five parts lie in other cells.

>>> faces = draw_faces(2, np.random.default_rng(0))
>>> faces.shape, faces.dtype
((2, 60, 48), dtype('uint8'))
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import numpy as np
import numpy.typing as npt

from network4.errors import ArgumentError, shown
from network4.scratch.checks import as_sequence, as_whole, check_count, check_kind

Array = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]
Cell = tuple[int, int]  # row and column of cells

CELL = (15, 16)  # rows and columns of pixels
CELLS = (4, 3)  # rows and columns of cells
# What each part is made of, and where it is in a face.
PIECES = {
    "hair": ("strands",),
    "left eye": ("eyebrow", "lashes", "iris"),
    "right eye": ("eyebrow", "lashes", "iris"),
    "nose": ("bridge",),
    "mouth": ("lips",),
}
PLACES: dict[str, Cell] = {
    "hair": (0, 1),
    "left eye": (1, 0),
    "right eye": (1, 2),
    "nose": (2, 1),
    "mouth": (3, 1),
}
_MOST_MOVED = 1  # pixels
_PALEST, _NOISE = 0.75, 0.04


def piece(name: str) -> Array:
    """Return one piece as it is without any change, (15, 16): 1 for ink, 0 for paper.

    >>> int(piece("iris").sum())
    21

    Args:
        name: "strands", "eyebrow", "lashes", "iris", "bridge" or "lips".

    Raises:
        ArgumentError: there is no such piece.
    """
    _check_known("piece", "name", name, _DRAWN_BY)
    rows, columns = np.mgrid[: CELL[0], : CELL[1]].astype(np.float64)
    # From the middle of the cell, down and to the right.
    is_ink = _DRAWN_BY[name](rows - 7, columns - 7.5)
    return np.where(is_ink, 1.0, 0.0)


def draw_faces(
    count: int,
    generator: np.random.Generator,
    places: Mapping[str, Cell] = PLACES,
    without: Sequence[str] = (),
) -> Pixels:
    """Return pictures of faces, (count, 60, 48).

    Args:
        count: how many, 1 or more.
        generator: where all that differs comes from.
        places: for each part its cell, row and column; default that of a face.
        without: names of parts and of pieces that are left out; default none.

    Raises:
        ArgumentError: there is no such part, piece or cell.

    Example:
        >>> one_eyed = draw_faces(3, np.random.default_rng(0), without=["left eye"])
        >>> one_eyed[:, 15:30, :16].max() < 128  # its cell has noise alone
        np.True_
    """
    check_count("draw_faces", "count", count, minimum=1)
    check_kind("draw_faces", "generator", generator, np.random.Generator)
    checked = _checked_places(places)
    left_out = _checked_names(without)
    return np.stack([_picture(checked, left_out, generator) for _ in range(count)])


def shuffled(count: int, generator: np.random.Generator) -> Pixels:
    """Return pictures of a face's parts, none where it is in a face, (count, 60, 48).

    Args:
        count: how many, 1 or more.
        generator: where all that differs comes from.

    Raises:
        ArgumentError: a count below 1, or no generator.
    """
    check_count("shuffled", "count", count, minimum=1)
    check_kind("shuffled", "generator", generator, np.random.Generator)
    pictures = [draw_faces(1, generator, _mixed(generator)) for _ in range(count)]
    return np.concatenate(pictures)


def _picture(
    places: Mapping[str, Cell], left_out: Sequence[str], generator: np.random.Generator
) -> Pixels:
    height, width = CELL
    paper = generator.uniform(0, _NOISE, (height * CELLS[0], width * CELLS[1]))
    for part, (row, column) in places.items():
        if part in left_out:
            continue
        top, left = row * height, column * width
        cell = paper[top : top + height, left : left + width]
        darkness = generator.uniform(_PALEST, 1)
        for name in PIECES[part]:
            if name not in left_out:
                moved = _moved(piece(name), generator)
                np.maximum(cell, darkness * moved, out=cell)
    return np.rint(255 * paper).astype(np.uint8)


def _moved(drawn: Array, generator: np.random.Generator) -> Array:
    """Return a piece moved by up to a pixel each way; pieces leave a pixel free."""
    down, right = generator.integers(-_MOST_MOVED, _MOST_MOVED + 1, 2).tolist()
    return np.roll(drawn, (down, right), axis=(0, 1))


def _mixed(generator: np.random.Generator) -> dict[str, Cell]:
    """Return places of which none is a part's own; an eye has two of its own."""
    own: dict[str, set[Cell]] = {part: {cell} for part, cell in PLACES.items()}
    own["left eye"] = own["right eye"] = {PLACES["left eye"], PLACES["right eye"]}
    cells = [(row, column) for row in range(CELLS[0]) for column in range(CELLS[1])]
    while True:
        drawn = generator.permutation(len(cells))[: len(PLACES)]
        places = {part: cells[int(n)] for part, n in zip(PLACES, drawn, strict=True)}
        if all(cell not in own[part] for part, cell in places.items()):
            return places


def _strands(down: Array, right: Array) -> npt.NDArray[np.bool_]:
    """Strands of hair side by side, three pixels apart."""
    return (np.abs(down) <= 5) & (np.abs(right) <= 6) & (np.mod(right + 0.5, 3) == 0)


def _eyebrow(down: Array, right: Array) -> npt.NDArray[np.bool_]:
    return (down == -6) & (np.abs(right) <= 5.5)


def _lashes(down: Array, right: Array) -> npt.NDArray[np.bool_]:
    """Four short strokes, three pixels apart."""
    return (np.abs(down + 1.5) <= 0.5) & np.isin(right, (-4.5, -1.5, 1.5, 4.5))


def _iris(down: Array, right: Array) -> npt.NDArray[np.bool_]:
    return np.hypot(down - 4, right - 0.5) <= 2.3


def _bridge(down: Array, right: Array) -> npt.NDArray[np.bool_]:
    """A line down, and a short one across at its end."""
    is_down = (np.abs(down) <= 5) & (np.abs(right) <= 0.5)
    return is_down | ((down == 5) & (np.abs(right) <= 2.5))


def _lips(down: Array, right: Array) -> npt.NDArray[np.bool_]:
    """An arc that rises on both sides."""
    return (np.abs(down - 2 + right**2 / 12) <= 0.8) & (np.abs(right) <= 6)


_DRAWN_BY = {
    "strands": _strands,
    "eyebrow": _eyebrow,
    "lashes": _lashes,
    "iris": _iris,
    "bridge": _bridge,
    "lips": _lips,
}


def _checked_places(places: object) -> dict[str, Cell]:
    given = cast(object, check_kind("draw_faces", "places", places, dict))
    cells = [(row, column) for row in range(CELLS[0]) for column in range(CELLS[1])]
    for part, cell in cast(dict[object, object], given).items():
        _check_known("draw_faces", "each part in places", part, PIECES)
        is_pair = type(cell) is tuple and all(map(_is_whole, cast(Cell, cell)))
        if not is_pair or cell not in cells:
            raise ArgumentError(
                "draw_faces: each cell in places must be a row in 0..3 and a column in "
                f"0..2, received {shown(cast(object, cell))}."
            )
    return cast(dict[str, Cell], given)


def _is_whole(value: object) -> bool:
    return as_whole(value) is not None


def _checked_names(without: object) -> list[str]:
    given = list(as_sequence("draw_faces", "without", without))
    for name in given:
        _check_known("draw_faces", "each of without", name, (*PIECES, *_DRAWN_BY))
    return given


def _check_known(owner: str, what: str, name: object, known: Iterable[str]) -> None:
    names = list(known)
    if not isinstance(name, str) or name not in names:
        raise ArgumentError(
            f"{owner}: {what} must be one of {', '.join(names)}, received "
            f"{shown(name)}."
        )
