"""The page, opened in a real browser, beside our own engines and reader."""

import ast
import importlib
import re
from pathlib import Path

import numpy as np
import pytest
from exported import LAYERS, random_model
from PIL import Image

import network4 as n4
from network4 import reader
from network4.datasets import load_mnist
from network4.errors import ArgumentError, Network4Error
from network4.export import write_page
from network4.layers import Conv, FullyConnected, Softmax

ASSETS = Path(n4.__file__).parent / "export" / "page"
DIGITS = (1, 28, 28)
AGREED = 1e-4
TOP_LEVEL_NAME = re.compile(
    r"^(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE
)
# Digits as strokes through points, in a box of 100 x 200.
STROKES = {
    "1": [[(50, 0), (50, 200)]],
    "7": [[(0, 0), (100, 0), (40, 200)]],
    "4": [[(20, 0), (0, 110), (100, 110)], [(75, 30), (70, 200)]],
    "0": [[(50, 0), (10, 40), (0, 110), (40, 195), (90, 150), (100, 60), (50, 0)]],
}


@pytest.fixture(scope="module")
def shipped_page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "digits.html"
    write_page(path, n4.load_model())
    return path


def draw(page, text, left=60, top=60, pitch=170):
    """Draw digits on the sheet with the mouse."""
    sheet = page.tab.locator("#sheet").bounding_box()
    mouse = page.tab.mouse
    for number, digit in enumerate(text):
        for stroke in STROKES[digit]:
            places = [
                (sheet["x"] + left + number * pitch + x, sheet["y"] + top + y)
                for x, y in stroke
            ]
            mouse.move(*places[0])
            mouse.down()
            for place in places[1:]:
                mouse.move(*place, steps=8)
            mouse.up()


def test_what_is_drawn_is_read_as_python_reads_it(open_page, shipped_page):
    page = open_page(shipped_page)
    draw(page, "7104")
    assert page.answer() == "7104"
    picture = page.tab.evaluate("Array.from(network4.takePicture().data)")
    width = page.tab.evaluate("network4.takePicture().width")
    pixels = np.reshape(picture, (-1, width, 4)).astype(np.uint8)
    assert n4.read(pixels[..., 0]).text == "7104"


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
    page.tab.locator("#layers canvas").last.hover(position={"x": 5, "y": 5})
    assert page.tab.text_content("#lens-name").startswith("4. Softmax, value 1: 0.0")
    page.tab.locator("#layers canvas").first.focus()
    for _ in range(3):
        page.tab.keyboard.press("ArrowRight")
    name, said = page.tab.text_content("#lens-name").split(": at most ")
    assert name == "1. ConvPool, map 4"
    model = n4.load_model()
    image = page.tab.evaluate(
        """Array.from(document.getElementById("image").getContext("2d")
            .getImageData(0, 0, 28, 28).data).filter((_, at) => at % 4 === 3)"""
    )
    weights = model.parameters[0]["weights"][3, 0]
    pixels = np.reshape(image, (28, 28)) / 255
    fields = np.lib.stride_tricks.sliding_window_view(pixels, (5, 5))
    z = (fields * weights).sum(axis=(2, 3)) + model.parameters[0]["biases"][3]
    assert float(said) == pytest.approx(max(z.max(), 0), abs=5e-4)


def test_the_keyboard_draws(open_page, shipped_page):
    page = open_page(shipped_page)
    page.tab.focus("#sheet")
    for key in ["ArrowUp"] * 6 + [" "] + ["ArrowDown"] * 12 + [" "]:
        page.tab.keyboard.press(key)
    assert page.answer() == "1"


def test_a_photograph_is_read(open_page, shipped_page, tmp_path):
    page = open_page(shipped_page)
    draw(page, "7")
    image = np.full((300, 200), 250, np.uint8)
    image[50:250, 95:110] = 20
    Image.fromarray(image).save(tmp_path / "one.png")
    page.tab.set_input_files("#file", tmp_path / "one.png")
    page.tab.wait_for_selector("#answer:text-is('1')")
    (tmp_path / "note.png").write_text("no picture")
    page.tab.set_input_files("#file", tmp_path / "note.png")
    page.tab.wait_for_selector("#answer.sentence")
    assert "note.png is no picture" in page.tab.text_content("#answer")


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


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}])
def test_every_control_has_a_name(open_page, shipped_page, options):
    page = open_page(shipped_page, viewport={"width": 390, "height": 844}, **options)
    draw(page, "1")
    page.answer()
    for control in page.tab.locator("button, input, canvas[tabindex]").all():
        if control.is_visible():
            named = control.get_attribute("aria-label") or control.evaluate(
                "it => it.innerText || it.labels?.[0]?.innerText"
            )
            assert named.strip()
    width = page.tab.evaluate("document.documentElement.scrollWidth")
    assert width <= 390  # nothing sticks out on a phone


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_every_layer_gives_our_outputs(open_page, generator, tmp_path, layer):
    model = random_model([Conv(4, 9), layer, Softmax(10)], generator, DIGITS)
    write_page(tmp_path / "page.html", model)
    images = generator.integers(0, 256, (3, 28, 28), np.uint8)
    answers = open_page(tmp_path / "page.html").classify(images)
    np.testing.assert_allclose(answers, model.predict_proba(images), atol=1e-5)


