import base64
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image
from run_records import record

from network4.errors import DataError
from network4.experiments import EXPERIMENTS
from network4.experiments.experiment import Comparison
from network4.experiments.reproduction import find
from network4.experiments.results import Results
from network4.plots import draw_panels
from network4.report import (
    Absent,
    Picture,
    Row,
    Trial,
    beyond_table,
    book_table,
    draw_all,
    make_beyond,
    replace_tables,
    trials_table,
    write_page,
)
from network4.report.beyond import Beyond
from network4.report.table import ENDS
from network4.utils.json_arrays import array_to_json

EMPTY = Row("dropout", 6, "In <practice>", "nets & <dropout>", "", 99.6)
FULL = Row(
    "shallow",
    6,
    "In practice",
    "FC100",
    "a note",
    97.8,
    97.4,
    97.35,
    0.12,
    97.5,
    3,
    400.0,
    366.0,
    "A, 2 cores",
    False,
)


TRIALS = [
    Trial("trial_base", "the base", (99.4, 99.5, 99.6), 60.0),
    Trial("trial_adam", "Adam & so on", (99.3, 99.5), 600.0),
    Trial("trial_decay", "lambda 0.1", (99.7,), 60.0),
]


def test_trials_are_compared_with_the_base():
    """Deviations 0.1 of three and 0.1414 of two: sqrt(0.01/3 + 0.02/2) = 0.115."""
    assert trials_table(TRIALS).markdown().splitlines()[2:] == [
        "| the base | 99.50 ± 0.10 (3) |  | 1 min |",
        "| Adam & so on | 99.40 ± 0.14 (2) | -0.10 ± 0.12 | 10 min |",
        "| lambda 0.1 | 99.70 (1) | +0.20 | 1 min |",
    ]


def test_recipes_show_every_seed(results):
    for seed, accuracy in enumerate([0.996, 0.997]):
        results.write(
            record("best", seed, test_accuracy=accuracy, seconds=100.0 + 100 * seed)
        )
    results.write(record("best_0_to_4", test_accuracy=0.998))
    first, second = beyond_table(make_beyond(results)).markdown().splitlines()[2:]
    assert "| 99.70 | 99.650 ± 0.071 (2) | 99.60 99.70 | 2 min | A, 2 cores" in first
    assert "| 99.78 | 99.800 (1) | 99.80 |  | A, 2 cores" in second


def test_a_row_of_markdown():
    text = book_table([FULL, EMPTY]).markdown()
    assert (
        "| 6 | shallow | FC100 | 97.80 | 97.40 | -0.40 ± 0.22 (!) "
        "| 97.35 ± 0.12 (3, highest 97.50) | 2 min | a note |"
    ) in text
    assert "| 6 | dropout | nets & &lt;dropout> | 99.60 |  |  |  |  |  |" in text
    assert "A, 2 cores: 6 min" in text


def test_the_table_in_a_file_is_renewed_and_the_rest_is_left():
    table = book_table([FULL])
    old = f"before\n{table.begins}\nold\n{ENDS}\nafter\n"
    tables = [table, trials_table([])]
    new = replace_tables(old, tables)
    assert new.startswith("before\n")
    assert new.endswith(f"{ENDS}\nafter\n")
    assert table.markdown() in new
    assert "old" not in new
    assert replace_tables(new, tables) == new
    for text in ("", table.begins, ENDS):
        with pytest.raises(DataError, match="add them"):
            replace_tables(text, tables)


class Texts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts, self.open = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_the_page_is_whole_and_carries_its_pictures(tmp_path):
    picture = tmp_path / "a.png"
    Image.new("L", (3, 2), 7).save(picture)
    tables = [book_table([FULL, EMPTY]), trials_table(TRIALS)]
    write_page(tmp_path, tables, [Picture(picture, "A < B", "what it is")])
    page = (tmp_path / "report.html").read_text()
    parser = Texts()
    parser.feed(page)
    assert parser.open == []
    assert 'title="Chapter 6, &quot;In &lt;practice&gt;&quot;"' in page
    for text in ("nets & <dropout>", "A < B", "97.40", "what it is", "Adam & so on"):
        assert text in parser.texts
    assert not re.search(r"(src|href)=\"(?!data:|#)", page)
    content = re.search(r"data:image/png;base64,([^\"]+)", page)[1]
    assert base64.b64decode(content) == picture.read_bytes()
    markdown = (tmp_path / "report.md").read_text()
    assert tables[0].markdown() in markdown
    assert "![A < B](a.png)" in markdown


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path / "results")


def test_pictures_are_drawn_of_what_there_is(results, tmp_path, stripes, generator):
    weights = generator.normal(size=(20, 1, 5, 5)).astype(np.float16)
    assert draw_all(results, None, tmp_path) == []
    results.write(record("ch1_30"))
    results.write(record("dbl_conv"))
    results.write(record("dropout", filters=[array_to_json(weights)]))
    wrong = {"wrong_test_indices": [0, 3], "wrong_test_answers": [1, 0]}
    results.write(record("ensemble_5", **wrong))
    drawn = draw_all(results, stripes, tmp_path)
    assert [picture.path.name for picture in drawn] == [
        "ch1_30.png",
        "dropout_filters1.png",
        "ensemble_5_errors.png",
        "distortions.png",
    ]
    for picture in drawn:
        with Image.open(picture.path) as image:
            assert min(image.size) > 100
    without = draw_all(results, None, tmp_path)
    assert [picture.path.name for picture in without] == [
        "ch1_30.png",
        "dropout_filters1.png",
    ]
    results.write(record("dbl_conv_tanh"))
    names = [picture.path.name for picture in draw_all(results, None, tmp_path)]
    assert "fig_tanh.png" in names


