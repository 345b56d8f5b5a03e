"""The page of pictures, its lines, and its files belong together."""

import ast
import re

import pytest
from PIL import Image

draw_shown = pytest.importorskip("draw_shown", reason="needs a checkout")
TEXT = draw_shown.PAGE.read_text(encoding="utf-8")
CODE = draw_shown.lines_of(draw_shown.PAGE)
FOLDER = draw_shown.PAGE.with_suffix("")
LARGEST_BYTES = 200_000


def test_each_picture_is_drawn_shown_and_there():
    drawn = re.findall(r'draw_\w+\(\s*"(\w+\.png)"', CODE)
    shown = re.findall(r"!\[[^\]]+\]\(shown/(\w+\.png)\)", TEXT)
    there = [path.name for path in FOLDER.iterdir()]
    assert len(drawn) == len(set(drawn)) >= 14
    assert sorted(drawn) == sorted(shown) == sorted(there)


def test_pictures_are_small_files_that_open():
    for path in FOLDER.iterdir():
        assert path.stat().st_size < LARGEST_BYTES
        with Image.open(path) as picture:
            picture.verify()


def test_a_few_statements_make_a_picture():
    """One for the numbers and one for the picture; training takes two more."""
    _, *blocks = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    counts = sorted(len(ast.parse(block).body) for block in blocks)
    assert counts[len(counts) // 2] == 2 and counts[-1] <= 4


@pytest.mark.minutes
def test_the_lines_draw_all_pictures_of_the_same_sizes(
    mnist_directory, tmp_path, monkeypatch
):
    monkeypatch.setenv("NETWORK4_DATA", str(mnist_directory.resolve()))
    draw_shown.draw(draw_shown.PAGE, tmp_path / "new")
    for path in FOLDER.iterdir():
        with Image.open(path) as kept, Image.open(tmp_path / "new" / path.name) as new:
            assert kept.size == new.size, path.name
