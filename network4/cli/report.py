"""`network4 report`: the book's numbers beside ours, as a table and a page."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from network4.cli.completion import complete_directory
from network4.cli.output import (
    json_option,
    note,
    print_json,
    say,
    shipped_results_option,
)
from network4.cli.writing import check_can_write
from network4.errors import Network4Error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from network4.datasets import Dataset
    from network4.report import Table


@click.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("report"),
    show_default=True,
    help="Where report.html, report.md and the pictures go.",
)
@click.option(
    "--into",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A Markdown file, such as the README, whose tables are renewed.",
)
@click.option(
    "--data",
    metavar="DIR",
    shell_complete=complete_directory,
    help="Where MNIST is; default: where it is found.",
)
@shipped_results_option
@json_option
def report(
    out: Path, into: Path | None, data: str | None, results: Path | None, as_json: bool
) -> None:
    """Show what the book got and what we got; write a page with the pictures.

    The command reads the records that `network4 reproduce` wrote, and trains nothing.
    Where there is no directory of records, it reads those that come with network4.
    Pictures of digits need MNIST as well.
    """
    from network4.experiments.shipped_results import ShippedResults, open_results
    from network4.report import (
        beyond_table,
        book_table,
        draw_all,
        draw_rejection,
        draw_robustness,
        epochs_table,
        figure_table,
        make_beyond,
        make_epochs,
        make_figure_lines,
        make_rows,
        make_trials,
        rejection_table,
        robustness_table,
        shipped_record,
        trials_table,
        write_page,
    )

    if results is not None and not results.is_dir():
        raise Network4Error(
            f"report: {results} is not there; give --results the directory of the "
            "records, or make some: network4 reproduce chapter1."
        )
    check_can_write("report: --out", out, directory=out)
    kept = open_results(results)
    if isinstance(kept, ShippedResults):
        note("There are no records here; these are the ones that come with network4.")
    rows, beyond, trials = make_rows(kept), make_beyond(kept), make_trials(kept)
    shipped = shipped_record()
    tables = [
        book_table(rows),
        *(figure_table(make_figure_lines(kept)), epochs_table(make_epochs(kept))),
        *(beyond_table(beyond), trials_table(trials)),
        *(rejection_table(shipped), robustness_table(shipped)),
    ]
    if into is not None:
        _renew(into, tables)
    pictures = draw_all(kept, _mnist(data), out)
    pictures += [draw_rejection(shipped, out), draw_robustness(shipped, out)]
    write_page(out, tables, pictures)
    say("\n".join(table.markdown() for table in tables if table.lines))
    note(f"{len(pictures)} pictures; the page is {out / 'report.html'}")
    if as_json:
        print_json(
            {
                "experiments": [row.to_dict() for row in rows],
                "beyond": [asdict(row) for row in beyond],
                "trials": [asdict(trial) for trial in trials],
            }
        )


def _renew(path: Path, tables: "Sequence[Table]") -> None:
    from network4.report import replace_tables
    from network4.utils.files import write_whole

    try:
        text = replace_tables(path.read_text(encoding="utf-8"), tables)
    except UnicodeDecodeError:
        raise Network4Error(
            f"report: --into must be a text file in UTF-8, {path} is none."
        ) from None
    write_whole(path, text.encode())


def _mnist(data: str | None) -> "Dataset | None":
    """Return MNIST; None where none is at hand, which is said."""
    from network4.datasets import load_only_mnist

    if data is not None:
        return load_only_mnist("report", data)
    try:
        return load_only_mnist("report", None)
    except Network4Error as error:
        note(f"Pictures of digits are left out: {error}")
        return None
