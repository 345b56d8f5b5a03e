"""What a program imports, and under which names."""

import ast

from network4.book.python2.imports import aliases, dotted


def test_names_stand_for_modules_and_what_is_in_them():
    tree = ast.parse("import a.b\nimport a.b as c\nfrom d.e import f as g\n")
    assert aliases(tree) == {"a": "a", "c": "a.b", "g": "d.e.f"}
    attribute = ast.parse("c.x.y", mode="eval").body
    assert dotted(attribute, aliases(tree)) == "a.b.x.y"
    assert dotted(ast.parse("f().x", mode="eval").body, aliases(tree)) == ".x"
