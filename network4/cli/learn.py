"""`network4 learn`: a page in which a small network learns before one's eyes."""

from pathlib import Path

import click

from network4.cli.opening import check_page, page_option, write_or_open
from network4.cli.output import json_option, print_json


@click.command()
@page_option
@json_option
def learn(out: Path | None, as_json: bool) -> None:
    """Open a web page in which a small network learns to tell points apart.

    You put points of two classes on a plane, or take a circle, a spiral, XOR or two
    clouds. The page trains on them by backpropagation, and shows the boundary as it
    moves and how hard each point pulls. It is one file and asks nothing of any network.
    """
    from network4.export import write_learning_page

    check_page("learn", out)
    path = write_or_open("learn", out, write_learning_page)
    if as_json:
        print_json({"path": str(path)})
