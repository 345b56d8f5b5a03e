"""Letters that the usual font lacks, and titles that are too long for their panel."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from network4.plots import draw_errors, draw_panels, draw_rows
from network4.plots.letters import show_every_letter

PIXELS = np.zeros((2, 8, 8), np.uint8)
CAT, DOG = "\u732b", "\u72ac"  # in Chinese and Japanese


def test_names_in_any_script_are_drawn_without_a_warning(tmp_path):
    """A warning is an error here, and matplotlib gives one for each missing letter."""
    names = CAT * 3, DOG * 20
    draw_errors(tmp_path / "a.png", PIXELS, [0, 1], [1, 0], names)
    draw_panels(tmp_path / "b.png", {CAT: {DOG: [1.0, 2.0]}})
    draw_rows(tmp_path / "c.png", {f"{CAT} {DOG}": PIXELS})


def test_without_a_font_for_them_letters_are_told_apart(monkeypatch):
    monkeypatch.setattr("network4.plots.letters._font_with", lambda letters: None)
    text = Figure().text(0, 0, f"a{CAT}")
    show_every_letter(text)
    assert text.get_text() == "a\\u732b"


def test_a_font_that_has_them_is_taken(monkeypatch):
    monkeypatch.setattr("network4.plots.letters._font_with", lambda letters: "Of Cats")
    text = Figure().text(0, 0, f"a{CAT}")
    show_every_letter(text)
    assert text.get_text() == f"a{CAT}"
    assert text.get_fontfamily() == ["DejaVu Sans", "Of Cats"]


def test_letters_of_the_usual_font_keep_it():
    assert any(font.name == "DejaVu Sans" for font in fontManager.ttflist)
    text = Figure().text(0, 0, "café Ελλάδα Привет ±²")
    before = text.get_fontfamily()
    show_every_letter(text)
    assert text.get_fontfamily() == before


def test_long_titles_lie_within_the_figure_and_apart(tmp_path, drawn):
    titles = [f"{word}, a title of {60 * word[0]} letters" for word in ("one", "two")]
    draw_panels(tmp_path / "a.png", {title: {"a": [1.0, 2.0]} for title in titles})
    left, right = (axes.title.get_window_extent() for axes in drawn[0].axes)
    assert 0 <= left.x0 and left.x1 < right.x0 and right.x1 <= drawn[0].bbox.x1


def test_long_names_of_rows_do_not_leave_the_figure(tmp_path, drawn):
    draw_rows(tmp_path / "a.png", {"a kind of distortion that says much": PIXELS})
    [name] = [text for axes in drawn[0].axes for text in axes.texts]
    assert name.get_window_extent().x0 >= 0
