"""What the page takes: mouse, pen, finger, keyboard and photographs."""

import base64
from itertools import pairwise

import numpy as np
import pytest
from drawn import STROKES, draw, picture_of
from PIL import Image

PICTURE_EVENT = """async ([name, base64]) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const given = new DataTransfer();
    given.items.add(new File([bytes], "one.png", { type: "image/png" }));
    const options = { bubbles: true, cancelable: true };
    const event = name === "paste"
        ? new ClipboardEvent("paste", { ...options, clipboardData: given })
        : new DragEvent("drop", { ...options, dataTransfer: given });
    document.getElementById("desk").dispatchEvent(event);
}"""


@pytest.fixture
def one(tmp_path):
    """A picture of a 1."""
    image = np.full((300, 200), 250, np.uint8)
    image[50:250, 95:110] = 20
    Image.fromarray(image).save(tmp_path / "one.png")
    return tmp_path / "one.png"


def test_a_finger_draws(open_page, shipped_page):
    page = open_page(shipped_page, has_touch=True)
    sheet = page.tab.locator("#sheet").bounding_box()
    fingers = page.context.new_cdp_session(page.tab)

    def touch(kind, *places):
        points = [
            {"x": sheet["x"] + 60 + x, "y": sheet["y"] + 60 + y} for x, y in places
        ]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    (stroke,) = STROKES["7"]
    touch("touchStart", stroke[0])
    for (x, y), (right, below) in pairwise(stroke):
        for share in np.linspace(0, 1, 8):
            touch("touchMove", (x + share * (right - x), y + share * (below - y)))
    touch("touchEnd")
    assert page.answer() == "7"


def test_a_wider_pen_leaves_more_ink(open_page, shipped_page):
    page = open_page(shipped_page)
    inks = []
    for width in (12, 24):
        page.tab.fill("#pen", str(width))
        draw(page, "1")
        assert page.answer() == "1"
        inks.append(int((255 - picture_of(page).astype(int)).sum()))
        page.tab.click("#clear")
    # A stroke of length l and width w covers l w + pi (w / 2)^2. This one is 200 long,
    # and the sheet as wide as 1,000 of the pen's units.
    length = 200 * 1000 / page.tab.locator("#sheet").bounding_box()["width"]
    areas = [length * width + np.pi * width**2 / 4 for width in (12, 24)]
    assert inks[1] / inks[0] == pytest.approx(areas[1] / areas[0], rel=0.02)


def test_the_keyboard_draws(open_page, shipped_page):
    page = open_page(shipped_page)
    page.tab.focus("#sheet")
    for key in ["ArrowUp"] * 6 + [" "] + ["ArrowDown"] * 12 + [" "]:
        page.tab.keyboard.press(key)
    assert page.answer() == "1"


def test_a_photograph_is_read(open_page, shipped_page, one, tmp_path):
    page = open_page(shipped_page)
    draw(page, "7")
    page.tab.set_input_files("#file", one)
    page.tab.wait_for_selector("#answer:text-is('1')")
    (tmp_path / "note.png").write_text("no picture")
    page.tab.set_input_files("#file", tmp_path / "note.png")
    page.tab.wait_for_selector("#answer.sentence")
    assert "note.png is no picture" in page.tab.text_content("#answer")


@pytest.mark.parametrize("how", ["drop", "paste"])
def test_a_photograph_is_dropped_or_pasted(open_page, shipped_page, one, how):
    page = open_page(shipped_page)
    page.tab.evaluate(PICTURE_EVENT, [how, base64.b64encode(one.read_bytes()).decode()])
    page.tab.wait_for_selector("#answer:text-is('1')")
