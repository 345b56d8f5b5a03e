"""Which programs are Python 2: what only it reads, and names that only it had."""

import ast
import builtins
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

from network4.book.python2.imports import aliases, dotted
from network4.book.python2.modules import GONE, RENAMED

# A name that a `from x import *` may bring is not among the first.
_SURE_FUNCTIONS = {"basestring", "raw_input", "unichr", "unicode", "xrange"}
_FUNCTIONS = _SURE_FUNCTIONS | {
    "apply",
    "buffer",
    "cmp",
    "execfile",
    "file",
    "intern",
    "long",
    "reduce",
    "reload",
    "StandardError",
}
_SURE_MODULES = RENAMED.keys() - {
    "commands",
    "exceptions",
    "thread",
}  # anyone's own may have these
_METHODS = {"has_key", "iteritems", "iterkeys", "itervalues"}
_OTHER_OWNERS = {"pandas", "six"}
_CAUGHT = {
    "AttributeError",
    "BaseException",
    "Exception",
    "ImportError",
    "ModuleNotFoundError",
    "NameError",
}
_VERSIONS = re.compile(r"(?i)version|py(thon)?_?[23]")
_ONLY_PYTHON_3 = (
    ast.AnnAssign,
    ast.AsyncFunctionDef,
    ast.FormattedValue,
    ast.JoinedStr,
    ast.MatMult,
    ast.Match,
    ast.NamedExpr,
    ast.Nonlocal,
    ast.TryStar,
    ast.YieldFrom,
)


def is_written_in_python_2(tree: ast.Module) -> bool:
    """Return whether a program that Python 3 reads was written for Python 2 alone.

    It prints without brackets, or uses a name, a module or a method that no Python 3
    has had, outside of a `try` or an `if` by version, and has nothing that is Python 3
    alone.

    Args:
        tree: of the program.

    Example:
        >>> is_written_in_python_2(ast.parse("xrange(3)"))
        True
        >>> is_written_in_python_2(ast.parse("range(3 / 2)"))
        False
    """
    return not is_only_python_3(tree) and _has_signs(tree)


def is_only_python_3(tree: ast.Module) -> bool:
    """Return whether a program has something that no Python 2 can read."""
    return any(map(_is_only_python_3, ast.walk(tree)))


def _has_signs(tree: ast.Module) -> bool:
    plain = list(_unguarded(tree))
    names = {node.id for node in plain if isinstance(node, ast.Name)}
    bound, known = set(_bound(tree)), aliases(tree)
    functions = _SURE_FUNCTIONS if "*" in bound else _FUNCTIONS
    return (
        bool((names & functions) - bound)
        or any(map(_prints, plain))
        or any(map(_imports, tree.body))
        or any(_asks(node, bound, known) for node in plain)
        or any(_catches(node, bound) for node in plain)
    )


def _is_only_python_3(node: ast.AST) -> bool:
    if isinstance(node, ast.arguments):
        return bool(node.kwonlyargs or node.posonlyargs)
    if isinstance(node, ast.arg):
        return node.annotation is not None
    if isinstance(node, ast.Raise):
        return node.cause is not None
    if isinstance(node, ast.ClassDef):
        return bool(node.keywords)
    if isinstance(node, ast.Assign):
        elements = [t.elts for t in node.targets if isinstance(t, ast.Tuple | ast.List)]
        return any(isinstance(e, ast.Starred) for e in itertools.chain(*elements))
    return isinstance(node, _ONLY_PYTHON_3)


def _unguarded(node: ast.AST) -> Iterator[ast.AST]:
    """Walk over what runs whatever the version, and whatever is missing."""
    waiting = [node]
    while waiting:
        children = ast.iter_child_nodes(waiting.pop())
        plain = [child for child in children if not _is_guard(child)]
        yield from plain
        waiting += plain


def _is_guard(node: ast.AST) -> bool:
    if isinstance(node, ast.If | ast.IfExp):
        parts = list(ast.walk(node.test))
        names = {part.id for part in parts if isinstance(part, ast.Name)}
        names |= {part.attr for part in parts if isinstance(part, ast.Attribute)}
        return any(map(_VERSIONS.search, names))
    if not isinstance(node, ast.Try):
        return False
    kinds = [handler.type for handler in node.handlers]
    parts = [part for kind in kinds if kind for part in ast.walk(kind)]
    caught = {part.id for part in parts if isinstance(part, ast.Name)}
    return bool(caught & _CAUGHT) or None in kinds


def _bound(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a program gives to something; `*` for those it may."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name
                yield alias.name.partition(".")[0]


def _prints(node: ast.AST) -> bool:
    """Return whether a statement prints without brackets around all of it.

    Python 3 reads `print >>f, x` as a pair, and `print ("%d") % x` as a remainder.
    """
    if not isinstance(node, ast.Expr) or _is_print_call(node.value):
        return False
    value = node.value
    if isinstance(value, ast.Tuple) and sum(map(_is_print_call, value.elts)) > 1:
        return False
    while (first := _first_part(value)) is not None:
        value = first
    return isinstance(value, ast.Name) and value.id == "print"


def _first_part(node: ast.expr) -> ast.expr | None:
    """Return the part of an expression that stands first in it."""
    if isinstance(node, ast.Tuple):
        return node.elts[0] if node.elts else None
    if isinstance(node, ast.BinOp | ast.Compare):
        return node.left
    if isinstance(node, ast.Call):
        return node.func
    return node.value if isinstance(node, ast.Attribute | ast.Subscript) else None


def _is_print_call(node: ast.expr) -> bool:
    function = node.func if isinstance(node, ast.Call) else None
    return isinstance(function, ast.Name) and function.id == "print"


def _imports(node: ast.stmt) -> bool:
    """Return whether a statement imports what no Python 3 has had."""
    if isinstance(node, ast.Import):
        return any(alias.name in _SURE_MODULES for alias in node.names)
    if not isinstance(node, ast.ImportFrom) or node.module is None:
        return False
    gone: Iterable[str] = GONE.get(node.module, {})
    return node.module in _SURE_MODULES or any(a.name in gone for a in node.names)


def _catches(node: ast.AST, bound: set[str]) -> bool:
    """Return whether `except E, x` gives a name, which Python 3.14 takes for a kind."""
    if not isinstance(node, ast.ExceptHandler) or not isinstance(node.type, ast.Tuple):
        return False
    kinds, start = node.type.elts, node.type.col_offset
    if len(kinds) != 2 or kinds[0].col_offset != start:
        return False
    name = kinds[1].id if isinstance(kinds[1], ast.Name) else ""
    return bool(name) and name not in bound and not hasattr(builtins, name)


def _asks(node: ast.AST, bound: set[str], known: Mapping[str, str]) -> bool:
    """Return whether an expression asks for a method or name that no Python 3 has."""
    if isinstance(node, ast.Call):
        keywords = {keyword.arg for keyword in node.keywords}
        function = node.func
        name = function.id if isinstance(function, ast.Name) else ""
        name = function.attr if isinstance(function, ast.Attribute) else name
        return name in {"sort", "sorted"} and "cmp" in keywords
    if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
        return False
    if node.attr in _METHODS:
        return node.attr not in bound and not bound & _OTHER_OWNERS
    return node.attr in GONE.get(dotted(node.value, known), {})
