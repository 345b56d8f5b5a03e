"""The pictures of README are made from records and runs, by one script."""

import re
from types import SimpleNamespace

import pytest
from PIL import Image

draw_readme = pytest.importorskip("draw_readme", reason="needs a checkout")


def test_every_picture_of_readme_is_made_by_a_script():
    readme = (draw_readme.ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"docs/pictures/([\w.]+)", readme))
    scripts = [
        (draw_readme.ROOT / "tools" / name).read_text(encoding="utf-8")
        for name in ("draw_readme.py", "animate_page.py")
    ]
    made = set(re.findall(r'"(\w+\.(?:png|jpg|gif))"', "".join(scripts)))
    assert shown <= made


def test_numbers_are_drawn_where_both_are_known(tmp_path, monkeypatch):
    """Each point is where its error is: read from the axes, not from the picture."""
    rows = [
        SimpleNamespace(
            id=name,
            chapter=6,
            published_percent=book,
            best_of_runs_percent=ours,
            difference_percent=None if ours is None else ours - book,
        )
        for name, book, ours in (("one", 99.0, 98.0), ("two", 90.0, None))
    ]
    kept = []
    monkeypatch.setattr(draw_readme, "save", lambda figure, path: kept.append(figure))
    draw_readme.draw_numbers(tmp_path / "numbers.png", rows)
    [axes] = kept[0].axes
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["one"]
    book, ours = (points.get_offsets()[0].tolist() for points in axes.collections[1:])
    assert book == pytest.approx([1.0, 0]) and ours == pytest.approx([2.0, 0])


def test_the_sample_is_drawn_with_its_boxes(tmp_path):
    draw_readme.draw_reading(tmp_path, tmp_path)
    with Image.open(tmp_path / "read.jpg") as drawn:
        green = sum(
            count
            for count, (red, g, blue) in drawn.getcolors(drawn.width * drawn.height)
            if g > red + 40 and g > blue + 30
        )
    # Twelve boxes, each with two sides of some 90 pixels and two of some 50.
    assert green > 12 * 2 * (90 + 50) / 2
