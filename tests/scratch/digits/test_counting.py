"""Counts are steps, costs are smooth; both against the network run anew."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.digits.counting import over_a_weight
from network4.scratch.digits.network import (
    answers,
    as_inputs,
    as_outputs,
    cost,
    first_layers,
)

SIZES = (9, 4, 10)


@pytest.fixture
def data(generator):
    images = generator.integers(0, 256, (50, 3, 3), dtype=np.uint8)
    return images, generator.integers(0, 10, 50)


def test_each_place_is_the_network_with_that_weight(data):
    images, labels = data
    layers = first_layers(SIZES)
    before = layers[1].weights.copy()
    counted = over_a_weight(layers, images, labels, 2, 7, [-1.5, 0, 3])
    np.testing.assert_array_equal(layers[1].weights, before)
    x, y = as_inputs(images), as_outputs(labels)
    for place, right, found in zip(*counted, strict=True):
        layers[1].weights[2, 7] = place
        expected = np.sum(answers(layers, x).argmax(axis=1) == labels)
        assert right == expected
        assert found == pytest.approx(cost(layers, x, y), rel=1e-13)


def test_the_count_is_constant_almost_everywhere_and_the_cost_nowhere(data):
    """An image's answer changes once at most: where this output overtakes the rest."""
    changes = np.linspace(-8, 8, 4001)
    _, right, costs = over_a_weight(first_layers(SIZES), *data, 1, 3, changes)
    steps = np.count_nonzero(np.diff(right))
    assert 0 < steps <= 50
    assert np.count_nonzero(np.diff(costs)) == len(changes) - 1
    # A smooth curve: what two steps change differs by h^2 times its bend.
    h = changes[1] - changes[0]
    assert np.abs(np.diff(costs, 2)).max() < h**2


LAYERS = first_layers(SIZES)
IMAGES, LABELS = np.zeros((3, 3, 3), np.uint8), [0, 1, 2]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: over_a_weight(LAYERS, IMAGES, LABELS, 4, 0, [1]),
            ArgumentError,
            r"hidden must be a whole number in 0\.\.3",
        ),
        (
            lambda: over_a_weight(LAYERS, IMAGES, LABELS, 0, -1, [1]),
            ArgumentError,
            "digit must be",
        ),
        (lambda: over_a_weight(LAYERS, IMAGES, [1], 0, 0, [1]), ShapeError, "labels"),
        (
            lambda: over_a_weight(LAYERS, IMAGES, LABELS, 0, 0, []),
            ShapeError,
            "changes",
        ),
        (lambda: over_a_weight([], IMAGES, LABELS, 0, 0, [1]), ArgumentError, "layers"),
        (
            lambda: over_a_weight(LAYERS[:1], IMAGES, LABELS, 0, 0, [1]),
            ArgumentError,
            "two layers or more",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
