"""How a program is read, and the code that is made of it."""

import traceback

import pytest
from old_programs import UNREADABLE, run_old

from network4.book.python2.running import (
    PLAIN,
    changed,
    compiles,
    may_be_python_2,
    read,
    source,
)


@pytest.mark.parametrize("name", UNREADABLE)
def test_programs_with_old_statements_are_python_2(tmp_path, name):
    (tmp_path / "a.py").write_text(UNREADABLE[name])
    assert read(tmp_path / "a.py").is_python_2
    assert may_be_python_2(tmp_path / "a.py")


def test_a_program_that_both_read_is_python_3_unless_it_is_said(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("print(7 / 2)\n")
    assert read(path) == PLAIN
    assert read(path, python2=True).is_python_2


def test_a_long_sum_is_no_harm(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("x = 1" + " + 1" * 1000 + "\n")
    assert read(path) == PLAIN
    assert run_old("print 1" + " + 1" * 1000 + " + 1 / 2\n") == "1001\n"


def test_the_first_line_may_say_it(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("#!/usr/bin/env python2.7\nprint(7 / 2)\n")
    assert read(path).is_python_2
    path.write_text("#!/usr/bin/env python2.7\nprint(f'{7 / 2}')\n")
    assert not read(path).is_python_2


@pytest.mark.parametrize(
    ("text", "is_python_2"),
    [
        ("print 'a'\nx = (3,\n", True),
        ("print('a'\nx = 3\n", False),
        ("print 'a'\nprint(f'{3}')\n", False),
        ("print 'a'\ndef f(a: int): pass\n", False),
    ],
)
def test_a_slip_leaves_a_program_what_it_is(tmp_path, text, is_python_2):
    path = tmp_path / "a.py"
    path.write_text(text)
    assert read(path).is_python_2 == is_python_2
    assert not (is_python_2 and compiles(path))


def test_the_text_is_read_in_its_encoding(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes("# coding: latin-1\r\nx = 'é'\r\n".encode("latin-1"))
    assert source(path) == "# coding: latin-1\nx = 'é'\n"
    path.write_bytes("# é in what was ASCII\n".encode("latin-1"))
    assert source(path) == "# é in what was ASCII\n"
    path.write_bytes("\ufeffx = 1\n".encode())
    assert source(path) == "x = 1\n"


def test_a_slip_is_shown_in_the_programs_own_words():
    with pytest.raises(SyntaxError) as caught:
        changed("print 'a'\nfor x in range(3)\n    print x\n", "old.py")
    error = caught.value
    assert (error.filename, error.lineno) == ("old.py", 2)
    assert error.text == "for x in range(3)"


def test_errors_name_the_line(tmp_path):
    text = "def f(x):\n    print 'a',\n    return x / 0\n\nf(3)\n"
    with pytest.raises(ZeroDivisionError) as caught:
        run_old(text, "old.py")
    frames = traceback.extract_tb(caught.value.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "old.py"]
    assert lines == [5, 3]
