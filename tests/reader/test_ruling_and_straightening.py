"""Rules and frames go, strokes stay; what rises is turned level."""

import numpy as np
import pytest
from scipy import ndimage

from network4.reader.ink import Written
from network4.reader.pieces import find_pieces
from network4.reader.ruling import without_rules
from network4.reader.straightening import straighten

RULES = {
    "ruled": [(slice(r, r + 2), slice(None)) for r in (10, 50, 90)],
    "squared": [(slice(r, r + 2), slice(None)) for r in (10, 50, 90)]
    + [(slice(None), slice(c, c + 2)) for c in (20, 60, 100, 140, 180)],
    "frame": [
        *((slice(6, 8), slice(6, 194)), (slice(92, 94), slice(6, 194))),
        *((slice(6, 94), slice(6, 8)), (slice(6, 94), slice(192, 194))),
    ],
    "underlined": [(slice(85, 87), slice(10, 190))],
}


def digits():
    """Four strokes with a bar, 6 pixels wide, on 100 x 200."""
    ink = np.zeros((100, 200), np.float32)
    for left in (40, 75, 110, 145):
        ink[30:70, left : left + 6] = 1
        ink[30:36, left : left + 20] = 1
    return ink


@pytest.mark.parametrize("kind", RULES)
def test_rules_are_taken_away_and_what_crosses_them_stays(kind):
    ink = digits()
    for place in RULES[kind]:
        ink[place] = np.maximum(ink[place], 0.6)
    left, found = without_rules(ink)
    assert left[digits() > 0].mean() > 0.9
    # Where rules and strokes touch a pixel or so stays around the strokes.
    near = ndimage.binary_dilation(digits() > 0, np.ones((3, 3)), 4)
    assert left[~near].max() == 0
    # What is taken away is all among the rules that are returned.
    taken = np.zeros_like(ink)
    for rule in found:
        place = slice(rule.top, rule.bottom), slice(rule.left, rule.right)
        np.maximum(taken[place], rule.ink, out=taken[place])
    assert len(found) == len(RULES[kind])
    np.testing.assert_array_equal(taken > 0, (ink > 0.2) & (left < ink))


def test_the_bar_of_a_digit_is_no_rule():
    seven = np.zeros((80, 64), np.float32)
    seven[8:14, 4:60] = 1
    seven[8:76, 40:46] = 1
    np.testing.assert_array_equal(without_rules(seven)[0], seven)
    np.testing.assert_array_equal(without_rules(digits())[0], digits())


@pytest.mark.parametrize("degrees", [-12, -5, 5, 12])
@pytest.mark.parametrize("kind", ["plain", "ruled"])
def test_rising_and_falling_lines_are_turned_level(kind, degrees):
    ink = digits()
    for place in RULES[kind] if kind == "ruled" else ():
        ink[place] = np.maximum(ink[place], 0.6)
    turned = ndimage.rotate(ink, degrees, order=1).clip(0, 1).astype(np.float32)
    level = straighten(Written(turned, 1.0, 6.0, turned > 0))
    assert level.degrees == pytest.approx(degrees, abs=2.5)
    pieces = [p for p in find_pieces(level.written) if p.height > 25]
    assert len(pieces) == 4
    assert np.ptp([p.bottom for p in pieces]) <= 6


def test_boxes_are_where_the_ink_was_before_it_was_turned():
    turned = ndimage.rotate(digits(), 10, order=1).clip(0, 1).astype(np.float32)
    level = straighten(Written(turned, 1.0, 6.0, turned > 0))
    assert level.degrees
    labels, _ = ndimage.label(turned > 0.25, np.ones((3, 3)))
    expected = sorted(
        (columns.start, rows.start, columns.stop, rows.stop)
        for rows, columns in ndimage.find_objects(labels)
    )
    found = sorted(level.box_before(piece) for piece in find_pieces(level.written))
    # Turned twice, an edge is blurred by a pixel or two.
    np.testing.assert_allclose(found, expected, atol=2.5)


def test_level_writing_stays_as_it_is():
    level = straighten(Written(digits(), 1.0, 6.0, digits() > 0))
    assert level.degrees == 0
    [first, *_] = find_pieces(level.written)
    assert level.box_before(first) == (40, 30, 60, 70)
