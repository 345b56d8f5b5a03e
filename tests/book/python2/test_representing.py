"""Values as `repr` and `str` wrote them; Python 2.7.18 printed what is wanted here."""

from collections import OrderedDict, defaultdict

import numpy as np
import pytest
from old_programs import run_old

from network4.book.python2.representing import printed, represented

NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e10, "10000000000.0"),
        (1e11, "1e+11"),
        (-1e11, "-1e+11"),
        (123456789012.3, "1.23456789012e+11"),
        (99999999999.94, "99999999999.9"),
        (99999999999.96, "1e+11"),
        (999999999999.0, "9.99999999999e+11"),
        (1e12, "1e+12"),
        (0.0001, "0.0001"),
        (1e-5, "1e-05"),
        (complex(1 / 3, 2), "(0.333333333333+2j)"),
        (1e11 + 1j, "(100000000000+1j)"),
        (2j, "2j"),
        (complex(-0.0, 1), "(-0+1j)"),
        (complex(INFINITY, NAN), "(inf+nanj)"),
        (np.complex128(1 / 3), "(0.333333333333+0j)"),
        (2**64, "18446744073709551616"),
        (ValueError("a"), "a"),
    ],
)
def test_numbers_have_twelve_digits(value, text):
    assert printed(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({1}, "set([1])"),
        (frozenset(["a"]), "frozenset(['a'])"),
        ([int, type(None)], "[<type 'int'>, <type 'NoneType'>]"),
        (ValueError, "<type 'exceptions.ValueError'>"),
        ([ValueError("a", 1), KeyError()], "[ValueError('a', 1), KeyError()]"),
        ([range(3), range(1, 10, 2)], "[xrange(3), xrange(1, 11, 2)]"),
        (range(1, 3), "xrange(1, 3)"),
        ([2**63, 2**63 - 1], "[9223372036854775808L, 9223372036854775807]"),
        ({1: ["\xe9"]}, "{1: [u'\\xe9']}"),
        (("\udcc3\udca9",), "('\\xc3\\xa9',)"),
        ("\udcff'", '"\\xff\'"'),
        ("\udcff'\"", "'\\xff\\'\"'"),
        ("\u1234", "u'\\u1234'"),
        (b"a\xff", "'a\\xff'"),
        ([np.float64(0.1), np.int64(3), np.str_("a")], "[0.1, 3, 'a']"),
        (defaultdict(list, a=[{1}]), "defaultdict(<type 'list'>, {'a': [set([1])]})"),
        (OrderedDict(a={1}), "OrderedDict([('a', set([1]))])"),
        ([0.1, None, True, 1j], "[0.1, None, True, 1j]"),
    ],
)
def test_values_are_represented_as_they_were(value, text):
    assert represented(value) == text


def test_what_holds_itself_comes_to_an_end():
    values = [1]
    values.append(values)
    entries = {}
    entries[1] = entries
    assert represented(values) == "[1, [...]]"
    assert represented(entries) == "{1: {...}}"


def test_programs_use_them():
    assert run_old("class A(object): pass\nprint A, [A]\n") == (
        "<class '__main__.A'> [<class '__main__.A'>]\n"
    )
    text = "print `set([1])`, repr(xrange(2)), -2j, ','.join(map(str, [1 / 3.]))\n"
    assert run_old(text) == "set([1]) xrange(2) -2j 0.333333333333\n"


def test_errors_of_files_have_their_old_name():
    assert represented(IsADirectoryError(21, "a")) == "IOError(21, 'a')"
