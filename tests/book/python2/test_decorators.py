"""What classes got by themselves; Python 2.7.18 printed what is wanted here."""

import pytest
from old_programs import run_old

PROGRAMS = {
    "equal values keep a hash": (
        "class A(object):\n    def __eq__(self, o): return True\n"
        "print len(set([A(), A()])), {A(): 2}.values()\n",
        "2 [2]\n",
    ),
    "the hash is the inherited one": (
        "class A(tuple):\n    def __eq__(self, o): return True\n"
        "print hash(A((1, 2))) == hash((1, 2))\n",
        "True\n",
    ),
    "none is none": (
        "class A(object):\n    __hash__ = None\n    def __eq__(self, o): return True\n"
        "class B(list):\n    def __eq__(self, o): return True\n"
        "for kind in A, B:\n    try: hash(kind())\n    except TypeError:"
        " print 'none'\n",
        "none\nnone\n",
    ),
    "slices": (
        "class A:\n    def __len__(self): return 10\n"
        "    def __getslice__(self, i, j): return i, j\n"
        "    def __getitem__(self, i): return i\n"
        "    def __setslice__(self, i, j, v): print i, j, v\n"
        "    def __delslice__(self, i, j): print 'del', i, j\n"
        "a = A()\nprint a[1:3], a[2], a[-3:-1], a[:4]\na[1:2] = 5\ndel a[3:4]\n",
        "(1, 3) 2 (7, 9) (0, 4)\n1 2 5\ndel 3 4\n",
    ),
    "slices alone": (
        "class A:\n    def __getslice__(self, i, j): return i, j\nprint A()[1:3]\n",
        "(1, 3)\n",
    ),
}


@pytest.mark.parametrize(("text", "printed"), PROGRAMS.values(), ids=PROGRAMS)
def test_classes_are_as_they_were(text, printed):
    assert run_old(text) == printed
