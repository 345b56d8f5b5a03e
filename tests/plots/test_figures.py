"""Figures need no display, and notebooks show them once."""

import io
import itertools
import sys

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from network4.plots import draw_curves
from network4.plots.curves import curves_figure
from network4.plots.figures import new_figure
from network4.plots.images import errors_figure
from network4.plots.judged import evaluation_figure

RECORD = {
    "epochs": [{"epoch": 0, "training_cost": 1.0, "validation_accuracy": 0.5}],
    "best_epoch": 0,
}


def test_a_figure_is_matplotlibs_and_pyplot_does_not_know_it():
    figure = curves_figure(RECORD)
    assert isinstance(figure, Figure)
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or pyplot.get_fignums() == []


def test_a_notebook_gets_what_a_file_has(tmp_path):
    draw_curves(tmp_path / "a.png", RECORD)
    with Image.open(tmp_path / "a.png") as written:
        shown = Image.open(io.BytesIO(curves_figure(RECORD)._repr_png_()))
        np.testing.assert_array_equal(np.asarray(shown), np.asarray(written))


def test_a_dollar_begins_no_formula_wherever_a_figure_is_drawn(tmp_path):
    """Matplotlib refuses the formulas that these would be."""
    names = "$\\foo$", "$\\bar{$"
    pixels = np.zeros((2, 4, 4), np.uint8)
    errors = errors_figure(pixels, [0, 1], [1, 0], names)
    matrix = np.array([[1, 2], [3, 4]])
    judged = evaluation_figure("$\\foo$", matrix, names, None)
    titled = new_figure(3, 2)
    titled.subplots().set_title("$\\foo$")
    for figure in (errors, judged, titled):
        assert figure._repr_png_().startswith(b"\x89PNG")
        figure.savefig(tmp_path / "a.svg")


def test_of_many_classes_the_axes_have_numbers_and_no_cell_has_one():
    names = [f"class {number}" for number in range(60)]
    matrix = np.eye(60, dtype=np.int64)
    confusions, errors = evaluation_figure("many", matrix, names, None).axes
    assert not confusions.texts
    ticks = [tick.get_text() for tick in errors.get_yticklabels()]
    assert not set(ticks) & set(names)


def test_long_names_of_classes_are_cut_and_stay_apart(tmp_path):
    names = ["a very long name of a class", "another name that is long", "short"]
    figure = evaluation_figure("three", np.eye(3, dtype=np.int64), names, None)
    figure._repr_png_()
    below = figure.axes[0].get_xticklabels()
    shown = [label.get_text() for label in below]
    assert shown == ["a very long…", "another nam…", "short"]
    boxes = [label.get_window_extent() for label in below]
    assert all(one.x1 < other.x0 for one, other in itertools.pairwise(boxes))
