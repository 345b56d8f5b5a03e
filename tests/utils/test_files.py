import errno
import os
import re
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from network4.errors import Network4Error
from network4.utils.files import (
    atomic_path,
    why_not_writable,
    write_or_rescue,
    write_whole,
)


def test_a_failure_keeps_the_old_file_and_leaves_no_other(tmp_path):
    target = tmp_path / "record.json"
    target.write_text("old")
    with pytest.raises(RuntimeError), atomic_path(target) as temporary:
        temporary.write_text("half of the new")
        raise RuntimeError("power cut")
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["record.json"]


def test_a_directory_is_no_file_to_write(tmp_path):
    with pytest.raises(IsADirectoryError, match=re.escape(str(tmp_path))):
        write_whole(tmp_path, b"all")
    assert os.listdir(tmp_path) == []


def test_the_file_appears_only_when_it_is_whole(tmp_path):
    target = tmp_path / "new" / "record.json"
    with atomic_path(target) as temporary:
        temporary.write_text("all")
        assert not target.exists()
    assert target.read_text() == "all"


def test_the_file_is_as_readable_as_any_other(tmp_path):
    with atomic_path(tmp_path / "atomic") as temporary:
        temporary.write_text("")
    (tmp_path / "plain").write_text("")
    modes = [stat.S_IMODE((tmp_path / n).stat().st_mode) for n in ("atomic", "plain")]
    assert modes[0] == modes[1]


WRITES_UNTIL_KILLED = """
import sys, time
from network4.utils.files import atomic_path
with atomic_path(sys.argv[1]) as temporary:
    temporary.write_text("half")
    print(temporary, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def writer(tmp_path):
    """A process that is in the midst of writing record.json, and its file."""
    command = [sys.executable, "-c", WRITES_UNTIL_KILLED, tmp_path / "record.json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_what_a_killed_process_was_writing_is_removed_by_the_next(tmp_path, writer):
    process, half = writer
    assert half.parent == tmp_path and half.read_text() == "half"
    process.kill()
    process.wait()
    write_whole(tmp_path / "another.txt", b"all")
    assert os.listdir(tmp_path) == ["another.txt"]


def test_what_a_living_process_is_writing_stays(tmp_path, writer):
    _, half = writer
    write_whole(tmp_path / "another.txt", b"all")
    assert half.read_text() == "half"


def test_files_of_others_stay(tmp_path):
    names = [".record-abcd1234.json", ".network4-notes", ".network4.lock", "network4-x"]
    for name in names:
        (tmp_path / name).write_text("mine")
    (tmp_path / ".network4-a-abcd1234").mkdir()
    (tmp_path / ".network4-link-abcd1234").symlink_to(tmp_path / names[0])
    write_whole(tmp_path / "record.json", b"all")
    assert len(os.listdir(tmp_path)) == len(names) + 3


def test_a_file_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    done = []
    sync, replace = os.fsync, Path.replace

    def told_sync(handle):
        done.append("directory" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def told_replace(path, target):
        done.append("rename")
        replace(path, target)

    monkeypatch.setattr(os, "fsync", told_sync)
    monkeypatch.setattr(Path, "replace", told_replace)
    write_whole(tmp_path / "record.json", b"all")
    assert done == ["file", "rename", "directory"]


def test_room_that_is_wanting_is_found_before_it_is_needed(tmp_path):
    """The process may write files of up to 2 MiB: as much as asked for, but no more."""
    says = "import resource, sys, pathlib"
    says += "; from network4.utils.files import why_not_writable as w"
    says += "; resource.setrlimit(resource.RLIMIT_FSIZE, (2**21, 2**21))"
    says += "; print([w(pathlib.Path(sys.argv[1]), n) for n in (2**21, 2**21 + 1)])"
    done = subprocess.run(
        [sys.executable, "-c", says, tmp_path],
        capture_output=True,
        text=True,
    )
    assert done.stdout == "[None, 'File too large']\n", done.stderr
    assert os.listdir(tmp_path) == []


def test_a_directory_that_cannot_be_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    assert why_not_writable(tmp_path / "file" / "run") == "Not a directory"
    assert why_not_writable(tmp_path / "new" / "run") is None


def test_what_cannot_be_written_where_it_belongs_is_kept_elsewhere(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    full = tmp_path / "full" / "note.txt"

    def write(path):
        if path == full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        path.write_text("kept")

    with pytest.raises(Network4Error, match="No space left on device") as raised:
        write_or_rescue("train", full, write)
    where = re.search(r"it lies in (\S+) instead", str(raised.value))
    assert Path(where[1]).read_text() == "kept"


def test_where_nothing_can_be_written_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def write(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(Network4Error, match="neither can the system's temporary"):
        write_or_rescue("train", tmp_path / "note.txt", write)
    assert os.listdir(tmp_path) == []
