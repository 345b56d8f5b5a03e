"""Pictures that are read beside a table of what is written in them."""

import sys

import pytest
from pictures import written
from PIL import Image

import network4 as n4

labelled = pytest.importorskip("labelled", reason="needs a checkout")


@pytest.fixture
def folder(tmp_path):
    """A page that is read exactly, the same with another label, and blank paper."""
    written(["2015", "73"]).save(tmp_path / "a.png")
    written(["2015", "73"]).save(tmp_path / "b.png")
    Image.new("L", (200, 100), 255).save(tmp_path / "c.png")
    rows = "file,text,kind", "a.png,2015|73,page", "b.png,2016|73,page", "c.png,1,paper"
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    return tmp_path


def test_each_outcome_is_counted(folder, capsys, monkeypatch):
    monkeypatch.setenv("NETWORK4_NUM_THREADS", "1")  # put back afterwards
    paths = [str(folder), str(folder / "labels.csv")]
    monkeypatch.setattr(sys, "argv", ["labelled", *paths])
    labelled.main()
    said = "exact 1 of 3, in doubt 1 of 3, wrong 1 of 3\n"
    assert capsys.readouterr().out == said


def test_a_question_mark_is_doubt(folder, monkeypatch):
    monkeypatch.setattr(n4.Reading, "text", property(lambda self: "20?5\n73"))
    doubtful = labelled.outcome(folder / "a.png", "2015\n73", n4.load_model())
    assert doubtful == "in doubt"


def test_signs_do_not_count_where_the_table_has_none(tmp_path):
    image = Image.new("L", (420, 160), 220)
    boxes = [(left, 40, left + 6, 110) for left in (60, 100, 200)]
    for box in (*boxes, (150, 103, 157, 110)):
        image.paste(30, box)
    image.save(tmp_path / "price.png")
    asked = tmp_path / "price.png", "111", n4.load_model()
    assert labelled.outcome(*asked) == "wrong"
    assert labelled.outcome(*asked, digits_only=True) == "exact"
