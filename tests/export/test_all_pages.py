"""What holds of all pages: for whom they are, what a phone shows, how they begin."""

import numpy as np
import pytest
from drawn import draw
from looked_at import check_axe_finds_nothing
from PIL import Image

from network4.export import Quiz, write_quiz_page
from network4.export.bundle import read_asset
from network4.report import Absent, Line, Picture, Table
from network4.report import write_page as write_report

DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
PAGES = "shipped_page", "learning_page", "quiz_page"
# Contrasts hang on the scheme, and what there is on the device.
EACH_LOOK = pytest.mark.parametrize(
    "look",
    [{**DESK, "color_scheme": "light"}, {**PHONE, "color_scheme": "dark"}],
    ids=["desk", "phone"],
)


@pytest.fixture(scope="module")
def quiz_page(tmp_path_factory):
    """Two digits, of which the network misread one."""
    generator = np.random.Generator(np.random.Philox(8))
    quiz = Quiz(
        images=generator.integers(0, 256, (2, 28, 28), np.uint8),
        labels=np.array([3, 1]),
        answers=np.array([3, 7]),
        indices=np.arange(2),
        is_hard=np.array([False, True]),
        is_disputed=np.array([False, True]),
        about="Two digits.",
        rival="A network.",
        rival_wrong=35,
        rival_total=10_000,
        following="Do it again.",
    )
    path = tmp_path_factory.mktemp("page") / "quiz.html"
    write_quiz_page(path, quiz)
    return path


@EACH_LOOK
def test_axe_finds_nothing_on_the_page_that_reads(open_page, shipped_page, look):
    page = open_page(shipped_page, **look)
    check_axe_finds_nothing(page.tab)
    draw(page, "47")
    page.answer()
    page.tab.wait_for_selector("#inside:not([hidden])")
    check_axe_finds_nothing(page.tab)


@EACH_LOOK
def test_axe_finds_nothing_on_the_page_that_learns(open_page, learning_page, look):
    page = open_page(learning_page, **look)
    page.tab.evaluate("network4.train(3)")
    check_axe_finds_nothing(page.tab)


@EACH_LOOK
def test_axe_finds_nothing_on_the_quiz(open_page, quiz_page, look):
    page = open_page(quiz_page, **look)
    check_axe_finds_nothing(page.tab)
    page.tab.click("#begin")
    check_axe_finds_nothing(page.tab)
    for digit in "34":
        page.tab.keyboard.press(digit)
    page.tab.wait_for_selector("#after:not([hidden])")
    check_axe_finds_nothing(page.tab)


def test_axe_finds_what_is_there_to_find(open_page, learning_page):
    page = open_page(learning_page)
    page.tab.evaluate("document.querySelector('#seed').labels[0].replaceWith('?')")
    page.tab.evaluate("document.body.append(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        check_axe_finds_nothing(page.tab)


@pytest.mark.parametrize("name", PAGES)
def test_keys_are_spoken_of_only_where_there_is_a_mouse(open_page, request, name):
    path = request.getfixturevalue(name)
    words = "keyboard", "Shift", "space bar", "arrow keys", "keys 0"
    for look, is_told in ((DESK, True), (PHONE, False)):
        page = open_page(path, **look)
        if name == "shipped_page":
            draw(page, "4")
            page.tab.wait_for_selector("#inside:not([hidden])")
        said = page.tab.inner_text("main")
        assert any(word in said for word in words) == is_told


@pytest.mark.parametrize("name", PAGES)
def test_pages_begin_alike(request, name):
    text = request.getfixturevalue(name).read_text(encoding="utf-8")
    shared = read_asset("head.html").partition("{{ style }}")[0]
    assert text.startswith(shared)
    assert text.count("<title>") == text.count("<h1>") == 1


def test_each_output_has_the_name_of_its_class_below_it(open_page, shipped_page):
    page = open_page(shipped_page, **PHONE)
    draw(page, "4")
    page.tab.wait_for_selector("#inside:not([hidden])")
    figure = page.tab.locator("#layers figure").last
    names = figure.locator("li")
    assert names.all_inner_texts() == list("0123456789")
    squares = figure.locator("canvas").bounding_box()
    for number, name in enumerate(names.all()):
        box = name.bounding_box()
        # Ten squares share the canvas, but for a line of a 51st before the first.
        middle = squares["x"] + squares["width"] * (5 * number + 3) / 51
        assert box["x"] < middle < box["x"] + box["width"]
        assert box["y"] >= squares["y"] + squares["height"]


@pytest.fixture
def report_page(tmp_path):
    """A report with a table of the wide kind, a picture, and one that is absent."""
    picture = tmp_path / "a.png"
    Image.new("L", (900, 300), 255).save(picture)
    words = "a cell that says much, and goes on and on for a line or more"
    line = Line(("1", words, "0.5 ± 0.1", words + words), is_marked=True)
    head = "number", "words", "numbers", "remarks"
    table = Table("<!-- -->", "Wide", "A table.", head, (0, 2), [line] * 3, "So.")
    absent = [Absent("fig_x", "There is no record of x.", "network4 reproduce fig_x")]
    write_report(tmp_path, [table], [Picture(picture, "a", "b", "c")], absent)
    return tmp_path / "report.html"


@EACH_LOOK
def test_axe_finds_nothing_in_the_report_which_fits(chromium, report_page, look):
    with chromium.new_context(**look) as context:
        tab = context.new_page()
        tab.goto(report_page.as_uri())
        check_axe_finds_nothing(tab)
        width = tab.evaluate("document.documentElement.scrollWidth")
        assert width <= look["viewport"]["width"]
        # Pictures are no larger than they are, and no wider than the page. A line
        # of one pixel is around them.
        shown = tab.locator("img").bounding_box()
        wanted = min(902, width - 2 * shown["x"])
        assert shown["width"] == pytest.approx(wanted, abs=0.1)
        assert shown["height"] == pytest.approx((wanted - 2) / 3 + 2, abs=0.1)
        for cell in tab.locator("td").all():
            assert cell.evaluate("it => it.scrollWidth <= it.clientWidth")
