"""Code that a function executes among its own names."""

import ast

import pytest
from old_programs import run_old

from network4.book.python2.executing import share_names

# What Python 2.7.18 printed.
PROGRAMS = {
    "a name is set": ("def f(): x = 1; exec 'x = 2'; return x\nprint f()\n", "2\n"),
    "names are made": (
        "def f():\n    exec 'y = 3'\n    exec 'z = y + 1'\n    return y, z\n"
        "print f()\n",
        "(3, 4)\n",
    ),
    "an argument is set": (
        "def f(a, code):\n    n = 0\n    exec(code)\n    return n, a\n"
        "print f(2, 'n = a * 5; a = 1')\n",
        "(10, 1)\n",
    ),
    "a global name stays one": (
        "def f():\n    global g\n    exec 'h = 4'\n    g = 5\n"
        "    if True:\n        exec 'import math; r = math.sqrt(16)'\n    return h, r\n"
        "print f(), g\n",
        "(4, 4.0) 5\n",
    ),
    "a function is made": (
        "def f():\n    exec 'def square(x): return x * x'\n    return square(3)\n"
        "print f()\n",
        "9\n",
    ),
    "names given are used": (
        "def f():\n    d = {}\n    exec 'x = 2' in d\n    return d['x']\nprint f()\n",
        "2\n",
    ),
    "a class": ("class C:\n    exec 'm = 3'\nprint C.m\n", "3\n"),
}


@pytest.mark.parametrize(("text", "printed"), PROGRAMS.values(), ids=PROGRAMS)
def test_code_sets_the_names_of_its_function(text, printed):
    assert run_old(text) == printed


def test_a_name_that_no_code_made_is_missed():
    with pytest.raises(NameError, match="absent"):
        run_old("def f():\n    exec 'y = 3'\n    return absent\nf()\n")


def test_a_function_that_executes_nothing_is_left_alone():
    function = ast.parse("def f(x):\n    exec(x, {})\n    return x\n").body[0]
    before = ast.dump(function)
    share_names(function)
    assert ast.dump(function) == before
