"""Classes of Python 2: the methods that today's Python calls by other names."""

import ast
from collections import Counter

_TODAY = {
    "__nonzero__": "__bool__",
    "__div__": "__truediv__",
    "__rdiv__": "__rtruediv__",
    "__idiv__": "__itruediv__",
    "__unicode__": "__str__",
    "next": "__next__",
}
_SLICES = {"__getslice__", "__setslice__", "__delslice__"}


def give_todays_methods(node: ast.ClassDef) -> Counter[str]:
    """Give a class the methods that today's Python looks for, beside those it has.

    Args:
        node: the class; it is changed.

    Returns:
        What was given, counted.
    """
    given: Counter[str] = Counter()
    have = {s.name for s in node.body if isinstance(s, ast.FunctionDef)}
    last = node.body[-1]
    for name in sorted(have & set(_TODAY)):
        if _TODAY[name] not in have and not (name == "next" and "__iter__" not in have):
            node.body.append(_same(_TODAY[name], name, last))
            given[name] += 1
    assigned = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    if "__eq__" in have and "__hash__" not in have | assigned:
        _decorate(node, "__python2_hashable__")
    if "__cmp__" in have:
        _decorate(node, "__python2_ordered__")
        given["__cmp__"] += 1
    if have & _SLICES:
        _decorate(node, "__python2_sliced__")
        given.update(have & _SLICES)
    given["__metaclass__"] += _take_metaclass(node)
    return +given


def _decorate(node: ast.ClassDef, name: str) -> None:
    decorator = ast.Name(name, ast.Load())
    node.decorator_list.append(ast.copy_location(decorator, node))


def _same(new: str, old: str, place: ast.stmt) -> ast.stmt:
    value = ast.Name(old, ast.Load())
    assign = ast.Assign(targets=[ast.Name(new, ast.Store())], value=value)
    return ast.copy_location(assign, place)


def _take_metaclass(node: ast.ClassDef) -> int:
    """Move a class's `__metaclass__` to where today's Python looks for it."""
    for statement in node.body:
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        target = statement.targets[0]
        if isinstance(target, ast.Name) and target.id == "__metaclass__":
            node.keywords.append(ast.keyword("metaclass", statement.value))
            node.body.remove(statement)
            node.body = node.body or [ast.copy_location(ast.Pass(), statement)]
            return 1
    return 0
