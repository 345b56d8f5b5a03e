"""Ink is found in any light, and paper is not taken for ink."""

import numpy as np
import pytest

from network4.reader.ink import find_ink

SHAPE = 120, 200


def strokes():
    """Three strokes, 6 pixels wide."""
    ink = np.zeros(SHAPE, np.float32)
    for left in (50, 90, 130):
        ink[40:90, left : left + 6] = 1
    return ink


def paper_in(light, generator):
    noise = 0.01 * generator.standard_normal(SHAPE)
    down, right = np.mgrid[0 : 1 : SHAPE[0] * 1j, 0 : 1 : SHAPE[1] * 1j]
    ways = {
        "even": 0.8,
        "from one side": 0.9 - 0.7 * right,
        "shadow": np.where(down + right > 1.0, 0.45, 0.85),
        "dark": 0.2,
    }
    return ways[light] + noise


@pytest.mark.parametrize("light", ["even", "from one side", "shadow", "dark"])
@pytest.mark.parametrize("is_inverted", [False, True])
def test_strokes_are_found_and_nothing_else(light, is_inverted, generator):
    grey = (paper_in(light, generator) * (1 - 0.6 * strokes())).clip(0, 1)
    written = find_ink((1 - grey if is_inverted else grey).astype(np.float32))
    found = written.ink > 0.5
    height, width = found.shape
    assert written.scale == pytest.approx(SHAPE[0] / height, rel=0.05)
    rows = (np.arange(height) * SHAPE[0] / height).astype(int)
    columns = (np.arange(width) * SHAPE[1] / width).astype(int)
    expected = strokes()[np.ix_(rows, columns)] > 0
    both = (found & expected).sum()
    # A border of a pixel around strokes of five is a third of them.
    assert both / expected.sum() > 0.66
    assert both / found.sum() > 0.66
    assert 3 < written.pen < 7


def test_a_shadow_is_no_ink(generator):
    assert find_ink(np.full(SHAPE, 0.7, np.float32)) is None
    faint = 0.7 + 0.02 * generator.standard_normal(SHAPE)
    written = find_ink(faint.astype(np.float32))
    assert written is None or written.ink.mean() < 0.01


def test_a_digit_that_fills_its_picture_is_light_on_dark(mnist_directory):
    from network4.datasets import load_data

    for image in load_data(mnist_directory).validation.images[:200]:
        written = find_ink(image.astype(np.float32) / 255)
        assert written.ink.shape == (28, 28)
        assert np.corrcoef(written.ink.ravel(), image.ravel())[0, 1] > 0.85


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 2), (1, 7), (3, 1)])
def test_a_picture_of_a_few_pixels_may_have_no_ink(shape, generator):
    for _ in range(10):
        grey = generator.random(shape, np.float32)
        written = find_ink(grey)
        assert written is None or written.ink.shape <= shape
