"""Polled gradients: unbiased, and as well aimed as their size says."""

import numpy as np
import pytest

from network4.errors import ArgumentError, ShapeError
from network4.scratch.digits import polling
from network4.scratch.digits.network import (
    as_inputs,
    as_outputs,
    first_layers,
    gradient,
)
from network4.scratch.digits.polling import cosine, cosines, full_gradient, poll

SIZES = (9, 4, 10)


@pytest.fixture
def data(generator):
    images = generator.integers(0, 256, (40, 3, 3), dtype=np.uint8)
    return images, generator.integers(0, 10, 40)


def test_the_full_gradient_is_the_same_in_parts(data, monkeypatch):
    images, labels = data
    layers = first_layers(SIZES)
    whole = gradient(layers, as_inputs(images), as_outputs(labels))
    monkeypatch.setattr(polling, "_CHUNK", 7)
    # Sums of 40 numbers in another order.
    np.testing.assert_allclose(
        full_gradient(layers, images, labels), whole, rtol=1e-12, atol=1e-16
    )


def test_a_mini_batch_of_all_points_the_same_way(data):
    found = cosines(first_layers(SIZES), *data, 40, np.random.default_rng(0), count=3)
    # Products of 90 numbers, twice rounded.
    np.testing.assert_allclose(found, 1, atol=1e-13)


def test_larger_mini_batches_are_better_and_by_as_much_as_the_formula_says(data):
    """|g|/sqrt(|g|^2 + V/m (1 - m/n)), drawn without putting back."""
    layers, (images, labels) = first_layers(SIZES), data
    x, y = as_inputs(images), as_outputs(labels)
    each = np.array([gradient(layers, x[n : n + 1], y[n : n + 1]) for n in range(40)])
    g = each.mean(axis=0)
    spread = np.mean(np.sum((each - g) ** 2, axis=1)) * 40 / 39
    means = []
    for size in (5, 10, 20):
        generator = np.random.default_rng(size)
        found = cosines(layers, images, labels, size, generator, count=400)
        error = spread / size * (1 - size / 40)
        formula = np.sqrt(g @ g / (g @ g + error))
        # The mean of a ratio is not the ratio of means: an error of second order.
        assert found.mean() == pytest.approx(formula, abs=0.03)
        means.append(found.mean())
    assert means == sorted(means)


def test_the_cosines_of_the_books_network(mnist_directory):
    """784-30-10 as first drawn, seed 0: near 0.49, 0.84 and 0.98 of 1, 10, 100."""
    from network4.datasets import load_data

    split = load_data(mnist_directory).train
    images, labels = split.images[:10_000], split.labels[:10_000]
    layers = first_layers()
    full = full_gradient(layers, images, labels)
    for size, expected, deviation in (
        (1, 0.48, 0.16),
        (10, 0.84, 0.05),
        (100, 0.98, 0.005),
    ):
        generator = np.random.default_rng(size)
        found = cosines(layers, images, labels, size, generator, 50, full)
        # Four standard errors of 50, and 0.01 for a fifth of the images.
        assert found.mean() == pytest.approx(
            expected, abs=4 * deviation / 50**0.5 + 0.01
        )
        assert found.std() < 1.5 * deviation


def test_a_poll_has_all_sizes(generator):
    images = generator.integers(0, 256, (1000, 2, 2), dtype=np.uint8)
    labels = generator.integers(0, 10, 1000)
    found = poll(first_layers((4, 3, 10)), images, labels, count=3)
    assert list(found) == ["1", "10", "100", "1,000"]
    assert [values.shape for values in found.values()] == [(3,)] * 4
    np.testing.assert_allclose(found["1,000"], 1, atol=1e-13)


IMAGES, LABELS = np.zeros((3, 3, 3), np.uint8), [0, 1, 2]
LAYERS, GENERATOR = first_layers(SIZES), np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: cosine([1], [1, 2]), ShapeError, "received 1 and 2"),
        (lambda: cosine([0], [0]), ArgumentError, "a number that is not 0"),
        (
            lambda: cosines(LAYERS, IMAGES, LABELS, 4, GENERATOR),
            ArgumentError,
            r"size must be a whole number in 1\.\.3, received 4",
        ),
        (
            lambda: cosines(LAYERS, IMAGES, LABELS, 1, GENERATOR, 0),
            ArgumentError,
            "count must be",
        ),
        (
            lambda: cosines(LAYERS, IMAGES, LABELS, 1, 3),
            ArgumentError,
            "generator must",
        ),
        (lambda: full_gradient(LAYERS, IMAGES, [1]), ShapeError, "labels must be 3"),
        (lambda: full_gradient(LAYERS, "a", [1]), ArgumentError, "images must be numb"),
        (
            lambda: poll(LAYERS, IMAGES, LABELS),
            ArgumentError,
            r"in 1\.\.3, received 10",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_gradients_near_the_ends_of_the_numbers_have_a_direction():
    for scale in (1e-200, 1e200):
        found = cosine([3 * scale, 4 * scale], [4, -3])
        assert found == pytest.approx(0, abs=2**-51)
        assert cosine([scale, 0], [1, 1]) == pytest.approx(0.5**0.5)
