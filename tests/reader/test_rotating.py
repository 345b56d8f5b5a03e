"""Turned planes against SciPy's."""

import math

import numpy as np
import pytest
from scipy import ndimage

from network4.reader.rotating import rotate, rotate_mask

SHAPES = (1, 1), (2, 7), (5, 90), (28, 28), (61, 64), (150, 225)


def is_near_a_tie(shape, turned, degrees):
    """Return where a pixel comes from a place within 1e-9 of the middle of two.

    Which of the two it takes is decided by the last bit of a sum.
    """
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    down, right = (np.indices(turned).T - (np.array(turned) - 1) / 2).T
    y = cos * down + sin * right + (shape[0] - 1) / 2
    x = cos * right - sin * down + (shape[1] - 1) / 2
    edges = [y % 1 - 0.5, x % 1 - 0.5, y, x, y - shape[0] + 1, x - shape[1] + 1]
    return np.min(np.abs(edges), axis=0) < 1e-9


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_nearest_pixels_are_scipys(generator, shape):
    mask = generator.random(shape) < 0.5
    for degrees in [*range(-20, 21, 2), -45, 45, 0.3]:
        expected = ndimage.rotate(mask.astype(np.uint8), degrees, order=0) > 0
        found = rotate_mask(mask, degrees)
        assert found.dtype == bool
        assert found.shape == expected.shape
        ties = is_near_a_tie(shape, found.shape, degrees)
        assert np.array_equal(found[~ties], expected[~ties])


@pytest.mark.parametrize("shape", [*SHAPES, (300, 400)], ids=str)
def test_four_pixels_in_proportion_are_scipys(generator, shape):
    """Their weights are sums in float64, so a float32 may be rounded differently."""
    plane = generator.random(shape, np.float32)
    for degrees in (
        -44.0,
        -7.3,
        -2.0,
        0.0,
        1e-3,
        4.0,
        15.1,
        *generator.uniform(0, 20, 3),
    ):
        expected = ndimage.rotate(plane, degrees, order=1)
        found = rotate(plane, degrees)
        assert found.dtype == np.float32
        assert found.shape == expected.shape
        ties = is_near_a_tie(shape, found.shape, degrees)
        away = np.abs(found - expected)[~ties]
        assert away.max(initial=0) <= np.finfo(np.float32).eps
