"""`network4 book`: Python, with the book's module names to import."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import click

from network4.cli.completion import complete_file
from network4.cli.output import note, say
from network4.errors import shown


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}
)
@click.option(
    "-2", "--python2", is_flag=True, help="SCRIPT is Python 2, whatever it looks like."
)
@click.option("--path", "show_path", is_flag=True, help="Print the modules' directory.")
@click.argument("script", required=False, shell_complete=complete_file)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def book(
    python2: bool, show_path: bool, script: str | None, arguments: tuple[str, ...]
) -> None:
    """Run a script, or open a prompt, in which `import network3` works.

    SCRIPT is a Python program written for the book's modules: network, network2,
    network3, mnist_loader and the others; ARGUMENTS are its own. Without it, a prompt
    opens. A module of that name beside the script comes first, so programs of the book
    can be changed; not if it is Python 2, as in the book's own repository. For other
    ways to run Python: PYTHONPATH="$(network4 book --path)".

    A script in Python 2 runs as it was printed: print statements, xrange, cPickle,
    integers divided by integers. It is taken for Python 2 if only Python 2 can read it,
    or if it uses what only Python 2 has had. -2 says so of a script that both can read.
    One line on stderr says what was changed; the file stays as it is. What Matplotlib,
    NumPy and SciPy have dropped since is put back if a script names it.
    """
    from network4.book.python2.beside import DIRECTORY, python_2_modules

    if show_path:
        say(DIRECTORY)
        return
    if script is not None and not Path(script).is_file():
        raise click.UsageError(f"SCRIPT must be a file, received {shown(script)}.")
    if script is None and python2:
        raise click.UsageError("-2 must be followed by SCRIPT; a prompt is Python 3.")
    if script is None:
        note("import network, network2, network3, mnist_loader ... as in the book")
    beside = python_2_modules(Path(script).parent if script else Path())
    old = [name for name in beside if script is None or name != Path(script).stem]
    if old:
        files = ", ".join(f"{name}.py" for name in old)
        note(f"{files}: Python 2, as the book's own; network4's are imported instead.")
    sys.exit(_run_python(DIRECTORY, [*_start(script, old, python2), *arguments]))


def _start(script: str | None, old: list[str], python2: bool) -> list[str]:
    """Return Python's arguments for a script or a prompt."""
    from network4.book.python2.running import PLAIN, read

    ours = "from network4.book.python2 import starting as start"
    if script and (old or read(Path(script), python2) != PLAIN):
        return ["-c", f"{ours}; start.run_script({old}, {python2})", script]
    if old:
        return ["-q", "-i", "-c", f"{ours}; start.prefer_ours({old}); del start"]
    return [script] if script else ["-q"]


def _run_python(directory: Path, arguments: list[str]) -> int:
    """Run Python so that it finds the modules and this very network4."""
    package_root = str(Path(__file__).parents[2])
    given = os.environ.get("PYTHONPATH")
    paths = [str(directory), given, package_root]
    if importlib.util.find_spec("theano") is None:
        paths.append(str(directory / "stand_ins"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return subprocess.call([sys.executable, *arguments], env=environment)
