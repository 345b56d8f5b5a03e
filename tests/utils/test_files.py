import os
import socket
import stat

import pytest

from network4.errors import ArgumentError, DataError
from network4.utils.files import atomic_path, regular_file


def test_a_failure_keeps_the_old_file_and_leaves_no_other(tmp_path):
    target = tmp_path / "record.json"
    target.write_text("old")
    with pytest.raises(RuntimeError), atomic_path(target) as temporary:
        temporary.write_text("half of the new")
        raise RuntimeError("power cut")
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["record.json"]


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


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (os.mkfifo, "a named pipe"),
        (make_socket, "a socket"),
        (os.mkdir, "a directory"),
        (lambda path: path.symlink_to("/dev/zero"), "a device"),
    ],
)
def test_what_may_never_end_is_refused_before_it_is_opened(tmp_path, make, what):
    path = tmp_path / "odd"
    make(path)
    with pytest.raises(DataError, match=f"read: data must be a file.*{what}"):
        regular_file("read", "data", path, DataError)


def test_files_and_what_is_missing_pass(tmp_path):
    path = tmp_path / "plain"
    assert regular_file("read", "data", str(path)) == path
    path.write_text("")
    assert regular_file("read", "data", path) == path


@pytest.mark.parametrize("path", ["nul\0", "half of a pair \ud800", None, 2.5, 0, b"x"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(ArgumentError, match="must be a path, received"):
        regular_file("read", "data", path)


def test_the_end_of_a_long_path_is_shown(tmp_path):
    path = tmp_path.joinpath(*["folder" * 20] * 5)
    path.mkdir(parents=True)
    with pytest.raises(
        ArgumentError, match=r"received \.\.\..*folder, a dir"
    ) as refused:
        regular_file("read", "data", path)
    assert len(str(refused.value)) < 300
