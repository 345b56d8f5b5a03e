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
    if "__cmp__" in have:
        decorator = ast.Name("__python2_ordered__", ast.Load())
        node.decorator_list.append(ast.copy_location(decorator, node))
        given["__cmp__"] += 1
    given["__metaclass__"] += _take_metaclass(node)
    return +given


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
