"""Strokes of a pen: where they are, and how far apart their points lie."""

import numpy as np
import pytest

handwriting = pytest.importorskip("handwriting", reason="needs a checkout")


def test_points_of_a_stroke_are_one_unit_apart(generator):
    for stroke in handwriting.write("0123456789", 100, generator):
        steps = np.hypot(*np.diff(stroke.points, axis=0).T)
        # A chord is no longer than its arc, and shorter where the pen turns.
        assert steps.max() < 1 + 1e-6
        assert np.median(steps) == pytest.approx(1, abs=0.01)
        assert len(stroke.pressure) == len(stroke.points)


def test_digits_stand_side_by_side_without_touching(generator):
    strokes = handwriting.write("1 1", 80, generator)
    first, second = (stroke.points for stroke in strokes)
    # Half a height of a space, and at least 0.24 heights between two digits.
    assert second[:, 0].min() - first[:, 0].max() > (0.5 + 0.24 - 0.001) * 80


def test_a_height_is_that_of_the_digits(generator):
    heights = [
        np.ptp(handwriting.write("1", 200, generator)[0].points[:, 1])
        for _ in range(40)
    ]
    # A 1 has 97 of 100 units; sizes differ by 7%, and ends tremble by 1.2 units each.
    assert np.mean(heights) == pytest.approx(0.97 * 200, rel=0.03)


def test_no_two_digits_are_alike_unless_the_seed_is():
    def strokes(seed):
        return handwriting.write("33", 100, np.random.default_rng(seed))

    one, other = strokes(1)
    assert not np.array_equal(np.ptp(one.points, 0), np.ptp(other.points, 0))
    for again, before in zip(strokes(1), (one, other), strict=True):
        np.testing.assert_array_equal(again.points, before.points)
