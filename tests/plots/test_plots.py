import itertools

import numpy as np
import pytest
from PIL import Image

from network4.errors import ArgumentError
from network4.plots import (
    MAX_ERRORS_SHOWN,
    Axis,
    draw_comparison,
    draw_curves,
    draw_errors,
    draw_filters,
    draw_panels,
    draw_rows,
    draw_settings,
)


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


def test_each_setting_shows_its_runs_and_their_mean(tmp_path, drawn):
    values = {"0": [98.0, 99.0], "0.1": [97.0, 97.5, 98.0]}
    lines = {"network": values, "SVM": {"0": [95.0], "0.1": [96.0]}}
    draw_settings(tmp_path / "a.png", lines, "lambda", "accuracy, %")
    *dots, line = drawn[0].axes[0].lines[:3]
    assert [list(runs.get_ydata()) for runs in dots] == list(values.values())
    assert list(line.get_ydata()) == [98.5, 97.5]
    assert list(drawn[0].axes[0].lines[-1].get_ydata()) == [95, 96]
    names = [text.get_text() for text in drawn[0].axes[0].get_legend().get_texts()]
    assert names == ["network", "SVM"]
    ticks = [tick.get_text() for tick in drawn[0].axes[0].get_xticklabels()]
    assert ticks == ["0", "0.1"]


def test_panels_are_drawn_side_by_side(tmp_path, drawn):
    panels = {name: {"a": [1.0, 2.0], "b": [3.0, 4.0]} for name in "xyz"}
    draw_panels(tmp_path / "a.png", panels, "log")
    shown = [axes for axes in drawn[0].axes if axes.get_visible()]
    assert [axes.get_title() for axes in shown] == ["x", "y", "z"]
    for axes in shown:
        assert [list(line.get_ydata()) for line in axes.lines] == [[1, 2], [3, 4]]
        assert axes.get_yscale() == "log"


def test_curves_are_compared_run_by_run_and_by_their_means(tmp_path, drawn):
    curves = {"a": [[1.0, 2.0], [3.0, 4.0]], "b": [[5.0, 6.0]]}
    draw_comparison(tmp_path / "a.png", curves, "cost")
    lines = [list(line.get_ydata()) for line in drawn[0].axes[0].lines]
    assert lines == [[1, 2], [3, 4], [2, 3], [5, 6], [5, 6]]
    names = [text.get_text() for text in drawn[0].axes[0].get_legend().get_texts()]
    assert names == ["a", "b"]


@pytest.mark.parametrize("channels", [1, 3])
def test_filters_lie_side_by_side_with_dark_positive(tmp_path, drawn, channels):
    """Fields of 2 x 2: seven maps in a row, or in three rows, one for each channel."""
    weights = np.arange(7 * channels * 4, dtype=np.float16)
    draw_filters(tmp_path / "a.png", weights.reshape(7, channels, 2, 2))
    [image] = drawn[0].axes[0].images
    mosaic = image.get_array()
    rows, columns = channels, 7
    assert mosaic.shape == (3 * rows + 1, 3 * columns + 1)
    np.testing.assert_array_equal(mosaic[1:3, 1:3].filled(), [[0, 1], [2, 3]])
    second_map = [
        [4 * channels, 4 * channels + 1],
        [4 * channels + 2, 4 * channels + 3],
    ]
    np.testing.assert_array_equal(mosaic[1:3, 4:6].filled(), second_map)
    assert image.get_cmap().name == "gray_r"
    assert image.get_clim() == (-weights.max(), weights.max())


def test_a_picture_is_a_png_whatever_its_name(tmp_path, drawn):
    draw_panels(tmp_path / "a.jpg", {"x": {"a": [1.0]}})
    with Image.open(tmp_path / "a.jpg") as picture:
        assert picture.format == "PNG"


PIXELS = np.zeros((2, 4, 4), np.uint8)


