"""Statements of Python 2, written as today's."""

import ast
import warnings

import pytest
from old_programs import STATEMENTS, UNREADABLE, run_old

from network4.book.python2.translate import translate


@pytest.mark.parametrize(("text", "printed"), STATEMENTS.values(), ids=STATEMENTS)
def test_programs_print_what_python_2_printed(text, printed):
    assert run_old(text) == printed


@pytest.mark.parametrize("text", [text for text, _ in STATEMENTS.values()])
def test_each_statement_stays_on_its_line(text):
    program = translate(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of escapes that are none
        ast.parse(program.text)
    assert program.text.count("\n") == text.count("\n")


PYTHON_3 = [
    "print(1)\nprint('a', 2)\n",
    "print(*values, sep='')\n",
    "print = write\nprint.x\n",
    "exec('a', names)\nexec(code)\n",
    "raise ValueError('a') from error\n",
    "try: pass\nexcept (A, B) as e: pass\n",
    "f = lambda x, y=(1, 2): x\ndef g(a, b=(1), *c, **d): return 0o17\n",
    "print(",
]


@pytest.mark.parametrize("text", PYTHON_3)
def test_what_python_3_reads_is_no_sign_of_python_2(text):
    assert not translate(text).only_python_2


@pytest.mark.parametrize("name", sorted(set(UNREADABLE) - {"tabs"}))
def test_what_python_3_cannot_read_is_a_sign(name):
    assert translate(UNREADABLE[name]).only_python_2


def test_keywords_make_a_function_of_print():
    text = "print('a', file=f)\n"
    assert translate(text).text == text


def test_changes_are_counted():
    changes = translate("print 1\nprint 2\na <> 010\n").changes
    assert changes == {"print": 2, "<>": 1, "numbers such as 0777 and 10L": 1}


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("print [x for x in 1, 2, 3], [1 in [1], 2]\n", "[1, 2, 3] [True, 2]\n"),
        (
            "print [(x, y) for x in 1, 2 for y in 3, 4 if x > 1]\n",
            "[(2, 3), (2, 4)]\n",
        ),
        ("print [[y for y in x, 1] for x in 2, 3]\n", "[[2, 1], [3, 1]]\n"),
    ],
)
def test_a_list_goes_through_a_series_without_brackets(text, printed):
    assert run_old(text) == printed
