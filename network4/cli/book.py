"""`network4 book`: Python, with the book's module names to import."""

import os
import subprocess
import sys
from pathlib import Path

import click

from network4.cli.output import note, say


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
    can be changed. For other ways to run Python: PYTHONPATH="$(network4 book --path)".
    """
    from network4 import book as modules

    directory = str(Path(modules.__file__).parent)
    if show_path:
        say(directory)
        return
    if script is not None and not Path(script).exists():
        raise click.UsageError(f"SCRIPT must be a file, received {script!r}.")
    if script is None:
        note("import network, network2, network3, mnist_loader ... as in the book")
    sys.exit(_run_python(directory, [script, *arguments] if script else ["-q"]))


def _run_python(directory: str, arguments: list[str]) -> int:
    """Run Python so that it finds the modules and this very network4."""
    package_root = str(Path(__file__).parents[2])
    given = os.environ.get("PYTHONPATH")
    paths = os.pathsep.join(filter(None, (directory, given, package_root)))
    environment = {**os.environ, "PYTHONPATH": paths}
    return subprocess.call([sys.executable, *arguments], env=environment)
