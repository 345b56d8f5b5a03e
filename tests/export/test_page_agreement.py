"""What the page computes, beside our own engines and reader."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from exported import LAYERS, random_model
from pictures import cropped_to_ink, written

import network4 as n4
from network4 import reader
from network4.datasets import load_mnist
from network4.errors import Network4Error
from network4.export import write_page
from network4.layers import Conv, FullyConnected, Softmax
from network4.reader.constants import CONFIDENCE

ASSETS = Path(n4.__file__).parent / "export" / "page"
DIGITS = (1, 28, 28)
AGREED = 1e-4


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_every_layer_gives_our_outputs(open_page, generator, tmp_path, layer):
    model = random_model([Conv(4, 9), layer, Softmax(10)], generator, DIGITS)
    write_page(tmp_path / "page.html", model)
    images = generator.integers(0, 256, (3, 28, 28), np.uint8)
    answers = open_page(tmp_path / "page.html").classify(images)
    np.testing.assert_allclose(answers, model.predict_proba(images), atol=1e-5)


@pytest.mark.parametrize("field, padding", [(8, (1, 0)), (9, (0, 2)), ((8, 9), 1)])
def test_tiles_that_are_not_all_full_count_no_less(
    open_page, generator, tmp_path, field, padding
):
    """Odd and even heights, widths and numbers of maps, 3 x 3 after something else."""
    layers = [Conv(3, field), Conv(5, 3, padding=padding), Softmax(10)]
    model = random_model(layers, generator, DIGITS)
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


READER = Path(reader.__file__).parent
USED = re.compile(r"\b([A-Z]+)\.([A-Z_]+)\b")


@pytest.mark.parametrize("folder", [READER, ASSETS / "reader"], ids=["Python", "page"])
def test_both_readers_decide_by_the_numbers_of_one_file(folder):
    """A name that is not there would be no error in JavaScript, but no number."""
    groups = json.loads((READER / "constants.json").read_text(encoding="utf-8"))
    known = {(g.upper(), name) for g, group in groups.items() for name in group}
    suffix = ".js" if folder.parent.name == "page" else ".py"
    sources = [
        (folder / group).with_suffix(suffix).read_text(encoding="utf-8")
        for group in groups
    ]
    used = {name for source in sources for name in USED.findall(source)}
    upper = {group.upper() for group in groups}
    assert {name for name in used if name[0] in upper} == known


# A weighted sum changes by its weights times the changes of the signals: logarithms of
# doubts of at least LEAST_DOUBT that differ by AGREED, and costs. The logistic function
# is no steeper than a quarter.
SURE_AGREED = 0.25 * 2 * AGREED / CONFIDENCE.LEAST_DOUBT

CONDITIONS = {
    "plain": {},
    "touching": {"gap": (0.0, 0.0)},
    "photographed": {"light": 0.6, "shadow": 0.3, "background": "texture"},
    "ruled, rising": {"background": "ruled", "slant": 10.0},
    "framed, light on dark": {"frame": True, "is_inverted": True},
    "on a desk": {"desk": 0.3},
    "cells": {"form": "cells"},
    "comb": {"form": "comb"},
    "boxes": {"form": "boxes"},
    "signs": {"has_signs": True},
    "small digits": {"size_jitter": 0.6, "noise": 0.05},
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
        assert boxes == [list(part.box) for line in expected.lines for part in line]
        left_out = [[list(part.box), part.reason] for part in expected.left_out]
        assert page.left_out(image) == left_out
        turned, confidences = page.sure(image)
        assert turned == expected.turned
        np.testing.assert_allclose(confidences, expected.confidences, atol=SURE_AGREED)


def test_pictures_cropped_to_the_ink_are_read_as_python_reads_them(
    open_page, shipped_page, mnist_directory
):
    page = open_page(shipped_page)
    for image in load_mnist(mnist_directory).validation.images[:20]:
        cropped = cropped_to_ink(image)
        expected = n4.read(cropped)
        boxes = [list(part.box) for line in expected.lines for part in line]
        assert page.read(cropped) == [expected.text, boxes]


def test_names_of_several_letters_are_set_apart(open_page, tmp_path):
    shipped = n4.load_model()
    names = "zero one two three four five six seven eight nine".split()
    model = replace(shipped, details={**shipped.details, "classes": names})
    write_page(tmp_path / "page.html", model)
    image = np.asarray(written(["4", "72"]))
    text, _ = open_page(tmp_path / "page.html").read(image)
    assert text == n4.read(image, model=model).text == "four\nseven two"


def test_a_refusal_is_that_of_python(open_page, shipped_page):
    page = open_page(shipped_page)
    blank = np.full((80, 80), 200, np.uint8)
    with pytest.raises(Network4Error) as refused:
        n4.read(blank)
    sentence = str(refused.value).removeprefix("read: ")
    with pytest.raises(Exception, match=re.escape(sentence)):
        page.read(blank)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turned_pages_are_read_as_python_reads_them(open_page, shipped_page, quarters):
    image = np.rot90(np.asarray(written(["20157", "384", "69"])), quarters)
    expected = n4.read(image)
    assert expected.turned == 90 * quarters
    page = open_page(shipped_page)
    boxes = [list(digit.box) for digit in expected.digits]
    assert page.read(image) == [expected.text, boxes]
    turned, confidences = page.sure(image)
    assert turned == expected.turned
    np.testing.assert_allclose(confidences, expected.confidences, atol=SURE_AGREED)
