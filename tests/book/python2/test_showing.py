"""Values that are put into texts; Python 2.7.18 printed what is wanted here."""

import pytest
from old_programs import run_old

from network4.book.python2.showing import shown


@pytest.mark.parametrize(
    ("form", "values", "text"),
    [
        ("%s %r", ({1}, {1}), "set([1]) set([1])"),
        ("%s", [1e11], "[100000000000.0]"),
        ("%s", 1e11, "1e+11"),
        ("%s", {1: {2}}, "{1: set([2])}"),
        ("%(a)s", {"a": {1}}, "set([1])"),
        ("%s", ((1, 0.1),), "(1, 0.1)"),
        ("%5s|%-5d|%.2f", ([1], 2, 0.125), "  [1]|2    |0.12"),
        ("%s", int, "<type 'int'>"),
        ("%r", "\udcff", "'\\xff'"),
    ],
)
def test_texts_hold_what_they_held(form, values, text):
    assert form % shown(values) == text


def test_format_takes_them_too():
    text = (
        "print '{0} {1} {a}'.format(1e11, set([1]), a=1 / 3.),\n"
        "print '{0[1]}'.format([1, 2])\n"
        "print '{0}|{1:>5}'.format(*[(1, 0.1), 'a'])\n"
    )
    assert run_old(text) == "1e+11 set([1]) 0.333333333333 2\n(1, 0.1)|    a\n"
