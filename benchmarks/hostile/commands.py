"""Command lines of every command, with hostile values of their options."""

import io
import os
import sys
from contextlib import redirect_stderr
from typing import Any

import click

from benchmarks.hostile import data_files, small
from benchmarks.hostile.judging import fault_of
from benchmarks.hostile.mutating import chosen
from benchmarks.hostile.tensor_files import model_file
from benchmarks.hostile.values import Draw
from network4 import cli
from network4.errors import Network4Error

_TEXTS = (
    *("", "0", "-1", "1e9", "9" * 30, "nan", "inf", "0.5", "x", "x" * 5000, "\x1b[2J"),
    *(
        "a\nb",
        "..",
        "/",
        "~nosuchuser",
        "--",
        "-",
        "ünïcödé",
        "\udcff",
        "mnist.",
        "\u202e",
    ),
    *("2", "1", "3", "all", "digits", "quick", "shallow", "NaN", "1_0", "0x10", "٣"),
)
_FILES = ("model", "data", "picture", "changed", "onnx.onnx", "nowhere", ".", "text.md")
# What keeps a command from hours of work that is no fault: a last word that it refuses,
# or data that it has no use for; and from opening a browser.
_KEPT_SHORT: dict[str, tuple[str, ...]] = {
    "train": ("--epochs", "1", "--data", "data.npz", "--batch-size", "3"),
    "bench": ("--network", "nosuch"),
    "reproduce": ("--data", "data.npz", "--jobs", "1", "--runs", "1"),
    "evaluate": ("--data", "data.npz"),
    "report": ("--results", "nowhere"),
    "book": ("nowhere.py",),
    "learn": ("--out", "learn.html"),
    "quiz": ("--out", "quiz.html", "--data", "data.npz"),
}
_NAMED_LONG = {"--epochs": ("x", "0", "-1", "1", "nan", "", "2" * 30)}


class WrongMessage(Exception):
    """A command said something that nobody should have to read."""


def command_line(draw: Draw) -> tuple[list[str], bytes]:
    """Return the words of a command line, and a changed model file for it."""
    name = chosen(draw, sorted(cli.network4.commands))
    # A report draws its pictures for half a second; all others are done at once.
    while name == "report" and draw.random() < 0.95:
        name = chosen(draw, sorted(cli.network4.commands))
    command = cli.network4.commands[name]
    words = (
        [name, *_KEPT_SHORT.get(name, ())] if draw.random() > 0.02 else [_text(draw)]
    )
    for parameter in command.params:
        if draw.random() < 0.35:
            words += _given(draw, parameter)
    # The last one counts, where an option is given twice.
    if name in _KEPT_SHORT and name not in ("train", "book"):
        words += _KEPT_SHORT[name]
    return words, model_file(draw)


def _text(draw: Draw) -> str:
    return chosen(draw, _TEXTS if draw.random() < 0.6 else _FILES)


def _given(draw: Draw, parameter: click.Parameter) -> list[str]:
    if isinstance(parameter, click.Argument):
        return [_text(draw)]
    option = chosen(draw, parameter.opts)
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return [option]
    if option in _NAMED_LONG:
        return [option, chosen(draw, _NAMED_LONG[option])]
    if isinstance(parameter.type, click.Choice) and draw.random() < 0.6:
        return [option, chosen(draw, tuple(parameter.type.choices))]
    return [option, _text(draw)]


def use_command_line(made: tuple[list[str], bytes]) -> None:
    """Run a command in this process, and judge what it says."""
    words, model = made
    _write_files(model)
    said = io.StringIO()
    before, sys.argv = sys.argv, ["network4", *words]
    try:
        with redirect_stderr(said):
            cli.main()
    except SystemExit as end:
        _check_said(end.code, said.getvalue())
    finally:
        sys.argv = before


def _check_said(code: Any, said: str) -> None:
    if code not in (None, 0, 1, 2):
        raise WrongMessage(f"exit code {code!r}")
    # A refusal is one line; of bytes that are no text in a shell's words click says so.
    errors = [line for line in said.split("\n") if line.startswith("Error: ")]
    for line in errors:
        fault = fault_of(line.removeprefix("Error: "))
        if fault:
            raise WrongMessage(f"{fault}: {line[:80]!r}")
    if code and not errors:
        raise WrongMessage(f"no error, but exit code {code}: {said[-80:]!r}")
    if code:
        raise Network4Error(errors[0])


def _write_files(model: bytes) -> None:
    """Write what command lines name, in the directory where this process is."""
    if not os.path.exists("data.npz"):
        contents = {"data.npz": small.npz(small.arrays()), "text.md": b"# A text\n"}
        contents["model"] = small.digits_model().to_bytes()
        contents["data"] = contents["data.npz"]
        contents["picture"] = data_files.picture_bytes("PNG", "L")
        for name, content in contents.items():
            with open(name, "wb") as file:
                file.write(content)
    with open("changed", "wb") as file:
        file.write(model)
