"""`network4 read` as a user meets it."""

import json
import os
import pty
import subprocess
import sys

import numpy as np
import pytest
from command_line import network4
from pictures import written
from PIL import Image, ImageDraw

from network4.layers import FullyConnected, Softmax
from network4.model import Model
from network4.network import Network
from network4.reader import SAMPLE_PICTURE


@pytest.fixture
def picture(tmp_path):
    written(["2015"], shape=(160, 420)).save(tmp_path / "year.png")
    return tmp_path / "year.png"


def test_a_picture_is_read_and_its_boxes_are_drawn(picture, tmp_path):
    done = network4("read", picture, "--boxes", tmp_path / "boxes.png", "--json")
    assert done.returncode == 0, done.stderr
    text, last = done.stdout.splitlines()
    assert text == "2015"
    [reading] = json.loads(last)["readings"]
    assert reading["text"] == "2015"
    [line] = reading["lines"]
    assert [digit["class"] for digit in line] == ["2", "0", "1", "5"]
    for digit in line:
        assert sum(digit["probabilities"]) == pytest.approx(1, abs=1e-4)
    with Image.open(tmp_path / "boxes.png") as drawn:
        assert drawn.size == (420, 160)
        assert drawn.mode == "RGB"


def test_several_pictures_are_named_and_bad_ones_do_not_stop_the_others(
    picture, tmp_path
):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"nothing")
    done = network4("read", bad, picture, "--json")
    assert done.returncode == 1
    text, last = done.stdout.splitlines()
    assert text == f"{picture}: 2015"
    assert len(json.loads(last)["readings"]) == 1
    assert "must be a picture" in json.loads(last)["failures"][0]
    assert "must be a picture" in done.stderr
    assert "1 of 2 were not read" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nowhere.png",), 1, "nowhere.png, which does not exist"),
        ((), 2, "IMAGE or --sample must be given, received neither"),
        (("--sample", "a.png"), 2, "IMAGE or --sample must be given, received both"),
        (("a.png", "b.png", "--boxes", "c.png"), 2, "--boxes must be left out"),
        (("a.png", "--expect-digits", "0"), 2, "x>=1"),
        (("a.png", "--boxes", "b.txt"), 2, "--boxes must end with .png or .jpg"),
        (("a.png", "--boxes", "a.png"), 2, "--boxes must be another file than IMAGE"),
    ],
)
def test_wrong_usage_is_one_sentence(arguments, code, words):
    done = network4("read", *arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (Network([Softmax(10)], (1, 8, 8)), "received one for 1 x 8 x 8"),
        (Network([Softmax(10)], inputs="numbers"), "one that reads 'numbers'"),
        (Network([FullyConnected(784)], cost="reconstruction"), "for Reconstruction"),
    ],
)
def test_a_model_for_other_things_is_refused_once(tmp_path, network, words):
    path = tmp_path / "other.safetensors"
    Model(network, network.initial_parameters(seed=0)).save(path)
    done = network4("read", "a.png", "b.png", "--model", path)
    assert done.returncode == 2
    assert done.stderr.count(words) == 1


def test_one_bad_picture_has_its_json(tmp_path):
    done = network4("read", tmp_path / "nowhere.png", "--json")
    assert done.returncode == 1
    assert "does not exist" in json.loads(done.stdout)["failures"][0]


def test_paper_without_ink_is_refused(tmp_path):
    Image.fromarray(np.full((60, 90), 210, np.uint8)).save(tmp_path / "paper.png")
    done = network4("read", tmp_path / "paper.png")
    assert done.returncode == 1
    assert "must have ink that stands out" in done.stderr


