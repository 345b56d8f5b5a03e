"""`network4 book`: Python, with the book's module names to import."""

import importlib.util
import os
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
    "-2", "--python2", is_flag=True, help="Treat SCRIPT as Python 2 in any case."
)
@click.option(
    "--path", "show_path", is_flag=True, help="Print the directory of the modules."
)
@click.argument("script", required=False, shell_complete=complete_file)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def book(
    python2: bool, show_path: bool, script: str | None, arguments: tuple[str, ...]
) -> None:
    """Run a script or open a prompt with the book's modules.

    SCRIPT is a Python program that imports the book's modules: network, network2,
    network3, mnist_loader and others. ARGUMENTS are passed to it. Without SCRIPT, a
    Python prompt opens.

    A module of your own with such a name, in the script's directory, is imported
    first, so that you can change the book's programs. A module there in Python 2, such
    as those of the book's own repository, is skipped. To run Python in another way,
    set PYTHONPATH="$(network4 book --path)".

    A script in Python 2 runs as it was printed: with print statements, xrange, cPickle
    and division of integers. A script counts as Python 2 if only Python 2 can read it,
    or if it uses something that only Python 2 had. Give -2 for a script that both
    versions can read. A line on stderr says what was changed; the file itself is not
    changed. Functions that Matplotlib, NumPy and SciPy have removed since are put back
    if a script uses them.

    \b
    Examples:
      network4 book
      network4 book my_script.py
      network4 book -2 old_script.py
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b
    from network4.book.python2.beside import DIRECTORY, python_2_modules

    if show_path:
        say(DIRECTORY)
        return
    if script is not None and not Path(script).is_file():
        raise click.UsageError(f"SCRIPT must be a file, received {shown(script)}.")
    if script is None and python2:
        raise click.UsageError("-2 needs SCRIPT after it, since a prompt is Python 3.")
    if script is None:
        note("You can import network, network2, network3, mnist_loader as in the book.")
    beside = python_2_modules(Path(script).parent if script else Path())
    old = [name for name in beside if script is None or name != Path(script).stem]
    if old:
        files = ", ".join(f"{name}.py" for name in old)
        note(f"{files}: written in Python 2; network4's are imported instead.")
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
    import subprocess

    package_root = str(Path(__file__).parents[2])
    given = os.environ.get("PYTHONPATH")
    paths = [str(directory), given, package_root]
    if importlib.util.find_spec("theano") is None:
        paths.append(str(directory / "stand_ins"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return subprocess.call([sys.executable, *arguments], env=environment)
