"""Texts as they are written in a program."""

import ast

import pytest
from old_programs import run_old

from network4.book.python2.literals import written


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (r"'\xff\377\x41\101\7'", [0xDCFF, 0xDCFF, 65, 65, 7]),
        (r"'\777'", [0xDCFF]),
        (r"u'\xff'", [255]),
        (r"'\\xff'", [92, 120, 102, 102]),
        (r"'\u12'", [92, 117, 49, 50]),
        (r"""ur'\u00e9\d\"\\'""", [0xE9, 92, 100, 92, 34, 92, 92]),
    ],
)
def test_escapes_are_what_they_were(text, codes):
    value = ast.literal_eval(written(text, escapes=True))
    assert [ord(c) for c in value] == codes


def test_all_texts_of_a_program_may_be_of_unicode():
    assert written(r"'\xff'", escapes=False) == r"'\xff'"
    text = "from __future__ import unicode_literals\nprint len('é'), ord('\\xff')\n"
    assert run_old(text) == "1 255\n"
