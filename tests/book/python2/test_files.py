"""Files for which text and bytes are one."""

import io

import numpy as np
import pytest
from old_programs import run_old

from network4.book.python2.files import bytes_of, open_file
from network4.book.python2.texts import character


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


@pytest.mark.parametrize("mode", ["w", "wb", "ab", "w+b"])
def test_each_character_of_bytes_is_one_byte(tmp_path, mode):
    path = tmp_path / "file"
    with open_file(path, mode) as file:
        file.write("".join(map(character, range(256))))
    assert path.read_bytes() == bytes(range(256))


def test_programs_read_what_they_wrote(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (
        "import struct\n"
        "with open('a', 'wb') as f: f.write(struct.pack('>I', 513) + '\\xff\\r\\n')\n"
        "with open('a', 'rb') as f:\n"
        "    print struct.unpack('>I', f.read(4)), repr(f.read())\n"
        "    f.seek(0)\n    for line in f: print repr(line)\n"
        "    f.seek(0)\n    print f.readlines() == [line]\n"
        "with open('a') as f:\n    f.seek(-3, 2); print repr(f.read()), f.tell()\n"
        "    f.seek(1); f.seek(3, 1); print f.tell()\n"
        "with open('a', 'U') as f: print repr(f.read()[-2:])\n"
    )
    assert run_old(text) == (
        "(513,) '\\xff\\r\\n'\n'\\x00\\x00\\x02\\x01\\xff\\r\\n'\nTrue\n"
        "'\\xff\\r\\n' 7\n4\n'\\xff\\n'\n"
    )


def test_compressed_files_take_and_give_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (
        "import gzip\nz = gzip.open('z', 'wb'); z.write('a\\xff\\nb')\n"
        "print >>z, 'é'; z.close()\nz = gzip.open('z')\n"
        "print repr(''.join(list(z.read())))\nz.rewind()\n"
        "for line in z: print repr(line),\nz.close()\n"
    )
    assert run_old(text) == ("'a\\xff\\nb\\xc3\\xa9\\n'\n'a\\xff\\n' 'b\\xc3\\xa9\\n'")


def test_libraries_read_bytes(tmp_path):
    with open_file(tmp_path / "a.npy", "wb") as file:
        np.save(file, np.arange(300))
    with open_file(tmp_path / "a.npy", "rb") as file:
        assert np.load(file).sum() == 299 * 150


def test_a_file_knows_its_name_and_mode(tmp_path):
    path = str(tmp_path / "file")
    with open_file(path, "w") as file:
        assert (file.name, file.mode) == (path, "w")


def test_commands_and_files_that_pass_hold_any_bytes():
    text = (
        "import os, tempfile\np = os.popen('printf \"a\\\\377\"')\n"
        "print repr(p.read())\np.close()\n"
        "for mode in 'w+b', 'w+':\n"
        "    with tempfile.NamedTemporaryFile(mode) as f:\n"
        "        f.write('a'); f.seek(0); print repr(f.read())\n"
    )
    assert run_old(text) == "'a\\xff'\n'a'\n'a'\n"
