"""`network4 page`: a model as a web page to draw digits on."""

from pathlib import Path

import click

from network4.cli.completion import complete_model
from network4.cli.output import check_is_another, json_option, note, print_json
from network4.cli.run_directory import ModelPath
from network4.cli.writing import check_can_write
from network4.utils.files import write_or_rescue


@click.command()
@click.argument(
    "model", required=False, type=ModelPath(), shell_complete=complete_model
)
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("digits.html"),
    show_default=True,
    help="The file to write.",
)
@json_option
def page(model: Path | None, out: Path, as_json: bool) -> None:
    """Write a web page that reads the digits you draw or photograph.

    The page also shows what every layer of the network answers. It is one file and
    works without the internet: open it in a browser, copy it to a phone, or put it on
    a site.

    MODEL is the file of a trained model, or latest for the newest run. Without it, the
    page has the model that comes with network4.

    \b
    Examples:
      network4 page
      network4 page run/model.safetensors -o mine.html
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b
    from network4.cli.model_file import open_model
    from network4.export import write_page

    check_is_another("page: --out", out, [model] if model else [], "MODEL")
    check_can_write("page: --out", out)
    loaded = open_model(model)
    write_or_rescue("page", out, lambda path: write_page(path, loaded))
    note(f"{out}: {out.stat().st_size:,} bytes; open it in a browser")
    if as_json:
        print_json({"path": str(out)})
