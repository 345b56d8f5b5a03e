"""`network4 book`: Python, with the book's module names to import."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import click

from network4.cli.output import note, say
from network4.errors import shown


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}
)
@click.option("--path", "show_path", is_flag=True, help="Print the modules' directory.")
@click.argument("script", required=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def book(show_path: bool, script: str | None, arguments: tuple[str, ...]) -> None:
    """Run a script, or open a prompt, in which `import network3` works.

    SCRIPT is a Python program written for the book's modules: network, network2,
    network3, mnist_loader and the others; ARGUMENTS are its own. Without it, a prompt
    opens. A module of that name beside the script comes first, so programs of the book
    can be changed; not if it is Python 2, as in the book's own repository. For other
    ways to run Python: PYTHONPATH="$(network4 book --path)".
    """
    from network4.book._python2 import DIRECTORY, python_2_modules

    if show_path:
        say(DIRECTORY)
        return
    if script is not None and not Path(script).is_file():
        raise click.UsageError(f"SCRIPT must be a file, received {shown(script)}.")
    if script is None:
        note("import network, network2, network3, mnist_loader ... as in the book")
    old = python_2_modules(Path(script).parent if script else Path())
    if old:
        files = ", ".join(f"{name}.py" for name in old)
        note(f"{files}: Python 2, as the book's own; network4's are imported instead.")
    sys.exit(_run_python(DIRECTORY, [*_start(script, old), *arguments]))


def _start(script: str | None, old: list[str]) -> list[str]:
    """Return Python's arguments for a script or a prompt."""
    if not old:
        return [script] if script else ["-q"]
    ours = "from network4.book import _python2 as start"
    if script:
        return ["-c", f"{ours}; start.run_script({old})", script]
    return ["-q", "-i", "-c", f"{ours}; start.prefer_ours({old}); del start"]


def _run_python(directory: Path, arguments: list[str]) -> int:
    """Run Python so that it finds the modules and this very network4."""
    package_root = str(Path(__file__).parents[2])
    given = os.environ.get("PYTHONPATH")
    paths = [str(directory), given, package_root]
    if importlib.util.find_spec("theano") is None:
        paths.append(str(directory / "stand_ins"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return subprocess.call([sys.executable, *arguments], env=environment)
