"""The items of a print statement, each written before the next has a value."""

import ast

import pytest
from old_programs import run_old

from network4.book.python2.printed_in_turn import print_in_turn

# What Python 2.7.18 printed.
PROGRAMS = {
    "an item is written first": ("s = [1]\nprint s, s.pop()\n", "[1] 1\n"),
    "a call between": (
        "def f(): print 'in f'; return 3\nprint 'a', f(), 'b'\n",
        "a in f\n3 b\n",
    ),
    "an error ends the line": (
        "try: print 'x', 1 / 0\nexcept ZeroDivisionError: print 'caught'\n",
        "x caught\n",
    ),
    "a file is found once": (
        "import sys\ndef g():\n    print 'g',\n    return sys.stdout\n"
        "print >>g(), 1, 2,\nprint\n",
        "g 1 2\n",
    ),
    "each word by itself": (
        "class W:\n    all = []\n    def write(self, s): self.all.append(s)\n"
        "print >>W(), 'a', 1\nprint W.all\n",
        "['a', ' ', '1', '\\n']\n",
    ),
}


@pytest.mark.parametrize(("text", "printed"), PROGRAMS.values(), ids=PROGRAMS)
def test_items_are_written_in_turn(text, printed):
    assert run_old(text) == printed


def test_another_expression_is_left_alone():
    statement = ast.parse("f(1, 2)").body[0]
    assert print_in_turn(statement) == [statement]
