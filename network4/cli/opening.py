"""Web pages that commands write, and open if no file is named."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from network4.cli.output import note
from network4.cli.writing import check_can_write
from network4.utils.files import write_or_rescue

Command = TypeVar("Command", bound=Callable[..., None])


def page_option(command: Command) -> Command:
    """Add --out for a page that is opened in a browser if no file is named."""
    return click.option(
        "-o",
        "--out",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The file to write; default: a temporary file, opened in your browser.",
    )(command)


def check_page(owner: str, out: Path | None) -> None:
    """Raise Network4Error unless the page can be written to the file."""
    if out is not None:
        check_can_write(f"{owner}: --out", out)


def write_or_open(
    owner: str, out: Path | None, write: Callable[[Path], object]
) -> Path:
    """Write a page to a file, or write it to a temporary file and open it.

    Args:
        owner: the command; the temporary file has its name.
        out: the file; None for a temporary file.
        write: a function that writes the page to a path.

    Returns:
        Where the page is.

    Raises:
        Network4Error: the file cannot be written.
    """
    import webbrowser

    path = out or Path(tempfile.mkdtemp(prefix="network4-")) / f"{owner}.html"
    write_or_rescue(owner, path, write)
    size = f"{path}: {path.stat().st_size:,} bytes"
    is_open = out is None and webbrowser.open(path.resolve().as_uri())
    note(
        f"{size}; it is open in your browser"
        if is_open
        else f"{size}; open it in a browser"
    )
    return path
