"""Run a program of Python 2: read it as such, say what was changed, and start it."""

import ast
import contextlib
import io
import re
import sys
import tokenize
import types
import warnings
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from network4.book.python2.decide import is_only_python_3, is_written_in_python_2
from network4.book.python2.libraries import old_names
from network4.book.python2.meaning import forget_columns, give_meaning
from network4.book.python2.translate import translate

_OLD_START = re.compile(r"#!.*\bpython2")
_DEEPEST = 20_000
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True)
class Reading:
    """How a program is to be run.

    Attributes:
        is_python_2: whether it is written in Python 2.
        old_names: names that libraries have dropped and that it uses.
    """

    is_python_2: bool
    old_names: tuple[str, ...] = ()


PLAIN = Reading(False)


def read(path: Path, python2: bool = False) -> Reading:
    """Return how a program is to be run.

    It is Python 2 if it has statements that Python 3 cannot read, if its first line
    says `#!` and python2, or if it uses what only Python 2 has had; and if it has
    nothing that is Python 3 alone.

    Args:
        path: its file.
        python2: whether it is known to be Python 2; default False.
    """
    text = source(path)
    if python2:
        return Reading(True)
    try:
        tree = _parse(text)
    except TabError:
        return Reading(True)
    except _UNREADABLE:
        return Reading(_has_old_statements(text))
    is_old = bool(_OLD_START.match(text)) and not is_only_python_3(tree)
    is_old = is_old or is_written_in_python_2(tree)
    return Reading(is_old, tuple(old_names(tree)))


def compiles(path: Path) -> bool:
    """Return whether a program has no slip that would keep Python 2 from reading it."""
    try:
        compiled(source(path), str(path), "exec")
    except _UNREADABLE:
        return False
    return True


def may_be_python_2(path: Path) -> bool:
    """Return whether a program has nothing that is Python 3 alone."""
    try:
        return not is_only_python_3(_parse(source(path)))
    except _UNREADABLE:
        return read(path).is_python_2


def source(path: Path) -> str:
    """Return a program's text, its lines ended by newlines alone."""
    data = path.read_bytes()
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError):
        text = data.decode("latin-1")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _has_old_statements(text: str) -> bool:
    program = translate(text)
    if not program.only_python_2:
        return False
    try:
        return not is_only_python_3(_parse(program.text))
    except _UNREADABLE:
        return True  # a slip in what was to be Python 2


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def compiled(text: str, path: str, mode: str) -> types.CodeType:
    """Return the code of a text in Python 2.

    Args:
        text: a program, or an expression.
        path: its file, for error messages.
        mode: `"exec"` for a program, `"eval"` for an expression.

    Raises:
        SyntaxError: it is no Python 2.
    """
    tree, _ = changed(text, path)
    return code_of(tree, path, mode)


def code_of(tree: ast.Module, path: str, mode: str) -> types.CodeType:
    """Return the code of a tree; arguments as for `compiled`."""
    forget_columns(tree)
    whole: Any = tree
    if mode == "eval":
        whole = ast.Expression(_only_expression(tree, path))
    with warnings.catch_warnings(), _deep_trees():
        warnings.simplefilter("ignore")
        return compile(whole, path, mode, dont_inherit=True)


def _only_expression(tree: ast.Module, path: str) -> ast.expr:
    only = tree.body[0] if len(tree.body) == 1 else None
    if not isinstance(only, ast.Expr):
        raise SyntaxError("invalid syntax", (path, 1, None, None))
    return only.value


def changed(text: str, path: str) -> tuple[ast.Module, Counter[str]]:
    """Return a Python 2 program's tree, and what was changed in it, counted.

    Raises:
        SyntaxError: it is no Python 2; the line that it shows is the program's own.
    """
    program = translate(text)
    try:
        tree = _parse(program.text)
    except SyntaxError as error:
        raise _in_own_words(error, text, path) from None
    with _deep_trees():
        return tree, program.changes + give_meaning(tree, program.patterns)


@contextlib.contextmanager
def _deep_trees() -> Generator[None, None, None]:
    """Let a tree be as deep as Python's own compiler takes it."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _in_own_words(error: SyntaxError, text: str, path: str) -> SyntaxError:
    lines = text.split("\n")
    line = (error.lineno or 1) - 1
    own = lines[line] if line < len(lines) else None
    return type(error)(error.msg, (path, error.lineno, None, own))
