"""The verdict on training and validation figures."""

import math

import pytest

from network4.book.network3 import Diagnosis
from network4.errors import ArgumentError
from network4.plots import panels

FALLING = [0.5, 0.4, 0.3]
LEVEL = [0.5, 0.4, 0.4]


def diagnosis(training, validation, costs=LEVEL, judged=LEVEL, n=10_000):
    return Diagnosis(
        [training] * len(costs), [validation] * len(costs), costs, judged, n, 0.11
    )


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (diagnosis(0.999, 0.97, FALLING), "overfitting"),
        (diagnosis(0.97, 0.93), "overfitting"),
        (diagnosis(0.97, 0.945), "underfitting"),
        (diagnosis(0.97, 0.945, FALLING), "still learning"),
        (diagnosis(0.97, 0.97), "underfitting"),
        (diagnosis(1.0, 1.0), "neither"),
        (diagnosis(0.9995, 0.999), "neither"),
        (diagnosis(0.11, 0.115), "not learned"),
        (diagnosis(0.999, 0.97, [0.1], [0.1]), "too early"),
    ],
)
def test_the_verdict(found, kind):
    assert found.kind == kind
    assert found.verdict().startswith(f"{kind.capitalize()}: ")


def test_few_images_prove_nothing():
    """Of 100 images each, 98 against 94: the error of the difference is 2.8 points."""
    assert diagnosis(0.98, 0.94, n=100).kind != "overfitting"
    assert diagnosis(0.98, 0.94, n=10_000).kind == "overfitting"
    found = diagnosis(0.98, 0.94, n=100)
    assert found.noise == pytest.approx(3 * math.sqrt(2 * 0.96 * 0.04 / 100))
    assert found.gap == pytest.approx(0.04)


def test_lately_is_the_last_tenth_of_the_epochs():
    slow = [0.99**epoch for epoch in range(100)]  # 1% an epoch, 10% in ten epochs
    assert diagnosis(0.97, 0.97, slow, slow).kind == "still learning"
    slower = [0.996**epoch for epoch in range(100)]  # 4% in ten epochs
    assert diagnosis(0.97, 0.97, slower, slower).kind == "underfitting"


def test_a_validation_cost_that_rises_is_told():
    risen = diagnosis(0.999, 0.97, judged=[0.3, 0.2, 0.25])
    assert "lowest after epoch 1, 0.2000, and is 0.2500 now" in risen.verdict()
    assert "lowest" not in diagnosis(0.999, 0.97, judged=[0.3, 0.2, 0.205]).verdict()


def test_the_picture_has_both_curves(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(panels, "save", lambda figure, path: drawn.append(figure))
    Diagnosis([0.5, 0.75], [0.5, 0.6], [2, 1], [2, 1.5], 100, 0.1).draw("any.png")
    accuracy, cost = drawn[0].axes
    assert [list(line.get_ydata()) for line in accuracy.lines] == [[50, 75], [50, 60]]
    assert [list(line.get_ydata()) for line in cost.lines] == [[2, 1], [2, 1.5]]
    assert [list(line.get_xdata()) for line in cost.lines] == [[0, 1], [0, 1]]
    monkeypatch.undo()
    Diagnosis([0.5], [0.5], [2], [2], 100, 0.1).draw(tmp_path / "one.png")
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (([], [], [], [], 10, 0.1), r"a value for each .* received lengths \[0\]"),
        (([1], [1], [1], [1, 2], 10, 0.1), r"received lengths \[1, 2\]"),
        (([1], [1], [1], [1], 0, 0.1), "num_images must be"),
    ],
)
def test_what_is_no_course_of_training_is_refused(given, words):
    with pytest.raises(ArgumentError, match=words):
        Diagnosis(*given)
