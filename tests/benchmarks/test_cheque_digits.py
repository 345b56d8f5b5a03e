"""What the reader cuts out of pictures whose digits have boxes."""

import json

import numpy as np
import pytest
from PIL import Image, ImageDraw

import network4 as n4
from network4.datasets import NO_CLASS
from network4.errors import DataError
from network4.reader.ink import find_ink
from network4.reader.recognizing import Seen
from network4.reader.straightening import straighten

cheque_digits = pytest.importorskip(
    "benchmarks.cheque_digits", reason="needs a checkout"
)
BOX_OF_THREE = json.dumps(
    {
        "categories": [{"id": 1, "name": "1"}],
        "images": [{"id": 0, "file_name": "0.png"}],
        "annotations": [{"image_id": 0, "category_id": 1, "bbox": [1, 2, 3]}],
    }
)
_SEGMENTS = {"1": ((30, 0, 36, 60),), "7": ((0, 0, 36, 6), (30, 0, 36, 60))}


def drawn(text, rise=0):
    """Return a picture of 1s and 7s made of bars, and their boxes.

    Each digit stands so many pixels higher than the one before it.
    """
    lowest = 30 + rise * (len(text) - 1)
    image = Image.new("L", (80 + 70 * len(text), lowest + 90), 225)
    boxes = []
    for place, digit in enumerate(text):
        bars = np.array(_SEGMENTS[digit]) + [40 + 70 * place, lowest - rise * place] * 2
        for bar in bars.tolist():
            ImageDraw.Draw(image).rectangle(bar, 40)
        boxes.append([*bars.min(axis=0)[:2], *bars.max(axis=0)[2:] + 1])
    return image, np.array(boxes, float)


def as_annotated(texts):
    """Return annotations of drawn pictures in COCO's form, digits in any order."""
    annotations = [
        {
            "image_id": number,
            "category_id": 10 + int(digit),
            "bbox": [*box[:2].tolist(), *(box[2:] - box[:2]).tolist()],
        }
        for number, text in enumerate(texts)
        for digit, box in reversed(list(zip(text, drawn(text)[1], strict=True)))
    ]
    return {
        "categories": [{"id": 10 + digit, "name": str(digit)} for digit in range(10)],
        "images": [{"id": n, "file_name": f"{n}.png"} for n in range(len(texts))],
        "annotations": annotations,
    }


@pytest.fixture
def folder(tmp_path):
    """A folder of two cheques, and the table of their digits."""
    texts = "171", "77"
    (tmp_path / "annotations").mkdir()
    (tmp_path / "images" / "some").mkdir(parents=True)
    for number, text in enumerate(texts):
        drawn(text)[0].save(tmp_path / f"images/some/{number}.png")
    said = json.dumps(as_annotated(texts))
    (tmp_path / "annotations/instances_some.json").write_text(said)
    (tmp_path / "labels.csv").write_text("file,digits\nsome/1.png,77\nsome/0.png,171\n")
    return tmp_path


def loaded(folder):
    return cheque_digits.load_cheques(folder, folder / "labels.csv")


def test_cheques_are_loaded_in_the_order_of_the_table(folder):
    one, two = loaded(folder)
    assert (one.text, two.text) == ("77", "171")
    assert two.picture == folder / "images/some/0.png"
    np.testing.assert_array_equal(two.boxes, drawn("171")[1])


@pytest.mark.parametrize("text", ["711", "17", "1717", "1a1", ""])
def test_a_table_with_other_digits_is_refused(folder, text):
    (folder / "labels.csv").write_text(f"file,digits\nsome/0.png,{text}\n")
    with pytest.raises(DataError, match="a box in the annotations for each"):
        loaded(folder)


def test_a_cheque_without_annotations_is_refused(folder):
    (folder / "annotations/instances_some.json").unlink()
    with pytest.raises(DataError, match="received 0;"):
        loaded(folder)


@pytest.mark.parametrize("said", ["[]", "{", '{"images": [{}]}', "null", BOX_OF_THREE])
def test_other_annotations_are_refused(folder, said):
    (folder / "annotations/instances_some.json").write_text(said)
    with pytest.raises(DataError, match="COCO's form"):
        loaded(folder)


ONE = b"some/0.png,171\n"


@pytest.mark.parametrize(
    "table", [b"a\nsome/0.png\n", b"a,b\n\xff,1\n", b"a,b\n", b"a,b\n" + 2 * ONE]
)
def test_what_is_no_table_is_refused(folder, table):
    (folder / "labels.csv").write_bytes(table)
    with pytest.raises(DataError, match="two columns"):
        loaded(folder)


def test_digits_are_cut_out_as_the_reader_shows_them(folder):
    model = n4.load_model()
    _, cheque = loaded(folder)
    parts = cheque_digits.cut_out(cheque, model)
    shown = n4.read(cheque.picture, model=model).digits
    assert [digit.text for digit in shown] == list("171")
    for digit in shown:
        same = (parts.images == digit.image).all(axis=(1, 2))
        assert same.any()
        assert set(parts.labels[same]) == {int(digit.text)}
        assert (parts.sureness[same] > 0.5).all()


def test_what_fills_no_box_is_no_digit(folder):
    model = n4.load_model()
    cheque = loaded(folder)[1]
    image = n4.read(cheque.picture, model=model).digits[1].image
    fewer = cheque._replace(text="11", boxes=cheque.boxes[[0, 2]])
    parts = cheque_digits.cut_out(fewer, model)
    same = (parts.images == image).all(axis=(1, 2))
    assert set(parts.labels[same]) == {NO_CLASS}
    assert set(parts.labels) == {1, NO_CLASS}


def test_where_there_is_no_ink_there_are_no_parts(tmp_path):
    Image.new("L", (200, 100), 255).save(tmp_path / "blank.png")
    blank = cheque_digits.Cheque(tmp_path / "blank.png", "1", np.ones((1, 4)))
    assert cheque_digits.cut_out(blank, n4.load_model()) is None


@pytest.fixture
def looks_at_nothing(monkeypatch):
    """The reader shows no part to the network."""

    def recognize(model, splits, every):
        return [Seen(split) for split in splits]

    monkeypatch.setattr(cheque_digits, "recognize", recognize)


@pytest.mark.usefixtures("looks_at_nothing")
def test_digits_that_the_reader_did_not_look_at_are_cut_out_too(folder):
    model = n4.load_model()
    parts = cheque_digits.cut_out(loaded(folder)[1], model)
    assert sorted(parts.labels) == [1, 1, 7]
    assert not parts.sureness.any()
    np.testing.assert_array_equal(model.predict(parts.images), parts.labels)


@pytest.mark.usefixtures("looks_at_nothing")
def test_boxes_are_found_on_a_page_that_was_turned_level(tmp_path):
    image, boxes = drawn("7171717", rise=12)
    image.save(tmp_path / "rising.png")
    assert straighten(find_ink(np.asarray(image) / 255)).degrees > 5
    cheque = cheque_digits.Cheque(tmp_path / "rising.png", "7171717", boxes)
    model = n4.load_model()
    parts = cheque_digits.cut_out(cheque, model)
    assert sorted(parts.labels) == [1, 1, 1, 7, 7, 7, 7]
    np.testing.assert_array_equal(model.predict(parts.images), parts.labels)
