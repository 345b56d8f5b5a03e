"""Pages are put together of modules that browsers and tools read one by one."""

import re

import pytest

from network4.export.bundle import bundle, fill, read_style

ENTRIES = ["main.js", "worker.js", "learning/main.js", "quiz/main.js"]


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_script_imports_and_exports_nothing(entry):
    assert not re.search(r"^(import|export)\b", bundle(entry), re.MULTILINE)


def test_a_module_that_two_others_import_is_there_once_and_before_them():
    script = bundle("learning/main.js")
    assert script.count("function sigmoid(") == 1
    assert script.index("const EDGE =") < script.index("function keepInside(")
    assert script.index("function keepInside(") < script.index("class Points")


def test_a_place_within_a_part_stays_as_it_is():
    parts = {"style": "{{ script }}", "script": "let a = 1;"}
    page = fill("learning/learning.html", parts).decode()
    assert "{{ script }}" in page and page.count("let a = 1;") == 1


def test_a_style_begins_with_what_all_pages_share():
    style = read_style("quiz/quiz.css")
    assert style.index("--accent:") < style.index("#keys")
