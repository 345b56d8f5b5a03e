"""Which programs that Python 3 reads were written for Python 2 alone."""

import ast

import pytest

from network4.book.python2.decide import is_only_python_3, is_written_in_python_2

PYTHON_2 = {
    "print nothing": "print\n",
    "print to a file": "import sys\nprint >>sys.stderr, 'a'\n",
    "print to a file alone": "print >>f\n",
    "print two": "print ('a'), 'b'\n",
    "print a remainder": "print ('%d') % 3\n",
    "print a method's value": "print ('{}').format(3)\n",
    "print an item": "print (1, 2)[0]\n",
    "a method": "for k, v in d.iteritems():\n    print(k)\n",
    "a membership": "d.has_key(3)\n",
    "reduce": "print(reduce(f, [1]))\n",
    "a comparison": "sorted(a, cmp=f)\n",
    "a sort": "a.sort(cmp=f)\n",
    "a name": "import sys\nprint(sys.maxint)\n",
    "a name from a module": "from itertools import izip\n",
    "another name of a module": "import itertools as it\nit.izip(a, b)\n",
    "letters": "import string\nprint(string.letters)\n",
    "an alias": "import cPickle as pickle\n",
    "a guard of something else": "try: xrange(3)\nexcept ValueError: pass\n",
}
PYTHON_3 = {
    "division": "print(7 / 2)\n",
    "print": "print('a', 'b')\nprint()\n",
    "print or not": "print('a') if a else None\nprint('a') or f()\n",
    "print twice": "print('a'), print('b')\n",
    "reduce": "from functools import reduce\nreduce(f, [1])\n",
    "a star": "from functools import *\nreduce(f, [1])\n",
    "a guard": "try:\n    input = raw_input\nexcept NameError:\n    pass\n",
    "a version": "import sys\nif sys.version_info[0] < 3:\n    range = xrange\n",
    "a version in a line": "import six\ntext = unicode if six.PY2 else str\n",
    "a version by a name": "IS_PY2 = f()\nif IS_PY2:\n    range = xrange\n",
    "another's method": "import six\nfor k in six.iteritems(d): pass\n",
    "a table's method": "import pandas as pd\nfor k in frame.iteritems(): pass\n",
    "one's own method": "class A:\n  def has_key(self, k): pass\nA().has_key(3)\n",
    "one's own file": "for file in files:\n    print(file)\n",
    "one's own module": "import commands\n",
    "letters of another": "letters = self.string.letters\n",
    "a text": "print(f'{xrange(3)}')\n",
    "an annotation": "def f(a: int): return xrange(a)\n",
    "a keyword": "def f(a, *, b): return xrange(a)\n",
    "a star in a target": "a, *b = xrange(3)\n",
    "a cause": "raise ValueError() from unicode(e)\n",
    "a metaclass": "class A(metaclass=M): x = unicode()\n",
}


@pytest.mark.parametrize("text", PYTHON_2.values(), ids=PYTHON_2)
def test_python_2(text):
    assert is_written_in_python_2(ast.parse(text))
    assert not is_only_python_3(ast.parse(text))


@pytest.mark.parametrize("text", PYTHON_3.values(), ids=PYTHON_3)
def test_python_3(text):
    assert not is_written_in_python_2(ast.parse(text))


def test_a_name_after_a_kind_of_error_is_no_kind():
    """Python 3.14 reads `except E, x`; here the tree is made as it makes it."""
    for name, is_python_2 in (("error", True), ("ValueError", False), ("Own", False)):
        text = f"class Own: pass\ntry: pass\nexcept (KeyError, {name}): pass\n"
        tree = ast.parse(text)
        assert not is_written_in_python_2(tree)
        caught = tree.body[1].handlers[0].type
        caught.col_offset = caught.elts[0].col_offset
        assert is_written_in_python_2(tree) == is_python_2
