"""Tables on a terminal."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from rich.console import Console
from rich.table import Table

from network4.text import printable

_WIDTH, _WIDEST = 100, 120  # where no terminal says how wide it is; and on any


def terminal() -> Console:
    """Return stdout, as wide as the terminal, without colours of its own for words."""
    width = min(_WIDEST, shutil.get_terminal_size((_WIDTH, 24)).columns)
    return Console(width=width, highlight=False, markup=False, emoji=False)


def print_table(
    title: str,
    columns: Mapping[str, Literal["left", "right"]],
    rows: Iterable[Sequence[str] | None],
) -> None:
    """Draw a table on stdout that is no wider than the terminal.

    Args:
        title: above it.
        columns: by name the side that cells stand on.
        rows: a text for each column; None is a line between rows.
    """
    drawn = Table(title=printable(title), title_justify="left", title_style="bold")
    for name, side in columns.items():
        drawn.add_column(name, justify=side, overflow="fold")
    for row in rows:
        if row is None:
            drawn.add_section()
        else:
            drawn.add_row(*map(printable, row))
    terminal().print(drawn)
