"""Pieces of a syntax tree."""

import ast
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)


def load(name: str) -> ast.Name:
    """Return the value of a name."""
    return ast.Name(name, ast.Load())


def store(name: str) -> ast.Name:
    """Return a name that is assigned to."""
    return ast.Name(name, ast.Store())


def call(function: str, *arguments: ast.expr) -> ast.Call:
    """Return the call of a function by its name."""
    return ast.Call(load(function), list(arguments), [])


def at(place: ast.AST, node: Node) -> Node:
    """Put a node, and the new ones in it, where another was."""
    return ast.fix_missing_locations(ast.copy_location(node, place))
