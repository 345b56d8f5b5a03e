"""What the page that learns takes: buttons, sliders, mouse and keyboard."""

import numpy as np
import pytest
from looked_at import state_of

EDGE = 3


@pytest.fixture
def page(open_page, learning_page):
    return open_page(learning_page)


def test_the_button_trains_until_it_is_pressed_again(page):
    page.tab.click("#run")
    page.tab.wait_for_selector(r"#steps:text-matches('\\d\\d')")
    assert page.tab.text_content("#run") == "Pause"
    page.tab.click("#run")
    steps = state_of(page)["steps"]
    page.tab.wait_for_timeout(100)
    assert state_of(page)["steps"] == steps
    page.tab.click("#step")
    assert state_of(page)["steps"] == steps + 1
    page.tab.click("#again")
    assert page.tab.text_content("#steps") == "0"


@pytest.fixture
def empty(page):
    page.tab.click("#clear")
    return page


def at(page, x, y):
    """Return where a place of the plane is on the screen."""
    box = page.tab.locator("#plane").bounding_box()
    scale = box["width"] / (2 * EDGE)
    return box["x"] + scale * (x + EDGE), box["y"] + scale * (EDGE - y)


def points_of(page):
    return [
        (*np.round(point["place"], 1), point["label"])
        for point in state_of(page)["points"]
    ]


def test_a_mouse_adds_moves_and_removes_points(empty):
    mouse = empty.tab.mouse
    mouse.click(*at(empty, 1, 2))
    empty.tab.check("input[value=square]")
    mouse.click(*at(empty, -1, -2))
    assert points_of(empty) == [(1, 2, 1), (-1, -2, 0)]
    mouse.move(*at(empty, 1, 2))
    mouse.down()
    mouse.move(*at(empty, 2, 0), steps=4)
    mouse.up()
    assert points_of(empty) == [(2, 0, 1), (-1, -2, 0)]
    mouse.move(*at(empty, 2, 0))
    mouse.down()
    mouse.move(*at(empty, 3.5, 0), steps=4)
    mouse.up()
    assert points_of(empty) == [(-1, -2, 0)]


def test_the_keyboard_adds_moves_and_removes_points(empty):
    empty.tab.focus("#plane")

    def press(*keys):
        for key in keys:
            empty.tab.keyboard.press(key)

    press(*["ArrowRight"] * 4, *["ArrowUp"] * 2, " ")
    assert points_of(empty) == [(0.6, 0.3, 1)]
    press(" ", *["ArrowLeft"] * 4, *["Shift+ArrowUp"] * 10, " ")
    assert points_of(empty) == [(0, 0.6, 1)]
    press(*["ArrowDown"] * 4, " ")
    assert points_of(empty) == [(0, 0.6, 1), (0, 0, 1)]
    press("Delete")
    assert points_of(empty) == [(0, 0.6, 1)]


def test_a_point_that_is_moved_changes_what_is_shown(empty):
    empty.tab.mouse.click(*at(empty, 1, 1))
    before = empty.tab.text_content("#cost")
    empty.tab.mouse.move(*at(empty, 1, 1))
    empty.tab.mouse.down()
    empty.tab.mouse.move(*at(empty, -2, 1), steps=4)
    empty.tab.mouse.up()
    assert empty.tab.text_content("#cost") != before
    hardest = empty.tab.text_content("#hardest")
    (pull,) = state_of(empty)["pulls"]
    assert hardest == f"{abs(pull['strength']):.2f}, circle at (-2.0, 1.0)"


def test_another_seed_keeps_points_that_were_put_by_hand(page):
    page.tab.mouse.click(*at(page, 2.9, 2.9))
    before = state_of(page)
    page.tab.fill("#seed", "5")
    after = state_of(page)
    assert after["points"] == before["points"] and len(after["points"]) == 121
    assert after["network"] != before["network"]
    page.tab.click("#spiral")
    assert len(state_of(page)["points"]) == 120


def test_without_points_there_is_nothing_to_learn(empty):
    empty.tab.click("#run")
    empty.tab.wait_for_selector("#said:has-text('There are no points: put some.')")
    assert state_of(empty)["steps"] == 0
    assert empty.tab.text_content("#run") == "Train"
    assert empty.tab.text_content("#cost") == "none"


FILL = """({ x, y, width }) => {
    const plane = document.getElementById("plane");
    plane.setPointerCapture = () => {};
    for (let number = 0; number < 18 * 18; number += 1) {
        const [column, row] = [number % 18, Math.floor(number / 18)];
        const event = new PointerEvent("pointerdown", {
            clientX: x + (column + 0.5) * width / 18,
            clientY: y + (row + 0.5) * width / 18,
            isPrimary: true,
        });
        plane.dispatchEvent(event);
    }
    delete plane.setPointerCapture;
}"""


def test_no_more_points_are_added_than_can_be_shown(empty):
    box = empty.tab.locator("#plane").bounding_box()
    empty.tab.evaluate(FILL, box)
    assert len(state_of(empty)["points"]) == 300
    assert empty.tab.text_content("#said") == "There is no room for more points."


@pytest.mark.parametrize("seed", ["", "-1", "x", "1.5", "1e3", "4294967296"])
def test_a_seed_that_is_none_is_refused_in_a_sentence(page, seed):
    before = state_of(page)
    page.tab.fill("#seed", seed)
    said = "The seed must be a whole number in 0..4294967295."
    assert page.tab.text_content("#said") == said
    assert page.tab.get_attribute("#seed", "aria-invalid") == "true"
    assert state_of(page) == before
    page.tab.fill("#seed", "4294967295")
    assert page.tab.get_attribute("#seed", "aria-invalid") == "false"
    assert page.tab.text_content("#said") == ""


def test_weights_without_bounds_end_the_training_in_a_sentence(page):
    page.tab.select_option("#activation", "ReLU")
    page.tab.fill("#depth", "3")
    page.tab.fill("#units", "16")
    page.tab.fill("#rate", "1")
    page.tab.fill("#seed", "1")
    page.tab.click("#clouds")
    page.tab.evaluate("network4.train(300)")
    assert state_of(page)["steps"] < 300
    assert "take a lower rate" in page.tab.text_content("#said")
    assert page.tab.text_content("#cost") == "none"


def drag(page, start, end):
    page.tab.mouse.move(*at(page, *start))
    page.tab.mouse.down()
    page.tab.mouse.move(*at(page, *end), steps=4)
    page.tab.mouse.up()


def test_a_sentence_goes_when_it_is_true_no_more(empty):
    said = empty.tab.locator("#said")
    empty.tab.click("#run")
    empty.tab.wait_for_selector("#said:has-text('There are no points: put some.')")
    empty.tab.fill("#rate", "0")
    assert said.text_content() == "There are no points: put some."
    empty.tab.evaluate("scrollTo(0, 0)")
    empty.tab.mouse.click(*at(empty, 1, 1))
    assert said.text_content() == ""
    empty.tab.evaluate(FILL, empty.tab.locator("#plane").bounding_box())
    assert said.text_content() == "There is no room for more points."
    drag(empty, (1, 1), (1.2, 1.2))
    assert said.text_content() == "There is no room for more points."
    drag(empty, (1.2, 1.2), (3.5, 1.2))
    assert said.text_content() == ""
