import numpy as np
import pytest

from network4.reader.strokes import pen_width


def test_the_width_of_a_long_stroke_is_measured():
    """Area 400 * 8, edge 2 * (400 + 8): twice the one by the other is 7.84.

    Slopes at corners are shorter than the edge, which makes it a little more.
    """
    bar = np.pad(np.ones((400, 8), np.float32), 7)
    assert pen_width(bar) == pytest.approx(7.84, rel=0.02)
