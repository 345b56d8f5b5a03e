"""The command line as a whole: wrong usage, failures, help, exit codes."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pytest
from command_line import network4
from PIL import Image

from network4.cli import network4 as commands
from network4.utils.extras import install_command


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
        (("read",), "IMAGE or --sample must be given"),
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
    devices = result["engines"]["jax"].lower()  # JAX 0.8 says TFRT_CPU_0
    assert "cpu" in devices or "cuda" in devices
    assert "MNIST" in done.stdout


@pytest.mark.parametrize("command", ["info", "train --data digits --engine jax"])
def test_jax_that_cannot_start_is_one_sentence(command):
    done = network4(*command.split(), JAX_PLATFORMS="nonsense")
    assert done.returncode == 1
    assert "JAX cannot start" in done.stderr
    assert "Traceback" not in done.stderr


SIGNALLED = """
import os, signal, sys, time
from network4 import cli
def end():
    os.kill(os.getpid(), getattr(signal, sys.argv[1]))
    time.sleep(60)
def imports():
    try:
        end()
    except KeyboardInterrupt:
        raise ImportError("initialization failed")
def through_exec():
    exec("end()", {"end": end})
cli.network4.main = lambda **how: globals()[sys.argv[2]]()
cli.main()
"""


@pytest.mark.parametrize("where", ["imports", "through_exec"])
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_wherever_a_signal_comes_it_ends_in_a_word(where, name, code):
    done = subprocess.run(
        [sys.executable, "-c", SIGNALLED, name, where], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (code, "Stopped.\n")


def test_what_cannot_be_printed_is_told_in_a_sentence():
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("the system has no device that is full")
    with full.open("w") as output:
        done = subprocess.run(
            [sys.executable, "-m", "network4", "--help"],
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr == (
        "Error: network4: what it prints cannot be read or written (No space left on "
        "device); check the free space and your permissions.\n"
    )


INTERRUPTED = """
import sys
class Finder:
    def find_spec(self, name, *rest):
        if name == "network4.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Finder())
from network4.__main__ import main
main()
"""


def test_ctrl_c_is_quiet_while_the_command_line_is_loaded():
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True)
    assert (done.returncode, done.stderr) == (130, b"")


COMMANDS = sorted(commands.commands)


def help_of(name):
    """Return the help of a command on a terminal of 80 columns, and its context."""
    command = commands.commands[name]
    context = click.Context(command, info_name=f"network4 {name}", terminal_width=80)
    return command, command.get_help(context)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_fits_80_columns_and_has_examples(name):
    _, text = help_of(name)
    # What is to be typed is one line, however long the path of this copy is.
    lines = text.replace(install_command("bench"), "").splitlines()
    assert max(map(len, lines)) <= 80
    assert re.search(r"^  Examples?:\n    network4 ", text, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_of_a_help_can_be_typed(name):
    command, text = help_of(name)
    lines = re.findall(rf"^    network4 {name}\b(.*)$", text, re.MULTILINE)
    assert lines
    for line in lines:
        parsed = command.make_context(name, shlex.split(line))
        assert not parsed.args


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_a_sentence_of_help(name):
    command, _ = help_of(name)
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert [each.name for each in options if not (each.help or "").endswith(".")] == []


def test_the_list_of_commands_has_whole_sentences():
    context = click.Context(commands, info_name="network4", terminal_width=80)
    listed = commands.get_help(context).partition("\nCommands:\n")[2]
    listed = listed.partition("\n\n")[0].splitlines()  # shells' completion is below
    assert len(listed) == len(COMMANDS)
    assert all(line.endswith(".") and not line.endswith("...") for line in listed)


def test_reading_imports_nothing_that_it_does_not_use(tmp_path):
    """Half of the time to read a digit is spent on imports: these are for others."""
    image = np.zeros((28, 28), np.uint8)
    image[5:23, 13:16] = 255
    Image.fromarray(image).save(tmp_path / "digit.png")
    code = (
        "import sys; from network4.cli import network4\n"
        "network4(['read', sys.argv[1]], 'network4', standalone_mode=False)\n"
        "unused = {'scipy', 'jax', 'rich', 'numpy.ma', 'numpy.random', 'webbrowser',\n"
        "    'importlib.metadata', 'PIL.ImageDraw', 'network4.datasets.dataset',\n"
        "    'network4.datasets.loading', 'network4.training', 'network4.plots',\n"
        "    'network4.export', 'network4.evaluation'}\n"
        "sys.exit(', '.join(unused & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "digit.png"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1\n"
