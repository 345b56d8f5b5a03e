"""Modules of Python 2's library."""

import builtins
import sys

import pytest
from old_programs import run_old

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


def test_names_that_a_star_brings():
    text = "from string import *\nprint upper('a'), join(['a', 'b'], '-'), atoi('12')\n"
    assert run_old(text) == "A a-b 12\n"
    text = "from types import *\nprint isinstance(xrange(2), XRangeType),\n"
    assert (
        run_old(f"{text}from sets import Set\nprint len(Set([1, 1]))\n") == "True 1\n"
    )


def test_rows_and_folders(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file").touch()
    text = (
        "import itertools, os\nprint list(itertools.imap(None, [1, 2], [3]))\n"
        "def visit(seen, folder, names):\n    seen.append(sorted(names))\n"
        "    if 'a' in names: names.remove('a')\n"
        f"seen = []\nos.path.walk({str(tmp_path)!r}, visit, seen)\nprint seen\n"
    )
    assert run_old(text) == "[(1, 3)]\n[['a', 'b'], ['file']]\n"


def test_addresses_quote_bytes():
    text = "import urllib\nprint urllib.quote('é'), repr(urllib.unquote('%C3%A9')),"
    assert run_old(f"{text} urllib.urlencode({{'a': 'é'}})\n") == (
        "%C3%A9 '\\xc3\\xa9' a=%C3%A9\n"
    )