def test_each_picture_that_is_not_read_is_named_once(tmp_path):
    (tmp_path / "bad.png").write_bytes(b"nothing")
    Image.new("L", (40, 40)).save(tmp_path / "cut.png")
    whole = (tmp_path / "cut.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    done = network4("read", tmp_path / "bad.png", tmp_path / "cut.png", "--json")
    failures = json.loads(done.stdout.splitlines()[-1])["failures"]
    for name, said in zip(("bad.png", "cut.png"), failures, strict=True):
        assert said.count(str(tmp_path / name)) == 1


def test_the_sample_is_read_and_it_is_said_where_it_is():
    done = network4("read", "--sample")
    assert done.returncode == 0, done.stderr
    assert done.stdout == SAMPLE_PICTURE.with_suffix(".txt").read_text()
    assert done.stderr == f"{SAMPLE_PICTURE}:\n"


def test_signs_and_what_is_left_out_are_in_the_json(tmp_path):
    image = Image.new("L", (420, 160), 220)
    draw = ImageDraw.Draw(image)
    for left in (60, 100, 200):
        draw.rectangle((left, 40, left + 6, 110), fill=30)
    draw.rectangle((150, 103, 157, 110), fill=30)
    image.save(tmp_path / "price.png")
    done = network4("read", tmp_path / "price.png", "--json")
    text, last = done.stdout.splitlines()
    assert text == "11.1"
    [reading] = json.loads(last)["readings"]
    assert [part["text"] for part in reading["lines"][0] if part.get("sign")] == ["."]
    assert reading["left_out"] == []
    only = network4("read", tmp_path / "price.png", "--json", "--digits-only")
    text, last = only.stdout.splitlines()
    assert text == "111"
    assert only.stderr == "1 sign left out\n"
    [reading] = json.loads(last)["readings"]
    assert [part["reason"] for part in reading["left_out"]] == ["sign"]


def read_from_stdin(given, *more):
    with open(given, "rb") as stdin:
        return subprocess.run(
            [sys.executable, "-m", "network4", "read", "-", *map(str, more)],
            stdin=stdin,
            capture_output=True,
            text=True,
        )


def test_a_picture_may_come_from_standard_input(picture, tmp_path):
    done = read_from_stdin(picture, "--json", "--boxes", tmp_path / "boxes.png")
    assert done.returncode == 0, done.stderr
    text, last = done.stdout.splitlines()
    assert text == "2015"
    [reading] = json.loads(last)["readings"]
    assert (reading["image"], reading["text"]) == ("-", "2015")
    assert (tmp_path / "boxes.png").exists()
    named = read_from_stdin(picture, picture)
    assert named.stdout.splitlines() == ["-: 2015", f"{picture}: 2015"]


def test_what_comes_from_standard_input_may_be_no_picture(tmp_path):
    (tmp_path / "words").write_text("no picture")
    done = read_from_stdin(tmp_path / "words")
    assert done.returncode == 1
    assert "must be a picture in one of" in done.stderr
    assert "received standard input" in done.stderr
    nothing = read_from_stdin("/dev/null")
    assert nothing.returncode == 1
    assert "received nothing; look at the command before it" in nothing.stderr
    for each in (done, nothing):
        assert len(each.stderr.splitlines()) == 1


def test_standard_input_is_read_once():
    done = network4("read", "-", "-")
    assert done.returncode == 2
    assert "IMAGE must be - once at most, received it 2 times" in done.stderr


def test_a_terminal_gives_no_picture():
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "network4", "read", "-"],
            stdin=theirs,
            capture_output=True,
            text=True,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 2
    assert "received a terminal; say network4 read - < photo.jpg" in done.stderr


def test_lines_that_are_not_sure_enough_are_question_marks(tmp_path):
    written(["62", "384"], shape=(200, 300)).save(tmp_path / "two.png")
    whole = network4("read", tmp_path / "two.png", "--json")
    [reading] = json.loads(whole.stdout.splitlines()[-1])["readings"]
    assert (reading["text"], reading["turned"]) == ("62\n384", 0)
    least = max(reading["confidences"])
    between = f"{sum(reading['confidences']) / 2:.6f}"
    assert min(reading["confidences"]) < float(between) < least < 1
    done = network4("read", tmp_path / "two.png", "--sure", between)
    assert sorted(done.stdout.split()) == sorted(
        text if sure >= float(between) else "?"
        for text, sure in zip(["62", "384"], reading["confidences"], strict=True)
    )
    said = f'1 of 2 lines printed as "?": less sure than {float(between)}\n'
    assert done.stderr == said


@pytest.mark.parametrize("least", ["1", "-0.1", "nan"])
def test_how_sure_must_be_below_1(picture, least):
    done = network4("read", picture, "--sure", least)
    assert done.returncode == 2
    assert "--sure must be" in done.stderr


def test_a_page_on_its_side_is_turned_and_that_is_said(tmp_path):
    page = written(["20357", "384"], shape=(200, 420)).rotate(90, expand=True)
    page.save(tmp_path / "side.png")
    done = network4("read", tmp_path / "side.png", "--json")
    assert done.stderr == "turned by 90 degrees clockwise\n"
    *text, last = done.stdout.splitlines()
    assert text == ["20357", "384"]
    assert json.loads(last)["readings"][0]["turned"] == 90
