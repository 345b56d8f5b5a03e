"""What `network4 train` leaves, keeps and goes on with, whatever ends it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import network4, started

from network4.cli.run_directory import RunDirectory
from network4.model import load_model
from network4.utils.locks import locked
from network4.utils.records import read_record, write_record

FILES = {"model.safetensors", "record.json", "errors.png", "curves.png"}
LONG = ("quick", "--data", "digits", "--epochs", 400, "--batch-size", 300)


@pytest.fixture(scope="module")
def short(striped_folder):
    """Options of a training that takes a moment."""
    return ("quick", "--data", striped_folder, "--epochs", 2, "--seed", 7)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The long training as nobody ended it."""
    out = tmp_path_factory.mktemp("whole") / "run"
    done = network4("train", *LONG, "--epochs", 12, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def wait_for(path, seconds=60):
    end = time.monotonic() + seconds
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert path.exists()


def names_in(directory):
    return {path.name for path in directory.iterdir()}


def test_each_run_takes_the_first_free_name(short, tmp_path):
    (tmp_path / "run-3").mkdir()
    (tmp_path / "run-3" / "notes.txt").write_text("mine")
    for name in ("run", "run-2", "run-4"):
        done = network4("train", *short, "--json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        model = json.loads(done.stdout.splitlines()[-1])["model"]
        assert model == f"{name}/model.safetensors"
        assert names_in(tmp_path / name) == FILES
    assert names_in(tmp_path / "run-3") == {"notes.txt"}


def test_a_run_is_written_over_by_force_alone(short, tmp_path):
    out = ("--out", tmp_path / "mine")
    assert network4("train", *short, *out).returncode == 0
    before = (tmp_path / "mine" / "model.safetensors").read_bytes()
    refused = network4("train", *short, *out)
    assert refused.returncode == 1
    assert "it holds one; give --resume to continue it, --force" in refused.stderr
    assert (tmp_path / "mine" / "model.safetensors").read_bytes() == before
    forced = network4("train", *short, "--batch-size", 7, *out, "--force")
    assert forced.returncode == 0, forced.stderr
    assert (tmp_path / "mine" / "model.safetensors").read_bytes() != before
    assert read_record(tmp_path / "mine" / "record.json")["batch_size"] == 7


def test_latest_is_the_newest_run(short, striped_folder, tmp_path):
    data = ("--data", striped_folder)
    for command in (("evaluate", "latest"), ("export", "latest"), ("page", "latest")):
        done = network4(*command, cwd=tmp_path)
        assert done.returncode == 1
        assert "latest: there must be a run in this directory" in done.stderr
    for name in ("older", "newer"):
        network4("train", *short, "--out", name, cwd=tmp_path)
    done = network4("evaluate", "latest", *data, "--json", cwd=tmp_path)
    assert json.loads(done.stdout.splitlines()[-1])["model"].startswith("newer/")
    os.utime(tmp_path / "older" / "model.safetensors")
    assert network4("export", "latest", "--to", "json", cwd=tmp_path).returncode == 0
    assert (tmp_path / "older" / "model.json").exists()
    # A path is never the name.
    shutil.copy(tmp_path / "newer" / "model.safetensors", tmp_path / "latest")
    done = network4("evaluate", "./latest", *data, "--json", cwd=tmp_path)
    assert json.loads(done.stdout.splitlines()[-1])["model"] == "latest"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_that_was_cut_off_goes_on_to_the_same_bits(whole, tmp_path, number):
    out = tmp_path / "run"
    with started("train", *LONG, "--epochs", 12, cwd=tmp_path) as process:
        wait_for(out / "checkpoint.safetensors")
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    if number == signal.SIGTERM:
        assert process.returncode == 128 + signal.SIGTERM
        assert "To continue: network4 train --resume --out run" in said
        assert load_model(out / "model.safetensors")
    done = network4("train", "--resume", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert names_in(out) == FILES
    model = (out / "model.safetensors").read_bytes()
    assert model == (whole / "model.safetensors").read_bytes()
    ours, theirs = (read_record(d / "record.json") for d in (out, whole))
    assert ours["wrong_test_indices"] == theirs["wrong_test_indices"]


def test_a_run_that_was_cut_off_before_its_first_epoch_begins_again(whole, tmp_path):
    out = tmp_path / "run"
    with started("train", *LONG, "--epochs", 12, "--out", out) as process:
        wait_for(out / "unfinished.json")
        process.kill()
    done = network4("train", "--resume", "--out", out)
    assert done.returncode == 0, done.stderr
    model = (out / "model.safetensors").read_bytes()
    assert model == (whole / "model.safetensors").read_bytes()
    again = network4("train", "--resume", "--out", out, "--json")
    assert "nothing is left to do" in again.stderr
    assert json.loads(again.stdout)["stopped"] == "finished"


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--epochs", 9), "--epochs must be 12 as in the run in"),
        (("--seed", 5), "--seed must be 0 as"),
        (("--batch-size", 5), "--batch-size must be 300 as"),
        (("--learning-rate", 0.5), "--learning-rate must be its default as"),
        (("--data", "mnist"), "--data must be 'digits' as"),
        (("dbl_conv",), "NAME must be 'quick' as"),
        (("--force",), "--force must be left out with --resume"),
    ],
)
def test_options_that_contradict_a_run_are_refused(whole, option, words):
    done = network4("train", "--resume", "--out", whole, *option)
    assert done.returncode == 2
    assert words in done.stderr


def test_where_nothing_was_begun_nothing_goes_on(tmp_path):
    for out in ((), ("--out", tmp_path / "none")):
        done = network4("train", "--resume", *out, cwd=tmp_path)
        assert done.returncode == 1
        assert "--resume must find a run" in done.stderr
    assert names_in(tmp_path) == set()


def test_options_that_were_changed_are_refused(tmp_path):
    out = RunDirectory(tmp_path)
    for options in ({}, [], {"name": 3}, None):
        write_record(out.unfinished, {"options": options})
        done = network4("train", "--resume", "--out", tmp_path)
        assert done.returncode == 1
        assert "must hold the options of a run" in done.stderr
        assert "Traceback" not in done.stderr


def test_two_runs_do_not_mix(short, tmp_path):
    with started("train", *LONG, "--out", tmp_path / "run") as first:
        wait_for(tmp_path / "run" / "checkpoint.safetensors")
        for options in ((), ("--force",), ("--resume",)):
            second = network4("train", *short, "--out", tmp_path / "run", *options)
            assert second.returncode == 1
            assert "another network4 writes in it" in second.stderr
        assert network4("train", *short, cwd=tmp_path).returncode == 0
        assert names_in(tmp_path / "run-2") == FILES
        assert first.poll() is None


def test_an_empty_place_that_another_process_has_taken_is_not_free(short, tmp_path):
    (tmp_path / "run").mkdir()
    with locked(tmp_path / "run" / ".network4.lock") as is_free:
        assert is_free
        assert network4("train", *short, cwd=tmp_path).returncode == 0
    assert names_in(tmp_path / "run-2") == FILES
    assert names_in(tmp_path / "run") == set()


def test_what_diverges_leaves_nothing(short, tmp_path):
    done = network4("train", *short, "--learning-rate", 1e30, cwd=tmp_path)
    assert done.returncode == 1
    assert "the cost became" in done.stderr
    assert names_in(tmp_path) == set()


LIMITED = """
import resource, sys
from pathlib import Path
from network4.training import fit
from network4.cli import main
whole = fit.train
def train(*arguments):
    run = whole(*arguments)
    assert Path("run/checkpoint.safetensors").exists()
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    return run
limit = sys.argv.pop(1)
fit.train = train
main()
"""


def full_after_training(limit, *arguments, cwd):
    """Run a command; after training no file may be longer than a limit."""
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "TMPDIR": str(cwd)},
    )


