"""Methods that today's Python calls by other names."""

import ast

from network4.book.python2.classes import give_todays_methods


def given(text):
    return dict(give_todays_methods(ast.parse(text).body[0]))


def test_methods_are_given_beside_those_there_are():
    text = "class A:\n    def __nonzero__(self): return 0\n"
    assert given(text) == {"__nonzero__": 1}
    assert given(f"{text}    def __bool__(self): return True\n") == {}


def test_next_is_an_iterators():
    text = "class A:\n    def next(self): return 0\n"
    assert given(text) == {}
    assert given(f"{text}    def __iter__(self): return self\n") == {"next": 1}


def test_a_class_of_a_metaclass_alone_keeps_a_body():
    node = ast.parse("class A:\n    __metaclass__ = M\n").body[0]
    assert give_todays_methods(node) == {"__metaclass__": 1}
    assert ast.unparse(node) == "class A(metaclass=M):\n    pass"
