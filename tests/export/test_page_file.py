"""The page, opened in a real browser: what users see and do."""

import numpy as np
import pytest
from drawn import draw, picture_of
from exported import random_model
from looked_at import check_fits_a_phone, check_names_differ, check_words_stand_out

import network4 as n4
from network4.errors import ArgumentError
from network4.export import write_page
from network4.layers import (
    AveragePool,
    BatchNorm,
    Conv,
    FullyConnected,
    MaxPool,
    Residual,
    Softmax,
)

DIGITS = (1, 28, 28)


def test_what_is_drawn_is_read_as_python_reads_it(open_page, shipped_page):
    page = open_page(shipped_page)
    draw(page, "7104")
    assert page.answer() == "7104"
    assert n4.read(picture_of(page)).text == "7104"


def test_drawing_shows_probabilities_images_and_every_layer(open_page, shipped_page):
    page = open_page(shipped_page)
    assert not page.tab.is_visible("#inside")
    draw(page, "47")
    page.answer()
    assert page.tab.locator("#digits button").count() == 2
    assert page.tab.locator("#bars li.likeliest b").inner_text() == "7"
    page.tab.locator("#digits button").first.click()
    assert page.tab.locator("#bars li.likeliest b").inner_text() == "4"
    assert page.tab.locator("#layers figure").count() == len(
        n4.load_model().network.layers
    )
    seen = page.tab.evaluate(
        """async () => {
            const { data } = document.getElementById("image").getContext("2d")
                .getImageData(0, 0, 28, 28);
            return Array.from(data).filter((_, at) => at % 4 === 3);
        }"""
    )
    image = np.reshape(seen, (28, 28)).astype(np.uint8)
    assert n4.load_model().predict(image) == [4]


def test_undo_and_clear(open_page, shipped_page):
    page = open_page(shipped_page)
    assert page.tab.is_disabled("#undo")
    draw(page, "71")
    assert page.answer() == "71"
    page.tab.click("#undo")
    assert page.answer() == "7"
    page.tab.click("#clear")
    assert page.answer() == ""
    page.tab.keyboard.press("Control+z")
    assert page.answer() == "7"


def test_undo_within_a_stroke_leaves_the_others_as_they_are(open_page, shipped_page):
    page = open_page(shipped_page)
    draw(page, "7")
    mouse = page.tab.mouse
    mouse.move(500, 200)
    mouse.down()
    mouse.move(520, 260, steps=3)
    page.tab.keyboard.press("Control+z")
    mouse.move(560, 320, steps=3)
    mouse.up()
    assert page.answer() == "7"
    page.tab.click("#undo")
    assert page.answer() == ""


def test_a_sheet_that_was_hidden_reads_on(open_page, shipped_page):
    page = open_page(shipped_page)
    draw(page, "7")
    for display in ("none", ""):
        page.tab.evaluate(f"document.body.style.display = '{display}'")
        page.tab.wait_for_timeout(100)
    page.tab.click("#clear")
    assert page.answer() == ""


def test_a_map_that_is_pointed_at_is_named_and_strong_where_it_answers(
    open_page, shipped_page
):
    page = open_page(shipped_page)
    draw(page, "4")
    assert page.answer() == "4"
    page.tab.locator("#layers canvas").last.hover(position={"x": 5, "y": 5})
    assert page.tab.text_content("#lens-name").startswith(
        "5. Softmax, value 1, for 0: 0.0"
    )
    page.tab.locator("#layers canvas").first.focus()
    for _ in range(3):
        page.tab.keyboard.press("ArrowRight")
    name, said = page.tab.text_content("#lens-name").split(": at most ")
    assert name == "1. ConvPool, map 4"
    first = page.tab.locator("#layers canvas").first
    assert first.get_attribute("aria-valuenow") == "4"
    assert first.get_attribute("aria-valuetext") == f"{name}: at most {said}"
    model = n4.load_model()
    image = page.tab.evaluate(
        """Array.from(document.getElementById("image").getContext("2d")
            .getImageData(0, 0, 28, 28).data).filter((_, at) => at % 4 === 3)"""
    )
    first_layer = model.parameters["layer1"]
    weights = first_layer["weights"][3, 0]
    pixels = np.reshape(image, (28, 28)) / 255
    fields = np.lib.stride_tricks.sliding_window_view(pixels, (5, 5))
    z = (fields * weights).sum(axis=(2, 3)) + first_layer["biases"][3]
    assert float(said) == pytest.approx(max(z.max(), 0), abs=5e-4)