@pytest.mark.parametrize(
    "name", [e.name for e in EXPERIMENTS if isinstance(e, Comparison)]
)
def test_every_figure_is_drawn_once_all_its_members_are_on_record(
    results, tmp_path, name
):
    members = [member.name for member in find(name).members]
    extra = {
        **{"cost_on_training_data": 0.4, "cost_on_other_data": 0.5},
        "accuracy_on_training_data": 0.7,
        **{"speed_of_layer_1": 0.1, "speed_of_layer_2": 0.2},
    }
    for member in members:
        drawn = [picture.path.name for picture in draw_all(results, None, tmp_path)]
        assert f"{name}.png" not in drawn
        whole = record(member, validation_accuracy=0.9)
        whole["epochs"] = [{**epoch, **extra} for epoch in whole["epochs"]]
        results.write(whole)
    drawn = [picture.path.name for picture in draw_all(results, None, tmp_path)]
    assert f"{name}.png" in drawn


HOSTILE = (
    "A<script>alert(1)</script>|B\n# C\x1b[2J \u202e![x](http://y) `$\\frac$` &lt;"
)


def test_what_a_record_says_reaches_neither_markdown_nor_html_as_markup(tmp_path):
    row = replace(FULL, machine=HOSTILE)
    trial = Trial(HOSTILE, HOSTILE, (99.0,), 60.0)
    recipe = Beyond("best", "x", 99.7, (99.7,), 100.0, HOSTILE)
    picture = tmp_path / "a.png"
    Image.new("L", (3, 2), 7).save(picture)
    tables = [book_table([row]), trials_table([trial]), beyond_table([recipe])]
    write_page(tmp_path, tables, [Picture(picture, HOSTILE, HOSTILE)])
    for name in ("report.md", "report.html"):
        text = (tmp_path / name).read_text()
        for raw in ("<script>alert", "</script>", "\x1b", "\u202e", "\n# C"):
            assert raw not in text
        assert "&lt;script>" in text or "&lt;script&gt;" in text
    markdown = (tmp_path / "report.md").read_text()
    assert r"\|B" in markdown and "[x](" not in markdown
    cells = [line.count("|") - line.count(r"\|") for line in table_lines(markdown)]
    assert set(cells) == {10, 8, 5}


def table_lines(markdown):
    return [line for line in markdown.splitlines() if line.startswith("|")]


def test_a_dollar_in_a_name_is_no_formula(tmp_path):
    draw_panels(tmp_path / "a.png", {r"$\frac{": {r"$\frac{": [1.0, 2.0]}})
    with Image.open(tmp_path / "a.png") as drawn:
        assert drawn.size[0] > 100


def written(out, absent=()):
    """Write a page of two tables and two pictures; return its text."""
    pictures = []
    for name in ("a", "b"):
        Image.new("L", (30, 20), 7).save(out / f"{name}.png")
        pictures.append(Picture(out / f"{name}.png", f"the {name}", "what it is"))
    tables = [book_table([FULL, EMPTY]), trials_table(TRIALS)]
    write_page(out, tables, pictures, absent)
    return (out / "report.html").read_text(encoding="utf-8")


ABSENT = [
    Absent("fig_x: a < b", "There is no record of x.", "network4 reproduce fig_x"),
    Absent("digits", "MNIST was not found."),
]


def test_the_page_has_one_title_and_contents_that_lead_somewhere(tmp_path):
    page = written(tmp_path, ABSENT)
    assert page.count("<h1>") == 1
    places = re.findall(r'id="([^"]+)"', page)
    assert len(places) == len(set(places))
    links = re.findall(r'href="#([^"]+)"', page)
    assert set(links) == set(places) - {"contents"}
    assert len(links) == 2 + 1 + 2 + 1  # tables, pictures and each of them, absent


def test_markdown_has_one_title_too(tmp_path):
    written(tmp_path, ABSENT)
    lines = (tmp_path / "report.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("# ")] == [lines[0]]
    assert "- digits. MNIST was not found." in lines
    assert lines.count("### the a") == 1


def test_what_is_not_drawn_is_said_with_the_command_that_makes_it(tmp_path):
    page = written(tmp_path, ABSENT)
    assert "<b>fig_x: a &lt; b</b>" in page
    assert "<code>network4 reproduce fig_x</code>" in page
    assert "not drawn" not in written(tmp_path)


def test_pictures_have_their_size_and_a_text_for_those_who_do_not_see_them(tmp_path):
    page = written(tmp_path)
    images = re.findall(r"<img [^>]+>", page)
    assert len(images) == 2
    for image, name in zip(images, "ab", strict=True):
        assert f'width="30" height="20" alt="the {name}"' in image


def test_a_table_is_no_wider_than_the_terminal(capsys, monkeypatch):
    for columns in (80, 100, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        book_table([FULL, EMPTY]).print()
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= columns
        assert any("shallow" in line and "97.40" in line for line in lines)


@pytest.mark.parametrize(
    ("note", "expected", "remarks"),
    [
        ("a note", None, "a note"),
        ("a note", (10.0, 35.0), "a note; expected: 10.00 to 35.00"),
        ("", (22.25, 22.25), "expected: exactly 22.25"),
    ],
)
def test_a_range_of_its_own_is_in_the_remarks(note, expected, remarks):
    row = replace(FULL, note=note, expected_percent=expected)
    assert book_table([row]).markdown().splitlines()[2].endswith(f"| {remarks} |")
