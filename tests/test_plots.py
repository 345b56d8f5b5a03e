import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from network4.plots import MAX_ERRORS_SHOWN, draw_curves, draw_errors


@pytest.fixture
def drawn(monkeypatch):
    """The figure behind the last picture saved."""
    figures = []
    savefig = Figure.savefig
    monkeypatch.setattr(
        Figure,
        "savefig",
        lambda self, *a, **k: (figures.append(self), savefig(self, *a, **k)),
    )
    return figures


@pytest.mark.parametrize("shape", [(12, 28, 28), (12, 1, 28, 28), (12, 3, 20, 30)])
def test_errors_show_the_true_label_above_the_given_one(
    tmp_path, drawn, generator, shape
):
    images = generator.integers(0, 256, shape, dtype=np.uint8)
    labels, answers = [n % 3 for n in range(12)], [(n + 1) % 3 for n in range(12)]
    draw_errors(tmp_path / "errors.png", images, labels, answers, ("a", "b", "c"))
    with Image.open(tmp_path / "errors.png") as picture:
        assert picture.format == "PNG"
    axes = [a for a in drawn[0].axes if a.texts]
    assert [a.texts[0].get_text() for a in axes] == ["abc"[n] for n in labels]
    assert [a.texts[1].get_text() for a in axes] == ["abc"[n] for n in answers]
    assert all(
        a.texts[0].get_position()[1] > a.texts[1].get_position()[1] for a in axes
    )
    assert all(a.texts[0].get_position()[0] > 0.9 for a in axes)


def test_too_many_errors_are_counted_and_no_error_is_said(tmp_path, drawn):
    many = np.zeros((MAX_ERRORS_SHOWN + 5, 4, 4), np.uint8)
    ones = [1] * len(many)
    draw_errors(tmp_path / "many.png", many, ones, ones, ("a", "b"))
    assert (
        f"{len(many)} misread, the first {MAX_ERRORS_SHOWN}" in drawn[0].get_suptitle()
    )
    draw_errors(tmp_path / "none.png", many[:0], [], [], ("a", "b"))
    assert "No image was misread" in drawn[1].get_suptitle()


def test_curves_are_those_of_the_record(tmp_path, drawn):
    epochs = [
        {"epoch": n, "training_cost": 1 / (n + 1), "validation_accuracy": 0.9 + n / 100}
        for n in range(3)
    ]
    draw_curves(tmp_path / "curves.png", {"epochs": epochs, "best_epoch": 2})
    costs, accuracies = (axes.lines[0].get_ydata() for axes in drawn[0].axes)
    np.testing.assert_allclose(costs, [1, 1 / 2, 1 / 3])
    np.testing.assert_allclose(accuracies, [90, 91, 92])
    assert "best 92.00% in epoch 3" in drawn[0].axes[1].get_title()
    assert (tmp_path / "curves.png").stat().st_size > 1000


def test_class_names_of_any_folder_can_be_drawn(tmp_path):
    images, odd = (
        np.zeros((2, 4, 4), np.uint8),
        b"caf\xe9".decode("utf-8", "surrogateescape"),
    )
    draw_errors(tmp_path / "odd.png", images, [0, 1], [1, 0], ("$\\foo$", odd))
    assert (tmp_path / "odd.png").exists()
