import os
import socket

import pytest

from network4.errors import ArgumentError, DataError
from network4.utils.regular_files import regular_file


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