def test_a_disk_that_is_full_after_training_loses_no_network(short, tmp_path):
    done = full_after_training(100, "train", *short, cwd=tmp_path)
    assert done.returncode == 1
    assert "train: run cannot be written (File too large)" in done.stderr
    assert "Traceback" not in done.stderr
    place = RunDirectory(tmp_path / "run")
    assert names_in(place.path) == {"checkpoint.safetensors", "unfinished.json"}
    assert names_in(tmp_path) == {"run"}
    assert network4("train", "--resume", cwd=tmp_path).returncode == 0
    assert names_in(place.path) == FILES


def test_what_has_no_room_where_it_belongs_lies_elsewhere(short, tmp_path):
    """A directory in the way of record.json, and room in the temporary directory."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "curves.png").mkdir()
    done = network4(
        "train", *short, "--out", "run", cwd=tmp_path, TMPDIR=str(elsewhere)
    )
    assert done.returncode == 1
    kept = Path(re.search(r"it lies in (\S+) instead", done.stderr)[1])
    assert names_in(kept) == FILES
    assert load_model(kept / "model.safetensors")
    assert (tmp_path / "run" / "checkpoint.safetensors").exists()


def test_room_is_looked_for_before_training(short, tmp_path):
    limits = "import resource, sys; from network4.cli import main; "
    limits += "resource.setrlimit(resource.RLIMIT_FSIZE, (10**5, 10**5)); main()"
    done = subprocess.run(
        [sys.executable, "-c", limits, "train", *map(str, short)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert "cannot write in run (File too large), where" in done.stderr
    assert names_in(tmp_path) == set()


def test_sigterm_ends_any_command(tmp_path, striped_folder):
    with started("bench", "--rounds", 99, "--network", "shallow") as process:
        time.sleep(3)
        process.terminate()
        _, said = process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM
    assert said.endswith("Stopped.\n")
