"""What commands share: options, data on stdout, everything else on stderr."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from network4.cli.completion import complete_data, complete_directory
from network4.errors import ArgumentError
from network4.text import printable, printable_lines

if TYPE_CHECKING:
    from network4.datasets import Dataset

Command = TypeVar("Command", bound=Callable[..., None])
# It takes its type in click's latest versions only.
_SizeType = click.ParamType[str] if TYPE_CHECKING else click.ParamType

_NOT_MNIST = (
    "MNIST was not found on this machine and could not be downloaded. The 1,797 small "
    "digits of scikit-learn are used instead. These are NOT MNIST. For MNIST, set "
    "NETWORK4_DATA to a directory that holds it, or give --data."
)


def data_option(command: Command) -> Command:
    """Add --data."""
    return click.option(
        "--data",
        metavar="PATH|mnist|digits",
        shell_complete=complete_data,
        help="Images: a folder of pictures, a CSV file or another data set, mnist, or "
        "digits (scikit-learn's 1,797); default: mnist, or digits if MNIST cannot be "
        "had.",
    )(command)


def mnist_option(command: Command) -> Command:
    """Add --data of a command that needs MNIST."""
    return click.option(
        "--data",
        metavar="DIR",
        shell_complete=complete_directory,
        help="Directory of MNIST; default: a copy on this machine, else a download.",
    )(command)


def label_column_option(command: Command) -> Command:
    """Add --label-column."""
    return click.option(
        "--label-column",
        metavar="NAME|NUMBER",
        help="Column of a CSV file that holds the labels: its name, or its number, 1 "
        "for the first and -1 for the last.",
    )(command)


class SizeType(_SizeType):
    """A size in pixels: "28", or height and width, "28x20"."""

    name = "HEIGHTxWIDTH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the text of one to three whole numbers; else end with advice."""
        sides = str(value).lower().split("x")
        if 1 <= len(sides) <= 3 and all(side.isdecimal() for side in sides):
            return str(value)
        self.fail(f"{value!r} is no size; say 28, or 28x20 for height and width.")


def size_option(command: Command) -> Command:
    """Add --size."""
    return click.option(
        "--size",
        type=SizeType(),
        metavar="PIXELS|HEIGHTxWIDTH",
        help="Size to which the pictures of a folder are brought; for a CSV file, the "
        "size of its images if they are not square.",
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
    return _results_option(command, default=Path("results"), show_default=True)


def shipped_results_option(command: Command) -> Command:
    """Add --results of a command that only reads them."""
    otherwise = "results; without it, what comes with network4"
    return _results_option(command, show_default=otherwise)


def _results_option(command: Command, **default: Any) -> Command:
    return click.option(
        "--results",
        type=click.Path(file_okay=False, path_type=Path),
        help="The directory of the records of runs.",
        **default,
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


def open_data(
    name: str | None,
    size: str | None = None,
    label_column: str | None = None,
    shape: tuple[int, ...] | None = None,
) -> "Dataset":
    """Load the data named, or the default; say plainly what they are.

    Args:
        name: a name or a path; None for MNIST, else digits.
        size: as --size gives it.
        label_column: as --label-column gives it.
        shape: that of a network's input, which pictures of a folder are brought to;
            default None.

    Raises:
        ArgumentError: the data have no use for a size or a column.
        Network4Error: they cannot be had.
    """
    from network4.datasets import load_data, load_data_for, load_default

    if name is not None:
        data = (
            load_data(name, size=_as_size(size), label_column=label_column)
            if shape is None
            else load_data_for(shape, name, label_column=label_column)
        )
        for remark in data.remarks:
            note(remark)
        return data
    if size is not None or label_column is not None:
        raise ArgumentError(
            "--size and --label-column must come with --data, received them alone; "
            "name a folder or a CSV file."
        )
    data = load_default()
    if not data.is_mnist:
        note(_NOT_MNIST)
    return data


def _as_size(text: str | None) -> "int | tuple[int, ...] | None":
    sides = tuple(map(int, text.lower().split("x"))) if text else ()
    return sides[0] if len(sides) == 1 else sides or None
