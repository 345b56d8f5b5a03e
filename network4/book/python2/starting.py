"""Start a script, with the book's modules from here and Python 2 read as such."""

import ast
import io
import os
import site
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType, TracebackType
from typing import Any

from network4.book.python2.beside import DIRECTORY, book_modules, is_python_2
from network4.book.python2.libraries import old_names, restore
from network4.book.python2.modules import import_module
from network4.book.python2.names import NAMESPACE
from network4.book.python2.printing import end_line
from network4.book.python2.running import (
    changed,
    code_of,
    may_be_python_2,
    read,
    source,
)
from network4.book.python2.texts import as_text
from network4.text import printable

_HERE = str(Path(__file__).parent)
_PACKAGE = DIRECTORY.parent


class _Loader(SourceFileLoader):
    """Loads a module in Python 2; nothing is kept beside it, where Python 3 looks."""

    def get_code(self, fullname: str) -> CodeType:
        del fullname
        return _prepared(Path(self.path))

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = _namespace()
        super().exec_module(module)


class _Finder:
    """Finds some modules here, and those in Python 2 that lie beside the script."""

    def __init__(self, names: Iterable[str], python2: bool) -> None:
        self._names, self._python2 = set(names), python2
        self._libraries = _libraries()
        self._script, *others = [Path(entry).resolve() for entry in sys.path]
        self._others = set(others)

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        del target
        if name in self._names:
            return PathFinder.find_spec(name, [str(DIRECTORY)])
        spec = PathFinder.find_spec(name, path)
        if spec is None or not self._is_python_2(spec):
            return None
        if name in book_modules():
            say(f"{name}.py: written in Python 2; network4's is imported instead.")
            return PathFinder.find_spec(name, [str(DIRECTORY)])
        spec.loader = _Loader(name, str(spec.origin))
        spec.cached = None
        return spec

    def _is_python_2(self, spec: ModuleSpec) -> bool:
        if type(spec.loader) is not SourceFileLoader or spec.origin is None:
            return False
        origin = Path(spec.origin).resolve()
        above = {*origin.parents}
        if above & self._libraries:
            return False
        beside = self._script in above or not above & self._others
        if self._python2 and beside and spec.name not in book_modules():
            return may_be_python_2(origin)
        return is_python_2(origin)


def _libraries() -> set[Path]:
    """Return the directories in which nothing is the reader's own."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    paths = [sysconfig.get_path(name) for name in names]
    return {Path(p).resolve() for p in [*paths, site.getusersitepackages(), _PACKAGE]}


def prefer_ours(names: Iterable[str], python2: bool = False) -> None:
    """Have modules of these names imported from here from now on.

    Args:
        names: of the modules.
        python2: whether other modules of the reader's are taken for Python 2 unless
            they have something that is Python 3 alone; default False.
    """
    sys.meta_path.insert(0, _Finder(names, python2))


def run_script(names: Iterable[str], python2: bool = False) -> None:
    """Run the script that the command line names, with modules from here.

    Args:
        names: of the modules that are to come from here.
        python2: whether the script is known to be Python 2; default False: it is
            looked at.
    """
    sys.excepthook = _show
    del sys.argv[0]
    path = Path(sys.argv[0])
    main = ModuleType("__main__")
    vars(main).update(__file__=sys.argv[0], __cached__=None)
    sys.modules["__main__"] = main
    sys.path[0] = str(path.resolve().parent)
    python2 = read(path, python2).is_python_2
    prefer_ours(names, python2)
    if python2:
        vars(main)["__builtins__"] = _namespace()
        _let_bytes_through()
        code = _prepared(path)
    else:
        code = _prepared_3(path)
    try:
        exec(code, vars(main))
    finally:
        end_line()


def _let_bytes_through() -> None:
    """Have the standard streams and the arguments carry any bytes."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding == "utf-8":
            encoding = "ascii" if stream is sys.stdin else "utf-8"
            stream.reconfigure(encoding=encoding, errors="surrogateescape")
    sys.argv[:] = [as_text(os.fsencode(argument)) for argument in sys.argv]


def _namespace() -> dict[str, Any]:
    return {**NAMESPACE, "__import__": import_module}


def _prepared(path: Path) -> CodeType:
    """Return the code of a program in Python 2, having said what was changed."""
    tree, changes = changed(source(path), str(path))
    names = old_names(tree)
    restore(tree)
    changes += Counter(names)
    what = ", ".join(f"{what} ({count})" for what, count in changes.items())
    if what:
        say(f"{path.name}: runs as Python 2; the file is not changed: {what}.")
    return code_of(tree, str(path), "exec")


def _prepared_3(path: Path) -> CodeType:
    """Return the code of a program in Python 3, whose libraries have what it names."""
    data = path.read_bytes()
    tree = ast.parse(data, str(path))
    names = old_names(tree)
    if names:
        restore(tree)
        what = ", ".join(names)
        say(f"{path.name}: functions that libraries have removed are put back: {what}.")
    return compile(data, str(path), "exec", dont_inherit=True)


def say(text: str) -> None:
    """Tell the reader something, on stderr."""
    print(printable(text), file=sys.stderr)


def _show(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Show an error as Python does, without the lines of this room."""
    shown: BaseException | None = error
    while shown is not None:
        shown.__traceback__ = _own_lines(shown.__traceback__)
        shown = shown.__cause__ or shown.__context__
    del trace
    sys.__excepthook__(kind, error, error.__traceback__)


def _own_lines(trace: TracebackType | None) -> TracebackType | None:
    if trace is None:
        return None
    rest = _own_lines(trace.tb_next)
    frame = trace.tb_frame
    file = frame.f_code.co_filename
    if file.startswith(_HERE) or (file == "<string>" and "start" in frame.f_globals):
        return rest
    return TracebackType(rest, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)
