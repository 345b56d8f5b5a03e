"""Detectors by hand: on drawings of our own, and on digits."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.digits.strokes import (
    NAMES,
    answers,
    detectors,
    drawn,
    is_zero,
    ring,
    shares,
)

HALVES = slice(0, 14), slice(14, 28)


def _ink(mask):
    return np.where(mask > 0, 255, 0).astype(np.uint8)


def test_each_neuron_answers_to_its_own_stroke_alone():
    strokes = np.zeros((4, 28, 28), np.uint8)
    quarters = [(rows, columns) for rows in HALVES for columns in HALVES]
    for number, quarter in enumerate(quarters):
        strokes[number][quarter] = _ink(ring())[quarter]
    np.testing.assert_array_equal(answers(strokes), np.eye(4))
    assert is_zero(strokes).tolist() == [0] * 4


def test_any_three_strokes_are_no_zero():
    for missing in [(rows, columns) for rows in HALVES for columns in HALVES]:
        image = _ink(ring())
        image[missing] = 0
        assert answers([image]).sum() == 3
        assert is_zero([image]) == [0]
    assert is_zero([_ink(ring())]) == [1]


def test_ink_everywhere_and_nowhere_is_none():
    even = np.array([np.full((28, 28), grey) for grey in (0, 100, 255)], np.uint8)
    assert answers(even).sum() == 0


def test_z_is_a_difference_of_means(generator):
    """Computed by masks, without the weights."""
    image = generator.integers(0, 256, (28, 28), dtype=np.uint8)
    weights, biases = detectors()
    for row, bias in zip(weights, biases, strict=True):
        on, off = row.reshape(28, 28) > 0, row.reshape(28, 28) < 0
        z = image[on].mean() / 255 - image[off].mean() / 255 + bias
        assert row @ image.ravel() / 255 + bias == pytest.approx(z, abs=1e-13)


def test_they_find_the_zeros_of_mnist(mnist_directory):
    from network4.datasets import load_data

    split = load_data(mnist_directory).validation
    found = shares(split.images, split.labels)
    assert list(found) == [*NAMES, "all four"]
    all_four = {digit: float(share[0]) for digit, share in found["all four"].items()}
    assert all_four.pop("0") > 50
    assert max(all_four.values()) < 15
    by_hand = 100 * is_zero(split.images)[split.labels == 3].mean()
    assert all_four["3"] == pytest.approx(by_hand)


def test_a_drawing_is_grey_where_a_neuron_does_not_look():
    weights, _ = detectors()
    pictures = drawn()
    assert pictures.dtype == np.uint8
    where = weights.reshape(4, 28, 28) == 0
    assert set(pictures[where]) == {128}
    # The largest weight is black or white: 255, or 0 for one below 0.
    furthest = np.abs(pictures - 127.5).max(axis=(1, 2))
    assert furthest.tolist() == [127.5] * 4


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: answers(np.zeros((1, 27, 28), np.uint8)), ShapeError, "n, 28, 28"),
        (lambda: is_zero([[[0.5]]]), ArgumentError, "must be uint8"),
        (lambda: shares(np.zeros((1, 28, 28), np.uint8), []), ShapeError, "labels"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
