"""What commands share: options, data on stdout, everything else on stderr."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from network4.cli.completion import complete_data
from network4.errors import ArgumentError
from network4.text import printable, printable_lines

if TYPE_CHECKING:
    from network4.datasets import Dataset

Command = TypeVar("Command", bound=Callable[..., None])

_NOT_MNIST = (
    "MNIST was not found on this machine and could not be downloaded. The 1,797 small "
    "digits of scikit-learn are used instead. These are NOT MNIST. For MNIST, set "
    "NETWORK4_DATA to a directory that holds it, or give --data."
)


def data_option(command: Command) -> Command:
    """Add --data."""
    return click.option(
        "--data",
        metavar="DIR|mnist|digits",
        shell_complete=complete_data,
        help="Images: a directory, a file, mnist, or digits (scikit-learn's 1,797); "
        "default: mnist, or digits if MNIST cannot be had.",
    )(command)


def json_option(command: Command) -> Command:
    """Add --json."""
    return click.option(
        *("--json", "as_json"),
        is_flag=True,
        help="Also print the result as JSON, on the last line of stdout.",
    )(command)


def results_option(command: Command) -> Command:
    """Add --results."""
    return click.option(
        "--results",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("results"),
        show_default=True,
        help="The directory of the records of runs.",
    )(command)


def shipped_results_option(command: Command) -> Command:
    """Add --results of a command that only reads them."""
    return click.option(
        "--results",
        type=click.Path(file_okay=False, path_type=Path),
        show_default="results; without it, what comes with network4",
        help="The directory of records.",
    )(command)


def say(text: object = "", *, err: bool = False) -> None:
    """Print text, with escapes for characters that would move, hide or colour it.

    Names of classes and files may come from strangers. So all that commands print goes
    through this function, or through `print_json`, which escapes as JSON does.

    Args:
        text: one line or several.
        err: whether to print on stderr; default False, stdout.
    """
    click.echo(printable_lines(str(text)), err=err)


def note(text: str) -> None:
    """Tell a person something, on stderr."""
    say(text, err=True)


def check_is_another(option: str, out: Path, inputs: Iterable[Path], what: str) -> None:
    """Raise ArgumentError if a command would write over a file that it reads.

    Args:
        option: the command and its option, for the message.
        out: the file to write.
        inputs: the files to read.
        what: the name of the inputs in the command's usage.
    """
    if out.resolve() in [path.resolve() for path in inputs]:
        raise ArgumentError(
            f"{option} must be another file than {what}, received {out}."
        )


def print_rows(rows: Mapping[str, str]) -> None:
    """Print names and values in two columns."""
    width = max(map(len, rows))
    for name, value in rows.items():
        say(f"{name:<{width}}  {printable(value)}")


def print_json(result: Mapping[str, Any]) -> None:
    """Print one object on one line."""
    click.echo(json.dumps(result))


def open_data(name: str | None) -> "Dataset":
    """Load the data of that name, or the default; say so if it is not MNIST."""
    from network4.datasets import load_data, load_default

    if name is not None:
        return load_data(name)
    data = load_default()
    if not data.is_mnist:
        note(_NOT_MNIST)
    return data
