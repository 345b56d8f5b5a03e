"""`network4 report`: the book's numbers beside ours, as a table and a page."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from network4.cli.output import (
    json_option,
    mnist_option,
    note,
    print_json,
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
    help="Directory for report.html, report.md and the pictures.",
)
@click.option(
    "--into",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A Markdown file, such as docs/numbers.md, in which tables are updated.",
)
@mnist_option
@shipped_results_option
@json_option
def report(
    out: Path, into: Path | None, data: str | None, results: Path | None, as_json: bool
) -> None:
    """Show the book's numbers beside ours, as tables and as a page.

    The command reads the records that `network4 reproduce` wrote. Without a directory
    of records, it reads the ones that come with network4. It prints the tables and
    writes a web page with tables and pictures. Pictures of digits need MNIST; without
    it they are left out. Nothing is trained.

    \b
    Examples:
      network4 report
      network4 report --results my_results --out my_report
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b
    from network4.experiments.shipped_results import ShippedResults, open_results
    from network4.report import (
        beyond_table,
        book_table,
        draw_all,
        draw_rejection,
        draw_robustness,
        epochs_table,
        figure_table,
        list_absent,
        make_beyond,
        make_epochs,
        make_figure_lines,
        make_rows,
        make_trials,
        rejection_table,
        robustness_table,
        shipped_record,
        short_book_table,
        trials_table,
        write_page,
    )

    if results is not None and not results.is_dir():
        raise Network4Error(
            f"report: {results} does not exist; give --results the directory of the "
            "records, or make records with: network4 reproduce chapter1."
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
        _renew(into, [short_book_table(rows), *tables])
    mnist = _mnist(data)
    pictures = draw_all(kept, mnist, out)
    pictures += [draw_rejection(shipped, out), draw_robustness(shipped, out)]
    absent = list_absent(kept, mnist)
    write_page(out, tables, pictures, absent)
    for table in tables:
        if table.lines:
            table.print()
    note(f"{len(pictures)} pictures; the page is {out / 'report.html'}")
    for each in absent:
        note(f"Not drawn: {each.title}. {each.reason} {each.command}".rstrip())
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
            f"report: --into must be a text file in UTF-8, received {path}, which is "
            "not; save it as UTF-8."
        ) from None
    write_whole(path, text.encode())


def _mnist(data: str | None) -> "Dataset | None":
    """Return MNIST, or None with a note if it cannot be had."""
    from network4.datasets import load_only_mnist

    if data is not None:
        return load_only_mnist("report", data)
    try:
        return load_only_mnist("report", None)
    except Network4Error as error:
        note(f"Pictures of digits are left out: {error}")
        return None
