"""Modules of Python 2's library."""

import builtins
import sys

import pytest

from network4.book.python2.modules import RENAMED, found, import_module


@pytest.mark.parametrize("name", sorted(set(RENAMED) - {"Tkinter"}))
def test_each_module_is_somewhere_today(name):
    if name.startswith("tk"):
        pytest.importorskip("tkinter")
    assert import_module(name).__name__ in {RENAMED[name], "pickle"}


def test_a_module_beside_the_program_comes_first(monkeypatch, tmp_path):
    (tmp_path / "Queue.py").write_text("mine = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert import_module("Queue").mine
    del sys.modules["Queue"]


def test_what_is_nowhere_is_not_found():
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        import_module("no_such_module")


def test_names_are_found_where_they_are_today():
    assert found("builtins.zip") is builtins.zip
    assert import_module("time").clock() >= 0
    assert import_module("collections").Mapping is found("collections.abc.Mapping")
    assert import_module("fractions").gcd(12, 18) == 6
