"""Built-in names as they were; old_programs has most of them."""

import pytest
from old_programs import run_old

from network4.book.python2.names import NAMES


def test_ranges_take_floats():
    assert NAMES["range"](2.9) == [0, 1]
    assert list(NAMES["xrange"](1, 4.0, 2)) == [1, 3]


def test_both_kinds_of_text_are_texts():
    assert isinstance("a", NAMES["basestring"])
    assert isinstance(b"a", (int, NAMES["basestring"]))
    assert not isinstance(3, NAMES["basestring"])
    assert NAMES["unicode"](b"\xc3\xa9", "utf-8") == "é"


def test_code_is_python_2_where_it_is_executed(tmp_path):
    (tmp_path / "other.py").write_text("print 7 / 2\nx = 5\n")
    path = str(tmp_path / "other.py")
    assert run_old(f"execfile({path!r})\nprint x\n") == "3\n5\n"
    assert run_old("a = 7\ndef f(b): return eval('a / b')\nprint f(2)\n") == "3\n"
    assert run_old("print eval('a / 2', {'a': 9})\n") == "4\n"


def test_what_is_no_expression_is_refused():
    with pytest.raises(SyntaxError):
        run_old("eval('a = 1')")
    with pytest.raises(SyntaxError):
        run_old("exec 'a = '")


def test_input_is_evaluated(monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt="": "7 / 2")
    monkeypatch.setitem(NAMES, "raw_input", input)
    assert run_old("print input('a number: ') + 1\n") == "4\n"


def test_errors_of_a_kind_are_raised_as_they_are():
    with pytest.raises(ValueError, match=r"^$"):
        run_old("raise ValueError, None")
    with pytest.raises(OSError, match="gone"):
        run_old("raise IOError, OSError('gone')")


def test_long_numbers_are_marked():
    assert run_old("print hex(255), hex(2 ** 70), oct(2 ** 63), oct(8)\n") == (
        "0xff 0x400000000000000000L 01000000000000000000000L 010\n"
    )
