"""Programs of the book in Python 2, beside a reader's script.

In a clone of the book's repository they have the names of the modules here, and Python
finds them first. Where they are Python 2, the modules here take their place.
"""

import ast
import re
import runpy
import sys
from collections.abc import Iterable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

DIRECTORY = Path(__file__).parent
_SYNTAX = re.compile(
    r"^\s*(print\s+[^\s(=]|print\s*$|exec\s+[^\s(]|raise\s+\w+\s*,|except\s+\w+\s*,)"
    r"|\bxrange\b|\bcPickle\b|\braw_input\b",
    re.MULTILINE,
)
_MODULES = {"cPickle", "cStringIO", "StringIO", "urllib2", "ConfigParser", "Queue"}
_FUNCTIONS = {"xrange", "raw_input", "unicode", "unichr", "basestring"}


def book_modules() -> list[str]:
    """Return the names that the book gives its modules.

    >>> "network3" in book_modules(), "_steps" in book_modules()
    (True, False)
    """
    return sorted(p.stem for p in DIRECTORY.glob("*.py") if p.stem[0] != "_")


def python_2_modules(directory: Path) -> list[str]:
    """Return which of the book's modules lie in a directory as Python 2."""
    beside = [directory / f"{name}.py" for name in book_modules()]
    return [path.stem for path in beside if path.is_file() and is_python_2(path)]


def is_python_2(path: Path) -> bool:
    """Return whether a program runs in Python 2 alone.

    One that no Python compiles, for a slip in typing, is not among them.
    """
    text = path.read_bytes()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return bool(_SYNTAX.search(text.decode("latin-1")))
    bound = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
    gone = {node.id for node in names} & _FUNCTIONS - bound
    return bool(gone) or not _MODULES.isdisjoint(_imported(tree.body))


def _imported(statements: Iterable[ast.stmt]) -> list[str]:
    """Return what is imported at the top; within `try` there may be another way."""
    plain = [node for node in statements if isinstance(node, ast.Import)]
    named = [node for node in statements if isinstance(node, ast.ImportFrom)]
    names = [alias.name for node in plain for alias in node.names]
    return names + [node.module for node in named if node.module]


class _Finder:
    """Finds some modules in this directory, whatever lies beside the script."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        del path, target
        if name not in self._names:
            return None
        return PathFinder.find_spec(name, [str(DIRECTORY)])


def prefer_ours(names: Iterable[str]) -> None:
    """Have modules of these names imported from here from now on."""
    sys.meta_path.insert(0, _Finder(names))


def run_script(names: Iterable[str]) -> None:
    """Run the script that the command line names, with modules from here.

    Args:
        names: of the modules that are to come from here.
    """
    prefer_ours(names)
    del sys.argv[0]
    sys.path[0] = str(Path(sys.argv[0]).resolve().parent)
    runpy.run_path(sys.argv[0], run_name="__main__")
