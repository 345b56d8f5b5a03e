"""Code that a function executes among its own names."""

import ast
from collections.abc import Iterator

from network4.book.python2.tree import at, call, load, store

_NAMES = "__python2_names__"
_SCOPES = (ast.FunctionDef, ast.ClassDef, ast.Lambda)


def share_names(function: ast.FunctionDef) -> None:
    """Let the code of `exec "..."` set the names of the function that executes it.

    Args:
        function: it is changed if it executes anything so.
    """
    own = list(_own_nodes(function))
    if not any(map(_executes, own)):
        return
    shared = {n for node in own if isinstance(node, ast.Global) for n in node.names}
    bound = set(_bound(function, own)) - shared
    _Sharing(bound, shared).visit_body(function)
    empty = ast.Assign([store(_NAMES)], ast.Dict([], []))
    function.body.insert(0, at(function.body[0], empty))


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, _SCOPES):
            yield from _own_nodes(child)


def _executes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    function = node.value.func
    named = isinstance(function, ast.Name) and function.id == "exec"
    return named and len(node.value.args) == 1


def _bound(function: ast.FunctionDef, own: list[ast.AST]) -> Iterator[str]:
    for argument in ast.walk(function.args):
        if isinstance(argument, ast.arg):
            yield argument.arg
    for node in own:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]


class _Sharing(ast.NodeTransformer):
    """Sets names after each `exec`, and finds those that only it has made."""

    def __init__(self, bound: set[str], shared: set[str]) -> None:
        self._bound, self._shared = bound, shared

    def visit_body(self, function: ast.FunctionDef) -> None:
        body: list[ast.stmt] = []
        for statement in function.body:
            new = self.visit(statement)
            body += new if isinstance(new, list) else [new]
        function.body = body

    def visit_Expr(self, node: ast.Expr) -> ast.AST | list[ast.stmt]:
        executes = _executes(node)
        self.generic_visit(node)
        if not executes or not isinstance(node.value, ast.Call):
            return node
        code, globals_, locals_ = node.value.args[0], call("globals"), call("locals")
        names = call("__python2_execute__", code, globals_, locals_)
        update = ast.Assign([store(_NAMES)], names)
        sets = [self._set(name) for name in sorted(self._bound)]
        return [at(node, statement) for statement in (update, *sets)]

    def _set(self, name: str) -> ast.stmt:
        assign = ast.Assign([store(name)], _found(name))
        return ast.If(_is_made(name), [assign], [])

    def visit_Name(self, node: ast.Name) -> ast.expr:
        known = node.id in self._bound or node.id in self._shared
        if known or node.id.startswith("__") or not isinstance(node.ctx, ast.Load):
            return node
        return at(node, ast.IfExp(_is_made(node.id), _found(node.id), node))

    def _leave(self, node: ast.AST) -> ast.AST:
        return node

    visit_FunctionDef = visit_ClassDef = visit_Lambda = _leave


def _is_made(name: str) -> ast.expr:
    return ast.Compare(ast.Constant(name), [ast.In()], [load(_NAMES)])


def _found(name: str) -> ast.expr:
    return ast.Subscript(load(_NAMES), ast.Constant(name), ast.Load())
