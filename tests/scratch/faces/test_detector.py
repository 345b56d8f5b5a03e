"""Faces are found, others are not, and pooling over all places is fooled."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.faces.detector import (
    THRESHOLD,
    field_weights,
    find,
    is_face,
    parts,
)
from network4.scratch.faces.drawing import (
    CELL,
    PIECES,
    PLACES,
    draw_faces,
    piece,
    shuffled,
)

COUNT = 30


def faces(*without, seed=1):
    return draw_faces(COUNT, np.random.default_rng(seed), without=without)


def test_faces_are_faces_and_each_part_is_found():
    assert is_face(faces()).all()
    assert all(answers.all() for answers in parts(faces()).values())


@pytest.mark.parametrize("part", PLACES)
def test_a_part_that_is_not_there_is_not_found_and_one_may_be_missing(part):
    found = parts(faces(part))
    assert {name for name, answers in found.items() if not answers.any()} == {part}
    assert is_face(faces(part)).all()
    other = "nose" if part != "nose" else "mouth"
    assert not is_face(faces(part, other)).any()


@pytest.mark.parametrize("name", PIECES["left eye"])
def test_an_eye_needs_each_of_its_pieces(name):
    found = parts(faces(name))
    assert not found["left eye"].any() and not found["right eye"].any()
    assert found["nose"].all()


def test_shuffled_parts_fool_the_network_that_forgets_where():
    mixed = shuffled(COUNT, np.random.default_rng(5))
    assert not is_face(mixed).any()
    assert is_face(mixed, anywhere=True).all()


def test_noise_and_paper_are_no_faces(generator):
    noise = generator.integers(0, 256, (COUNT, 60, 48), dtype=np.uint8)
    even = np.array([np.full((60, 48), grey) for grey in (0, 128, 255)], np.uint8)
    for pictures in (noise, even):
        assert not is_face(pictures, anywhere=True).any()


def test_a_piece_is_found_by_products_of_each_field(generator):
    """The nose, field by field, by a loop over fields for the loop over weights."""
    (picture,) = draw_faces(1, generator)
    padded = np.pad(picture / 255, 2)
    weights = field_weights("bridge")
    z = [
        [
            np.sum(weights * padded[row : row + CELL[0], column : column + CELL[1]])
            for column in range(padded.shape[1] - CELL[1] + 1)
        ]
        for row in range(padded.shape[0] - CELL[0] + 1)
    ]
    hits = np.array(z) > THRESHOLD
    rows, columns = np.nonzero(hits)
    expected = np.zeros(hits.shape)
    for row, column in zip(rows, columns, strict=True):
        expected[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2] = 1
    np.testing.assert_array_equal(find([picture], "nose")[0], expected)
    assert hits.any()


@pytest.mark.parametrize("name", ["strands", "iris", "lips"])
def test_weights_are_means_on_and_beside_a_piece(name, generator):
    ink = generator.random(CELL)
    weights, on = field_weights(name), piece(name) > 0
    beside = weights < 0
    assert np.sum(weights * ink) == pytest.approx(ink[on].mean() - ink[beside].mean())
    assert not np.any(on & beside)


PICTURES = np.zeros((1, 60, 48), np.uint8)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: find(PICTURES, "ear"), ArgumentError, "part must be one of .* 'ear'"),
        (lambda: find(PICTURES, 3), ArgumentError, "part must be one of"),
        (
            lambda: find(PICTURES[:, :10], "nose"),
            ShapeError,
            "15 x 16 pixels or larger",
        ),
        (lambda: parts(PICTURES[:, :50]), ShapeError, r"must be \(n, 60, 48\)"),
        (lambda: is_face(PICTURES / 255), ArgumentError, "must be uint8"),
        (lambda: is_face(PICTURES[0]), ShapeError, "images must be"),
        (lambda: field_weights("ear"), ArgumentError, "name must be one of"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_anywhere_is_true_or_false():
    with pytest.raises(ArgumentError, match="parts: anywhere must be True or False"):
        is_face(PICTURES, anywhere="yes")