def test_sigmoid_outputs_are_made_probabilities(open_page, generator, tmp_path):
    model = random_model([FullyConnected(10)], generator, DIGITS, cost="quadratic")
    write_page(tmp_path / "page.html", model)
    images = generator.integers(0, 256, (3, 28, 28), np.uint8)
    answers = open_page(tmp_path / "page.html").classify(images)
    np.testing.assert_allclose(answers, model.predict_proba(images), atol=1e-5)


def test_all_test_images_are_read_alike(open_page, shipped_page, mnist_directory):
    images = load_mnist(mnist_directory).test.images
    page = open_page(shipped_page)
    for part in np.split(images, 10):
        expected = n4.load_model().predict_proba(part)
        answers = page.classify(part)
        np.testing.assert_array_equal(answers.argmax(axis=1), expected.argmax(axis=1))
        np.testing.assert_allclose(answers, expected, atol=AGREED)


def test_no_two_parts_of_a_script_have_one_name(shipped_page):
    page = shipped_page.read_text(encoding="utf-8")
    scripts = re.findall(r"<script[^>]*>\n(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 2
    for script in scripts:
        names = TOP_LEVEL_NAME.findall(script)
        assert len(names) > 20
        assert len(names) == len(set(names)), sorted(names)


@pytest.mark.parametrize(
    ("layers", "shape", "said"),
    [
        ([Softmax(10)], (1, 8, 8), "write_page: model must be for images of 1 x 28"),
        ([FullyConnected(10, activation="tanh")], DIGITS, "write_page: the last layer"),
    ],
)
def test_what_reads_no_digits_is_refused(generator, tmp_path, layers, shape, said):
    model = random_model(layers, generator, shape, cost="auto")
    with pytest.raises(ArgumentError, match=said):
        write_page(tmp_path / "page.html", model)
    assert not any(tmp_path.iterdir())


OURS = {path.stem for path in Path(reader.__file__).parent.glob("*.py")}
CONSTANT = re.compile(r"^(?:export )?const ([A-Z][A-Z_]+) = ([^;]+);", re.MULTILINE)


@pytest.mark.parametrize(
    "name",
    sorted(path.stem for path in (ASSETS / "reader").glob("*.js") if path.stem in OURS),
)
def test_both_readers_have_the_same_settings(name):
    module = importlib.import_module(f"network4.reader.{name}")
    source = (ASSETS / "reader" / f"{name}.js").read_text(encoding="utf-8")
    found = CONSTANT.findall(source)
    assert found
    for constant, value in found:
        own = constant.removeprefix(f"{name.upper()}_")
        ours = getattr(module, own, getattr(module, f"_{own}", None))
        if isinstance(ours, (int, float, tuple)):
            theirs = ast.literal_eval(value)
            assert np.array_equal(theirs, ours), constant


CONDITIONS = {
    "plain": {},
    "touching": {"gap": (0.0, 0.0)},
    "photographed": {"light": 0.6, "shadow": 0.3, "background": "texture"},
    "ruled, rising": {"background": "ruled", "slant": 10.0},
    "framed, light on dark": {"frame": True, "is_inverted": True},
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_lines_are_read_as_python_reads_them(
    open_page, shipped_page, lines, mnist_directory, condition
):
    digits = load_mnist(mnist_directory).validation
    page = open_page(shipped_page)
    for seed in range(3):
        generator = np.random.Generator(np.random.Philox(seed))
        how = lines.Condition(**CONDITIONS[condition])
        image = lines.make_line(digits, how, generator).image
        text, boxes = page.read(image)
        expected = n4.read(image)
        assert text == expected.text
        assert boxes == [list(digit.box) for digit in expected.digits]


def test_a_refusal_is_that_of_python(open_page, shipped_page):
    page = open_page(shipped_page)
    blank = np.full((80, 80), 200, np.uint8)
    with pytest.raises(Network4Error) as refused:
        n4.read(blank)
    sentence = str(refused.value).removeprefix("read: ")
    with pytest.raises(Exception, match=re.escape(sentence)):
        page.read(blank)
