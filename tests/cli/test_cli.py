"""The command line as a user meets it: what is printed where, and exit codes."""

import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import numpy as np
import pytest
from PIL import Image

from network4.experiments import RECIPES
from network4.model import load_model
from network4.records import read_record


def network4(*arguments, **environment):
    with tempfile.TemporaryDirectory() as empty:
        return subprocess.run(
            [sys.executable, "-m", "network4", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=empty,
            env={**os.environ, **environment},
            timeout=250,
        )


@pytest.fixture(scope="module")
def striped_folder(tmp_path_factory):
    """A folder of images, one sub-folder a class: not MNIST, and not 28 x 28."""
    folder = tmp_path_factory.mktemp("stripes")
    generator = np.random.Generator(np.random.Philox(4))
    for name in ("lying", "standing"):
        (folder / name).mkdir()
        for number in range(60):
            image = generator.integers(0, 60, (20, 16), dtype=np.uint8)
            image[
                (slice(None, None, 2), ...)
                if name == "lying"
                else (..., slice(None, None, 2))
            ] += 150
            Image.fromarray(image).save(folder / name / f"{number}.png")
    return folder


@pytest.fixture(scope="module")
def trained(striped_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "deep" / "run"
    options = ("--epochs", 3, "--batch-size", 5, "--seed", 7, "--engine", "jax")
    done = network4("train", "--data", striped_folder, *options, "--out", out, "--json")
    assert done.returncode == 0, done.stderr
    return out, done


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


def test_evaluate_prints_the_confusion_matrix(trained, striped_folder):
    out, _ = trained
    done = network4(
        "evaluate", out / "model.safetensors", "--data", striped_folder, "--json"
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    record = read_record(out / "record.json")
    assert result["test_accuracy"] == pytest.approx(record["test_accuracy"])
    matrix = np.array(result["confusion_matrix"])
    assert matrix.trace() / matrix.sum() == pytest.approx(result["test_accuracy"])
    assert "rows: true class, columns: predicted class" in done.stdout
    assert done.stdout.count("standing") >= 2


def test_evaluate_goes_by_the_names_of_classes(trained, striped_folder, tmp_path):
    """A folder of "standing" alone: its only label is 0, the model's class is 1."""
    out, _ = trained
    shutil.copytree(striped_folder / "standing", tmp_path / "some" / "standing")
    some = ("--data", tmp_path / "some", "--json")
    done = network4("evaluate", out / "model.safetensors", *some)
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["test_accuracy"] > 0.9
    assert result["class_names"] == ["lying", "standing"]
    done = network4("evaluate", out / "model.safetensors", "--data", "digits")
    assert done.returncode == 1
    done = network4("evaluate", out)
    assert "is a directory; give the file in it" in done.stderr


def test_rows_of_the_confusion_matrix_are_true_classes():
    from network4.cli.evaluate import _confusion_matrix

    matrix = _confusion_matrix(np.array([0, 0, 1]), np.array([1, 1, 1]), 2)
    assert matrix.tolist() == [[0, 2], [0, 1]]


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


def test_errors_png_is_given_true_and_given_labels(stripes, tmp_path, monkeypatch):
    from network4 import plots
    from network4.cli.train import _write
    from network4.experiments import find_recipe
    from network4.layers import Softmax
    from network4.network import Network
    from network4.training import fit

    drawn = []
    monkeypatch.setattr(plots, "draw_errors", lambda *given: drawn.append(given))
    network = Network([Softmax(2)], (1, 8, 8))
    run = fit(network, stripes, epochs=1, learning_rate=1e-9)
    _write(tmp_path, run, stripes, find_recipe("quick"))
    [(_, images, labels, answers, names)] = drawn
    wrong = run.wrong_test_indices
    assert len(wrong) > 0
    np.testing.assert_array_equal(images, stripes.test.images[wrong])
    np.testing.assert_array_equal(labels, stripes.test.labels[wrong])
    np.testing.assert_array_equal(answers, 1 - stripes.test.labels[wrong])
    assert names == ("lying", "standing")


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


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("trian",), "No such command 'trian'. Did you mean 'train'?"),
        (("train", "dbl_con"), "Did you mean 'dbl_conv'?"),
        (("train", "--epochs", "0"), "x>=1"),
        (("train", "--epochs", "many"), "'many' is not a valid integer"),
        (("train", "--seed", "-1"), "--seed"),
        (("train", "--engine", "jaxx"), "--engine"),
        (("train", "--epoch", "3"), "--epochs"),
        (("train", "--data", "digits", "--learning-rate", "0"), "above 0"),
        (("evaluate",), "Missing argument 'MODEL'"),
    ],
)
def test_wrong_usage_exits_2_with_a_hint(arguments, words):
    done = network4(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "help" in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("evaluate", "none.safetensors"), "none.safetensors does not exist"),
        (("train", "--data", "digits", "--learning-rate", "1e30"), "the cost became"),
        (("train", "--data", "digits", "--out", "/dev/null/run"), "cannot write in"),
        (("train", "--data", "digits", "--out", "/proc/1"), "cannot write in /proc/1"),
        (("evaluate", "/"), "is a directory"),
    ],
)
def test_failures_exit_1_with_one_sentence(arguments, words):
    done = network4(*arguments)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Error: ")
    assert words in last
    assert "Traceback" not in done.stderr


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
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "network4", "train", "--data", "digits"),
            *("--epochs", "100000", "--out", str(tmp_path), "--json"),
        ],
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
    )
    shown = read_until(terminal, b"best", 120)
    process.send_signal(signal.SIGINT)
    said = read_until(terminal, b"is kept", 60)
    out, _ = process.communicate(timeout=60)
    os.close(stderr)
    os.close(terminal)
    assert b"of 100000" in shown
    assert b"the best network is kept" in said
    assert process.returncode == 0
    assert json.loads(out.splitlines()[-1])["stopped"] == "interrupted"
    assert load_model(tmp_path / "model.safetensors")


def test_help_names_every_recipe():
    text = network4("train", "--help").stdout
    for recipe in RECIPES:
        assert recipe.name in text


def test_help_imports_nothing_heavy():
    """The time to answer is spent on imports: none of these may be among them."""
    code = (
        "import sys; from network4.cli import network4\n"
        "network4(['--help'], 'network4', standalone_mode=False)\n"
        "heavy = {'jax', 'numpy', 'matplotlib', 'sklearn', 'PIL', 'rich'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Usage: network4" in done.stdout


def test_info_shows_versions_devices_engines_and_data(tmp_path):
    done = network4("info", "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert set(result) == {"versions", "machine", "engines", "mnist"}
    assert "cpu" in result["engines"]["jax"] or "cuda" in result["engines"]["jax"]
    assert "MNIST" in done.stdout


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


@pytest.mark.parametrize("command", ["info", "train --data digits --engine jax"])
def test_jax_that_cannot_start_is_one_sentence(command):
    done = network4(*command.split(), JAX_PLATFORMS="nonsense")
    assert done.returncode == 1
    assert "JAX cannot start" in done.stderr
    assert "Traceback" not in done.stderr
