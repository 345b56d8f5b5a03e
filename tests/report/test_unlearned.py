"""Which digits a run never learns, and the picture of it."""

import numpy as np
from PIL import Image
from run_records import record

from network4.report.unlearned import digits_unlearned, draw_unlearned

LABELS = np.array([0] * 4 + [1] * 4 + [2] * 4)


def test_a_digit_is_unlearned_below_half_of_its_images():
    """Of the 0 none is wrong, of the 1 two of four, of the 2 three of four."""
    run = record("ch1_100", wrong_test_indices=[4, 5, 8, 9, 10])
    assert digits_unlearned(run, LABELS, 3) == [2]
    nothing = record("ch1_100", wrong_test_indices=list(range(12)))
    assert digits_unlearned(nothing, LABELS, 3) == [0, 1, 2]


def test_every_run_is_drawn_the_stuck_ones_apart(tmp_path, monkeypatch):
    drawn = {}

    def panels_drawn(path, panels, quantity):
        assert quantity == "test accuracy, %"
        drawn.update({title: dict(curves) for title, curves in panels.items()})

    monkeypatch.setattr("network4.report.unlearned.draw_panels", panels_drawn)
    wrong = {0: [], 1: [0, 1, 2], 2: list(range(8)), 3: [8, 9, 10]}
    runs = [record("ch1_100", s, wrong_test_indices=w) for s, w in wrong.items()]
    draw_unlearned(tmp_path / "a.png", runs, LABELS, ("a", "b", "c"))
    assert [list(curves) for curves in drawn.values()] == [
        ["seed 0"],
        ["seed 1: no a", "seed 3: no c"],
        ["seed 2: no a, b"],
    ]
    curve = drawn["every digit learned"]["seed 0"]
    np.testing.assert_allclose(curve, [90, 91, 92, 93, 94])


def test_the_picture_is_one(tmp_path):
    runs = [record("ch1_100", wrong_test_indices=[0, 1, 2])]
    caption = draw_unlearned(tmp_path / "a.png", runs, LABELS, ("a", "b", "c"))
    assert "flat" in caption
    with Image.open(tmp_path / "a.png") as image:
        assert min(image.size) > 100
