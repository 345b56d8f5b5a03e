"""What strangers named is printed so that a terminal only shows it."""

import json

import numpy as np
import pytest
from command_line import network4
from PIL import Image

from network4 import Network, Softmax
from network4.cli.output import say
from network4.model import Model

HOSTILE = "\x1b[2J\x1b]0;x\x07\x9b31m\u202eb\x7f"
SHOWN = r"\x1b[2J\x1b]0;x\x07\x9b31m\u202eb\x7f"


def unsafe(text):
    return [c for c in text if c != "\n" and (not c.isprintable())]


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("folder")
    generator = np.random.Generator(np.random.Philox(4))
    for name, least in ((f"a{HOSTILE}", 0), ("[red]b[bold]", 150)):
        (folder / name).mkdir()
        for number in range(30):
            image = generator.integers(least, least + 60, (8, 8), dtype=np.uint8)
            Image.fromarray(image).save(folder / name / f"{number}.png")
    return folder


@pytest.fixture(scope="module")
def hostile_model(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / f"m{HOSTILE}.safetensors"
    network = Network([Softmax(2)])
    names = [f"a{HOSTILE}", "[red]b[bold]"]
    parameters = network.initial_parameters(seed=0)
    Model(network, parameters, {"classes": names}).save(path)
    return path


def test_names_of_classes_are_shown_with_escapes(hostile_folder, tmp_path):
    options = ("--epochs", 1, "--out", tmp_path / f"out{HOSTILE}", "--json")
    done = network4("train", "shallow", "--data", hostile_folder, *options)
    assert done.returncode == 0, done.stderr
    model = tmp_path / f"out{HOSTILE}" / "model.safetensors"
    told = network4("evaluate", model, "--data", hostile_folder, "--json")
    assert told.returncode == 0, told.stderr
    assert f"a{SHOWN}" in told.stdout and "[red]b[bold]" in told.stdout
    for process in (done, told):
        assert not unsafe(process.stdout + process.stderr)
        json.loads(process.stdout.splitlines()[-1])
    # As JSON they are what they were.
    names = json.loads(told.stdout.splitlines()[-1])["class_names"]
    assert sorted(names) == sorted([f"a{HOSTILE}", "[red]b[bold]"])


def test_what_is_read_and_named_is_shown_with_escapes(hostile_model, tmp_path):
    picture = tmp_path / f"one{HOSTILE}\ntwo.png"
    grey = np.full((60, 60), 220, np.uint8)
    grey[15:45, 28:32] = 20
    Image.fromarray(grey).save(picture)
    none = tmp_path / f"none{HOSTILE}\n.png"
    none.write_bytes(b"no picture")
    arguments = ("read", picture, none, "--model", hostile_model, "--json")
    done = network4(*arguments)
    assert done.returncode == 1
    assert rf"one{SHOWN}\ntwo.png: " in done.stdout
    assert rf"none{SHOWN}\n.png" in done.stderr
    assert not unsafe(done.stdout + done.stderr)
    # The answer for one picture is one line, the other is JSON.
    assert len(done.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("evaluate", f"nowhere{HOSTILE}"),
        ("read", f"nowhere{HOSTILE}"),
        (f"read{HOSTILE}",),
        ("train", "--data", f"nowhere{HOSTILE}/x"),
        ("train", "--epochs", HOSTILE),
        ("book", f"nowhere{HOSTILE}.py"),
        ("report", "--results", f"nowhere{HOSTILE}"),
    ],
)
def test_errors_show_names_with_escapes(arguments):
    done = network4(*arguments)
    assert done.returncode in (1, 2)
    assert "Error" in done.stderr
    assert not unsafe(done.stdout + done.stderr)


def test_lines_and_tabs_are_printed_as_they_are(capsys):
    say("a\n\tb\x1b[1m\r")
    assert capsys.readouterr().out == "a\n\tb\\x1b[1m\\r\n"
