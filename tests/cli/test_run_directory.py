"""Which directory a training takes, and what does not stand in its way."""

import errno
import os
import shutil
import signal
import time

import pytest
from command_line import network4, started

from network4.cli import run_directory
from network4.cli.run_directory import RunDirectory, claimed
from network4.cli.unfinished import keep_options
from network4.errors import Network4Error
from network4.utils.locks import lock_beside
from network4.utils.records import write_record

LONG = ("quick", "--data", "digits", "--epochs", 400, "--batch-size", 300)
SHORT = ("quick", "--data", "digits", "--epochs", 1, "--batch-size", 300)


def wait_for(path, seconds=60):
    end = time.monotonic() + seconds
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert path.exists()


def test_what_a_killed_run_left_before_its_first_epoch_is_taken_away(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    place = RunDirectory(tmp_path / "run")
    write_record(place.unfinished, {"options": {}})
    lock_beside(place.checkpoint).touch()
    (place.path / ".network4.lock").touch()
    (place.path / ".network4-room-a1b2c3d4").write_bytes(bytes(100))
    with claimed(None, resumes=False, overwrites=False) as claim:
        assert claim.path.name == "run"
        assert not (place.path / ".network4-room-a1b2c3d4").exists()


def test_to_resume_the_latest_is_to_go_on_with_one_that_has_no_model(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    older, newer = RunDirectory(tmp_path / "older"), RunDirectory(tmp_path / "newer")
    older.path.mkdir()
    older.model.touch()
    older.record.touch()
    os.utime(older.model, ns=(1, 1))
    write_record(newer.unfinished, {"options": {}})
    latest = run_directory.Path("latest")
    with claimed(latest, resumes=True, overwrites=False) as place:
        assert place.path.name == "newer"
    # Its model is that of a run which has one.
    assert run_directory.ModelPath().convert("latest", None, None).parent == (
        run_directory.Path("older")
    )


def test_options_that_cannot_be_written_are_told_in_a_sentence(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("network4.utils.records.write_record", full)
    with pytest.raises(Network4Error) as refusal:
        keep_options(RunDirectory(tmp_path), {})
    assert str(refusal.value) == (
        f"train: cannot write in {tmp_path} (No space left on device); give --out "
        "another directory."
    )


def test_a_run_whose_directory_was_removed_meanwhile_goes_on(tmp_path):
    place = RunDirectory(tmp_path / "run")
    with started("train", *LONG, cwd=tmp_path) as process:
        wait_for(place.checkpoint)
        shutil.rmtree(place.path)
        wait_for(place.checkpoint)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM, said
    assert place.unfinished.exists()
    assert not place.is_finished()


def test_what_cannot_be_written_is_refused_for_a_reason(tmp_path):
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "run"
    with pytest.raises(Network4Error, match=r"\(Not a directory\); give --out another"):
        with claimed(path, resumes=False, overwrites=False):
            pass


def test_a_mistake_in_the_options_loses_no_run(tmp_path):
    place = RunDirectory(tmp_path / "run")
    with started("train", *LONG, "--out", place.path) as process:
        wait_for(place.unfinished)
        process.kill()
    for path in place.path.iterdir():
        if path not in (place.unfinished, place.checkpoint):
            path.unlink()
    kept = {path: path.read_bytes() for path in place.path.iterdir()}
    for mistake in (
        ("--resume", "--epochs", 3),
        ("--force", "no_such_name"),
        ("--force", "--data", tmp_path / "nowhere"),
        ("--force", "--data", "digits", "--batch-size", 10**6),
    ):
        done = network4("train", *mistake, "--out", place.path)
        assert done.returncode in (1, 2), done.stderr
        assert {path: path.read_bytes() for path in place.path.iterdir()} == kept


@pytest.mark.parametrize("content", ["", "[", "[" * 10**5, "{}", '{"options": NaN}'])
def test_damaged_options_are_told_with_a_way_on(tmp_path, content):
    place = RunDirectory(tmp_path / "run")
    place.path.mkdir()
    place.unfinished.write_text(content)
    done = network4("train", "--resume", "--out", place.path)
    assert done.returncode == 1
    assert "but is damaged or another program's; give" in done.stderr
    done = network4("train", *SHORT, "--force", "--out", place.path)
    assert done.returncode == 0, done.stderr
    assert place.is_finished()