@pytest.mark.parametrize(
    ("draw", "given", "words"),
    [
        (draw_errors, (3, [0], [0], "a"), r"images must be uint8 or floating"),
        (draw_errors, (PIXELS[0], [0], [0], ["a"]), r"images must be images \(n, h, w"),
        (draw_errors, (PIXELS, [0, 1], [0, 1], ["a"]), r"labels must be 2 .* 0\.\.0"),
        (draw_errors, (PIXELS, [0, 0], 3, ["a"]), "answers must be 2 whole numbers"),
        (draw_errors, (PIXELS, [0, 0], [0, 0], [b"a"]), "name of a class must be text"),
        (draw_rows, ({"a": 3},), "rows.'a'. must be uint8 or floating"),
        (draw_rows, ({b"a": PIXELS},), "each name in rows must be text"),
        (draw_rows, ([],), "rows must be a dict with at least one name"),
        (draw_comparison, ({"a": [1, 2]}, "cost"), "curves.'a'. must be an array of 2"),
        (draw_comparison, ({"a": [[1], [1, 2]]}, "c"), "curves.'a'. must be an array"),
        (draw_comparison, ({"a": [[1]]}, b"c"), "quantity must be text"),
        (draw_settings, ({"a": "b"}, "s", "q"), "lines.'a'. must be a dict"),
        (draw_settings, ({"a": {"b": []}}, "s", "q"), r"lines.'a'..'b'. must be"),
        (draw_panels, ({"a": "b"},), "panels.'a'. must be a dict"),
        (draw_panels, ({"a": {"b": [1]}}, "logit"), "scale must be one of"),
        (draw_panels, ({"a": {"b": [1]}}, "log", {"a": 3}), "must be a Axis"),
        (
            draw_panels,
            ({"a": {"b": [1, 2]}}, "log", {"a": Axis("x", [1])}),
            "must have 2 places, one for each value, received 1",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(tmp_path, draw, given, words):
    with pytest.raises(ArgumentError, match=f"{draw.__name__}: .*{words}"):
        draw(tmp_path / "a.png", *given)
    assert not list(tmp_path.iterdir())


def test_nothing_joins_categories(tmp_path, drawn):
    lines = {"tanh": {"6": [1.0, 3.0], "9": [5.0]}, "ReLU": {"6": [2.0], "9": [4.0]}}
    draw_settings(tmp_path / "a.png", lines, "digit", "ink", joined=False)
    axes = drawn[0].axes[0]
    assert all(line.get_linestyle() == "None" for line in axes.lines)
    strokes = [stroke.get_segments() for stroke in axes.collections]
    heights = [[float(end[0][1]) for end in segments] for segments in strokes]
    assert heights == [[2, 5], [2, 4]]
    ends = [[end[:, 0].tolist() for end in segments] for segments in strokes]
    np.testing.assert_allclose(ends[0], [[-0.4, 0], [0.6, 1]])
    np.testing.assert_allclose(ends[1], [[0, 0.4], [1, 1.4]])
    assert axes.get_xticks().tolist() == [0, 1]


def test_what_joins_them_is_said_by_true_or_false(tmp_path):
    with pytest.raises(ArgumentError, match="draw_settings: joined must be True or"):
        draw_settings(tmp_path / "a.png", {"": {"1": [1.0]}}, "s", "q", joined="no")


def test_names_of_settings_do_not_run_into_each_other(tmp_path, drawn):
    names = "few epochs", "one convolution", "two convolutions", "three convolutions"
    values = {name: [1.0] for name in (*names, "large weights", "1,000 images")}
    draw_settings(tmp_path / "a.png", {"": values}, "the try", "q", joined=False)
    labels = drawn[0].axes[0].get_xticklabels()
    boxes = [label.get_window_extent() for label in labels]
    for before, after in itertools.pairwise(boxes):
        assert before.x1 < after.x0


def inside(figure, text):
    """Whether a text lies within its figure."""
    box, whole = text.get_window_extent(), figure.bbox
    return (
        whole.x0 <= box.x0 < box.x1 <= whole.x1
        and whole.y0 <= box.y0 < box.y1 <= whole.y1
    )


def epochs_of(count, score="validation_accuracy"):
    return [
        {"epoch": n, "training_cost": 1 / (n + 1), score: 1 - 0.3 / (n + 2)}
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 40, 41, 200, 1000])
@pytest.mark.parametrize(
    "score", ["validation_accuracy", "validation_mean_squared_error_of_what_is_next"]
)
def test_titles_of_curves_lie_within_the_figure_and_apart(
    tmp_path, drawn, count, score
):
    run = {"epochs": epochs_of(count, score), "best_epoch": count - 1}
    draw_curves(tmp_path / "curves.png", run)
    [figure] = drawn
    left, right = (axes.title for axes in figure.axes)
    assert inside(figure, left) and inside(figure, right)
    assert left.get_window_extent().x1 < right.get_window_extent().x0
    assert all(inside(figure, axes.yaxis.label) for axes in figure.axes)


def test_epochs_have_markers_as_long_as_these_stand_apart(tmp_path, drawn):
    for count, marker in ((40, "o"), (41, "None")):
        run = {"epochs": epochs_of(count), "best_epoch": 0}
        draw_curves(tmp_path / "curves.png", run)
        lines = [axes.lines[0] for axes in drawn[-1].axes]
        assert [line.get_marker() for line in lines] == [marker, marker]
    width = drawn[0].axes[0].get_window_extent().width / 40
    # A marker is as wide as its size, in points of 1/72 inch.
    size = drawn[0].axes[0].lines[0].get_markersize() * drawn[0].dpi / 72
    assert size < 1.25 * width


def test_the_one_epoch_before_a_run_diverged_is_seen(tmp_path, drawn):
    epochs = epochs_of(200)
    for epoch in epochs[1:]:
        epoch["training_cost"] = float("nan")
    draw_curves(tmp_path / "curves.png", {"epochs": epochs, "best_epoch": 0})
    left = drawn[0].axes[0]
    assert left.lines[0].get_marker() == "o"
    assert left.get_xlim() == drawn[0].axes[1].get_xlim()


def test_a_logarithm_shows_tenths_of_a_percent_beside_ninety(tmp_path, drawn):
    values = {"0": [1.1, 1.2], "0.1": [0.9], "100": [90.2]}
    draw_settings(tmp_path / "a.png", {"": values}, "lambda", "error, %", scale="log")
    [axes] = drawn[0].axes
    ends = axes.transData.transform([(0, 0.9), (0, 1.1), (0, 90.2)])[:, 1]
    # log(1.1 / 0.9) / log(90.2 / 0.9), and nothing on a linear axis: 0.2 of 89.3.
    share = (ends[1] - ends[0]) / (ends[2] - ends[0])
    assert share == pytest.approx(np.log(1.1 / 0.9) / np.log(90.2 / 0.9))
    names = [tick.get_text() for tick in axes.get_yticklabels()]
    assert {"1", "10", "50"} <= set(names)


@pytest.mark.parametrize("values", [[0.0, 50.0], [1.0, 1.2]])
def test_without_need_for_a_logarithm_there_is_none(tmp_path, drawn, values):
    lines = {"": {str(number): [number] for number in values}}
    draw_settings(tmp_path / "a.png", lines, "lambda", "error, %", scale="log")
    assert drawn[0].axes[0].get_yscale() == "linear"


def test_panels_of_one_quantity_stand_in_a_row_on_one_scale(tmp_path, monkeypatch):
    kept = []
    monkeypatch.setattr(
        "network4.plots.panels.save", lambda figure, path: kept.append(figure)
    )
    panels = {"a": {"x": [1.0, 2.0]}, "b": {"y": [50.0, 90.0]}, "c": {"z": [7.0]}}
    draw_panels(tmp_path / "a.png", panels, quantity="accuracy, %")
    draw_panels(tmp_path / "a.png", panels)
    one, each = ([a for a in figure.axes if a.get_visible()] for figure in kept)
    assert len({axes.get_ylim() for axes in one}) == 1
    assert len({axes.get_ylim() for axes in each}) == 3
    assert one[0].get_ylabel() == "accuracy, %"
    assert len({axes.get_subplotspec().rowspan.start for axes in one}) == 1
    for axes in one:  # no legend lies over a curve
        axes.figure.draw_without_rendering()
        assert axes.get_legend().get_window_extent().y1 < axes.bbox.y0
