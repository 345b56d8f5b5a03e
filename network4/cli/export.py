"""`network4 export`: trained models as files for other programs."""

from pathlib import Path

import click

from network4.cli.completion import complete_model
from network4.cli.output import check_is_another, json_option, note, print_json
from network4.cli.run_directory import ModelPath
from network4.cli.writing import check_can_write
from network4.errors import ArgumentError, shown
from network4.utils.files import write_or_rescue

_SUFFIXES = {"onnx": ".onnx", "safetensors": ".safetensors", "json": ".json"}


@click.command()
@click.argument(
    "models",
    nargs=-1,
    required=True,
    metavar="MODEL...",
    type=ModelPath(),
    shell_complete=complete_model,
)
@click.option(
    "--to",
    "kind",
    type=click.Choice(list(_SUFFIXES)),
    show_default="by the ending of --out, else onnx",
    help="Format of the file.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; default: MODEL with another ending.",
)
@click.option(
    "--opset",
    type=click.IntRange(18),
    metavar="N",
    help="Version of ONNX's operators, to suit an older program.",
)
@json_option
def export(
    models: tuple[Path, ...],
    kind: str | None,
    out: Path | None,
    opset: int | None,
    as_json: bool,
) -> None:
    """Write a trained model as an ONNX, safetensors or JSON file.

    MODEL is the file of a trained model, or latest for the newest run. Other programs
    can run the result without network4.

    The ONNX file reads images as floats in 0..1 of shape (n, channels, height, width),
    or whatever else the model reads. A classifier's outputs have the shape
    (n, classes). Several models become one ONNX file whose outputs are the means of
    their probabilities.

    \b
    Examples:
      network4 export run/model.safetensors
      network4 export run/model.safetensors run-2/model.safetensors -o both.onnx
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b
    from network4.cli.model_file import open_model
    from network4.export import OPSET, write_json, write_onnx
    from network4.model.ensemble import Ensemble

    kind = kind or _kind_of(out)
    if len(models) > 1 and kind != "onnx":
        raise ArgumentError(
            f"export: --to must be onnx for {len(models)} models together, received "
            f"{shown(kind)}; export them one by one."
        )
    if opset is not None and kind != "onnx":
        raise ArgumentError(
            f"export: --opset must be left out with --to {kind}, received {opset}; it "
            "is for onnx."
        )
    first, *_ = [*models]
    if not first.name:
        raise ArgumentError(f"export: MODEL must be a file, {first} is a directory.")
    out = out or first.with_suffix(_SUFFIXES[kind])
    check_is_another("export: -o", out, models, "MODEL")
    check_can_write("export: -o", out)
    loaded = [open_model(model) for model in models]

    def write(path: Path) -> None:
        if kind == "onnx":
            one = loaded[0] if len(loaded) == 1 else Ensemble(loaded)
            write_onnx(path, one, opset or OPSET)
        elif kind == "json":
            write_json(path, loaded[0])
        else:
            loaded[0].save(path)

    write_or_rescue("export", out, write)
    note(f"{out}: {out.stat().st_size:,} bytes")
    if as_json:
        print_json({"path": str(out), "format": kind, "num_models": len(models)})


def _kind_of(out: Path | None) -> str:
    if out is None:
        return "onnx"
    for kind, ending in _SUFFIXES.items():
        if out.suffix.lower() == ending:
            return kind
    *others, last = _SUFFIXES.values()
    raise ArgumentError(
        f"export: -o must end in {', '.join(others)} or {last} where --to is left out, "
        f"received {shown(out.name)}; give another ending, or --to."
    )
