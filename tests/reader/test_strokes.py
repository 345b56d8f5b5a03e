import numpy as np
import pytest

from network4.reader.strokes import pen_width, with_margin


def test_the_width_of_a_long_stroke_is_measured():
    """Area 400 * 8, edge 2 * (400 + 8): twice the one by the other is 7.84.

    Slopes at corners are shorter than the edge, which makes it a little more.
    """
    bar = np.pad(np.ones((400, 8), np.float32), 7)
    assert pen_width(bar) == pytest.approx(7.84, rel=0.02)


def test_the_edge_is_measured_as_numpys_gradient_does(generator):
    """Each number of the sum is rounded to float32 three times at most."""
    for shape in ((1, 1), (1, 30), (84, 60)):
        ink = generator.random(shape, np.float32)
        down, right = np.gradient(np.pad(ink.astype(np.float64), 2))
        edge = np.hypot(down, right).sum()
        expected = 2 * ink.astype(np.float64).sum() / edge
        assert pen_width(ink) == pytest.approx(expected, rel=1e-6)
        assert np.array_equal(with_margin(ink, 3), np.pad(ink, 3))
