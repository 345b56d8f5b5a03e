"""Pieces of a syntax tree."""

import ast

from network4.book.python2.tree import at, call, load, store


def test_pieces_are_what_the_parser_makes():
    assign = ast.Assign([store("a")], call("f", load("b")))
    assert ast.dump(assign) == ast.dump(ast.parse("a = f(b)").body[0])


def test_a_piece_lies_where_another_was():
    place = ast.parse("\n\nx").body[0]
    node = at(place, ast.Expr(call("f", load("b"))))
    assert {part.lineno for part in ast.walk(node) if hasattr(part, "lineno")} == {3}
