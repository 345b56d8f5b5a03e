"""Which programs are Python 2, and whose modules are imported then."""

import sys

import pytest

from network4.book.python2.beside import (
    DIRECTORY,
    book_modules,
    is_python_2,
    python_2_modules,
)
from network4.book.python2.starting import prefer_ours

PYTHON_2 = {
    "print": 'print "Epoch {0}".format(1)\n',
    "print a name": "for j in range(3):\n    print j\n",
    "print nothing": "x = 1\nprint\nprint x\n",
    "raise": 'raise ValueError, "no"\n',
    "except": "try:\n    pass\nexcept ValueError, error:\n    pass\n",
    "cPickle": "import cPickle\nimport gzip\n",
    "from StringIO": "from StringIO import StringIO\n",
    "xrange": "def f(n):\n    return [x for x in xrange(n)]\n",
    "raw_input": 'name = raw_input("?")\n',
}
PYTHON_3 = {
    "print": 'print("Epoch {0}".format(1))\n',
    "a slip in typing": 'print("Epoch"\n\ndef f(:\n',
    "a word in a text": '"""It was xrange and print x."""\n',
    "a guard": "try:\n    import cPickle\nexcept ImportError:\n    import pickle\n",
    "another name": "import pickle as cPickle\n",
    "a name of one's own": "xrange = range\nprint(len(xrange(3)))\n",
    "a function of one's own": "def unicode(x):\n    return x\nunicode(3)\n",
    "a later import": "def f():\n    import cPickle\n",
    "nothing": "",
}


@pytest.mark.parametrize("text", PYTHON_2.values(), ids=PYTHON_2)
def test_python_2(tmp_path, text):
    (tmp_path / "network.py").write_text(text)
    assert is_python_2(tmp_path / "network.py")
    assert python_2_modules(tmp_path) == ["network"]


@pytest.mark.parametrize("text", PYTHON_3.values(), ids=PYTHON_3)
def test_python_3(tmp_path, text):
    (tmp_path / "network.py").write_text(text)
    assert not is_python_2(tmp_path / "network.py")
    assert python_2_modules(tmp_path) == []


def test_what_is_no_text_is_left_to_python(tmp_path):
    (tmp_path / "network.py").write_bytes(b"\xff\x00\x80")
    assert python_2_modules(tmp_path) == []


def test_other_programs_are_not_looked_at(tmp_path):
    (tmp_path / "conv.py").write_text(PYTHON_2["print"])
    (tmp_path / "network2.py").mkdir()
    assert python_2_modules(tmp_path) == []


def test_the_books_modules():
    assert book_modules() == [
        "expand_mnist",
        "mnist_average_darkness",
        "mnist_loader",
        "mnist_svm",
        "network",
        "network2",
        "network3",
    ]
    assert python_2_modules(DIRECTORY) == []


def test_ours_are_imported_and_others_are_not(monkeypatch, tmp_path):
    for name in ("mnist_svm", "mnist_average_darkness"):
        monkeypatch.delitem(sys.modules, name, raising=False)
        (tmp_path / f"{name}.py").write_text("beside = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    prefer_ours(["mnist_svm"])
    import mnist_average_darkness
    import mnist_svm

    assert mnist_svm.__file__ == str(DIRECTORY / "mnist_svm.py")
    assert mnist_average_darkness.beside
    for name in ("mnist_svm", "mnist_average_darkness"):
        monkeypatch.delitem(sys.modules, name)
