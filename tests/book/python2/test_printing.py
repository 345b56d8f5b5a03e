"""Spaces between values, also over a comma at a statement's end."""

import io

import numpy as np
import pytest

from network4.book.python2.printing import (
    end_line,
    print_function,
    print_to,
    print_values,
)
from network4.book.python2.representing import printed


def test_a_comma_leaves_the_line_open(capsys):
    print_values("a", comma=True)
    end_line()
    end_line()
    print_values("b")
    assert capsys.readouterr().out == "a\nb\n"


def test_a_space_is_kept_for_each_file(capsys):
    file = io.StringIO()
    print_to(file, "a", comma=True)
    print_values("b")
    print_to(file, "c")
    file.write("d")
    assert (file.getvalue(), capsys.readouterr().out) == ("a c\nd", "b\n")


def test_a_file_that_keeps_no_notes_gets_its_space_at_once():
    class Words:
        __slots__ = ("said",)

        def write(self, text):
            self.said += text

    words = Words()
    words.said = ""
    print_to(words, "a", 1, comma=True)
    print_to(words, "b")
    assert words.said == "a 1 b\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (np.float64(2 / 3), "0.666666666667"),
        (1e16, "1e+16"),
        (float("nan"), "nan"),
        (-2.0, "-2.0"),
        (b"caf\xc3\xa9", "caf\udcc3\udca9"),
        (True, "True"),
    ],
)
def test_values_are_printed_as_they_were(value, text):
    assert printed(value) == text


def test_the_function_prints_values_as_the_statement_does(capsys):
    print_function(1e11, {1}, "a", sep="|", end="")
    assert capsys.readouterr().out == "1e+11|set([1])|a"
