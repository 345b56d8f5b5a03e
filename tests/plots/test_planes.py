"""Lines, valleys and borders: what was handed in is what is drawn."""

import numpy as np
import pytest
from PIL import Image

from network4.errors import ArgumentError
from network4.plots import Border, draw_borders, draw_lines, draw_valley


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_lines_stand_over_their_own_places(tmp_path, drawn, scale):
    panels = {
        "left": {"a": ([1.0, 4.0], [2.0, 3.0]), "b": ([2, 3, 5], [1, 1, 2])},
        "right": {"$c": (np.array([7.0]), np.array([8.0]))},
    }
    draw_lines(tmp_path / "a.png", panels, "weight", "answer", scale)
    left, right = drawn[0].axes
    assert [line.get_xydata().tolist() for line in left.lines] == [
        [[1, 2], [4, 3]],
        [[2, 1], [3, 1], [5, 2]],
    ]
    assert right.lines[0].get_xydata().tolist() == [[7, 8]]
    assert (left.get_title(), right.get_title()) == ("left", "right")
    assert (left.get_xlabel(), left.get_ylabel()) == ("weight", "answer")
    assert left.get_xscale() == left.get_yscale() == scale
    assert [t.get_text() for t in right.get_legend().get_texts()] == ["$c"]
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.format == "PNG"


def test_a_valley_has_a_surface_and_a_panel_for_each_path(tmp_path, drawn):
    heights = np.add.outer(np.arange(3.0) ** 2, np.arange(4.0) ** 2)
    paths = {"slow": [[3, 2], [2, 1]], "fast": [[3.0, 2.0], [0.0, 0.0], [9.0, 9.0]]}
    draw_valley(tmp_path / "a.png", (range(4), range(3)), heights, paths)
    surface, *planes = drawn[0].axes
    assert surface.name == "3d"
    assert [axes.get_title() for axes in planes] == ["slow", "fast"]
    for axes, points in zip(planes, paths.values(), strict=True):
        np.testing.assert_array_equal(axes.lines[0].get_xydata(), points)
        np.testing.assert_array_equal(axes.lines[1].get_xydata(), points[:1])
        assert (axes.get_xlim(), axes.get_ylim()) == ((0, 3), (0, 2))


def test_a_border_shades_the_side_of_1(tmp_path, drawn):
    points, classes = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1]
    borders = {
        "AND": Border(points, classes, [1, 1], -1.5),
        "none": Border(points, classes, [0, 0], 0),
    }
    draw_borders(tmp_path / "a.png", borders)
    first, second = drawn[0].axes
    shaded, outside, inside = first.collections
    assert outside.get_offsets().tolist() == points[:3]
    assert inside.get_offsets().tolist() == points[3:]
    [region] = shaded.get_paths()
    # The corner beyond x + y = 1.5, of a square from -0.5 to 1.5: its area is 1.125
    # (a triangle of legs 1.5), and the corner (1, 1) lies in it.
    assert region.contains_point((1, 1)) and not region.contains_point((0.7, 0.7))
    x, y = region.to_polygons()[0].T
    area = abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2
    assert area == pytest.approx(1.125, abs=1e-9)
    assert len(second.collections) == 2


FLAT = np.zeros((2, 2))
CORNERS = [[0, 0], [1, 1]]


@pytest.mark.parametrize(
    ("draw", "given", "words"),
    [
        (draw_lines, ({}, "x", "y"), "panels must be a dict with at least one name"),
        (draw_lines, ({"a": 3}, "x", "y"), "panels.'a'. must be a dict"),
        (draw_lines, ({"a": {"b": 3}}, "x", "y"), "must be a pair of rows"),
        (draw_lines, ({"a": {"b": ([1], [1], [1])}}, "x", "y"), "must be a pair of"),
        (
            draw_lines,
            ({"a": {"b": ([1], [1, 2])}}, "x", "y"),
            "received 1 places and 2",
        ),
        (draw_lines, ({"a": {"b": ("c", [1])}}, "x", "y"), "the places of .* array"),
        (draw_lines, ({"a": {"b": ([1], [1])}}, 3, "y"), "across must be text"),
        (
            draw_lines,
            ({"a": {"b": ([1], [1])}}, "x", "y", "ln"),
            "scale must be one of",
        ),
        (draw_valley, (3, FLAT, {"a": CORNERS}), "places must be a pair of rows"),
        (draw_valley, (([0, 1], [0]), FLAT, {"a": CORNERS}), r"of shape \(1, 2\)"),
        (draw_valley, (([0], [0]), [[1]], {"a": CORNERS}), "2 or more each way"),
        (draw_valley, (([0, 1], [0, 1]), FLAT, {}), "paths must be a dict"),
        (draw_valley, (([0, 1], [0, 1]), FLAT, {"a": [[1]]}), r"be points \(k, 2\)"),
        (draw_valley, (([1, 0], [0, 1]), FLAT, {"a": CORNERS}), "must rise"),
        (draw_borders, ({"a": 3},), "a must be a Border"),
        (draw_borders, ({"a": Border(CORNERS, [0], [1, 1], 0)},), "classes .n,."),
        (draw_borders, ({"a": Border(CORNERS, [0, 1], [1], 0)},), "weights .2,."),
        (draw_borders, ({"a": Border(CORNERS, [0, 1], [1, 1], "b")},), "the bias of"),
        (draw_borders, ({"a": Border(CORNERS, [0, 1], [1, 1], np.inf)},), "finite"),
        (draw_lines, ({"a": {"b": ([-1], [1])}}, "x", "y", "log"), "above 0 for a log"),
        (
            draw_lines,
            ({"a": {"b": ([1], [1e308])}}, "x", "y"),
            "finite numbers, 1e.100",
        ),
        (draw_lines, ({"a": {"b": ([1], [np.nan])}}, "x", "y"), "finite numbers"),
        (draw_borders, ({"a": Border(CORNERS, [0, 7], [1, 1], 0)},), "must be 0 or 1"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(tmp_path, draw, given, words):
    with pytest.raises(ArgumentError, match=f"{draw.__name__}: .*{words}"):
        draw(tmp_path / "a.png", *given)
    assert not list(tmp_path.iterdir())


def test_a_name_with_a_line_below_is_in_the_legend(tmp_path, drawn):
    draw_lines(tmp_path / "a.png", {"a": {"_b": ([1, 2], [3, 4])}}, "x", "y")
    [text] = drawn[0].axes[0].get_legend().get_texts()
    assert text.get_text().strip() == "_b"
