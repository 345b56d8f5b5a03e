"""What Python 2's operators, methods and names meant."""

import ast

import pytest
from old_programs import MEANINGS, run_old

from network4.book.python2.meaning import forget_columns, give_meaning


@pytest.mark.parametrize(("text", "printed"), MEANINGS.values(), ids=MEANINGS)
def test_programs_print_what_python_2_printed(text, printed):
    assert run_old(text) == printed


def changes_of(text):
    return dict(give_meaning(ast.parse(text), {}))


def test_what_cannot_differ_is_left_alone():
    tree = ast.parse("a / 2.0\nb[3]\nc[-1:2]\nd.append(1)\n")
    before = ast.dump(tree)
    assert give_meaning(tree, {}) == {}
    assert ast.dump(tree) == before


def test_changes_are_counted():
    assert changes_of("a / b\nc /= d\nxrange(3)\ne.iteritems()\nimport cPickle") == {
        "/": 2,
        "xrange": 1,
        ".iteritems": 1,
        "cPickle": 1,
    }
    assert changes_of("from __future__ import division\na / b") == {}


def test_lines_stay_and_columns_go():
    tree = ast.parse("a = 1\n\nb = (a /\n  2)\n")
    give_meaning(tree, {})
    forget_columns(tree)
    code = compile(tree, "old.py", "exec")
    positions = [p for p in code.co_positions() if p[0] is not None]
    assert {line for line, *_ in positions} - {0} == {1, 3, 4}
    assert {column for *_, column in positions if column} == set()
