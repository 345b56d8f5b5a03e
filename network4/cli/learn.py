"""`network4 learn`: a page in which a small network learns before one's eyes."""

from pathlib import Path

import click

from network4.cli.opening import check_page, page_option, write_or_open
from network4.cli.output import json_option, print_json


@click.command()
@page_option
@json_option
def learn(out: Path | None, as_json: bool) -> None:
    """Open a web page on which you watch a small network learn.

    You put points of two classes on a plane, or choose a circle, a spiral, XOR or two
    clouds. The page trains a network on them by backpropagation. It shows how the
    boundary between the classes moves, and how hard each point pulls at it. The page
    is one file and works without the internet.

    \b
    Examples:
      network4 learn
      network4 learn -o learn.html
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b
    from network4.export import write_learning_page

    check_page("learn", out)
    path = write_or_open("learn", out, write_learning_page)
    if as_json:
        print_json({"path": str(path)})
