"""Whole pictures, from pixels to text."""

from dataclasses import replace

import numpy as np
import pytest
from pictures import cropped_to_ink, written
from PIL import Image, ImageDraw

import network4 as n4
from network4.errors import ArgumentError, DataError
from network4.layers import Softmax
from network4.network import Network


def test_lines_are_read_in_order_with_a_box_for_each_digit():
    reading = n4.read(written(["20157", "384", "69"]))
    assert reading.text == "20157\n384\n69"
    assert [len(line) for line in reading.lines] == [5, 3, 2]
    lefts = [digit.box[0] for digit in reading.lines[0]]
    assert lefts == sorted(lefts)
    for digit in reading.digits:
        left, top, right, bottom = digit.box
        assert 25 <= bottom - top <= 50
        assert right - left < 50
        assert digit.probabilities.shape == (10,)
        assert digit.probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert digit.image.shape == (28, 28)


@pytest.mark.parametrize(
    "picture",
    [
        written(["5072"], paper=30, ink=230),
        written(["5072"], size=90),
        written(["5072"], size=24, shape=(100, 200), at=(20, 30)),
        np.asarray(written(["5072"])),
        np.asarray(written(["5072"]), np.float32) / 255,
        written(["5072"]).rotate(8, fillcolor=225),
    ],
    ids=["light on dark", "large", "small", "bytes", "floats", "rising"],
)
def test_sizes_kinds_and_slopes(picture):
    assert n4.read(picture).text == "5072"


def test_a_column_is_read_from_top_to_bottom():
    assert n4.read(written(["4", "7", "2"])).text == "4\n7\n2"


def test_rules_and_frames_are_looked_through():
    image = written(["9042"])
    draw = ImageDraw.Draw(image)
    for row in range(20, 420, 38):
        draw.line((0, row, 700, row), 150, 2)
    assert n4.read(image).text == "9042"
    framed = written(["9042"])
    ImageDraw.Draw(framed).rectangle((12, 12, 687, 407), outline=60, width=3)
    assert n4.read(framed).text == "9042"


@pytest.mark.parametrize("pen", [4, 8, 14])
def test_a_thin_stroke_is_a_1_alone_and_among_others(pen):
    alone = Image.new("L", (600, 600), 220)
    ImageDraw.Draw(alone).line((300, 200, 300, 400), 20, pen)
    assert n4.read(alone).text == "1"
    among = written(["4 7"], size=120, at=(100, 100))
    ImageDraw.Draw(among).line((300, 120, 300, 230), 20, pen)
    # One that is higher than the digits and less than half as thick may be of a form.
    assert n4.read(among).text == ("4?7" if pen == 4 else "417")


def test_upright_strokes_of_a_cropped_picture_are_no_rules():
    image = Image.new("L", (900, 300), 220)
    draw = ImageDraw.Draw(image)
    for left in (100, 500):
        draw.line((left, 50, left, 250), 20, 14)
        draw.ellipse((left + 100, 50, left + 240, 250), outline=20, width=14)
    assert n4.read(image).text == "1010"


def test_as_many_digits_as_are_expected():
    assert len(n4.read(written(["333"]), num_digits=3).digits) == 3
    with pytest.raises(ArgumentError, match=r"that the ink can be, 3 to \d+, received"):
        n4.read(written(["333"]), num_digits=50)
    with pytest.raises(ArgumentError, match="num_digits must be a whole number"):
        n4.read(written(["333"]), num_digits=0)


def test_what_the_network_is_not_sure_of_is_refused():
    model = n4.load_model()
    strict = {**model.details, "rejection_threshold": 1.0}
    reading = n4.read(written(["62"]), model=replace(model, details=strict))
    assert reading.text == "??"
    assert [digit.name for digit in reading.digits] == ["6", "2"]
    assert all(digit.is_refused for digit in reading.digits)


def test_empty_paper_and_other_models_are_refused():
    with pytest.raises(DataError, match="none was found"):
        n4.read(np.full((50, 50), 200, np.uint8))
    network = Network([Softmax(10)], (1, 8, 8))
    model = n4.Model(network, network.initial_parameters(seed=0))
    with pytest.raises(ArgumentError, match="received one for 1 x 8 x 8"):
        n4.read(written(["1"]), model=model)


def test_what_was_read_is_drawn_into_the_picture():
    image = written(["62"])
    reading = n4.read(image)
    drawn = np.asarray(reading.drawn(), int)
    assert drawn.shape == (420, 700, 3)
    changed = (np.abs(drawn - np.asarray(image, int)[..., None]) > 60).any(axis=2)
    for digit in reading.digits:
        left, top, right, bottom = digit.box
        # But where the ink is about as dark as the box.
        assert changed[top, left:right].mean() > 0.8
        assert changed[top:bottom, left].mean() > 0.8
        assert changed[top - 15 : top - 1, left:right].any()  # the answer, above it


