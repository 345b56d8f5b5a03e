"""The items of a print statement, each written before the next has a value."""

import ast

from network4.book.python2.translate import PRINT, PRINT_TO
from network4.book.python2.tree import at, call, load, store

_FILE = "__python2_file__"


def print_in_turn(node: ast.Expr) -> list[ast.stmt]:
    """Return statements that print one item each.

    Args:
        node: any expression that is a statement; it is changed if it prints.
    """
    value = node.value
    function = value.func if isinstance(value, ast.Call) else None
    name = function.id if isinstance(function, ast.Name) else ""
    if not isinstance(value, ast.Call) or name not in {PRINT, PRINT_TO}:
        return [node]
    if name == PRINT:
        return _in_turn(node, value, PRINT, [], value.args)
    hold = at(node, ast.Assign([store(_FILE)], value.args[0]))
    prints = _in_turn(node, value, PRINT_TO, [load(_FILE)], value.args[1:])
    return [hold, *prints]


def _in_turn(
    node: ast.Expr,
    last: ast.Call,
    function: str,
    file: list[ast.expr],
    items: list[ast.expr],
) -> list[ast.stmt]:
    prints: list[ast.stmt] = []
    for item in items[:-1]:
        one = call(function, *file, item)
        one.keywords = [ast.keyword("comma", ast.Constant(True))]
        prints.append(at(node, ast.Expr(one)))
    last.args = [*file, *items[-1:]]
    return [*prints, at(node, node)]
