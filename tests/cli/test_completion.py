"""What bash, zsh and fish are told to complete."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from network4.bench.competitors import PEERS
from network4.bench.work import NETWORKS
from network4.cli import network4 as group
from network4.experiments import BEYOND, EXPERIMENTS, RECIPES, TRIALS

SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
NAMES = {recipe.name for recipe in RECIPES}


def completed(*words, shell="bash"):
    """Return the items for the last word, by type."""
    complete = SHELLS[shell](group, {}, "network4", "_NETWORK4_COMPLETE")
    *before, incomplete = words
    found = {}
    for item in complete.get_completions(before, incomplete):
        found.setdefault(item.type, []).append(item.value)
    return found


@pytest.mark.parametrize("shell", SHELLS)
def test_networks_are_completed(shell):
    found = completed("train", "", shell=shell)
    assert set(found["plain"]) == NAMES
    found = completed("train", "dbl_conv", shell=shell)
    assert set(found["plain"]) == {n for n in NAMES if n.startswith("dbl_conv")}


def test_experiments_and_groups_are_completed_once():
    known = {e.name for e in (*EXPERIMENTS, *BEYOND, *TRIALS)}
    found = set(completed("reproduce", "")["plain"])
    assert found - known >= {"all", "beyond", "trials", "chapter1", "chapter6"}
    assert known <= found
    again = set(completed("reproduce", "shallow", "all", "")["plain"])
    assert found - again == {"shallow", "all"}


@pytest.mark.parametrize(
    "words, names",
    [
        (("bench", "--network", ""), set(NETWORKS)),
        (("bench", "--peer", ""), {peer.name for peer in PEERS}),
        (("train", "--target", "99.6"), {"99.6", "99.67"}),
        (("train", "--engine", ""), {"auto", "native", "jax"}),
        (("train", "--data", "m"), {"mnist"}),
        (("evaluate", "--data", "d"), {"digits"}),
    ],
)
def test_values_of_options_are_completed(words, names):
    assert set(completed(*words)["plain"]) == names


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """A directory with two trained runs, one that has not ended, and a hostile name."""
    monkeypatch.chdir(tmp_path)
    for name in ("run", "run-2", "moved\x1b[2J"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.safetensors").touch()
    (tmp_path / "begun").mkdir()
    (tmp_path / "begun" / "checkpoint.safetensors").touch()
    (tmp_path / "photos").mkdir()


@pytest.mark.parametrize(
    "words", [("evaluate",), ("page",), ("export",), ("read", "--model")]
)
def test_models_of_runs_are_completed(runs, words):
    models = [str(Path(run, "model.safetensors")) for run in ("run", "run-2")]
    assert completed(*words, "") == {"plain": ["latest", *models], "file": [""]}
    assert completed(*words, "run-")["plain"] == models[1:]


def test_without_runs_there_is_no_latest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert completed("evaluate", "") == {"file": [""]}


def test_directories_of_runs_are_completed(runs):
    found = completed("train", "--resume", "--out", "")
    assert found == {"plain": ["begun", "run", "run-2"], "dir": [""]}


def test_every_text_that_is_typed_is_completed():
    """Numbers are not, and neither are the arguments of another program."""
    numbers = click.types.IntParamType, click.types.FloatParamType
    left_out = {("book", "arguments"), ("train", "learning_rate")}
    left_out |= {("reproduce", "budget"), ("read", "images")}
    left_out |= {("train", "size"), ("train", "label_column")}
    left_out |= {("evaluate", "label_column")}
    missing = set()
    for name, command in group.commands.items():
        context = click.Context(command)
        for param in command.params:
            is_typed = not getattr(param, "is_flag", False)
            if is_typed and not isinstance(param.type, numbers):
                if not param.shell_complete(context, ""):
                    missing.add((name, param.name))
    assert missing <= left_out


@pytest.mark.parametrize("shell", SHELLS)
def test_the_line_of_the_manual_switches_it_on(shell):
    manual = Path(__file__).parents[2] / "docs" / "completion.md"
    variable = f"_NETWORK4_COMPLETE={shell}_source network4"
    assert variable in manual.read_text(encoding="utf-8")
    program = Path(sys.executable).with_name("network4")
    done = subprocess.run(
        [program],
        capture_output=True,
        text=True,
        env={**os.environ, "_NETWORK4_COMPLETE": f"{shell}_source"},
    )
    assert done.returncode == 0, done.stderr
    assert f"_NETWORK4_COMPLETE={shell}_complete" in done.stdout


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_completes_by_what_it_was_given():
    typed = """
    eval "$(_NETWORK4_COMPLETE=bash_source network4)" || exit 1
    COMP_WORDS=(network4 train dbl_conv_) COMP_CWORD=2
    _network4_completion network4
    echo "${COMPREPLY[@]}"
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", typed],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
    )
    assert done.returncode == 0, done.stderr
    expected = {name for name in NAMES if name.startswith("dbl_conv_")}
    assert set(done.stdout.split()) == expected != set()