def test_a_digit_of_a_photograph_is_chosen_by_its_box(
    open_page, shipped_page, tmp_path
):
    page = open_page(shipped_page)
    draw(page, "71")
    assert page.answer() == "71"
    written = page.tab.locator("#sheet").screenshot()
    (tmp_path / "written.png").write_bytes(written)
    page.tab.click("#clear")
    page.tab.set_input_files("#file", tmp_path / "written.png")
    page.tab.wait_for_selector("#answer:text-is('71')")
    box = page.tab.locator("#sheet").bounding_box()
    chosen = page.tab.locator("#digits button[aria-pressed=true] b")
    assert chosen.inner_text() == "1"
    page.tab.mouse.click(box["x"] + 130, box["y"] + 61)  # the bar of the seven
    assert chosen.inner_text() == "7"
    page.tab.mouse.click(box["x"] + 5, box["y"] + 5)
    assert chosen.inner_text() == "7"


def test_nothing_is_asked_of_any_network(open_page, shipped_page):
    page = open_page(shipped_page)
    draw(page, "4")
    assert page.answer() == "4"
    assert all(url.startswith(("file:", "blob:")) for url in page.requests)
    refused = page.tab.evaluate(
        "fetch('http://127.0.0.1:9/').then(() => false, () => true)"
    )
    assert refused
    assert any("Content Security Policy" in said for said in page.complaints)
    page.complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_paper_that_is_light_or_dark(
    open_page, shipped_page, scheme
):
    page = open_page(shipped_page, color_scheme=scheme)
    draw(page, "1")
    page.answer()
    check_words_stand_out(page, scheme)


def test_every_control_has_a_name_on_a_phone(open_page, shipped_page):
    page = open_page(shipped_page, viewport={"width": 390, "height": 844})
    draw(page, "1")
    page.answer()
    check_fits_a_phone(page)


def test_no_two_parts_of_a_script_have_one_name(shipped_page):
    check_names_differ(shipped_page, num_scripts=2)


class Mine(Conv):
    pass


@pytest.mark.parametrize(
    "layer",
    [
        *(AveragePool(2), Residual(BatchNorm()), Mine(2, 3)),
        *(MaxPool(2, padding=1), MaxPool(3, ceil_mode=True), Conv(2, 3, biases=False)),
    ],
    ids=repr,
)
def test_layers_that_the_page_does_not_compute_are_refused(generator, tmp_path, layer):
    model = random_model([layer, Softmax(10)], generator, DIGITS)
    with pytest.raises(
        ArgumentError, match=rf"layers that the page computes.*received {layer.name}\("
    ):
        write_page(tmp_path / "page.html", model)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("layers", "said", "how"),
    [
        ([Softmax(10)], "must be for images of 1 x 28", {"shape": (1, 8, 8)}),
        ([FullyConnected(10, activation="tanh")], "the last layer must have", {}),
        ([Softmax(10)], "must read pixels, received", {"inputs": "numbers"}),
        ([FullyConnected(784)], "for Reconstruction", {"cost": "reconstruction"}),
        ([FullyConnected(1)], "must have an output for each class", {}),
    ],
)
def test_what_reads_no_digits_is_refused(generator, tmp_path, layers, said, how):
    model = random_model(layers, generator, **{"shape": DIGITS, **how})
    with pytest.raises(ArgumentError, match=f"write_page: .*{said}"):
        write_page(tmp_path / "page.html", model)
    assert not any(tmp_path.iterdir())
