"""Files for which text and bytes are one."""

import io

import pytest

from network4.book.python2.files import bytes_of, open_file


@pytest.mark.parametrize("mode", ["w", "wb"])
def test_text_and_bytes_are_written(tmp_path, mode):
    path = tmp_path / "file"
    with open_file(path, mode) as file:
        file.write("é")
        file.write(b"\xc3\xa9")
    assert path.read_bytes() == b"\xc3\xa9" * 2


def test_what_is_no_text_is_read_and_written_again(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(range(128, 256)))
    with open_file(path, "rU", 0) as file:
        text = file.read()
    with open_file(path, "w") as file:
        file.write(text)
    assert path.read_bytes() == bytes(range(128, 256))


def test_bytes_are_read_as_bytes(tmp_path):
    (tmp_path / "file").write_bytes(b"\x80")
    with open_file(tmp_path / "file", "rb") as file:
        assert file.read() == b"\x80"
        assert bytes_of(file) is file


def test_bytes_lie_below_a_text_file():
    below = io.BytesIO()
    assert bytes_of(io.TextIOWrapper(below)) is below