@pytest.mark.parametrize("enlarged", [1, 6])
@pytest.mark.parametrize("is_inverted", [False, True])
def test_pictures_cropped_to_the_ink_are_read(mnist_directory, enlarged, is_inverted):
    """Half of such a picture is ink. A slanted bar fills it, and can be anything."""
    some = n4.load_data(mnist_directory).validation
    right = []
    for image, label in zip(some.images[:60], some.labels[:60], strict=True):
        cropped = cropped_to_ink(image, enlarged)
        picture = 255 - cropped if is_inverted else cropped
        try:
            right.append(n4.read(picture).text == str(label))
        except DataError:
            right.append(False)
    # Of 60 that are read in 97 of 100 cases 54 are all but certain (P(fewer) < 1%).
    assert sum(right) >= 54


def test_a_box_at_the_edge_of_a_picture_is_drawn_whole():
    seven = np.asarray(written(["7"]))
    rows, columns = np.nonzero(seven < 100)
    picture = Image.fromarray(seven[20 : rows.max() + 1, 20 : columns.max() + 1])
    reading = n4.read(picture)
    (digit,) = reading.digits
    left, top, right, bottom = digit.box
    assert (right, bottom) == picture.size
    drawn = np.asarray(reading.drawn(), int)
    green = np.abs(drawn - [26, 127, 55]).sum(axis=2) < 9
    assert green[bottom - 1, left:right].all()
    assert green[top:bottom, right - 1].all()


def test_the_digits_of_mnist_are_read_one_by_one(mnist_directory):
    """Ink is told from paper and written anew: that costs two in a hundred at most."""
    some = n4.load_data(mnist_directory).validation
    images, labels = some.images[:200], some.labels[:200].tolist()
    model = n4.load_model()
    right = [
        n4.read(image, model=model).text == str(label)
        for image, label in zip(images, labels, strict=True)
    ]
    assert sum(right) >= (model.predict(images) == labels).sum() - 4


def strokes(*boxes, shape=(160, 420)):
    """A picture with dark strokes (left, top, right, bottom)."""
    image = Image.new("L", (shape[1], shape[0]), 220)
    draw = ImageDraw.Draw(image)
    for box in boxes:
        draw.rectangle(box, fill=30)
    return image


def test_signs_are_read_among_digits_and_left_out_where_they_are_not_wanted():
    ones = [(left, 40, left + 6, 110) for left in (60, 100, 200)]
    image = strokes(*ones, (150, 103, 157, 110))
    reading = n4.read(image)
    assert reading.text == "11.1"
    assert [sign.text for sign in reading.signs] == ["."]
    assert len(reading.digits) == 3
    only = n4.read(image, digits_only=True)
    assert only.text == "111"
    [left_out] = only.left_out
    assert left_out.reason == "sign"
    assert left_out.box == reading.signs[0].box


def test_small_digits_do_not_vanish():
    image = Image.new("L", (500, 180), 220)
    draw = ImageDraw.Draw(image)
    for left, top, radius in ((80, 90, 45), (200, 115, 20), (280, 115, 20)):
        box = (left - radius, top - radius, left + radius, top + radius)
        draw.ellipse(box, outline=30, width=8)
    assert n4.read(image).text == "000"


def test_what_is_left_out_is_listed_with_its_box_and_drawn():
    image = written(["62"], shape=(160, 420))
    ImageDraw.Draw(image).rectangle((8, 8, 411, 151), outline=60, width=3)
    reading = n4.read(image)
    assert reading.text == "62"
    [frame] = reading.left_out
    assert frame.reason == "rule"
    np.testing.assert_allclose(frame.box, (8, 8, 412, 152), atol=2)
    drawn = np.asarray(reading.drawn(), int)
    left, top, right, _ = frame.box
    orange = np.abs(drawn - [217, 119, 6]).sum(axis=2) < 9
    assert orange[top, left:right].mean() > 0.9


def test_a_scribble_is_refused_and_not_cut_into_digits():
    image = written(["62"], shape=(200, 700), size=60)
    draw = ImageDraw.Draw(image)
    points = [(300 + 8 * n, 45 if n % 2 else 105) for n in range(30)]
    draw.line(points, 40, 5)
    text = n4.read(image).text
    assert text.startswith("62")
    assert "?" in text


def test_digits_in_cells_are_read_without_the_cells():
    image = written(["504192"], shape=(160, 500), size=48, at=(60, 50))
    draw = ImageDraw.Draw(image)
    for number in range(6):
        left = 48 + number * 57.6
        draw.rectangle((left, 42, left + 57.6, 116), outline=70, width=2)
    assert n4.read(image).text == "504192"


def test_an_array_may_have_an_axis_of_channels():
    grey = np.asarray(written(["5072"]).convert("L"))
    wanted = n4.read(grey)
    assert wanted.text == "5072"
    colours = np.stack([grey] * 3, axis=-1)
    clear = np.concatenate([colours, np.full_like(grey, 255)[..., None]], axis=-1)
    for picture in (grey[..., None], colours, clear):
        found = n4.read(picture)
        assert found.text == wanted.text
        assert [d.box for d in found.digits] == [d.box for d in wanted.digits]


@pytest.mark.parametrize("letter", ["R", "K", "k"])
def test_a_letter_among_digits_is_unread_and_no_two_digits(letter):
    image = written([f"5{letter}2"], shape=(200, 400), size=60)
    assert n4.read(image).text == "5?2"
