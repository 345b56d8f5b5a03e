"""`network4 train` as a user meets it."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from command_line import network4, started
from PIL import Image

from network4 import load_data
from network4.cli.train import train
from network4.engines import ENGINES, MOST_THREADS
from network4.experiments import RECIPES
from network4.model import load_model
from network4.plots import draw_errors
from network4.utils.records import read_record


def test_train_ends_stdout_with_one_json_object(trained):
    out, done = trained
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["test_accuracy"] > 0.9
    assert result["validation_accuracy"] > 0.9
    assert result["engine"] == "jax"
    assert result["model"] == str(out / "model.safetensors")
    assert {"best_epoch", "seconds", "data"} <= set(result)
    assert result["is_mnist"] is False


def test_train_writes_model_record_and_pictures(trained):
    out, _ = trained
    names = {path.name for path in out.iterdir()}
    assert names == {"model.safetensors", "record.json", "errors.png", "curves.png"}
    record = read_record(out / "record.json")
    assert (record["seed"], record["batch_size"], record["name"]) == (7, 5, "quick")
    assert len(record["epochs"]) == 3
    model = load_model(out / "model.safetensors")
    assert model.network.input_shape == (1, 20, 16)
    assert model.details["classes"] == ["lying", "standing"]


def test_what_is_not_data_goes_to_stderr_and_no_bar_is_drawn(trained):
    _, done = trained
    assert "ConvPool(12, 5, activation='relu')" in done.stderr
    assert "ConvPool" not in done.stdout
    assert "epoch 1 of" not in done.stderr


def test_a_network_of_the_book_is_trained_by_name(striped_folder, tmp_path):
    options = ("--data", striped_folder, "--epochs", 1, "--out", tmp_path)
    done = network4("train", "basic_conv", *options)
    assert done.returncode == 0, done.stderr
    record = read_record(tmp_path / "record.json")
    assert record["name"] == "basic_conv"
    assert [layer["type"] for layer in record["network"]["layers"]] == [
        "ConvPool",
        "FullyConnected",
        "Softmax",
    ]


def test_the_remainder_that_is_dropped_is_said(trained):
    _, done = trained
    assert "training images do not fill a mini-batch" not in done.stderr
    said = network4("train", "--data", "digits", "--batch-size", 1000, "--epochs", 1)
    assert "197 of 1,197 training images do not fill a mini-batch" in said.stderr


def test_errors_png_shows_the_misread_with_true_and_given_labels(
    striped_folder, tmp_path
):
    """Of two classes the one given is the other one; none is learned at this rate."""
    options = ("--epochs", 1, "--learning-rate", 1e-9, "--out", tmp_path)
    done = network4("train", "quick", "--data", striped_folder, *options)
    assert done.returncode == 0, done.stderr
    test = load_data(striped_folder).test
    answers = load_model(tmp_path / "model.safetensors").predict(test.images)
    wrong = answers != test.labels
    assert 0 < wrong.sum() < len(test)
    draw_errors(
        tmp_path / "expected.png",
        test.images[wrong],
        test.labels[wrong].tolist(),
        (1 - test.labels[wrong]).tolist(),
        ("lying", "standing"),
    )
    with (
        Image.open(tmp_path / "errors.png") as drawn,
        Image.open(tmp_path / "expected.png") as expected,
    ):
        np.testing.assert_array_equal(drawn, expected)


def test_without_mnist_and_network_it_trains_on_digits_and_says_so(tmp_path):
    """No directory, an empty home, and mirrors that no proxy reaches."""
    nowhere = {"https_proxy": "http://127.0.0.1:9", "NETWORK4_DATA": ""}
    homes = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "KERAS_HOME"), str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-m", "network4", "train", "--epochs", "3", "--json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, **nowhere, **homes},
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    assert "These are NOT MNIST" in done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["data"] == "digits"
    record = read_record(tmp_path / "run" / "record.json")
    assert record["data"]["note"] == "these images are not MNIST"
    assert record["data"]["num_images"] == {
        "train": 1197,
        "validation": 300,
        "test": 300,
    }
    asked = subprocess.run(
        [sys.executable, "-m", "network4", "train", "--data", "mnist"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, **nowhere, **homes},
        timeout=200,
    )
    assert asked.returncode == 1
    assert "Traceback" not in asked.stderr


def read_until(terminal, words, seconds):
    """What a terminal shows, up to the first appearance of some words."""
    shown, end = b"", time.monotonic() + seconds
    while words not in shown and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            shown += os.read(terminal, 4096)
    return shown


def test_ctrl_c_keeps_the_best_network(tmp_path):
    """On a terminal: the bar shows that an epoch has ended, then Ctrl-C comes."""
    terminal, stderr = pty.openpty()
    command = ("train", "--data", "digits", "--epochs", 100000, "--out", tmp_path)
    shell = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with started(*command, "--json", stderr=stderr, env=shell) as process:
        shown = read_until(terminal, b"best", 120)
        process.send_signal(signal.SIGINT)
        said = read_until(terminal, b"is kept", 60)
        out, _ = process.communicate(timeout=60)
    os.close(stderr)
    os.close(terminal)
    assert b"of 100000" in shown
    assert b"The model of epoch" in said
    assert process.returncode == 0
    assert json.loads(out.splitlines()[-1])["stopped"] == "interrupted"
    assert load_model(tmp_path / "model.safetensors")


def test_help_names_every_recipe():
    text = network4("train", "--help").stdout
    for recipe in RECIPES:
        assert recipe.name in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "least"),
    [(("quick",), 0.99), (("dbl_conv_relu", "--epochs", 3), 0.985)],
)
def test_the_readmes_figures_on_mnist(mnist_directory, tmp_path, arguments, least):
    options = ("--data", mnist_directory, "--out", tmp_path, "--json")
    done = network4("train", *arguments, *options)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["is_mnist"] is True
    assert result["test_accuracy"] > least


@pytest.mark.slow
def test_the_readmes_figure_on_digits(tmp_path):
    done = network4("train", "--data", "digits", "--out", tmp_path, "--json")
    assert json.loads(done.stdout.splitlines()[-1])["test_accuracy"] > 0.97


def test_help_offers_all_engines_and_as_many_threads_as_there_may_be():
    options = {option.name: option.type for option in train.params}
    assert set(options["engine"].choices) == {"auto", *ENGINES}
    assert options["num_threads"].max == MOST_THREADS


@pytest.mark.parametrize("opacity", [255, 128, 0])
def test_images_that_all_are_the_same_are_warned_of(tmp_path, opacity):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(6):
            picture = Image.new("RGBA", (6, 8), (9, 9, 9, opacity))
            picture.save(tmp_path / name / f"{number}.png")
    done = network4("train", "--data", tmp_path)
    assert done.returncode == 1
    assert "are the same, so that nothing can be learned" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("rate", ["nan", "inf"])
def test_a_rate_that_no_record_can_hold_is_refused_before_anything_is_written(
    tmp_path, rate
):
    out = tmp_path / "run"
    done = network4("train", "--learning-rate", rate, "--out", out)
    assert done.returncode == 2
    assert f"must be a finite number, received '{rate}'" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize("kind", ["folder", "numbers", "words"])
def test_one_class_is_nothing_to_learn(tmp_path, kind):
    pixels = np.random.default_rng(0).integers(0, 256, (9, 28, 28), dtype=np.uint8)
    given = tmp_path / "given.csv"
    if kind == "folder":
        given = tmp_path / "given"
        (given / "cat").mkdir(parents=True)
        for number, image in enumerate(pixels):
            Image.fromarray(image).save(given / "cat" / f"{number}.png")
    else:
        label = "7" if kind == "numbers" else "cat"
        rows = [",".join([label, *map(str, row)]) for row in pixels.reshape(9, -1)]
        given.write_text("\n".join(rows))
    done = network4("train", "--data", given, "--out", tmp_path / "run")
    assert done.returncode == 2
    name = "7" if kind == "numbers" else "cat"
    assert f"two classes or more, received only class '{name}'" in done.stderr
    assert not (tmp_path / "run" / "model.safetensors").exists()


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--batch-size", "100000", "batch_size must be at most"),
        ("--learning-rate", "-3", "learning_rate must be"),
    ],
)
def test_a_refusal_names_the_command_that_was_called(tmp_path, option, value, words):
    done = network4("train", "--data", "digits", option, value, "--out", tmp_path / "o")
    assert done.returncode == 2
    assert f"Error: train: {words}" in done.stderr
