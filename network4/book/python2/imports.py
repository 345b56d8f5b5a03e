"""What a program imports, and under which names."""

import ast
from collections.abc import Iterator, Mapping


def aliases(tree: ast.Module) -> dict[str, str]:
    """Return the names that a program gives to modules, or to what is in them.

    Args:
        tree: of the program.

    Example:
        >>> aliases(ast.parse("import numpy as np; from os import path"))
        {'np': 'numpy', 'path': 'os.path'}
    """
    return dict(_aliases(tree))


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name if alias.asname else alias.name.partition(".")[0]
                yield alias.asname or whole, whole
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def dotted(node: ast.expr, names: Mapping[str, str]) -> str:
    """Return the whole name of an attribute of a module.

    Args:
        node: the attribute.
        names: what `aliases` returns.

    Example:
        >>> node = ast.parse("np.random.rand", mode="eval").body
        >>> dotted(node, {"np": "numpy"})
        'numpy.random.rand'
    """
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, names)}.{node.attr}"
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""
