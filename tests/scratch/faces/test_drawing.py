"""Drawn faces: parts in their cells, and nowhere else."""

import numpy as np
import pytest

from network4.errors import ArgumentError
from network4.scratch.faces.drawing import (
    CELL,
    CELLS,
    PIECES,
    PLACES,
    draw_faces,
    piece,
    shuffled,
)


def cells_with_ink(picture):
    height, width = CELL
    return {
        (row, column)
        for row, column in np.ndindex(*CELLS)
        if picture[row * height :, column * width :][:height, :width].max() > 128
    }


def test_faces_have_ink_in_their_five_cells_alone():
    for picture in draw_faces(20, np.random.default_rng(1)):
        assert cells_with_ink(picture) == set(PLACES.values())


def test_what_is_left_out_is_not_drawn():
    for part, cell in PLACES.items():
        (picture,) = draw_faces(1, np.random.default_rng(2), without=[part])
        assert cells_with_ink(picture) == set(PLACES.values()) - {cell}


def test_shuffled_parts_lie_in_five_cells_none_of_them_its_own():
    """The nose is told by its ink: no other part has as much in one column."""
    generator = np.random.default_rng(3)
    met = set()
    for picture in shuffled(40, generator):
        cells = cells_with_ink(picture)
        assert len(cells) == len(PLACES)
        met |= cells
    assert met == set(np.ndindex(*CELLS))


def test_pictures_differ_but_a_seed_draws_the_same():
    first = draw_faces(5, np.random.default_rng(4))
    np.testing.assert_array_equal(first, draw_faces(5, np.random.default_rng(4)))
    assert len(np.unique(first.reshape(5, -1), axis=0)) == 5


@pytest.mark.parametrize(
    "name", sorted({n for names in PIECES.values() for n in names})
)
def test_pieces_leave_a_border_within_which_they_move(name):
    drawn = piece(name)
    assert set(np.unique(drawn)) == {0, 1}
    assert drawn.shape == CELL
    inner = drawn[1:-1, 1:-1]
    assert inner.sum() == drawn.sum() > 5


GENERATOR = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: piece("ear"), "piece: name must be one of .* received 'ear'"),
        (lambda: piece([1]), "piece: name must be one of"),
        (lambda: draw_faces(0, GENERATOR), "count must be .* at least 1"),
        (lambda: draw_faces(1, 3), "generator must be a Generator"),
        (lambda: draw_faces(1, GENERATOR, 3), "places must be a dict"),
        (lambda: draw_faces(1, GENERATOR, {"ear": (0, 0)}), "each part in places"),
        (lambda: draw_faces(1, GENERATOR, {"nose": (4, 0)}), "each cell in places"),
        (lambda: draw_faces(1, GENERATOR, {"nose": "a"}), "each cell in places"),
        (lambda: draw_faces(1, GENERATOR, without=["ear"]), "each of without must be"),
        (lambda: draw_faces(1, GENERATOR, without="nose"), "without must be a list"),
        (lambda: shuffled(1.5, GENERATOR), "count must be"),
        (lambda: shuffled(1, None), "generator must be"),
    ],
)
def test_what_makes_no_sense_is_refused(call, words):
    with pytest.raises(ArgumentError, match=words):
        call()
